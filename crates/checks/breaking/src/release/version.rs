//! The versions of releases: read from the names of tags, and raised by a bump.

use std::fmt;

use semver::{BuildMetadata, Prerelease, Version};

use crate::Bump;

/// A version as people write it, with or without a leading `v`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseVersion {
    prefix: &'static str,
    version: Version,
}

impl ReleaseVersion {
    /// Parses a version.
    ///
    /// # Errors
    /// Fails with the reason if the text is not a version of three numbers.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (prefix, digits) = match text.strip_prefix('v') {
            Some(digits) => ("v", digits),
            None => ("", text),
        };
        match Version::parse(digits) {
            Ok(version) => Ok(Self { prefix, version }),
            Err(error) => Err(format!("{error}; a version has three numbers, as in `1.4.2` or `v2.0.0-rc.1`")),
        }
    }

    /// Returns the version at the end of the name of a release: `v1.4.2`, `api/v1.4.2`, `release-1.4.2`.
    pub fn of_name(name: &str) -> Option<Self> {
        let starts = name.match_indices(['/', '-', '_', '@']).map(|(at, _)| at + 1);
        std::iter::once(0).chain(starts).find_map(|start| Self::parse(&name[start..]).ok())
    }

    /// Returns the next version, written in the same way; `None` if its number is too large.
    #[must_use]
    pub fn next(&self, bump: Bump) -> Option<Self> {
        Some(Self { prefix: self.prefix, version: next(&self.version, bump)? })
    }
}

impl fmt::Display for ReleaseVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.prefix, self.version)
    }
}

/// Returns the next version according to <https://semver.org>.
///
/// Before 1.0.0 a breaking change is a minor bump, and every other change a patch. A pre-release is followed by its
/// release if that bump is sufficient: `2.0.0` after `2.0.0-rc.1`. Build metadata is dropped. Without a change the
/// version stays the same. Returns `None` if a number cannot grow.
pub fn next(current: &Version, bump: Bump) -> Option<Version> {
    let step = match (bump, current.major) {
        (Bump::None, _) => return Some(current.clone()),
        (Bump::Major, 0) => Bump::Minor,
        (Bump::Minor, 0) => Bump::Patch,
        (bump, _) => bump,
    };
    let release = Version { pre: Prerelease::EMPTY, build: BuildMetadata::EMPTY, ..current.clone() };
    let is_large_enough = match step {
        Bump::Major => release.minor == 0 && release.patch == 0,
        Bump::Minor => release.patch == 0,
        Bump::Patch | Bump::None => true,
    };
    if !current.pre.is_empty() && is_large_enough {
        return Some(release);
    }
    Some(match step {
        Bump::Major => Version::new(release.major.checked_add(1)?, 0, 0),
        Bump::Minor => Version::new(release.major, release.minor.checked_add(1)?, 0),
        Bump::Patch | Bump::None => Version::new(release.major, release.minor, release.patch.checked_add(1)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(current: &str) -> [String; 4] {
        let current = Version::parse(current).expect("it is a version");
        [Bump::Major, Bump::Minor, Bump::Patch, Bump::None]
            .map(|bump| next(&current, bump).expect("it can grow").to_string())
    }

    #[test]
    fn increments_versions_as_semver_does() {
        assert_eq!(steps("1.4.2"), ["2.0.0", "1.5.0", "1.4.3", "1.4.2"]);
        assert_eq!(steps("0.4.2"), ["0.5.0", "0.4.3", "0.4.3", "0.4.2"]);
        assert_eq!(steps("0.0.3"), ["0.1.0", "0.0.4", "0.0.4", "0.0.3"]);
    }

    #[test]
    fn follows_a_pre_release_by_its_release() {
        assert_eq!(steps("2.0.0-rc.1"), ["2.0.0", "2.0.0", "2.0.0", "2.0.0-rc.1"]);
        assert_eq!(steps("1.5.0-beta"), ["2.0.0", "1.5.0", "1.5.0", "1.5.0-beta"]);
        assert_eq!(steps("1.4.3-1"), ["2.0.0", "1.5.0", "1.4.3", "1.4.3-1"]);
        assert_eq!(steps("0.5.0-rc.1"), ["0.5.0", "0.5.0", "0.5.0", "0.5.0-rc.1"]);
    }

    #[test]
    fn drops_build_metadata() {
        assert_eq!(steps("1.4.2+linux.5"), ["2.0.0", "1.5.0", "1.4.3", "1.4.2+linux.5"]);
        assert_eq!(steps("1.5.0-rc.1+5"), ["2.0.0", "1.5.0", "1.5.0", "1.5.0-rc.1+5"]);
    }

    #[test]
    fn does_not_overflow() {
        let largest = u64::MAX;
        let grows = |text: String, bump| next(&Version::parse(&text).expect("it is a version"), bump).is_some();
        assert!(!grows(format!("{largest}.2.3"), Bump::Major));
        assert!(!grows(format!("1.{largest}.3"), Bump::Minor));
        assert!(!grows(format!("1.2.{largest}"), Bump::Patch));
        assert!(!grows(format!("0.{largest}.3"), Bump::Major));
        assert!(grows(format!("{largest}.2.3"), Bump::Minor));
        assert!(grows(format!("{largest}.0.0-rc.1"), Bump::Major));
        assert!(grows(format!("{largest}.{largest}.{largest}"), Bump::None));
    }
}
