//! One entry of the search path, which maps a disk location to an import path, and the form of paths in which protoc compares and
//! prints them.

use protoward_source::paths::System;

/// `-Idisk`, or `-Ivirtual=disk`. The disk path is normalized; empty is the root of import paths, or the working
/// directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mapping {
    pub(crate) system: System,
    pub(crate) name: String,
    pub(crate) disk: String,
}

impl Mapping {
    /// Returns the import path of a file, if this entry covers the file.
    pub(crate) fn name_of(&self, disk: &str) -> Option<String> {
        self.move_below(disk, &self.disk, &self.name)
    }

    /// Returns the file of an import path, if this entry covers the path.
    pub(crate) fn disk_of(&self, name: &str) -> Option<String> {
        self.move_below(name, &self.name, &self.disk)
    }

    /// Replaces the prefix `from` of `path` by `to`; `None` if `path` is not below `from`.
    fn move_below(&self, path: &str, from: &str, to: &str) -> Option<String> {
        let rest = match path.strip_prefix(from)? {
            // The entry may be a single file.
            "" => return Some(to.to_owned()),
            // A relative root does not cover absolute paths.
            rest if from.is_empty() => (!rest.starts_with('/') && !has_drive(self.system, rest)).then_some(rest)?,
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
        let (folder, file) = disk.split_at(disk.rfind('/').map_or(0, |slash| slash + 1));
        Some((if folder.is_empty() { "." } else { folder }.to_owned(), file.to_owned()))
    }
}

/// Returns `true` if the path is a valid import path.
pub(crate) fn is_name(system: System, name: &str) -> bool {
    let is_plain = |part: &str| !matches!(part, "" | "." | "..");
    name == normalize(system, name) && name.split('/').all(is_plain)
}

/// Returns `true` for a path with a drive of Windows, such as `C:/a` or `C:a`.
pub(crate) fn has_drive(system: System, path: &str) -> bool {
    let bytes = path.as_bytes();
    system == System::Windows && bytes.get(1) == Some(&b':') && bytes[0].is_ascii_alphabetic()
}

/// Returns a path in the form in which protoc compares and prints it: with `/`, and without `.` and repeated slashes. `..` stays,
/// because it may follow a link, and so does a trailing slash, which protoc prints.
pub(crate) fn normalize(system: System, path: &str) -> String {
    let path = system.portable(path);
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let root = if system == System::Windows && path.starts_with("//") {
        // A share, which protoc.exe does not find.
        "//"
    } else if path.starts_with('/') {
        "/"
    } else {
        ""
    };
    let end = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    format!("{root}{}{end}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values are those of protoc.exe, except for shares and the prefix `\\?\`, which it does not find.
    #[test]
    fn normalizes_as_protoc_of_the_system() {
        for (path, unix, windows) in [
            (r"proto\a\b.proto", r"proto\a\b.proto", "proto/a/b.proto"),
            (r".\proto\\a//b.proto", r".\proto\\a/b.proto", "proto/a/b.proto"),
            (r"..\r\", r"..\r\", "../r/"),
            (r"proto\..\proto", r"proto\..\proto", "proto/../proto"),
            (r"Z:\w/a.proto", r"Z:\w/a.proto", "Z:/w/a.proto"),
            (r"\w", r"\w", "/w"),
            (".", "", ""),
            (r"\\server\share\a", r"\\server\share\a", "//server/share/a"),
            (r"\\?\C:\w\a.proto", r"\\?\C:\w\a.proto", "C:/w/a.proto"),
            ("//w", "/w", "//w"),
        ] {
            assert_eq!(
                (&*normalize(System::Unix, path), &*normalize(System::Windows, path)),
                (unix, windows),
                "{path}"
            );
        }
    }

    #[test]
    fn covers_what_protoc_of_the_system_covers() {
        let name = |system, root: (&str, &str), path: &str| {
            let mapping = Mapping { system, name: root.0.to_owned(), disk: normalize(system, root.1) };
            mapping.name_of(&normalize(system, path))
        };
        for (root, path, unix, windows) in [
            (("", "proto"), r"proto\a\b.proto", None, Some("a/b.proto")),
            (("", r"Z:\w"), "Z:/w/a.proto", None, Some("a.proto")),
            (("", r"z:\w"), "Z:/w/a.proto", None, None),
            (("", r"Z:\"), r"Z:\w\a.proto", None, Some("w/a.proto")),
            (("", "."), "Z:/w/a.proto", Some("Z:/w/a.proto"), None),
            (("", "."), "Z:a.proto", Some("Z:a.proto"), None),
            (("", "."), "ab:/a.proto", Some("ab:/a.proto"), Some("ab:/a.proto")),
            (("v", r"proto\a"), "proto/a/b.proto", None, Some("v/b.proto")),
            (("v/b.proto", r"proto\a\b.proto"), "proto/a/b.proto", None, Some("v/b.proto")),
            (("", "proto"), r"PROTO\a.proto", None, None),
            (("", "proto"), r"proto\..\a.proto", None, None),
        ] {
            assert_eq!(name(System::Windows, root, path).as_deref(), windows, "{root:?} {path}");
            assert_eq!(name(System::Unix, root, path).as_deref(), unix, "{root:?} {path}");
        }
    }

    #[test]
    fn opens_files_in_their_folders() {
        let split = |disk: &str| {
            let mapping = Mapping { system: System::Windows, name: "a.proto".to_owned(), disk: disk.to_owned() };
            mapping.split("a.proto")
        };
        for (disk, folder) in [("x.proto", "."), ("Z:/x.proto", "Z:/"), ("/x.proto", "/"), ("a/x.proto", "a/")] {
            assert_eq!(split(disk), Some((folder.to_owned(), "x.proto".to_owned())));
        }
    }
}
