//! The verdicts on one schema, which may be compared with more than one older version.

use std::collections::BTreeSet;

use super::comparison::GateArgs;
use super::decisions::Because;
use super::gate::{self, Scope, Verdict};
use super::sides::Old;
use super::{diagnostics, witness};
use protoward_fix::{Fix, find_fixes};
use protoward_rules::Finding;
use protoward_source::{Diagnostic, Place, Report, Sources};
use protoward_workspace::Workspace;

/// One verdict for each older version; a finding is in the first of them that has it.
#[derive(Debug)]
pub(super) struct Verdicts {
    each: Vec<Verdict>,
    /// For each verdict: the fixes of its findings.
    fixes: Vec<Vec<Fix>>,
    /// What nobody wants to see, and why.
    pub(super) ignored: Vec<(Finding, Because)>,
    /// What is to be said about ignores.
    pub(super) notes: Report,
    /// Ignores that the configuration does not allow.
    pub(super) violations: Report,
}

/// The same change of the new side, whatever it is compared with.
type Key = (&'static str, Option<Place>, String);

fn key(finding: &Finding) -> Key {
    (finding.rule.id(), finding.place, finding.diagnostic.message.clone())
}

impl Verdicts {
    /// Compares a schema with each of the older versions.
    ///
    /// # Errors
    /// When the configuration names a rule that does not exist.
    pub(super) fn new(olds: &[Old], new: &Workspace, sources: &Sources, scope: Scope<'_>) -> Result<Self, Report> {
        let (mut each, mut ignored, mut notes, mut violations) =
            (Vec::new(), Vec::new(), Vec::new(), Report::default());
        let (mut seen, mut hidden, mut fixes) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        for old in olds {
            let mut verdict = gate::judge(&old.workspace, new, sources, scope)?;
            let found = find_fixes(&old.workspace.schema, &new.schema, &mut verdict.findings, sources);
            let both = std::mem::take(&mut verdict.findings).into_iter().zip(found);
            let (findings, found) = both.filter(|(finding, _)| seen.insert(key(finding))).unzip();
            verdict.findings = findings;
            fixes.push(found);
            let others = std::mem::take(&mut verdict.ignored).into_iter();
            ignored.extend(others.filter(|(finding, _)| hidden.insert(key(finding))));
            notes.push(std::mem::take(&mut verdict.notes));
            violations.append(std::mem::take(&mut verdict.violations));
            each.push(verdict);
        }
        Ok(Self { each, fixes, ignored, notes: together(&notes), violations: diagnostics::once(violations) })
    }

    /// All findings.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Finding> + Clone {
        self.each.iter().flat_map(|verdict| &verdict.findings)
    }

    /// All findings, each with its fix.
    pub(super) fn fixes(&self) -> impl Iterator<Item = (&Finding, &Fix)> {
        self.findings().zip(self.fixes.iter().flatten())
    }

    /// How many findings there are.
    pub(super) fn len(&self) -> usize {
        self.findings().count()
    }

    /// `true` where there is neither a finding nor a violation.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0 && self.violations.is_empty()
    }

    /// `true` where any finding or violation is more than a warning.
    pub(super) fn fails(&self) -> bool {
        self.violations.has_errors() || self.each.iter().any(Verdict::fails)
    }

    /// How many rules were asked.
    pub(super) fn rules(&self) -> usize {
        self.each.iter().map(|verdict| verdict.rules).max().unwrap_or_default()
    }

    /// In how many files something was found.
    pub(super) fn files(&self) -> usize {
        gate::files(self.findings())
    }

    /// Takes the findings and the violations out as diagnostics.
    pub(super) fn take_report(&mut self) -> Report {
        let findings = self.each.iter_mut().flat_map(|verdict| std::mem::take(&mut verdict.findings));
        findings.map(|finding| finding.diagnostic).chain(std::mem::take(&mut self.violations)).collect()
    }

    /// Gives each finding its witness, as far as flags and configuration ask for that.
    pub(super) fn attach_witnesses(&mut self, gate: &GateArgs, olds: &[Old], new: &Workspace) {
        for (verdict, old) in self.each.iter_mut().zip(olds) {
            witness::attach(&mut verdict.findings, gate, &old.workspace, new);
        }
    }
}

/// An ignore that has something to do in one comparison is of use.
fn together(notes: &[Report]) -> Report {
    let is_everywhere = |note: &&Diagnostic| notes.iter().all(|report| report.iter().any(|other| other == *note));
    let is_of_use = |note: &&Diagnostic| note.code.as_str() != "unused-ignore" || is_everywhere(note);
    let mut kept: Vec<&Diagnostic> = Vec::new();
    for note in notes.iter().flatten().filter(is_of_use) {
        if !kept.contains(&note) {
            kept.push(note);
        }
    }
    kept.into_iter().cloned().collect()
}
