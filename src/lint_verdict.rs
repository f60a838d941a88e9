//! The verdict of lint rules.

use super::{now, plugin_limits};
use protoward_gate::{LintVerdict, lint};
use protoward_source::{Report, Sources};
use protoward_workspace::Workspace;

/// Checks a schema by the rules of its configuration.
pub(super) fn verdict(workspace: &Workspace, sources: &Sources) -> Result<LintVerdict, Report> {
    lint(workspace, sources, &now::clock(&workspace.config), plugin_limits::of_checks()?)
}
