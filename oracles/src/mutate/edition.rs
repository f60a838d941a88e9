//! The syntaxes and editions that operators apply to, and the language features of each.

use std::fmt;

/// A syntax or an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Edition {
    Proto2,
    Proto3,
    E2023,
    E2024,
    E2026,
}

impl Edition {
    pub(crate) const ALL: [Edition; 5] =
        [Edition::Proto2, Edition::Proto3, Edition::E2023, Edition::E2024, Edition::E2026];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Edition::Proto2 => "proto2",
            Edition::Proto3 => "proto3",
            Edition::E2023 => "2023",
            Edition::E2024 => "2024",
            Edition::E2026 => "2026",
        }
    }

    pub(crate) fn of_name(name: &str) -> Option<Edition> {
        Edition::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Returns `true` if the file has an edition instead of a syntax.
    pub(crate) fn has_features(self) -> bool {
        self >= Edition::E2023
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The requirement of an operator on the syntax or edition of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    Any,
    Proto2,
    Proto3,
    /// A syntax or edition with extension ranges, defaults and required fields.
    Extensions,
    /// Any syntax or edition but this one.
    Except(Edition),
    BeforeEditions,
    Before2024,
    Before2026,
    Editions,
    Since2024,
    Since2026,
}

impl Needs {
    /// Returns the reason why the change is impossible in an edition, or `None` if it is possible.
    pub(crate) fn missing(self, edition: Edition) -> Option<&'static str> {
        let (is_there, reason) = match self {
            Needs::Any => return None,
            Needs::Proto2 => (edition == Edition::Proto2, "the declaration is one of proto2 only"),
            Needs::Proto3 => (edition == Edition::Proto3, "the change starts from proto3"),
            Needs::Extensions => {
                (edition != Edition::Proto3, "proto3 has no extension ranges, defaults or required fields")
            }
            Needs::Except(other) => (edition != other, "the file is one of this edition already"),
            Needs::BeforeEditions => (!edition.has_features(), "editions have a feature instead"),
            Needs::Before2024 => (edition < Edition::E2024, "edition 2024 removed it"),
            Needs::Before2026 => (edition < Edition::E2026, "edition 2026 removed it"),
            Needs::Editions => (edition.has_features(), "proto2 and proto3 have no features"),
            Needs::Since2024 => (edition >= Edition::E2024, "edition 2024 introduced it"),
            Needs::Since2026 => (edition >= Edition::E2026, "edition 2026 introduced it"),
        };
        (!is_there).then_some(reason)
    }
}
