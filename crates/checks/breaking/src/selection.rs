//! The selection of rules by ids and categories, for callers without a configuration.

use crate::ComparisonSettings;
use crate::names::FILE;
use crate::rules::catalog;
use protoward_policy::{ConfigVersion, UnknownRule};

impl Default for ComparisonSettings {
    /// Returns settings with the rules of category FILE.
    fn default() -> Self {
        Self::of(catalog().named(ConfigVersion::default(), FILE.id()))
    }
}

impl ComparisonSettings {
    /// Returns settings with the rules of these ids and categories.
    ///
    /// # Errors
    /// Fails for an unknown name; the error suggests the nearest known name.
    ///
    /// ```
    /// use protoward_breaking::ComparisonSettings;
    /// let settings = ComparisonSettings::named(["WIRE_JSON", "FIELD_SAME_NAME"])?;
    /// assert!(settings.rules.iter().any(|rule| rule.id() == "FIELD_SAME_NAME"));
    /// let error = ComparisonSettings::named(["WIRE_JASON"]).unwrap_err();
    /// assert_eq!(error.to_string(), "unknown rule or category `WIRE_JASON`; did you mean `WIRE_JSON`?");
    /// # Ok::<(), protoward_policy::UnknownRule>(())
    /// ```
    pub fn named<I>(names: I) -> Result<Self, UnknownRule>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        Ok(Self::of(catalog().select(names)?))
    }

    /// Returns settings with all rules.
    pub fn all() -> Self {
        Self::of(catalog().rules().to_vec())
    }
}
