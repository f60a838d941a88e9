//! The verdict of lint rules.

use super::{now, plugin_limits};
use protoward_gate::{LintBaseline, LintRequest, LintVerdict, lint};
use protoward_source::{Report, Sources};
use protoward_workspace::Workspace;

/// Checks a schema by the rules of its configuration.
pub(super) fn verdict(
    workspace: &Workspace,
    baseline: LintBaseline<'_>,
    sources: &mut Sources,
) -> Result<LintVerdict, Report> {
    let clock = &now::clock(&workspace.config);
    lint(workspace, sources, LintRequest { clock, limits: plugin_limits::of_checks()?, baseline })
}
