//! The diagnostics of ledgers.

use super::line::{KINDS, ProblemKind};
use super::{MAX_LINE, MAX_SIZE};
use protoward_source::{Code, Diagnostic, Place, Severity, nearest};

/// A ledger that cannot be read.
const LEDGER: Code = Code::new("ledger");
/// No ledger at the path.
const NO_LEDGER: Code = Code::new("no-ledger");

pub(super) fn too_large(place: Place, size: usize) -> Diagnostic {
    let message = format!("the ledger is too large: {size} bytes, and the limit is {} MiB", MAX_SIZE >> 20);
    Diagnostic::error(LEDGER, message).label(place, "").help("keep a ledger for each module, in a folder of its own")
}

pub(super) fn not_utf8(place: Place, valid: usize) -> Diagnostic {
    Diagnostic::error(LEDGER, format!("the ledger is not UTF-8 from byte {valid} on")).label(place, "").help(RESTORE)
}

pub(super) fn line_too_long(place: Place, length: usize) -> Diagnostic {
    let message = format!("line of the ledger is too long: {length} bytes, and the limit is {} KiB", MAX_LINE >> 10);
    Diagnostic::error(LEDGER, message).label(place, "starts here").help(RESTORE)
}

pub(super) fn no_header(place: Place) -> Diagnostic {
    Diagnostic::error(NO_LEDGER, "missing header `# protoward ledger v1` of a ledger")
        .label(place, "expected the header")
        .help("`protoward ledger init` creates a ledger")
}

pub(super) fn other_version(version: &str, place: Place) -> Diagnostic {
    Diagnostic::error(LEDGER, format!("unknown version `{version}` of a ledger"))
        .label(place, "expected `v1`")
        .help("the ledger was written by a newer version of protoward; use that version")
}

pub(super) fn conflict(place: Place) -> Diagnostic {
    Diagnostic::error(LEDGER, "unresolved merge conflict in the ledger").label(place, "conflict marker").help(
        "remove the lines with the marks and keep all others; a line `protoward.ledger merge=union` in \
             `.gitattributes` makes git do so",
    )
}

/// Turns a problem in an earlier ledger, which can no longer be fixed, into a warning.
pub(super) fn not_compared(problem: Diagnostic) -> Diagnostic {
    let message = format!("a part of the earlier ledger is not compared: {}", problem.message);
    let help = "after this change is merged, its ledger is the earlier one";
    Diagnostic { message, ..Diagnostic { severity: Severity::Warning, ..problem } }.help(help)
}

pub(super) fn bad_line(word: &str, what: &ProblemKind, place: Place) -> Diagnostic {
    let shown: String = word.chars().take(60).collect();
    let (message, label) = match what {
        ProblemKind::Missing(what) => ("unexpected end of the line".to_owned(), format!("expected {what}")),
        ProblemKind::Wrong(what) => (format!("unexpected `{shown}`"), format!("expected {what}")),
        ProblemKind::Commit => (
            format!("invalid id of a commit: `{shown}`"),
            "expected 12 hexadecimal digits, and a `+` after them for uncommitted changes".to_owned(),
        ),
        ProblemKind::More => (format!("unexpected `{shown}`"), "expected the end of the line".to_owned()),
    };
    let near = nearest(word, KINDS).first().map(|near| format!("did you mean `{near}`?"));
    let help = near.filter(|_| matches!(what, ProblemKind::Wrong(what) if what.starts_with("what")));
    Diagnostic::error(LEDGER, message).label(place, label).help(help.unwrap_or_else(|| RESTORE.to_owned()))
}

const RESTORE: &str = "restore the last valid ledger from git; ledgers are written by `protoward ledger`";

/// A `proto.lock` that cannot be read.
const LOCK: Code = Code::new("protolock");

pub(super) fn not_a_lock(reason: &str, place: Place) -> Diagnostic {
    Diagnostic::error(LOCK, format!("invalid `proto.lock`: {reason}"))
        .label(place, "")
        .help("protolock writes it as JSON, with a list `definitions`")
}
