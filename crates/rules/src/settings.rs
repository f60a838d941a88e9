use std::sync::Arc;

use super::unknown::UnknownRule;
use super::{ConfigVersion, Rule, is_known, named};
use protoward_ledger::Ledger;
use protoward_schema::Stability;

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
    /// Makes the rules of buf find exactly what they find in buf, even where that is not what a change does.
    pub as_buf: bool,
    /// What was there before the old version: what the rules of category HISTORY look at.
    pub ledger: Option<Arc<Ledger>>,
}

impl Default for Settings {
    /// The rules of category FILE, everywhere.
    fn default() -> Self {
        Self::new(ConfigVersion::default())
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
            as_buf: false,
            ledger: None,
        }
    }

    /// The rules and categories of these names, everywhere.
    ///
    /// # Errors
    /// When a name is not known; the error has the nearest that is.
    ///
    /// ```
    /// use protoward_rules::Settings;
    /// let settings = Settings::named(["WIRE_JSON", "FIELD_SAME_NAME"])?;
    /// assert!(settings.rules.iter().any(|rule| rule.id() == "FIELD_SAME_NAME"));
    /// let error = Settings::named(["WIRE_JASON"]).unwrap_err();
    /// assert_eq!(error.to_string(), "there is no rule or category `WIRE_JASON`; did you mean `WIRE_JSON`?");
    /// # Ok::<(), protoward_rules::UnknownRule>(())
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
/// A package that is nothing but a version does not count.
pub(crate) fn is_unstable(package: &str) -> bool {
    package.rsplit_once('.').is_some_and(|(_, version)| Stability::of(version) == Some(Stability::Unstable))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_unstable_by_their_last_part() {
        assert!(is_unstable("a.v1beta1") && is_unstable("a.v1.v2test"));
        assert!(
            !is_unstable("a.v1") && !is_unstable("a.v1beta1.sub") && !is_unstable("v1alpha1") && !is_unstable("a.")
        );
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
