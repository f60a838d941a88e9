//! One entry of the search path, which maps a disk location to an import path, and the form of paths in which protoc compares and
//! prints them.

/// `-Idisk`, or `-Ivirtual=disk`. The disk path is normalized; empty is the root of import paths, or the working
/// directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mapping {
    pub(crate) name: String,
    pub(crate) disk: String,
}

impl Mapping {
    /// Returns the import path of a file, if this entry covers the file.
    pub(crate) fn name_of(&self, disk: &str) -> Option<String> {
        move_below(disk, &self.disk, &self.name)
    }

    /// Returns the file of an import path, if this entry covers the path.
    pub(crate) fn disk_of(&self, name: &str) -> Option<String> {
        move_below(name, &self.name, &self.disk)
    }
}

/// Replaces the prefix `from` of `path` by `to`; `None` if `path` is not below `from`.
fn move_below(path: &str, from: &str, to: &str) -> Option<String> {
    let rest = match path.strip_prefix(from)? {
        // The entry may be a single file.
        "" => return Some(to.to_owned()),
        // A relative root does not cover absolute paths.
        rest if from.is_empty() => (!rest.starts_with('/')).then_some(rest)?,
        rest if from.ends_with('/') => rest,
        rest => rest.strip_prefix('/')?,
    };
    let leaves = rest.split('/').any(|part| part == "..");
    match to {
        _ if leaves => None,
        "" => Some(rest.to_owned()),
        to => Some(format!("{to}/{rest}")),
    }
}

/// Returns `true` if the path is a valid import path.
pub(crate) fn is_name(name: &str) -> bool {
    name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

impl Mapping {
    pub(crate) fn folder(&self) -> &str {
        if self.disk.is_empty() { "." } else { &self.disk }
    }

    /// Returns the folder to open and the file in it; for an entry that is a file, its parent folder.
    pub(crate) fn split(&self, path: &str) -> Option<(String, String)> {
        let disk = self.disk_of(path)?;
        if path != self.name {
            let file = path[self.name.len()..].trim_start_matches('/');
            return Some((self.folder().to_owned(), file.to_owned()));
        }
        let (folder, file) = disk.rsplit_once('/').unwrap_or((".", &disk));
        Some((if folder.is_empty() { "/" } else { folder }.to_owned(), file.to_owned()))
    }
}

/// Returns a path in the form in which protoc compares and prints it: without `.` and repeated slashes. `..` stays, because it
/// may follow a link, and so does a trailing slash, which protoc prints.
pub(crate) fn normalize(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let root = if path.starts_with('/') { "/" } else { "" };
    let end = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    format!("{root}{}{end}", parts.join("/"))
}
