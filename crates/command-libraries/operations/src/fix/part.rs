//! The part of a schema in which fixes are left. Trials compile it in place of all files.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::fix::finding_place::{FindingCounts, key};
use protoward_fix_plan::{LintFix, affected_files};
use protoward_gate::LintVerdict;
use protoward_lint::SchemaChange;
use protoward_output::EditedFiles;
use protoward_schema::{FileId, Schema};
use protoward_workspace::Workspace;

/// The minimum number of files in the schema for each file of a part. A larger part does not save enough.
const ONE_IN: usize = 2;

/// A part of a schema, and the whole schema before the fixes in the part.
pub(super) struct Part {
    /// The import paths of the files.
    pub(super) names: Vec<String>,
    pub(super) whole: Workspace,
    pub(super) verdict: LintVerdict,
    /// The edited files before the fixes in the part.
    pub(super) files: EditedFiles,
    /// The consequences of the fixes before those in the part.
    pub(super) broken: BTreeMap<&'static str, usize>,
    /// The findings that the part does not have.
    pub(super) others: FindingCounts,
    /// Changes that rules propose only because files are missing.
    pub(super) mistaken: BTreeSet<String>,
    /// The fixes that the whole schema allows. Texts in any of its files may name an element.
    pub(super) planned: BTreeSet<String>,
    /// `true` if other fixes wait for the whole schema.
    pub(super) has_waiting: bool,
}

impl Part {
    /// Returns a part of this part, with the findings and the mistakes that are new.
    pub(super) fn narrowed(self, names: Vec<String>, others: FindingCounts, mistaken: BTreeSet<String>) -> Self {
        let mut part = Self { names, ..self };
        others.into_iter().for_each(|(key, count)| *part.others.entry(key).or_default() += count);
        part.mistaken.extend(mistaken);
        part
    }

    /// Returns `true` if the part can decide about a fix, which is possible in it.
    pub(super) fn decides(&mut self, fix: &LintFix, key: &str) -> bool {
        if self.mistaken.contains(key) {
            return false;
        }
        let is_known = is_local(&fix.change) || self.planned.contains(key);
        self.has_waiting |= !is_known;
        is_known
    }

    /// Returns `true` if the whole schema has no finding with the fixes of the part but those of the part, and those that it had.
    pub(super) fn is_right(&self, fixed: &FindingCounts, whole: FindingCounts) -> bool {
        whole.into_iter().all(|(key, count)| {
            let known = |counts: &FindingCounts| counts.get(&key).copied().unwrap_or_default();
            count <= known(&self.others) + known(fixed)
        })
    }
}

/// Returns `true` for a change that has no effect on other files.
const fn is_local(change: &SchemaChange) -> bool {
    use SchemaChange as Change;
    matches!(change, Change::SetFileOption(_) | Change::PutCommentAbove | Change::RemoveImport(_) | Change::AddSyntax)
}

/// Subtracts the findings of a part from those of the whole.
pub(super) fn subtract(whole: &mut FindingCounts, part: &FindingCounts) {
    whole.retain(|key, count| {
        *count = count.saturating_sub(part.get(key).copied().unwrap_or_default());
        *count > 0
    });
}

/// Returns the changes that rules propose for files, by rule, place and message.
pub(super) fn proposals(schema: &Schema, verdict: &LintVerdict, names: &BTreeSet<&str>) -> BTreeSet<String> {
    let proposed = verdict.findings.iter().filter(|finding| finding.change.is_some());
    let own = proposed.filter(|finding| names.contains(schema.name(finding.file.into())));
    own.map(|finding| key(schema, finding)).collect()
}

/// Returns the import paths of the files in which fixes can have an effect: those with fixes or proposals, all files of their
/// packages, which share names and are compared by rules, and the files that import what gets another name or order. `None` if
/// they are too many, or none.
pub(super) fn names<'f>(
    schema: &Schema,
    verdict: &LintVerdict,
    fixes: impl Iterator<Item = &'f LintFix>,
) -> Option<Vec<String>> {
    let by_source: BTreeMap<_, _> = schema.files.iter().map(|(id, file)| (file.source, id)).collect();
    let edited = fixes.flat_map(|fix| &fix.edits).filter_map(|edit| by_source.get(&edit.place.source).copied());
    let mut files: BTreeSet<FileId> = edited.collect();
    if files.is_empty() {
        return None;
    }
    let proposed = verdict.findings.iter().filter_map(|it| Some((it.file, it.change.as_deref()?)));
    files.extend(proposed.clone().map(|(file, _)| file));
    let packages: HashSet<&str> = files.iter().map(|&file| schema.package(file)).collect();
    files.extend(schema.files.ids().filter(|&file| packages.contains(schema.package(file))));
    let file_of = |change: &SchemaChange| match change {
        SchemaChange::Rename { element, .. } => Some(schema.file_of(*element)),
        _ => None,
    };
    let shared = proposed.filter(|(_, change)| !is_local(change));
    let shared: BTreeSet<FileId> = shared.flat_map(|(file, change)| [Some(file), file_of(change)]).flatten().collect();
    files.extend(affected_files(schema, &shared));
    files.retain(|&file| !schema[file].is_import);
    let own = schema.files.iter().filter(|(_, file)| !file.is_import).count();
    (files.len() * ONE_IN <= own).then(|| files.into_iter().map(|file| schema.name(file.into()).to_owned()).collect())
}
