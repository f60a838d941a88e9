//! Findings that the baseline of lint accepts, and did not before.

use super::effect::Effect;
use super::places::Places;
use super::severity;
use crate::lint_baseline::{lines_of_side, more};
use crate::policy::Policy;
use protoward_settings::Config;
use protoward_source::{Diagnostic, count};
use protoward_workspace::Workspace;

/// Returns the finding about a baseline that accepts more findings than the one of the old version. A change could otherwise
/// accept its own mistakes.
pub(super) fn longer(old: &Workspace, new: &Workspace, policy: &Policy) -> Option<Diagnostic> {
    let was = old.compared_config();
    let is = new.compared_config();
    let severity = severity(was, is, policy)?;
    // The change that introduces lint may begin with a baseline.
    was.lint.as_ref()?;
    let path = |config: &Config| Some(config.lint.as_ref()?.baseline.as_ref()?.text.clone());
    let file = path(is)?;
    let key = Places { was, is }.key("lint.baseline");
    let Some(now) = lines_of_side(new, &file) else {
        let message = format!("the lint baseline `{file}` cannot be read, and may accept more findings");
        return Some(Effect::of_key(message, key).finding(severity));
    };
    let before = path(was).and_then(|path| lines_of_side(old, &path)).unwrap_or_default();
    let added = more(&now, &before);
    let first = added.first()?.split(": ").next()?;
    let message = match added.len() {
        1 => format!("the lint baseline accepts one more finding, `{first}`"),
        number => format!("the lint baseline accepts {}, such as `{first}`", count(number, "more finding")),
    };
    Some(Effect::of_key(message, key).finding(severity))
}
