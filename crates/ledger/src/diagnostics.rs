//! The diagnostics of ledgers.

use super::limits::{MAX_LINE, MAX_SIZE};
use super::line::{KINDS, ProblemKind};
use protoward_source::{Code, Diagnostic, Place, Severity, nearest};

const LEDGER: Code = Code::new("ledger");
const NO_LEDGER: Code = Code::new("no-ledger");

pub(super) fn too_large(place: Place, size: usize) -> Diagnostic {
    let message = format!("the ledger has {size} bytes; no more than {} MiB are read", MAX_SIZE >> 20);
    Diagnostic::error(LEDGER, message).label(place, "").help("keep a ledger for each module, in a folder of its own")
}

pub(super) fn not_utf8(place: Place, valid: usize) -> Diagnostic {
    Diagnostic::error(LEDGER, format!("the ledger is not UTF-8 from byte {valid} on")).label(place, "").help(RESTORE)
}

pub(super) fn line_too_long(place: Place, length: usize) -> Diagnostic {
    let message = format!("this line has {length} bytes; no more than {} KiB are read", MAX_LINE >> 10);
    Diagnostic::error(LEDGER, message).label(place, "it starts here").help(RESTORE)
}

pub(super) fn no_header(place: Place) -> Diagnostic {
    Diagnostic::error(NO_LEDGER, "this is no ledger: it has no line `# protoward ledger v1`")
        .label(place, "the header is expected here")
        .help("`protoward ledger init` makes one")
}

pub(super) fn other_version(version: &str, place: Place) -> Diagnostic {
    Diagnostic::error(LEDGER, format!("ledgers of version `{version}` are not known here"))
        .label(place, "only `v1` is")
        .help("a newer protoward has written it; use that one")
}

pub(super) fn conflict(place: Place) -> Diagnostic {
    Diagnostic::error(LEDGER, "git could not merge the ledger, and left its marks in it")
        .label(place, "one of them")
        .help(
            "remove the lines with the marks and keep all others; a line `protoward.ledger merge=union` in \
             `.gitattributes` makes git do so",
        )
}

/// Turns a problem in an earlier ledger, which can no longer be fixed, into a warning.
pub(super) fn not_compared(problem: Diagnostic) -> Diagnostic {
    let message = format!("a part of the earlier ledger is not compared: {}", problem.message);
    let help = "once this change is merged, the ledger that it has is the earlier one";
    Diagnostic { message, ..Diagnostic { severity: Severity::Warning, ..problem } }.help(help)
}

pub(super) fn bad_line(word: &str, what: &ProblemKind, place: Place) -> Diagnostic {
    let shown: String = word.chars().take(60).collect();
    let (message, label) = match what {
        ProblemKind::Missing(what) => ("the line ends too early".to_owned(), format!("expected {what}")),
        ProblemKind::Wrong(what) => (format!("`{shown}` does not belong here"), format!("expected {what}")),
        ProblemKind::Commit => (
            format!("`{shown}` is not the id of a commit as ledgers have it"),
            "expected 12 hexadecimal digits, and a `+` after them for uncommitted changes".to_owned(),
        ),
        ProblemKind::More => (format!("`{shown}` is one word too many"), "the line should have ended".to_owned()),
    };
    let near = nearest(word, KINDS).first().map(|near| format!("did you mean `{near}`?"));
    let help = near.filter(|_| matches!(what, ProblemKind::Wrong(what) if what.starts_with("what")));
    Diagnostic::error(LEDGER, message).label(place, label).help(help.unwrap_or_else(|| RESTORE.to_owned()))
}

const RESTORE: &str = "ledgers are written by `protoward ledger`; git has the last one that was good";

const LOCK: Code = Code::new("protolock");

pub(super) fn not_a_lock(reason: &str, place: Place) -> Diagnostic {
    Diagnostic::error(LOCK, format!("this is no `proto.lock`: {reason}"))
        .label(place, "")
        .help("protolock writes it as JSON, with a list `definitions`")
}
