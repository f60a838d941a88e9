//! The verdict of lint rules.

use super::plugin_limits;
use protoward_gate::{LintVerdict, lint};
use protoward_policy::Clock;
use protoward_source::{Report, Sources};
use protoward_workspace::Workspace;

/// Checks a schema by the rules of its configuration.
pub(super) fn verdict(workspace: &Workspace, sources: &Sources) -> Result<LintVerdict, Report> {
    lint(workspace, sources, &clock(workspace), plugin_limits::of_checks()?)
}

/// Returns the day and the version at which ignores end.
fn clock(workspace: &Workspace) -> Clock {
    Clock::now(workspace.config.current.as_ref().map(|word| word.text.as_str()))
}
