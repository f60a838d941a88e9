//! The settings of a comparison: the rules to run and the files to compare.

use std::collections::BTreeMap;
use std::sync::Arc;

use protoward_ledger::Ledger;
use protoward_policy::Rule;
use protoward_schema::Schema;

/// The rules that run, and the options of the comparison.
///
/// A policy selects the rules and decides about their findings: see `protoward-policy`.
#[derive(Clone, Debug)]
pub struct ComparisonSettings {
    /// The rules to run, sorted by id.
    pub rules: Vec<&'static Rule>,
    /// `true` to exclude files that are present only as imports, in both versions.
    pub exclude_imports: bool,
    /// `true` to exclude old files that the new schema does not contain, unless one of its files imported them.
    pub limit_to_input_files: bool,
    /// `true` to make the rules of buf report exactly what buf reports, even where the change has a different effect.
    pub as_buf: bool,
    /// The declarations before the old version, for the rules that need them.
    pub ledger: Option<Arc<Ledger>>,
    /// The full names of messages, enums, services and extensions that the change is known to have renamed: old to new. Others
    /// are found by their shape.
    pub renamed: BTreeMap<String, String>,
}

impl ComparisonSettings {
    /// Returns settings with these rules, for all files.
    pub fn of(rules: Vec<&'static Rule>) -> Self {
        Self {
            rules,
            exclude_imports: false,
            limit_to_input_files: false,
            as_buf: false,
            ledger: None,
            renamed: BTreeMap::new(),
        }
    }
}

/// The files to compare, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComparedFiles {
    /// The files of the old version.
    pub old: Vec<bool>,
    /// The files of the new version.
    pub new: Vec<bool>,
}

impl ComparedFiles {
    /// Returns all files, optionally without those that are present only as imports.
    pub fn all(old: &Schema, new: &Schema, exclude_imports: bool) -> Self {
        let files =
            |schema: &Schema| schema.files.iter().map(|(_, file)| !(exclude_imports && file.is_import)).collect();
        Self { old: files(old), new: files(new) }
    }
}
