//! The list of generated files in a folder, the paths that it may have, and files that are probably handwritten.

/// The name of the list of generated files in a generated folder. The list belongs under version control, like the files.
pub const MANIFEST: &str = ".protoward-generated";

const HEAD: &str = "# The files here that protoward generated. It removes those that it no longer generates.\n";

/// The number of bytes at the start of a text that are searched for `@generated`.
const HEADER: usize = 1024;

/// Returns the text of the list.
pub(super) fn render<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut list = HEAD.to_owned();
    for path in paths {
        list.push_str(path);
        list.push('\n');
    }
    list.into_bytes()
}

/// Returns the paths of a list. Invalid paths, such as paths that leave the folder, are ignored.
pub(super) fn parse(bytes: &[u8]) -> Vec<&str> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter(|line| is_plain(line) && !line.eq_ignore_ascii_case(MANIFEST)).collect()
}

/// Returns `true` if a file may be handwritten: a text without `@generated` near its start. Empty files are not
/// handwritten.
pub(super) fn may_be_handwritten(content: &[u8]) -> bool {
    const MARK: &[u8] = b"@generated";
    let head = &content[..content.len().min(HEADER)];
    !content.is_empty() && is_text(content) && !head.windows(MARK.len()).any(|window| window == MARK)
}

/// Returns `true` for UTF-8 without control characters. Descriptors are often valid UTF-8, but always have control
/// characters.
fn is_text(content: &[u8]) -> bool {
    let control = |letter: char| letter.is_control() && !letter.is_whitespace();
    std::str::from_utf8(content).is_ok_and(|text| !text.contains(control))
}

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
