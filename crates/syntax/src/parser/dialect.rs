/// What a file is written in, as far as the grammar depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// `syntax = "proto2"`, or none.
    #[default]
    Proto2,
    /// `syntax = "proto3"`
    Proto3,
    /// `edition = "2023"`
    Edition2023,
    /// `edition = "2024"`
    Edition2024,
    /// `edition = "2026"`
    Edition2026,
    /// `edition = "UNSTABLE"`: what comes after the newest edition, for those who try it
    EditionUnstable,
    /// Something unknown, which has been reported; every dialect's rules are off.
    Unknown,
}

impl Dialect {
    /// What `syntax = "…"` says.
    pub(super) fn of_syntax(name: &[u8]) -> Option<Self> {
        match name {
            b"proto2" => Some(Self::Proto2),
            b"proto3" => Some(Self::Proto3),
            _ => None,
        }
    }

    /// What `edition = "…"` says.
    pub(super) fn of_edition(name: &[u8]) -> Option<Self> {
        match name {
            b"2023" => Some(Self::Edition2023),
            b"2024" => Some(Self::Edition2024),
            b"2026" => Some(Self::Edition2026),
            b"UNSTABLE" => Some(Self::EditionUnstable),
            _ => None,
        }
    }

    /// Whether it is an edition.
    pub const fn is_edition(self) -> bool {
        matches!(self, Self::Edition2023 | Self::Edition2024 | Self::Edition2026 | Self::EditionUnstable)
    }

    /// Whether names are reserved as strings.
    pub(super) const fn reserves_strings(self) -> bool {
        matches!(self, Self::Proto2 | Self::Proto3)
    }

    /// Whether a field of a message needs a label.
    pub(super) const fn needs_label(self) -> bool {
        matches!(self, Self::Proto2)
    }

    /// Whether `export` and `local` are keywords and `import weak` is gone.
    pub(super) const fn has_visibility(self) -> bool {
        self.lacks_weak_imports() || matches!(self, Self::Unknown)
    }

    /// Whether `import weak` is gone.
    pub(super) const fn lacks_weak_imports(self) -> bool {
        matches!(self, Self::Edition2024 | Self::Edition2026 | Self::EditionUnstable)
    }

    /// Whether there is `import option`.
    pub(super) const fn has_option_imports(self) -> bool {
        self.has_visibility()
    }
}
