//! The diagnostics of ledgers of projects, and the earlier versions that they name.

use std::path::Path;

use crate::codes;
use protoward_ledger::{Event, Ledger, LostLine};
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, Place, Sources, list};

/// An earlier version of a ledger.
#[derive(Debug)]
pub(crate) struct LedgerVersion {
    pub(crate) ledger: Ledger,
    /// The name of the version: `git:HEAD~1`.
    pub(crate) name: String,
    /// The command that restores the file from Git.
    pub(crate) restore: Option<String>,
    /// `true` if it has the path of the current ledger.
    pub(crate) is_in_place: bool,
}

pub(crate) fn is_there(path: &Path) -> Diagnostic {
    Diagnostic::error(codes::LEDGER, format!("the ledger `{}` already exists", shown(path)))
        .help("add to it with `protoward ledger update`, or replace it with `--force`")
}

/// A new ledger of a part would forget the other files.
pub(crate) fn is_there_for_all(path: &Path) -> Diagnostic {
    let message = format!("`{}` is the ledger of all files, but the new one would only cover a part", shown(path));
    Diagnostic::error(codes::LEDGER, message)
        .help("record the part with `protoward ledger update` and the same arguments, or replace the whole ledger with `--force` and without them")
}

/// Returns the error for an element that the ledger lacks; `near` has similar ones.
pub fn unknown_element(element: &str, near: &[&str]) -> Diagnostic {
    let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    let help = if near.is_empty() {
        "name a message, an enum or a service in full, or one of their members: `user.v1.User.name`, \
                 `user.v1.User.4`"
            .to_owned()
    } else {
        format!("did you mean {}?", list(&near).replace(" and ", " or "))
    };
    Diagnostic::error(codes::UNKNOWN_ELEMENT, format!("cannot find `{element}` in the ledger")).help(help)
}

/// `fact` is a phrase, and `ledger` a displayed path.
pub(crate) fn not_in_ledger(fact: &str, ledger: &str, command: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::LEDGER_NOT_CURRENT, format!("the ledger is out of date: it lacks {fact}"))
        .label(place, format!("not in `{ledger}`"))
        .help(format!("run `{command}`"))
}

pub(crate) fn gone_from_schema(fact: &str, command: &str, place: Place) -> Diagnostic {
    let message = format!("the ledger is out of date: {fact} was deleted, which the ledger lacks");
    Diagnostic::error(codes::LEDGER_NOT_CURRENT, message)
        .label(place, "the last entry about it")
        .help(format!("run `{command}` if the deletion is intended"))
}

pub(crate) fn more_not_current(number: usize, command: &str, place: Place) -> Diagnostic {
    let more = if number == 1 { "1 more entry is".to_owned() } else { format!("{number} more entries are") };
    let message = format!("the ledger is out of date: {more} missing or stale");
    Diagnostic::error(codes::LEDGER_NOT_CURRENT, message).label(place, "").help(format!("run `{command}`"))
}

/// Returns the error for a line of an earlier ledger that is missing or changed.
pub(crate) fn lost_line(
    lost: &LostLine<'_>,
    version: &LedgerVersion,
    whole_file: Place,
    sources: &Sources,
) -> Diagnostic {
    let line = lost.line();
    let was = lost.event.place;
    let start = was.and_then(|place| sources.start(place));
    let number = start.map(|start| format!(" (line {})", start.line + 1)).unwrap_or_default();
    let of = format!("{}{number}", version.name);
    let diagnostic = match lost.line_now() {
        Some(now) => {
            let message = format!("a line of the ledger was changed since {of}: `{line}` is now `{now}`");
            let place = lost.now.and_then(|(_, event)| event.place);
            Diagnostic::error(codes::LEDGER_LOST_LINE, message).label(place.unwrap_or(whole_file), "was another line")
        }
        None => {
            let message = format!("a line of the ledger was removed since {of}: `{line}`");
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
        .map(|command| format!("; or restore the whole ledger with `{command}`, and run `protoward ledger update`"));
    diagnostic.help(format!("restore the line; lines are only added to a ledger{}", restore.unwrap_or_default()))
}

/// Returns the error for a deleted ledger that a commit contains.
pub(crate) fn is_gone(path: &Path, version: &LedgerVersion) -> Diagnostic {
    let message = format!("the ledger `{}` was deleted since {}", shown(path), version.name);
    let help = match &version.restore {
        Some(command) => format!("restore it with `{command}`, and run `protoward ledger update`"),
        None => "restore the file; lines are only added to a ledger".to_owned(),
    };
    Diagnostic::error(codes::LEDGER_LOST_LINE, message).help(help)
}

pub(crate) fn is_locked(path: &Path, seconds: u64) -> Diagnostic {
    let message = format!("another process has locked `{}` for {seconds} seconds", shown(path));
    Diagnostic::error(codes::LEDGER, message).help("wait for it or stop it, and run the command again")
}

pub(crate) fn changed_meanwhile(path: &Path) -> Diagnostic {
    let message = format!("`{}` changed while it was updated; nothing was written", shown(path));
    Diagnostic::error(codes::LEDGER, message).help("run the command again")
}

pub(crate) fn bad_label(label: &str) -> Diagnostic {
    let message = format!("`{label}` resembles an abbreviated commit id, which is ambiguous in a ledger");
    Diagnostic::error(codes::LEDGER, message)
        .help("remove `--at`, as the commit is recorded anyway, or use a version such as `v1.4.0`")
}

pub(crate) fn has_gap(event: &Event, fact: &str, place: Place) -> Diagnostic {
    let verb = if event.is_coming() { "come again" } else { "left" };
    let message = format!("missing line in the ledger: `{fact}` has {verb}, but the ledger lacks the event before");
    Diagnostic::error(codes::LEDGER_INCONSISTENT, message)
        .label(event.place.unwrap_or(place), "the event before this line is missing")
        .help("restore the line from git; lines are only added to a ledger")
}
