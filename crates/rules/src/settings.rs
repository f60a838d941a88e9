//! What a comparison is told: the rules to run, and the files that take part.

use std::sync::Arc;

use crate::names::FILE;
use crate::rules::catalog;
use protoward_ledger::Ledger;
use protoward_policy::{ConfigVersion, Rule, UnknownRule};
use protoward_schema::Schema;

/// The rules that run, and how versions are compared.
///
/// Which rules run, and what becomes of their findings, is for a policy to decide: see `protoward-policy`.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The rules to run, sorted by id.
    pub rules: Vec<&'static Rule>,
    /// `true` to leave out files that are there only because others import them, on both sides.
    pub exclude_imports: bool,
    /// `true` to leave out old files that the new schema does not have, unless one that it has imported them.
    pub limit_to_input_files: bool,
    /// Makes the rules of buf find exactly what they find in buf, even where that is not what a change does.
    pub as_buf: bool,
    /// What was there before the old version, for rules that look at it.
    pub ledger: Option<Arc<Ledger>>,
}

impl Default for Settings {
    /// The rules of category FILE.
    fn default() -> Self {
        Self::of(catalog().named(ConfigVersion::default(), FILE.id()))
    }
}

impl Settings {
    /// These rules, in all files.
    pub fn of(rules: Vec<&'static Rule>) -> Self {
        Self { rules, exclude_imports: false, limit_to_input_files: false, as_buf: false, ledger: None }
    }

    /// The rules of these ids and categories.
    ///
    /// # Errors
    /// When a name is not known; the error has the nearest one that is.
    ///
    /// ```
    /// use protoward_rules::Settings;
    /// let settings = Settings::named(["WIRE_JSON", "FIELD_SAME_NAME"])?;
    /// assert!(settings.rules.iter().any(|rule| rule.id() == "FIELD_SAME_NAME"));
    /// let error = Settings::named(["WIRE_JASON"]).unwrap_err();
    /// assert_eq!(error.to_string(), "there is no rule or category `WIRE_JASON`; did you mean `WIRE_JSON`?");
    /// # Ok::<(), protoward_policy::UnknownRule>(())
    /// ```
    pub fn named<I>(names: I) -> Result<Self, UnknownRule>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        Ok(Self::of(catalog().select(names)?))
    }

    /// All rules.
    pub fn all() -> Self {
        Self::of(catalog().rules().to_vec())
    }
}

/// The files that take part in a comparison, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// Those of the old side.
    pub old: Vec<bool>,
    /// Those of the new side.
    pub new: Vec<bool>,
}

impl Files {
    /// All files, or all that are not there only because others import them.
    pub fn all(old: &Schema, new: &Schema, exclude_imports: bool) -> Self {
        let files =
            |schema: &Schema| schema.files.iter().map(|(_, file)| !(exclude_imports && file.is_import)).collect();
        Self { old: files(old), new: files(new) }
    }
}
