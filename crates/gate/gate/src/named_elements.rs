//! The elements that ignores of the configuration and lines of a baseline have by name: under another name, the findings would be back.

use crate::lint_verdict::LintVerdict;
use protoward_lint::{Finding, SchemaChange};
use protoward_policy::{Ignore, IgnoreReason};
use protoward_schema::{FileId, Schema};
use protoward_source::Place;
use protoward_workspace::Workspace;

/// The elements with findings that are ignored or accepted by their names.
#[derive(Debug)]
pub struct NamedElements(Vec<(String, FileId)>);

impl NamedElements {
    /// Returns the elements that the ignores and the baseline of a verdict name.
    pub fn new(verdict: &LintVerdict, workspace: &Workspace) -> Self {
        let schema = &workspace.schema;
        let config = &workspace.config;
        let settings = config.modules.iter().filter_map(|module| module.lint.as_ref()).chain(&config.lint);
        let ignores: Vec<&Ignore> = settings.flat_map(|lint| &lint.settings.ignores).collect();
        let named = |place: Place| ignores.iter().find(|ignore| ignore.place == place)?.element.as_ref();
        let ignored = verdict.ignored.iter().filter_map(|(finding, reason)| match reason {
            IgnoreReason::Written(place, _) => Some((named(*place)?.text.clone(), finding.file)),
            IgnoreReason::Unstable | IgnoreReason::Stability(_) => None,
        });
        let accepted = verdict.accepted.iter().map(|(it, _)| (schema.full_name(it.element), it.file));
        Self(ignored.chain(accepted).collect())
    }

    /// Returns `true` if the change that a finding proposes gives one of the elements another full name.
    pub fn are_renamed_by(&self, finding: &Finding, schema: &Schema) -> bool {
        match finding.change.as_deref() {
            Some(SchemaChange::Rename { element, .. }) => {
                let full_name = schema.full_name(*element);
                let is_inside = |name: &str| {
                    name.strip_prefix(&*full_name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                };
                self.0.iter().any(|(name, _)| is_inside(name))
            }
            Some(SchemaChange::SetPackage(_)) => self.0.iter().any(|(_, file)| *file == finding.file),
            _ => false,
        }
    }
}
