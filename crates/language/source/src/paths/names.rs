//! Names that files of a system cannot have.

use super::system::System;

impl System {
    /// Returns `true` for a name by which Windows opens a device: in every folder, and with any extension.
    ///
    /// Source: <https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions>.
    ///
    /// ```
    /// use protoward_source::paths::System;
    /// assert!(System::Windows.is_device("nul") && System::Windows.is_device("Aux.rs"));
    /// assert!(!System::Windows.is_device("null") && !System::Unix.is_device("nul"));
    /// ```
    pub fn is_device(self, name: &str) -> bool {
        let stem = name.split(['.', ':']).next().unwrap_or(name).trim_end_matches(' ').to_ascii_lowercase();
        let is_port = |digit: char| digit.is_ascii_digit() || matches!(digit, '¹' | '²' | '³');
        let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt")).map(str::chars);
        let has_number = port.is_some_and(|mut rest| rest.next().is_some_and(is_port) && rest.next().is_none());
        let is_named = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$");
        self == Self::Windows && (is_named || has_number)
    }

    /// Returns the first name in a path with `/` that means another file or a device: Windows opens `a.proto` for `a.proto.`, and the
    /// console for `con.proto`. Reserved characters are not looked at; [`may_have`](Self::may_have) does that too.
    ///
    /// ```
    /// use protoward_source::paths::System;
    /// assert_eq!(System::Windows.unusable("a/aux.v1.rs"), Some("aux.v1.rs"));
    /// assert_eq!(System::Windows.unusable("a./b.rs"), Some("a."));
    /// assert_eq!(System::Windows.unusable("a/auxiliary.rs"), None);
    /// ```
    pub fn unusable(self, path: &str) -> Option<&str> {
        let is_shortened =
            |name: &str| self == Self::Windows && name.ends_with(['.', ' ']) && !matches!(name, "." | "..");
        path.split('/').find(|name| self.is_device(name) || is_shortened(name))
    }

    /// Returns `true` if a file of the system can have the path, which has `/` as the separator.
    pub fn may_have(self, path: &str) -> bool {
        self == Self::Unix || path.split('/').all(|name| matches!(name, "" | "." | "..") || self.can_name(name))
    }

    /// Returns `true` if a file can have the name. Windows reserves some characters and the names of devices, and removes dots and
    /// spaces at the end of a name.
    pub fn can_name(self, name: &str) -> bool {
        let is_reserved = |character: char| character.is_ascii_control() || "\\/:*?\"<>|".contains(character);
        match self {
            Self::Unix => !name.is_empty() && !name.contains(['/', '\0']),
            Self::Windows => {
                !name.is_empty() && !name.ends_with(['.', ' ']) && !name.contains(is_reserved) && !self.is_device(name)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_has_devices_in_every_folder() {
        for name in ["NUL", "nul.txt", "nul .txt", "Con", "aux.proto", "COM1", "lpt9.h", "com¹", "CONOUT$", "nul:"] {
            assert!(System::Windows.is_device(name) && !System::Windows.can_name(name), "{name}");
            assert!(!System::Unix.is_device(name) && System::Unix.can_name(name), "{name}");
        }
        for name in ["null", "a.nul", "com", "com10", "lpt", "console", "prn_", ".nul"] {
            assert!(!System::Windows.is_device(name) && System::Windows.can_name(name), "{name}");
        }
    }

    #[test]
    fn windows_changes_names_that_end_with_dots_and_blanks() {
        for name in ["a.", "a ", "a..", "a:b", "a\\b", "a?", "a\nb", ""] {
            assert!(!System::Windows.can_name(name), "{name:?}");
        }
        for name in ["a. b", " a", ".a", "größe", "a\u{1f980}"] {
            assert!(System::Windows.can_name(name), "{name:?}");
        }
    }

    #[test]
    fn finds_the_name_that_no_file_has() {
        for name in ["con", "aux.v1.rs", "prn.", "LPT9", "nul .txt", "a ", "a."] {
            assert_eq!(System::Windows.unusable(&format!("a/{name}/b.proto")), Some(name));
            assert!(!System::Windows.may_have(&format!("a/{name}/b.proto")), "{name}");
            assert_eq!(System::Unix.unusable(name), None);
        }
        for path in ["b.proto::$DATA", "a?.proto", "a\tb"] {
            assert!(!System::Windows.may_have(path) && System::Unix.may_have(path), "{path}");
        }
        for path in ["a/b.proto", "a/.hidden/ b.proto", "./../a", "größe/a b.proto", "", "com10.rs", "a.con"] {
            assert!(System::Windows.may_have(path), "{path}");
            assert_eq!(System::Windows.unusable(path), None);
        }
    }
}
