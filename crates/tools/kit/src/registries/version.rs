//! Versions of several registries: numbers with dots, and the marks of prereleases.

use std::cmp::Ordering;

/// A version that can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Version {
    /// The numbers without zeros at the end.
    numbers: Vec<u64>,
    is_prerelease: bool,
}

/// Returns whether `newest` is a later release than `pinned`, or `None` if either is not a version.
pub fn is_newer(newest: &str, pinned: &str) -> Option<bool> {
    let newest = Version::parse(newest)?;
    let pinned = Version::parse(pinned)?;
    Some(!newest.is_prerelease && newest.order(&pinned) == Ordering::Greater)
}

/// Returns the newest release.
pub fn newest_release<'a>(versions: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let releases = versions.filter_map(|text| Some((text, Version::parse(text)?)));
    let releases = releases.filter(|(_, version)| !version.is_prerelease);
    releases.max_by(|(_, one), (_, other)| one.order(other)).map(|(text, _)| text)
}

/// Returns `true` for the text of a version.
pub fn is_version(text: &str) -> bool {
    Version::parse(text).is_some()
}

/// Returns the line of compatible versions for Cargo: `0.13` for `0.13.5`, `1` for `1.2.3`.
pub fn line(version: &str) -> String {
    let parts: Vec<&str> = version.split('.').collect();
    let length = if version.starts_with("0.") { 2 } else { 1 };
    parts.into_iter().take(length).collect::<Vec<_>>().join(".")
}

impl Version {
    /// Parses a version of npm, Cargo (`1.2.3-rc.1+build`), Python (`1.2rc1`, `1.2.post1`) or Debian (`1:1.2`).
    fn parse(text: &str) -> Option<Version> {
        let text = text.split_once(':').map_or(text, |(_, version)| version);
        let text = text.split('+').next().unwrap_or_default();
        let end = text.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(text.len());
        let (numbers, rest) = text.split_at(end);
        let numbers = numbers.trim_end_matches('.').split('.').map(|number| number.parse().ok());
        let mut numbers: Vec<u64> = numbers.collect::<Option<_>>()?;
        let post = rest.strip_prefix("post").map(|number| number.parse().ok());
        // Google publishes releases of its crates as `4.36.2-release`.
        let is_prerelease = !rest.is_empty() && rest != "-release" && post.is_none();
        match post {
            Some(number) => numbers.push(number?),
            None => numbers.truncate(numbers.iter().rposition(|number| *number != 0).map_or(1, |last| last + 1)),
        }
        Some(Version { numbers, is_prerelease })
    }

    fn order(&self, other: &Version) -> Ordering {
        self.numbers.cmp(&other.numbers).then(other.is_prerelease.cmp(&self.is_prerelease))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_numbers_as_numbers() {
        for (newest, pinned) in [
            ("1.10.0", "1.9.9"),
            ("2", "1.99.99"),
            ("36.2.1", "36.2"),
            ("7.35.1.20260906", "7.35.1.20260830"),
            ("1:1.0", "0.9"),
            ("1.2.post1", "1.2"),
            ("1.0.0", "1.0.0-rc.1"),
            ("0.14.6", "0.14.6-alpha"),
            ("4.36.2-release", "4.36.1-release"),
            ("4.36.2-release", "4.36.2-rc.1"),
        ] {
            assert_eq!((is_newer(newest, pinned), is_newer(pinned, newest)), (Some(true), Some(false)), "{newest}");
        }
        for (one, other) in [("1.0", "1.0.0"), ("1.2.3+build", "1.2.3"), ("1.51.1", "1.51.1")] {
            assert_eq!((is_newer(one, other), is_newer(other, one)), (Some(false), Some(false)), "{one}");
        }
    }

    #[test]
    fn prereleases_are_not_newest() {
        for newest in ["2.0.0-beta.1", "2.0rc1", "2.0a1", "2.0.dev3", "2.0b2", "2.0.0-0"] {
            assert_eq!(is_newer(newest, "1.0"), Some(false), "{newest}");
        }
        let versions = ["1.9.0", "2.0.0-rc.1", "1.10.1", "nonsense", "1.10.0", "2.0a1"];
        assert_eq!(newest_release(versions.into_iter()), Some("1.10.1"));
        assert_eq!(newest_release(["1.0-alpha"].into_iter()), None);
    }

    #[test]
    fn rejects_other_texts_as_versions() {
        for text in ["", "none", "(none)", "v", ".", "1..2", "-1", "99999999999999999999999"] {
            assert!(!is_version(text), "{text}");
        }
        assert_eq!(is_newer("none", "1.0"), None);
        assert_eq!(is_newer("1.0", "latest"), None);
    }

    #[test]
    fn lines_are_those_of_cargo() {
        assert_eq!([line("0.13.5"), line("1.2.3"), line("0.14"), line("12.0.1")], ["0.13", "1", "0.14", "12"]);
    }
}
