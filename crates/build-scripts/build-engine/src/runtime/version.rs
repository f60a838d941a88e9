//! Versions and version requirements, as needed to determine the versions of prost and tonic.

use std::fmt;

/// The major and minor version. Versions before 1.0 with the same pair are compatible in Cargo, such as `0.14` and `0.14.3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line(u64, u64);

impl Line {
    /// Returns the major and minor version.
    pub(super) fn of(version: &str) -> Option<Self> {
        let Partial { numbers: [major, minor, _], .. } = Partial::parse(version)?;
        Some(Self(major, minor))
    }

    fn all(self) -> Range {
        let Self(major, minor) = self;
        Range { from: [major, minor, 0], to: [major, minor.saturating_add(1), 0] }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// A version requirement of a manifest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Requirement(Range);

impl Requirement {
    /// Parses a requirement. Returns `None` if the text is not one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let all = Range { from: [0; 3], to: [u64::MAX; 3] };
        text.split(',').try_fold(all, |all, part| Some(all.and(Range::parse(part.trim())?))).map(Self)
    }

    /// Returns `true` if the version satisfies the requirement.
    pub(super) fn has(self, version: &str) -> bool {
        let number = |partial: Partial| partial.numbers;
        Partial::parse(version).map(number).is_some_and(|numbers| self.0.from <= numbers && numbers < self.0.to)
    }

    /// Returns `true` if some version of the line satisfies the requirement.
    pub(super) fn allows(self, line: Line) -> bool {
        let Range { from, to } = self.0.and(line.all());
        from < to
    }

    /// Returns the line of all versions that satisfy the requirement, if there is only one.
    pub(super) fn sole(self) -> Option<Line> {
        let Range { from, to } = self.0;
        let line = Line(from[0], from[1]);
        (from < to && to <= line.all().to).then_some(line)
    }
}

/// A range of versions, without its end.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Range {
    from: [u64; 3],
    to: [u64; 3],
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let end = text.find(|character: char| !"^~=<>".contains(character)).unwrap_or(text.len());
        let operator = &text[..end];
        let version = Partial::parse(text[end..].trim())?;
        let all = Self { from: [0; 3], to: [u64::MAX; 3] };
        let from = version.numbers;
        let next = version.next();
        Some(match operator {
            // `^0.13.*` allows the same versions as `^0.13`.
            "^" => Self { from, to: version.next_breaking() },
            "" if !version.has_star => Self { from, to: version.next_breaking() },
            "" | "=" => Self { from, to: next },
            "~" => Self { from, to: Partial { known: version.known.min(2), ..version }.next() },
            ">=" => Self { from, ..all },
            ">" => Self { from: next, ..all },
            "<" => Self { to: from, ..all },
            "<=" => Self { to: next, ..all },
            _ => return None,
        })
    }

    fn and(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), to: self.to.min(other.to) }
    }
}

/// A version, or a prefix of one.
#[derive(Clone, Copy)]
struct Partial {
    numbers: [u64; 3],
    /// The number of components that are given.
    known: usize,
    has_star: bool,
}

impl Partial {
    fn parse(text: &str) -> Option<Self> {
        let mut version = Self { numbers: [0; 3], known: 0, has_star: false };
        let text = text.split(['-', '+']).next().unwrap_or_default();
        for part in text.split('.') {
            if ["*", "x", "X"].contains(&part) {
                version.has_star = true;
            } else {
                *version.numbers.get_mut(version.known).filter(|_| !version.has_star)? = part.parse().ok()?;
                version.known += 1;
            }
        }
        Some(version)
    }

    /// Returns the first version after those with this prefix.
    fn next(self) -> [u64; 3] {
        self.after(self.known)
    }

    /// Returns the first version that Cargo considers incompatible.
    fn next_breaking(self) -> [u64; 3] {
        let zeros = self.numbers[..self.known].iter().take_while(|number| **number == 0).count();
        self.after((zeros + 1).min(self.known))
    }

    /// Returns the first version after those with the same first `count` components.
    fn after(self, count: usize) -> [u64; 3] {
        let Some(last) = count.checked_sub(1) else { return [u64::MAX; 3] };
        let mut numbers = [0; 3];
        numbers[..count].copy_from_slice(&self.numbers[..count]);
        numbers[last] = numbers[last].saturating_add(1);
        numbers
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn matches_versions_as_cargo_does() {
        let cases: &[(&str, &[&str], &[&str])] = &[
            ("0.13", &["0.13.0", "0.13.5"], &["0.12.9", "0.14.0"]),
            ("^0.13.2", &["0.13.2"], &["0.13.1", "0.14.0"]),
            ("= 0.13.5", &["0.13.5"], &["0.13.4", "0.13.6"]),
            ("~0.13.2", &["0.13.9"], &["0.13.1", "0.14.0"]),
            ("0.13.*", &["0.13.0"], &["0.14.0"]),
            ("^0.13.*", &["0.13.0", "0.13.5"], &["0.12.9", "0.14.0"]),
            ("^1.2.*", &["1.2.0", "1.9.0"], &["1.1.9", "2.0.0"]),
            ("0.*", &["0.0.1", "0.99.0"], &["1.0.0"]),
            ("*", &["0.0.0", "7.1.2"], &[]),
            (">=0.12, <0.14", &["0.12.0", "0.13.9"], &["0.11.9", "0.14.0"]),
            (">0.12, <=0.13", &["0.13.0", "0.13.9"], &["0.12.9", "0.14.0"]),
            ("1", &["1.0.0", "1.9.0"], &["0.9.0", "2.0.0"]),
            ("0", &["0.1.0", "0.14.4"], &["1.0.0"]),
            ("0.0.3", &["0.0.3"], &["0.0.2", "0.0.4", "0.1.0"]),
            ("0.13.0-rc.1+x", &["0.13.0"], &["0.14.0"]),
        ];
        for (requirement, inside, outside) in cases {
            let parsed = Requirement::parse(requirement).unwrap();
            inside.iter().for_each(|version| assert!(parsed.has(version), "{requirement} {version}"));
            outside.iter().for_each(|version| assert!(!parsed.has(version), "{requirement} {version}"));
        }
        for wrong in ["", "a", "0.1.2.3", "=>1", "0.x.1", "99999999999999999999"] {
            assert_eq!(Requirement::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn detects_requirements_of_a_single_line() {
        let line = Line::of("0.13.5").unwrap();
        let of = |text: &str| Requirement::parse(text).unwrap();
        for sole in ["0.13", "=0.13.1", ">=0.13.2, <0.14"] {
            assert_eq!(of(sole).sole(), Some(line), "{sole}");
        }
        for other in ["*", ">=0.13", ">=0.12, <0.14", "0.13, 0.14"] {
            assert_eq!(of(other).sole(), None, "{other}");
        }
        assert!(of(">=0.12, <0.14").allows(line));
        assert!(!of(">=0.12, <0.13").allows(line));
    }
}
