use std::sync::Arc;

use super::unknown::UnknownRule;
use super::{ConfigVersion, Rule, is_known, named};
use crate::ledger::Ledger;

/// Which rules count, and where.
///
/// Paths are the ones by which files are imported; a folder covers all that is in it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The rules to run.
    pub rules: Vec<&'static Rule>,
    /// Files and folders that no rule looks at, on either side.
    pub ignore: Vec<String>,
    /// Files and folders that one rule does not look at, on either side.
    pub ignore_only: Vec<(&'static Rule, Vec<String>)>,
    /// Whether packages that call themselves unstable (`v1beta1`) may change, on either side.
    pub ignore_unstable_packages: bool,
    /// Whether files that are there only because others import them are left out, on both sides.
    pub exclude_imports: bool,
    /// Whether old files that the new schema does not have are left out, unless one that it has imported them.
    pub limit_to_input_files: bool,
    /// What was there before the old version: what the rules of category HISTORY look at.
    pub ledger: Option<Arc<Ledger>>,
}

impl Default for Settings {
    /// The rules of category FILE, everywhere.
    fn default() -> Self {
        Self::new(ConfigVersion::V2)
    }
}

impl Settings {
    /// What a configuration of this version means when it says nothing.
    pub fn new(version: ConfigVersion) -> Self {
        Self {
            rules: named(version, "FILE"),
            ignore: Vec::new(),
            ignore_only: Vec::new(),
            ignore_unstable_packages: false,
            exclude_imports: false,
            limit_to_input_files: false,
            ledger: None,
        }
    }

    /// The rules and categories of these names, everywhere.
    ///
    /// # Errors
    /// When a name is not known; the error has the nearest that is.
    ///
    /// ```
    /// use protoward::breaking::Settings;
    /// let settings = Settings::named(["WIRE_JSON", "FIELD_SAME_NAME"])?;
    /// assert!(settings.rules.iter().any(|rule| rule.id() == "FIELD_SAME_NAME"));
    /// let error = Settings::named(["WIRE_JASON"]).unwrap_err();
    /// assert_eq!(error.to_string(), "there is no rule or category `WIRE_JASON`; did you mean `WIRE_JSON`?");
    /// # Ok::<(), protoward::breaking::UnknownRule>(())
    /// ```
    pub fn named<I>(names: I) -> Result<Self, UnknownRule>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let version = ConfigVersion::default();
        let mut rules = Vec::new();
        for name in names {
            if !is_known(version, name.as_ref()) {
                return Err(UnknownRule::new(name.as_ref()));
            }
            rules.extend(named(version, name.as_ref()));
        }
        rules.sort_by_key(|rule| rule.id());
        rules.dedup();
        Ok(Self { rules, ..Self::new(version) })
    }

    /// Whether a finding of `rule` about a file with this path and package is not wanted.
    pub(super) fn ignores(&self, rule: &Rule, path: &str, package: &str) -> bool {
        let only = self.ignore_only.iter().filter(|(other, _)| *other == rule).flat_map(|(_, paths)| paths);
        self.ignore.iter().chain(only).any(|ignored| covers(ignored, path))
            || self.ignore_unstable_packages && is_unstable(package)
    }
}

/// Whether `ignored` is `path` or a folder around it.
fn covers(ignored: &str, path: &str) -> bool {
    let ignored = ignored.trim_start_matches("./").trim_end_matches('/');
    if ignored.is_empty() || ignored == "." {
        return true;
    }
    path.strip_prefix(ignored).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether the last part of a package is a version such as `v1beta1`, `v2alpha`, `v1p1alpha3` or `v1test`.
///
/// A package that is nothing but a version does not count, nor does a version that counts from zero.
pub(crate) fn is_unstable(package: &str) -> bool {
    let Some((_, version)) = package.rsplit_once('.') else { return false };
    let Some(rest) = version.strip_prefix('v').and_then(after_number) else { return false };
    if rest.starts_with("test") {
        return true;
    }
    let rest = match rest.strip_prefix('p') {
        Some(patch) => match after_number(patch) {
            Some(rest) => rest,
            None => return false,
        },
        None => rest,
    };
    let counted = rest.strip_prefix("alpha").or_else(|| rest.strip_prefix("beta"));
    counted.is_some_and(|rest| rest.is_empty() || after_number(rest) == Some(""))
}

/// What follows a number greater than zero at the start of a text. A number that does not fit 32 bits is none.
fn after_number(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number: i32 = text[..text.len() - rest.len()].parse().ok()?;
    (number > 0).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_unstable_by_their_last_part() {
        for version in
            ["v1beta", "v01alpha1", "v1alpha01", "v1p1alpha", "v1p1beta1", "v1test", "v1test1", "v1test_x", "v10beta22"]
        {
            assert!(is_unstable(&format!("a.{version}")), "{version}");
        }
        for version in [
            "v1",
            "v0",
            "v0beta1",
            "v1alpha0",
            "v1p0beta1",
            "v1ptest",
            "v1p1test",
            "v1alphax",
            "v1beta1p1",
            "vbeta1",
            "V1beta1",
            "v1Beta1",
            "v1main",
            "v1p1",
            "v1beta1.sub",
            "v0test",
            "v1p2147483648beta1",
            "v99999999999beta1",
            "v1beta99999999999",
            "",
        ] {
            assert!(!is_unstable(&format!("a.{version}")), "{version}");
        }
        assert!(!is_unstable("v1alpha1"));
    }

    #[test]
    fn a_folder_covers_whole_names_only() {
        for ignored in ["a", "a/", "./a", "a/b.proto", ".", "", "./"] {
            assert!(covers(ignored, "a/b.proto"), "{ignored}");
        }
        for ignored in ["a/b", "b.proto", "a/b.proto/c", "A"] {
            assert!(!covers(ignored, "a/b.proto"), "{ignored}");
        }
    }
}
