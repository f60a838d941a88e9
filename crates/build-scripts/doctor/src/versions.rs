//! Versions, as far as they decide the compatibility of crates.

use std::fmt;

/// A range of versions that Cargo treats as compatible: `0.14` for `0.14.3`, `1` for `1.2.3`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line(u32, Option<u32>);

impl Line {
    /// Returns the line of a version such as `0.14.4`, or of a prefix such as `0.14`.
    pub(super) fn of(version: &str) -> Option<Self> {
        let version = version.split(['-', '+']).next().unwrap_or_default();
        let mut numbers = version.split('.').map(|number| number.parse().ok());
        match (numbers.next()??, numbers.next()) {
            (0, Some(minor)) => Some(Self(0, Some(minor?))),
            (0, None) => None,
            (major, _) => Some(Self(major, None)),
        }
    }

    /// Returns the line of a version requirement: `0.14`, `^0.14.1`, `=0.14.4` or `~0.14`. Returns `None` for other
    /// requirements.
    pub(super) fn of_requirement(requirement: &str) -> Option<Self> {
        let requirement = requirement.trim();
        Self::of(requirement.strip_prefix(['^', '=', '~']).unwrap_or(requirement).trim())
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self(major, Some(minor)) => write!(f, "{major}.{minor}"),
            Self(major, None) => write!(f, "{major}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_compatible_range_of_a_requirement() {
        let line = |requirement| Line::of_requirement(requirement).map(|line| line.to_string());
        for (requirement, expected) in [
            ("0.14", Some("0.14")),
            ("^0.14.2", Some("0.14")),
            ("= 0.13.5", Some("0.13")),
            ("~0.12", Some("0.12")),
            ("1.2.3-rc.1+x", Some("1")),
            ("0", None),
            ("*", None),
            ("0.*", None),
            (">=0.13, <0.15", None),
            ("0.13, 0.14", None),
            ("", None),
        ] {
            assert_eq!(line(requirement).as_deref(), expected, "{requirement}");
        }
    }
}
