//! Editions, with their numbers and names. `features.rs` has their defaults.

/// The syntax or edition of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Syntax {
    /// `syntax = "proto2"`, or no statement. Descriptors do not distinguish these.
    Proto2,
    /// `syntax = "proto3"`, which makes enums open and presence implicit.
    Proto3,
    /// `edition = "…"`, whose features have defaults by edition.
    Edition(Edition),
}

/// An edition by its number in `descriptor.proto`: 1000 is 2023.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edition(pub i32);

impl Edition {
    /// The edition for defaults that precede all changes.
    pub const LEGACY: Self = Self(900);
    /// The edition number of proto2.
    pub const PROTO2: Self = Self(998);
    /// The edition number of proto3.
    pub const PROTO3: Self = Self(999);
    /// Edition 2023, the first one: features replace the differences of proto2 and proto3.
    pub const E2023: Self = Self(1000);
    /// Edition 2024, which introduces symbol visibility and naming styles.
    pub const E2024: Self = Self(1001);
    /// Edition 2026, which has strict visibility and limits on members by default.
    pub const E2026: Self = Self(1002);
    /// The experimental edition after the newest one.
    pub const UNSTABLE: Self = Self(9999);
    /// The newest edition that is not experimental, up to which the generators of this program support files.
    pub const NEWEST: Self = Self::E2026;

    /// Returns the name in files, as in `edition = "2023"`. `None` for proto2 and proto3, whose files name a syntax, and for numbers
    /// that no file can have.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::E2023 => Some("2023"),
            Self::E2024 => Some("2024"),
            Self::E2026 => Some("2026"),
            Self::UNSTABLE => Some("UNSTABLE"),
            _ => None,
        }
    }
}

impl Syntax {
    /// Returns the edition that determines the feature defaults.
    pub const fn edition(self) -> Edition {
        match self {
            Self::Proto2 => Edition::PROTO2,
            Self::Proto3 => Edition::PROTO3,
            Self::Edition(edition) => edition,
        }
    }
}
