//! The label or the commit of the state that a ledger records.

use std::collections::BTreeSet;

use crate::ledger::diagnostics;
use protoward_inputs::{Commit, Input};
use protoward_ledger::{EventTime, Fact, facts, is_label};
use protoward_source::{Diagnostic, Report, Sources};
use protoward_workspace::{OpenOptions, Workspace};

/// Refuses a label that would make the ledger unreadable.
pub(crate) fn check(label: Option<&str>) -> Result<(), Box<Diagnostic>> {
    match label.filter(|label| !is_label(label)) {
        Some(label) => Err(Box::new(diagnostics::bad_label(label))),
        None => Ok(()),
    }
}

/// Returns the given label, or else the commit of the input. For a working folder it is the last commit, with a
/// trailing `+` if the schema has changed since.
pub(crate) fn when(
    label: Option<&str>,
    input: &Input,
    workspace: &Workspace,
    options: &OpenOptions,
    now: &BTreeSet<Fact>,
) -> EventTime {
    if let Some(label) = label {
        return EventTime::labelled(label);
    }
    let Some(stamp) = input.commit_stamp() else { return EventTime::UNKNOWN };
    let commit = EventTime::commit(&stamp.id, &stamp.time);
    if matches!(input, Input::Git(_) | Input::At { .. }) {
        return commit;
    }
    let head = Input::At { commit: Commit::Revision(stamp.id.clone()), input: Box::new(input.clone()) };
    let options = OpenOptions { fallback: Some(workspace.layout()), ..options.clone() };
    let old = protoward_workspace::open(&head, &options, &mut Sources::default(), &mut Report::default());
    match old {
        Some(old) if facts(&old.schema) == *now => commit,
        _ => commit.on_top(),
    }
}
