//! Paths that users write, taken apart by the rules of a system.

use std::fmt;

use super::system::System;

/// A path that a user wrote, in parts: a drive or a share, a root, and names without `.`.
///
/// ```
/// use protoward_source::paths::{System, UserPath};
/// let path = UserPath::parse(System::Windows, r"D:\work\proto/a.proto");
/// assert!(path.is_absolute());
/// assert_eq!(path.to_string(), "D:/work/proto/a.proto");
/// assert_eq!(path.below(&UserPath::parse(System::Windows, "d:/WORK")), Some("proto/a.proto".to_owned()));
/// assert_eq!(path.file_uri().unwrap().path, "/D:/work/proto/a.proto");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserPath<'a> {
    system: System,
    volume: Volume<'a>,
    has_root: bool,
    names: Vec<&'a str>,
}

/// The part of a path before its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Volume<'a> {
    /// The volume of the working folder, or the only one.
    Current,
    /// A drive of Windows: `D:`.
    Drive(char),
    /// A share of Windows: `\\server\share`.
    Share { server: &'a str, share: &'a str },
    /// Another name space of Windows: `\\.\NUL`, `\\?\Volume{…}`.
    Device(&'a str),
}

/// The parts of a `file:` URI, not escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileUri<'a> {
    /// The server of a share; empty for a file of this computer.
    pub server: &'a str,
    /// The path, which starts with `/`: `/D:/work/a.proto`.
    pub path: String,
}

impl<'a> UserPath<'a> {
    /// Parses a path by the rules of a system.
    pub fn parse(system: System, text: &'a str) -> Self {
        let (volume, rest) = match system {
            System::Unix => (Volume::Current, text),
            System::Windows => volume(text),
        };
        let has_root = rest.starts_with(|first| system.is_separator(first)) || matches!(volume, Volume::Share { .. });
        let names = rest.split(|character| system.is_separator(character)).filter(|name| !matches!(*name, "" | "."));
        Self { system, volume, has_root, names: names.collect() }
    }

    /// Returns `true` if the path does not depend on a working folder. On Windows, `\a` and `D:a` do.
    pub fn is_absolute(&self) -> bool {
        match self.volume {
            Volume::Current => self.has_root && self.system == System::Unix,
            Volume::Drive(_) => self.has_root,
            Volume::Share { .. } | Volume::Device(_) => true,
        }
    }

    /// Returns the path that `path` means in this folder; `None` for one relative to the working folder of another drive.
    #[must_use]
    pub fn join(&self, path: &Self) -> Option<Self> {
        let is_here = path.volume == Volume::Current || self.is_same_volume(path);
        match (path.is_absolute(), path.has_root, is_here) {
            (true, ..) => Some(path.clone()),
            (false, true, _) => Some(Self { volume: self.volume, ..path.clone() }),
            (false, false, true) => {
                let names = self.names.iter().chain(&path.names).copied().collect();
                Some(Self { names, ..self.clone() })
            }
            (false, false, false) => None,
        }
    }

    /// Resolves `..` by the names alone. Returns `None` if a `..` leads above the first name.
    #[must_use]
    pub fn normal(&self) -> Option<Self> {
        let mut names: Vec<&str> = Vec::with_capacity(self.names.len());
        for &name in &self.names {
            match name {
                ".." => {
                    names.pop()?;
                }
                name => names.push(name),
            }
        }
        Some(Self { names, ..self.clone() })
    }

    /// Returns the path inside of a folder, with `/` as the separator; `None` if it is not in the folder.
    pub fn below(&self, folder: &Self) -> Option<String> {
        let is_same_start = self.has_root == folder.has_root && self.is_same_volume(folder);
        let (start, inside) = self.names.split_at_checked(folder.names.len()).filter(|_| is_same_start)?;
        let is_same = |(one, other): (&&str, &&str)| self.system.is_same_name(one, other);
        start.iter().zip(&folder.names).all(is_same).then(|| inside.join("/"))
    }

    fn is_same_volume(&self, other: &Self) -> bool {
        let is_same = |one: &str, other: &str| self.system.is_same_name(one, other);
        match (self.volume, other.volume) {
            (Volume::Current, Volume::Current) => true,
            (Volume::Drive(one), Volume::Drive(other)) => one.eq_ignore_ascii_case(&other),
            (Volume::Share { server, share }, Volume::Share { server: other_server, share: other_share }) => {
                is_same(server, other_server) && is_same(share, other_share)
            }
            (Volume::Device(one), Volume::Device(other)) => is_same(one, other),
            _ => false,
        }
    }

    /// Returns the parts of the URI of an absolute path; `None` for others, and for devices.
    pub fn file_uri(&self) -> Option<FileUri<'a>> {
        let path = self.names.join("/");
        match self.volume {
            _ if !self.is_absolute() => None,
            Volume::Current => Some(FileUri { server: "", path: format!("/{path}") }),
            Volume::Drive(drive) => Some(FileUri { server: "", path: format!("/{drive}:/{path}") }),
            Volume::Share { server, share } => Some(FileUri { server, path: format!("/{share}/{path}") }),
            Volume::Device(_) => None,
        }
    }
}

/// Displays the portable form, without `.` and repeated separators.
impl fmt::Display for UserPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.volume {
            Volume::Current => {}
            Volume::Drive(drive) => write!(f, "{drive}:")?,
            Volume::Share { server, share } => write!(f, "//{server}/{share}")?,
            Volume::Device(name) => write!(f, "//./{name}")?,
        }
        if self.has_root && !(self.names.is_empty() && matches!(self.volume, Volume::Share { .. })) {
            f.write_str("/")?;
        }
        match &self.names[..] {
            [] if self.volume == Volume::Current && !self.has_root => f.write_str("."),
            names => f.write_str(&names.join("/")),
        }
    }
}

/// Returns the volume of a path of Windows, and the rest.
/// <https://learn.microsoft.com/windows/win32/fileio/naming-a-file#win32-file-namespaces>
fn volume(text: &str) -> (Volume<'_>, &str) {
    let behind_separator = |text| str::strip_prefix(text, ['/', '\\']);
    let Some(named) = behind_separator(text).and_then(behind_separator) else {
        return drive(text).unwrap_or((Volume::Current, text));
    };
    let (name_space, rest) = first_name(named);
    let rest = rest.get(1..).unwrap_or_default();
    match (name_space, first_name(rest)) {
        ("?", (name, share_path)) if name.eq_ignore_ascii_case("UNC") => share(share_path.get(1..).unwrap_or_default()),
        ("?" | ".", (name, inside)) => drive(rest).unwrap_or((Volume::Device(name), inside)),
        _ => share(named),
    }
}

/// Returns the first name of a path without a root, and the rest with its separator.
fn first_name(text: &str) -> (&str, &str) {
    text.split_at(text.find(['/', '\\']).unwrap_or(text.len()))
}

/// Returns the drive of a path, and the rest; `None` without a drive.
fn drive(text: &str) -> Option<(Volume<'_>, &str)> {
    let mut characters = text.chars();
    let letter = characters.next().filter(char::is_ascii_alphabetic)?;
    (characters.next() == Some(':')).then_some((Volume::Drive(letter), characters.as_str()))
}

/// Returns the share of `server\share\path`, and the rest.
fn share(text: &str) -> (Volume<'_>, &str) {
    let (server, rest) = first_name(text);
    let (share, inside) = first_name(rest.get(1..).unwrap_or_default());
    (Volume::Share { server, share }, inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn windows(text: &str) -> UserPath<'_> {
        UserPath::parse(System::Windows, text)
    }

    fn unix(text: &str) -> UserPath<'_> {
        UserPath::parse(System::Unix, text)
    }

    #[test]
    fn takes_paths_of_windows_apart() {
        for (text, is_absolute, portable) in [
            (r"a\b/c.proto", false, "a/b/c.proto"),
            (r".\a\\b\.", false, "a/b"),
            (r"..\a", false, "../a"),
            ("", false, "."),
            (".", false, "."),
            (r"\a", false, "/a"),
            ("C:a", false, "C:a"),
            ("C:", false, "C:"),
            (r"C:\", true, "C:/"),
            ("c:/a/b", true, "c:/a/b"),
            (r"\\server\share", true, "//server/share"),
            (r"\\server\share\a\b", true, "//server/share/a/b"),
            ("//server/share/a", true, "//server/share/a"),
            (r"\\?\C:\a", true, "C:/a"),
            (r"\\.\C:\a", true, "C:/a"),
            (r"\\?\UNC\server\share\a", true, "//server/share/a"),
            (r"\\.\NUL", true, "//./NUL"),
            (r"\\?\Volume{1}\a", true, "//./Volume{1}/a"),
            ("ä:b", false, "ä:b"),
        ] {
            let path = windows(text);
            assert_eq!((path.is_absolute(), path.to_string().as_str()), (is_absolute, portable), "{text}");
        }
    }

    #[test]
    fn takes_paths_of_unix_apart() {
        for (text, is_absolute, portable) in [
            ("a//b/./c", false, "a/b/c"),
            (r"a\b", false, r"a\b"),
            ("/a/b/", true, "/a/b"),
            ("/", true, "/"),
            ("C:/a", false, "C:/a"),
            ("//a", true, "/a"),
        ] {
            let path = unix(text);
            assert_eq!((path.is_absolute(), path.to_string().as_str()), (is_absolute, portable), "{text}");
        }
    }

    #[test]
    fn joins_by_the_rules_of_the_system() {
        for (folder, path, joined) in [
            (r"C:\w", r"a\b", Some("C:/w/a/b")),
            (r"C:\w", r"\a", Some("C:/a")),
            (r"\\server\share\w", r"\a", Some("//server/share/a")),
            (r"C:\w", r"D:\a", Some("D:/a")),
            (r"C:\w", "c:a", Some("C:/w/a")),
            (r"C:\w", "D:a", None),
            (r"C:\w", r"\\server\share\a", Some("//server/share/a")),
        ] {
            let joined_path = windows(folder).join(&windows(path)).map(|path| path.to_string());
            assert_eq!(joined_path.as_deref(), joined, "{folder} {path}");
        }
        assert_eq!(unix("/w").join(&unix("a/b")), Some(unix("/w/a/b")));
        assert_eq!(unix("/w").join(&unix("/a")), Some(unix("/a")));
    }

    #[test]
    fn finds_the_name_in_a_folder() {
        for (path, folder, inside) in [
            (r"C:\w\Proto\a.proto", r"c:\W", Some("Proto/a.proto")),
            (r"C:\w", r"C:\w\", Some("")),
            (r"C:\wa", r"C:\w", None),
            (r"C:\a", r"D:\", None),
            (r"C:a", r"C:\", None),
            (r"\\SERVER\share\a", r"\\server\Share", Some("a")),
            (r"\\server\other\a", r"\\server\share", None),
            (r"\\?\C:\w\a", r"C:\w", Some("a")),
            (r"a\b", "a", Some("b")),
        ] {
            assert_eq!(windows(path).below(&windows(folder)).as_deref(), inside, "{path} {folder}");
        }
        assert_eq!(unix("/w/a").below(&unix("/W")), None);
        assert_eq!(unix("/w/a/b").below(&unix("/")).as_deref(), Some("w/a/b"));
    }

    #[test]
    fn resolves_parents_lexically() {
        let normal = |path: &str| windows(path).normal().map(|path| path.to_string());
        assert_eq!(normal(r"C:\w\..\a\.\b").as_deref(), Some("C:/a/b"));
        assert_eq!(normal(r"C:\.."), None);
        assert_eq!(normal("a/.."), Some(".".to_owned()));
    }

    #[test]
    fn names_absolute_files_by_uri() {
        let uri = |path: &UserPath<'_>| path.file_uri().map(|uri| format!("file://{}{}", uri.server, uri.path));
        for (path, is) in [
            (r"D:\w\a.proto", Some("file:///D:/w/a.proto")),
            (r"\\?\D:\w", Some("file:///D:/w")),
            (r"\\server\share\a.proto", Some("file://server/share/a.proto")),
            (r"\\.\NUL", None),
            ("D:a.proto", None),
            (r"\a.proto", None),
            ("a.proto", None),
        ] {
            assert_eq!(uri(&windows(path)).as_deref(), is, "{path}");
        }
        assert_eq!(uri(&unix("/w/a.proto")).as_deref(), Some("file:///w/a.proto"));
    }
}
