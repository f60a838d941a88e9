//! Versions in the names of tags, and the series to which they belong: a repository may release several things.

/// Splits a tag into series and version: `api/` of `api/v2.0.0`, `release-` of `release-1.2`, nothing of `v1.0.0`.
/// `None` if it does not end with a version.
pub(super) fn series_of(name: &str) -> Option<(&str, Version)> {
    let starts = name.match_indices(['/', '-', '_', '@']).map(|(at, _)| at + 1);
    let mut starts = std::iter::once(0).chain(starts);
    starts.find_map(|start| Some((&name[..start], Version::of(&name[start..])?)))
}

/// The numbers of a version and its pre-release.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version {
    numbers: Vec<u64>,
    /// A release is greater than its pre-releases.
    pub(super) is_release: bool,
    before: Vec<PreReleasePart>,
}

/// An identifier of a pre-release; numbers are less than words.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum PreReleasePart {
    Number(u64),
    Word(String),
}

impl Version {
    /// Returns the major version.
    pub(super) fn major(&self) -> u64 {
        self.numbers.first().copied().unwrap_or_default()
    }

    /// Parses `v1.2.0`, `1.2` or `v2.0.0-rc.1`. A number followed by `-` is no version: `2026-01-15` is a date.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.split('+').next().unwrap_or_default();
        let (core, before) = text.split_once('-').map_or((text, None), |(core, before)| (core, Some(before)));
        let digits = core.strip_prefix('v').unwrap_or(core);
        if before.is_some() && digits == core && !core.contains('.') {
            return None;
        }
        let number = |part: &str| part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()));
        let mut numbers: Vec<u64> = digits.split('.').map(number).collect::<Option<_>>()?;
        while numbers.last() == Some(&0) {
            numbers.pop();
        }
        let parts = before.into_iter().flat_map(|before| before.split('.')).filter(|part| !part.is_empty());
        let part =
            |text: &str| text.parse().map_or_else(|_| PreReleasePart::Word(text.to_owned()), PreReleasePart::Number);
        Some(Self { numbers, is_release: before.is_none(), before: parts.map(part).collect() })
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;

    #[test]
    fn orders_versions_numerically() {
        let sorted =
            ["v1.0.0-alpha", "v1.0.0-alpha.1", "v1.0.0-rc.2", "v1.0.0-rc.10", "v1", "1.2", "v1.9.0", "v1.10", "2.0.0"];
        for (one, other) in sorted.iter().zip(&sorted[1..]) {
            assert_eq!(Version::of(one).cmp(&Version::of(other)), Ordering::Less, "{one} {other}");
        }
        for name in ["draft", "", "v", "v1.x", "2026-01-15", "1.2.", "v+1", "3-rc"] {
            assert!(Version::of(name).is_none(), "{name}");
        }
    }

    #[test]
    fn splits_tags_into_series_and_version() {
        for (name, series) in [
            ("v1.2.0", ""),
            ("1.2.0-rc.1", ""),
            ("api/v2.0.0", "api/"),
            ("api/v2/v2.0.1", "api/v2/"),
            ("release-1.2", "release-"),
            ("user-api-v1.0.0-rc.1", "user-api-"),
            ("@acme/proto@1.0.0", "@acme/proto@"),
            ("proto_1.0", "proto_"),
        ] {
            assert_eq!(series_of(name).map(|(series, _)| series), Some(series), "{name}");
        }
        assert!(series_of("nightly").is_none());
    }
}
