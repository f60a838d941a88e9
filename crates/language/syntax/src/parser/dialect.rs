//! The syntaxes and editions as the grammar distinguishes them.

/// The syntax or edition of a file, as far as the grammar depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// `syntax = "proto2"`, or no statement.
    #[default]
    Proto2,
    /// `syntax = "proto3"`, in which fields need no label.
    Proto3,
    /// `edition = "2023"`, from which on `optional`, `required` and `group` are errors.
    Edition2023,
    /// `edition = "2024"`, from which on `export`, `local` and `import option` exist.
    Edition2024,
    /// `edition = "2026"`, with the grammar of edition 2024.
    Edition2026,
    /// `edition = "UNSTABLE"`: experimental features after the newest edition.
    EditionUnstable,
    /// An unknown syntax or edition, which has been reported. The rules of all dialects are off.
    Unknown,
}

impl Dialect {
    /// Returns the dialect of `syntax = "…"`.
    pub(super) fn of_syntax(name: &[u8]) -> Option<Self> {
        match name {
            b"proto2" => Some(Self::Proto2),
            b"proto3" => Some(Self::Proto3),
            _ => None,
        }
    }

    /// Returns the dialect of `edition = "…"`.
    pub(super) fn of_edition(name: &[u8]) -> Option<Self> {
        match name {
            b"2023" => Some(Self::Edition2023),
            b"2024" => Some(Self::Edition2024),
            b"2026" => Some(Self::Edition2026),
            b"UNSTABLE" => Some(Self::EditionUnstable),
            _ => None,
        }
    }

    /// Returns whether the dialect is an edition.
    pub const fn is_edition(self) -> bool {
        matches!(self, Self::Edition2023 | Self::Edition2024 | Self::Edition2026 | Self::EditionUnstable)
    }

    /// Returns whether reserved names are strings.
    pub(super) const fn reserves_strings(self) -> bool {
        matches!(self, Self::Proto2 | Self::Proto3)
    }

    /// Returns whether a field of a message needs a label.
    pub(super) const fn needs_label(self) -> bool {
        matches!(self, Self::Proto2)
    }

    /// Returns whether `export` and `local` are keywords and `import weak` is not permitted.
    pub(super) const fn has_visibility(self) -> bool {
        self.lacks_weak_imports() || matches!(self, Self::Unknown)
    }

    /// Returns whether `import weak` is not permitted.
    pub(super) const fn lacks_weak_imports(self) -> bool {
        matches!(self, Self::Edition2024 | Self::Edition2026 | Self::EditionUnstable)
    }

    /// Returns whether `import option` is permitted.
    pub(super) const fn has_option_imports(self) -> bool {
        self.has_visibility()
    }
}
