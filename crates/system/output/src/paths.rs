//! Paths of files in an output folder, with `/` as separator.

/// Returns `true` if a path is relative and stays below its folder on every operating system. Its names are not empty, not
/// `.` or `..`, and have no `\`, `:`, NUL or line end.
pub fn is_plain(path: &str) -> bool {
    let ordinary = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':', '\0', '\n', '\r']);
    path.split('/').all(ordinary)
}

/// Returns the parent folders of a path and the path itself: `a`, `a/b` and `a/b/c` for `a/b/c`.
pub(super) fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain(std::iter::once(path))
}
