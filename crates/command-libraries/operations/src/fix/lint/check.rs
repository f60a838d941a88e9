//! The check of a trial: the edited schema compiles, nothing differs but what the fixes declare, and no finding is new.

use super::{LintFixRequest, LintFixRun};
use crate::fix::blame::Problem;
use crate::fix::finding_place::{counts, place};
use crate::fix::trial::Refusal;
use protoward_fix_plan::{LintFix, undeclared_changes};
use protoward_gate::{LintBaseline, LintRequest, LintVerdict, lint};
use protoward_schema::Schema;
use protoward_source::{Diagnostic, Report, Severity, Sources};
use protoward_workspace::{OpenOptions, Workspace};

impl LintFixRun {
    /// Compiles the edited files, or some of them.
    pub(super) fn compiled(
        &self,
        only: Option<&[String]>,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<Workspace> {
        let edited = Some(self.files.new_texts().into_iter().collect());
        // There may be many trials.
        let options = OpenOptions { edited, leave_memory: false, ..self.request.options.clone() };
        let prepared = protoward_workspace::prepare(&self.request.input, &options, sources, report)?;
        let prepared = if only.is_some() { prepared.again(only)? } else { prepared };
        prepared.with_source_options().compile(sources, report)
    }

    /// Lints an edited schema; `None` if a rule cannot be checked.
    pub(super) fn linted(&self, workspace: &Workspace, sources: &mut Sources) -> Option<LintVerdict> {
        let LintFixRequest { clock, plugin_limits, baseline, .. } = &self.request;
        let baseline = LintBaseline::of(baseline.as_deref());
        let request = LintRequest { clock, input: None, limits: *plugin_limits, baseline };
        lint(workspace, sources, request).ok().filter(|verdict| !verdict.failures.has_errors())
    }

    /// Compiles and checks the edited schema.
    pub(super) fn checked(
        &self,
        fixes: &[LintFix],
        sources: &mut Sources,
    ) -> Result<(Workspace, LintVerdict), Refusal> {
        let mut report = Report::default();
        let only = self.part.as_ref().map(|part| &*part.names);
        let Some(workspace) = self.compiled(only, sources, &mut report) else {
            let errors = report.iter().filter(|it| it.severity == Severity::Error);
            let problem = |error: &Diagnostic| Problem::at(error.labels.iter().map(|label| label.place).collect());
            return Err(Refusal::of(errors.filter_map(problem).collect(), sources));
        };
        let old = &self.workspace.schema;
        let changed = undeclared_changes(old, &workspace.schema, fixes, sources);
        if !changed.is_empty() {
            return Err(Refusal::of(changed.into_iter().map(|it| Problem::of(old, it)).collect(), sources));
        }
        let verdict = self.linted(&workspace, sources).ok_or_else(Refusal::default)?;
        let left = self.left(fixes, &workspace.schema, &verdict);
        if !left.is_empty() {
            return Err(Refusal::of(left, sources));
        }
        let breaks = fixes.iter().any(|fix| fix.breaks.is_some());
        match &self.whole {
            Some(whole) if breaks && !whole.compiles_with(&self.files) => {
                Err(Refusal { is_outside: true, ..Refusal::default() })
            }
            _ => Ok((workspace, verdict)),
        }
    }

    /// Returns the findings that are new, or that should be gone.
    fn left(&self, fixes: &[LintFix], new: &Schema, verdict: &LintVerdict) -> Vec<Problem> {
        let old = &self.workspace.schema;
        let mut expected = counts(old, &self.verdict);
        for fix in fixes {
            let rule = self.verdict.findings[fix.finding].rule.id();
            if let Some(count) = expected.get_mut(&(rule, place(old, fix.element))) {
                *count = count.saturating_sub(1);
            }
        }
        let mut left = Vec::new();
        for finding in &verdict.findings {
            match expected.get_mut(&(finding.rule.id(), place(new, finding.element))) {
                Some(count) if *count > 0 => *count -= 1,
                _ => {
                    let mut problem = Problem::of(new, finding.element);
                    problem.places.splice(0..0, finding.diagnostic.place());
                    left.push(problem);
                }
            }
        }
        left
    }
}
