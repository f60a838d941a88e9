//! The diagnostics of the ledger commands.

use std::path::Path;

use super::Version;
use crate::codes;
use crate::words::list;
use protoward_ledger::{Event, LostLine};
use protoward_source::{Diagnostic, Place, Sources};

pub(super) fn is_there(path: &Path) -> Diagnostic {
    Diagnostic::error(codes::LEDGER, format!("there is a ledger already: `{}`", path.display()))
        .help("`protoward ledger update` adds to it; `--force` forgets it and starts anew")
}

/// A new ledger of a part would forget the other files.
pub(super) fn is_there_for_all(path: &Path) -> Diagnostic {
    let message =
        format!("`{}` is the ledger of all files, and a new one would only have a part of them", path.display());
    Diagnostic::error(codes::LEDGER, message)
        .help("`protoward ledger update` with the same arguments records the part; leave them out to start anew with `--force`")
}

pub(super) fn unknown_element(element: &str, near: &[&str]) -> Diagnostic {
    let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    let help = match near.is_empty() {
        true => "name a message, an enum or a service in full, or one of their members: `user.v1.User.name`, \
                 `user.v1.User.4`"
            .to_owned(),
        false => format!("did you mean {}?", list(&near).replace(" and ", " or ")),
    };
    Diagnostic::error(codes::UNKNOWN_ELEMENT, format!("the ledger has never heard of `{element}`")).help(help)
}

/// `fact` is a phrase, and `ledger` a displayed path.
pub(super) fn not_in_ledger(fact: &str, ledger: &str, command: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::LEDGER_NOT_CURRENT, format!("the ledger is not up to date: it does not have {fact}"))
        .label(place, format!("not in `{ledger}`"))
        .help(format!("run `{command}`"))
}

pub(super) fn gone_from_schema(fact: &str, command: &str, place: Place) -> Diagnostic {
    let message = format!("the ledger is not up to date: {fact} is gone, and the ledger does not say so");
    Diagnostic::error(codes::LEDGER_NOT_CURRENT, message)
        .label(place, "the last that it says about it")
        .help(format!("run `{command}`, if that is meant to be gone"))
}

pub(super) fn more_not_current(number: usize, command: &str, place: Place) -> Diagnostic {
    let message = format!("the ledger is not up to date: and {number} more facts are missing or stale");
    Diagnostic::error(codes::LEDGER_NOT_CURRENT, message).label(place, "").help(format!("run `{command}`"))
}

/// Returns the error for a line of an earlier ledger that is missing or changed.
pub(super) fn lost_line(lost: &LostLine<'_>, version: &Version, whole_file: Place, sources: &Sources) -> Diagnostic {
    let (line, was) = (lost.line(), lost.event.place);
    let start = was.and_then(|place| sources.start(place));
    let number = start.map(|start| format!(" (line {})", start.line + 1)).unwrap_or_default();
    let of = format!("{}{number}", version.name);
    let diagnostic = match lost.line_now() {
        Some(now) => {
            let message = format!("a line of the ledger was changed since {of}: `{line}` is `{now}` now");
            let place = lost.now.and_then(|(_, event)| event.place);
            Diagnostic::error(codes::LEDGER_LOST_LINE, message)
                .label(place.unwrap_or(whole_file), "this was another line")
        }
        None => {
            let message = format!("the ledger has lost a line since {of}: `{line}`");
            Diagnostic::error(codes::LEDGER_LOST_LINE, message).label(whole_file, "")
        }
    };
    let diagnostic = match was {
        Some(was) => diagnostic.label(was, "the line as it was"),
        None => diagnostic,
    };
    let restore = version
        .restore
        .as_ref()
        .map(|command| format!("; or get the whole ledger back with `{command}`, and run `protoward ledger update`"));
    diagnostic.help(format!(
        "lines are only ever added to a ledger: write this one back into it as it was{}",
        restore.unwrap_or_default()
    ))
}

/// Returns the error for a deleted ledger that a commit contains.
pub(super) fn is_gone(path: &Path, version: &Version) -> Diagnostic {
    let message = format!("the ledger `{}` is gone; {} has it, with all its lines", path.display(), version.name);
    let help = match &version.restore {
        Some(command) => format!("get it back with `{command}`, and run `protoward ledger update`"),
        None => "lines are only ever added to a ledger: put it back where it was".to_owned(),
    };
    Diagnostic::error(codes::LEDGER_LOST_LINE, message).help(help)
}

pub(super) fn is_locked(path: &Path, seconds: u64) -> Diagnostic {
    let message = format!("another process has been writing `{}` for {seconds} seconds", path.display());
    Diagnostic::error(codes::LEDGER, message).help("wait until it is done, or end it, and run this again")
}

pub(super) fn changed_meanwhile(path: &Path) -> Diagnostic {
    let message = format!("`{}` changed while it was updated, and nothing was written", path.display());
    Diagnostic::error(codes::LEDGER, message).help("run it again")
}

pub(super) fn bad_label(label: &str) -> Diagnostic {
    let message =
        format!("`{label}` looks like a part of the id of a commit, which a ledger could not tell from a broken line");
    Diagnostic::error(codes::LEDGER, message)
        .help("leave out `--at`, as the commit is noted by itself; or give a version such as `v1.4.0`")
}

pub(super) fn has_gap(event: &Event, fact: &str, place: Place) -> Diagnostic {
    let verb = if event.is_coming() { "come again" } else { "left" };
    let message = format!("the ledger has lost a line: `{fact}` has {verb}, and nothing says that of before");
    Diagnostic::error(codes::LEDGER_INCONSISTENT, message)
        .label(event.place.unwrap_or(place), "what must have been before this is missing")
        .help("lines are never taken out of a ledger; git has the ones that were there")
}
