//! The rules of operating systems for paths.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::tree_path;

/// An operating system, as far as its rules for paths differ. It is a parameter and no `cfg`, so that the rules of each system are
/// tested on all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// `/` separates names, and a backslash is a character of a name.
    Unix,
    /// `\` and `/` separate names, paths have drives and shares, and names do not distinguish case.
    Windows,
}

impl System {
    /// The system that runs the program.
    pub const HERE: Self = if cfg!(windows) { Self::Windows } else { Self::Unix };

    /// Returns `true` for a character that separates the names of a path.
    pub const fn is_separator(self, character: char) -> bool {
        match self {
            Self::Unix => character == '/',
            Self::Windows => matches!(character, '/' | '\\'),
        }
    }

    /// The separator of paths that people read.
    pub const fn separator(self) -> char {
        match self {
            Self::Unix => '/',
            Self::Windows => '\\',
        }
    }

    /// Returns a path for people: as it was typed, but with one kind of separator, and without the prefix `\\?\`, which only
    /// programs write.
    ///
    /// ```
    /// use protoward_source::paths::System;
    /// assert_eq!(System::Windows.shown(r"proto/a\b.proto"), r"proto\a\b.proto");
    /// assert_eq!(System::Windows.shown(r"\\?\C:\w"), r"C:\w");
    /// assert_eq!(System::Windows.shown(r"\\?\UNC\server\share\w"), r"\\server\share\w");
    /// assert_eq!(System::Unix.shown(r"proto/a\b.proto"), r"proto/a\b.proto");
    /// ```
    pub fn shown(self, path: &str) -> Cow<'_, str> {
        match self {
            Self::Unix => Cow::Borrowed(path),
            Self::Windows => with_separators(without_verbatim_prefix(path), '/', '\\'),
        }
    }

    /// Returns a path for programs: with `/` on every system.
    ///
    /// ```
    /// use protoward_source::paths::System;
    /// assert_eq!(System::Windows.portable(r"D:\w\a.proto"), "D:/w/a.proto");
    /// assert_eq!(System::Unix.portable(r"w/back\slash.proto"), r"w/back\slash.proto");
    /// ```
    pub fn portable(self, path: &str) -> Cow<'_, str> {
        match self {
            Self::Unix => Cow::Borrowed(path),
            Self::Windows => with_separators(without_verbatim_prefix(path), '\\', '/'),
        }
    }

    /// Returns the shown path of the file `inside` of a folder; `root` is the shown path of the folder.
    ///
    /// ```
    /// use protoward_source::paths::System;
    /// assert_eq!(System::Unix.shown_below("proto/", "a/b.proto"), "proto/a/b.proto");
    /// assert_eq!(System::Windows.shown_below(r"C:\w", "a/b.proto"), r"C:\w\a\b.proto");
    /// assert_eq!(System::Windows.shown_below(".", "a/b.proto"), r"a\b.proto");
    /// ```
    pub fn shown_below(self, root: &str, inside: &str) -> String {
        if root.is_empty() || root == "." {
            return self.shown(inside).into_owned();
        }
        if inside.is_empty() {
            return self.shown(root).into_owned();
        }
        let root = root.trim_end_matches(|character| self.is_separator(character));
        match self {
            Self::Unix => format!("{root}/{inside}"),
            Self::Windows => format!("{root}\\{}", self.shown(inside)),
        }
    }

    /// Returns the last name of a path.
    ///
    /// ```
    /// use protoward_source::paths::System;
    /// assert_eq!(System::Unix.file_name(r"bin/a\b"), r"a\b");
    /// assert_eq!(System::Windows.file_name(r"bin/a\b"), "b");
    /// ```
    pub fn file_name(self, path: &str) -> &str {
        path.rsplit(|character| self.is_separator(character)).next().unwrap_or(path)
    }

    /// Returns the part of a shown path before the file `inside` of a folder: the shown path of the folder, without the separator. It
    /// is empty for the root. `None` if the path does not end with the file.
    ///
    /// ```
    /// use protoward_source::paths::System;
    /// assert_eq!(System::Unix.shown_above("proto/a/b.proto", "a/b.proto"), Some("proto"));
    /// assert_eq!(System::Windows.shown_above(r"C:\w\a\b.proto", "a/b.proto"), Some(r"C:\w"));
    /// assert_eq!(System::Windows.shown_above("w.zip/a/b.proto", "a/b.proto"), Some("w.zip"));
    /// assert_eq!(System::Windows.shown_above(r"C:\w\aa\b.proto", "a/b.proto"), None);
    /// ```
    pub fn shown_above<'a>(self, path: &'a str, inside: &str) -> Option<&'a str> {
        let (folder, end) = path.split_at_checked(path.len().checked_sub(inside.len())?)?;
        // A file in an archive or a commit is shown with `/` on every system.
        let is_end = end == inside || end == self.shown(inside);
        if is_end { folder.strip_suffix(|character| self.is_separator(character)) } else { None }
    }

    /// Returns the shown path of a folder that was typed: without leading `./` and trailing separators.
    ///
    /// ```
    /// use protoward_source::paths::System;
    /// assert_eq!(System::Windows.shown_folder(r".\schemas/proto\"), r"schemas\proto");
    /// assert_eq!(System::Unix.shown_folder("/"), "/");
    /// ```
    pub fn shown_folder(self, typed: &str) -> String {
        let is_separator = |character| self.is_separator(character);
        let mut folder = typed;
        while let Some(rest) = folder.strip_prefix('.').and_then(|rest| rest.strip_prefix(is_separator)) {
            folder = rest;
        }
        let folder = folder.trim_end_matches(is_separator);
        let is_root = folder.is_empty() && typed.starts_with(is_separator);
        if is_root { self.separator().to_string() } else { self.shown(folder).into_owned() }
    }

    /// Returns the part of `name` below `folder`, empty for the folder itself; `None` if it is not in the folder. Both have `/` as
    /// the separator. Where names distinguish case, this is [`tree_path::below`](crate::tree_path::below).
    ///
    /// ```
    /// use protoward_source::paths::System;
    /// assert_eq!(System::Windows.below("proto/A/a.proto", "Proto/a"), Some("a.proto"));
    /// assert_eq!(System::Unix.below("proto/A/a.proto", "Proto/a"), None);
    /// ```
    pub fn below<'a>(self, name: &'a str, folder: &str) -> Option<&'a str> {
        if self == Self::Unix || folder.is_empty() {
            return tree_path::below(name, folder);
        }
        folder.split('/').try_fold(name, |rest, part| {
            let (first, inside) = rest.split_once('/').unwrap_or((rest, ""));
            self.is_same_name(first, part).then_some(inside)
        })
    }

    /// Returns a key that is equal for equal names: see [`is_same_name`](Self::is_same_name).
    pub fn key(self, name: &str) -> Cow<'_, str> {
        match self {
            Self::Unix => Cow::Borrowed(name),
            Self::Windows => Cow::Owned(name.chars().map(upper).collect()),
        }
    }

    /// Compares two shown paths by their portable forms, so that findings have the same order on every system.
    pub fn order(self, one: &str, other: &str) -> Ordering {
        let portable = |byte: u8| if byte == b'\\' { b'/' } else { byte };
        match self {
            Self::Unix => one.cmp(other),
            Self::Windows => one.bytes().map(portable).cmp(other.bytes().map(portable)),
        }
    }

    /// Returns `true` if two names mean the same entry of a folder, in the usual file systems of the system.
    ///
    /// ```
    /// use protoward_source::paths::System;
    /// assert!(System::Windows.is_same_name("Größe.proto", "GRÖßE.PROTO"));
    /// assert!(!System::Unix.is_same_name("a.proto", "A.proto"));
    /// ```
    pub fn is_same_name(self, one: &str, other: &str) -> bool {
        match self {
            Self::Unix => one == other,
            Self::Windows => one.chars().map(upper).eq(other.chars().map(upper)),
        }
    }
}

/// Removes the prefix `\\?\` before a drive or a share. Other paths, such as `\\?\Volume{…}`, have no form without it.
fn without_verbatim_prefix(path: &str) -> Cow<'_, str> {
    let Some(rest) = path.strip_prefix(r"\\?\") else { return Cow::Borrowed(path) };
    match rest.strip_prefix(r"UNC\") {
        Some(share) => Cow::Owned(format!(r"\\{share}")),
        None if rest.as_bytes().get(1) == Some(&b':') => Cow::Borrowed(rest),
        None => Cow::Borrowed(path),
    }
}

fn with_separators(path: Cow<'_, str>, from: char, to: char) -> Cow<'_, str> {
    if path.contains(from) {
        Cow::Owned(path.chars().map(|it| if it == from { to } else { it }).collect())
    } else {
        path
    }
}

/// Returns the upper case of a character, unless it is several characters: NTFS compares names one character at a time.
fn upper(character: char) -> char {
    let mut upper = character.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(upper), None) => upper,
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_one_style_of_separators() {
        for (typed, shown, portable) in [
            ("schemas/proto", r"schemas\proto", "schemas/proto"),
            (r".\schemas/proto\", r".\schemas\proto\", "./schemas/proto/"),
            (r"d:\w/a.proto", r"d:\w\a.proto", "d:/w/a.proto"),
            (r"\\?\C:\w\a.proto", r"C:\w\a.proto", "C:/w/a.proto"),
            (r"\\?\UNC\server\share\a.proto", r"\\server\share\a.proto", "//server/share/a.proto"),
            (r"\\?\Volume{1}\a.proto", r"\\?\Volume{1}\a.proto", "//?/Volume{1}/a.proto"),
            ("NUL", "NUL", "NUL"),
            ("", "", ""),
        ] {
            assert_eq!(System::Windows.shown(typed), shown, "{typed}");
            assert_eq!(System::Windows.portable(typed), portable, "{typed}");
            assert_eq!(System::Unix.shown(typed), typed);
            assert_eq!(System::Unix.portable(typed), typed);
        }
    }

    #[test]
    fn shows_files_below_a_folder() {
        for (root, inside, unix, windows) in [
            ("proto", "a/b.proto", "proto/a/b.proto", r"proto\a\b.proto"),
            ("/", "a.proto", "/a.proto", r"\a.proto"),
            ("C:/", "a.proto", "C:/a.proto", r"C:\a.proto"),
            ("", "a/b.proto", "a/b.proto", r"a\b.proto"),
            (".", "a/b.proto", "a/b.proto", r"a\b.proto"),
            ("proto", "", "proto", "proto"),
            (".", "", "", ""),
        ] {
            assert_eq!(System::Unix.shown_below(root, inside), unix);
            assert_eq!(System::Windows.shown_below(root, inside), windows);
        }
    }

    #[test]
    fn shows_folders_without_what_means_nothing() {
        for (typed, unix, windows) in [
            ("./proto/", "proto", "proto"),
            ("././a/b//", "a/b", r"a\b"),
            (".", ".", "."),
            ("./", "", ""),
            ("/", "/", r"\"),
            ("//", "/", r"\"),
            ("/w/", "/w", r"\w"),
            ("../a", "../a", r"..\a"),
        ] {
            assert_eq!(
                (System::Unix.shown_folder(typed).as_str(), System::Windows.shown_folder(typed).as_str()),
                (unix, windows)
            );
        }
        assert_eq!(System::Windows.shown_folder(r"C:\w\"), r"C:\w");
        assert_eq!(System::Unix.shown_folder(r".\w\"), r".\w\");
    }

    #[test]
    fn finds_names_in_folders_of_any_case() {
        for (name, folder, inside) in [
            ("a/b", "A", Some("b")),
            ("a/b", "A/B", Some("")),
            ("a", "a", Some("")),
            ("a/b", "", Some("a/b")),
            ("ab", "a", None),
            ("a", "a/b", None),
        ] {
            assert_eq!(System::Windows.below(name, folder), inside, "{name} {folder}");
        }
        assert_eq!(System::Windows.key("proto/a"), System::Windows.key("PROTO/A"));
        assert_eq!(System::Unix.key("proto/A"), "proto/A");
    }

    #[test]
    fn sorts_as_with_slashes() {
        let mut paths = [r"a\b.proto", "a.proto", "a-b.proto", r"a\a\a.proto", "aa.proto"];
        paths.sort_by(|one, other| System::Windows.order(one, other));
        let portable = paths.map(|path| System::Windows.portable(path).into_owned());
        assert!(portable.is_sorted(), "{portable:?}");
    }
}
