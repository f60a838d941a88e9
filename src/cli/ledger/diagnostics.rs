//! What these commands say to people.

use std::path::Path;

use crate::cli::diagnostics::in_config;
use crate::cli::words::list;
use crate::config::Word;
use crate::ledger::Event;
use crate::report::{Code, Diagnostic};
use crate::source::{InputError, Place};

const LEDGER: Code = Code::new("ledger");

pub(super) fn no_ledger(error: &InputError, word: Option<&Word>) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::new("no-ledger"), error.to_string());
    let diagnostic = match word {
        Some(word) => in_config(diagnostic, word),
        None => diagnostic,
    };
    let near = error.help().filter(|help| help.starts_with("did you mean"));
    diagnostic.help(near.unwrap_or_else(|| {
        "`protoward ledger init --from-git` makes one of the whole history, `protoward ledger init` one that starts now"
            .to_owned()
    }))
}

pub(super) fn is_there(path: &Path) -> Diagnostic {
    Diagnostic::error(LEDGER, format!("there is a ledger already: `{}`", path.display()))
        .help("`protoward ledger update` adds to it; `--force` forgets it and starts anew")
}

pub(super) fn nothing_known(element: &str, near: &[&str]) -> Diagnostic {
    let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    let help = match near.is_empty() {
        true => "name a message, an enum or a service in full, or one of their members: `user.v1.User.name`, \
                 `user.v1.User.4`"
            .to_owned(),
        false => format!("did you mean {}?", list(&near).replace(" and ", " or ")),
    };
    Diagnostic::error(Code::new("unknown-element"), format!("the ledger has never heard of `{element}`")).help(help)
}

/// `shown` are some of the differences, as lines.
pub(super) fn not_current(came: usize, left: usize, shown: &str, place: Place) -> Diagnostic {
    let what = match (came, left) {
        (came, 0) => format!("it does not know {came} of the facts that hold now"),
        (0, left) => format!("{left} of the facts that it knows do not hold any more"),
        (came, left) => format!("it does not know {came} of the facts that hold now, and {left} that it knows do not"),
    };
    Diagnostic::error(Code::new("ledger-not-current"), format!("the ledger is not up to date: {what}"))
        .label(place, "")
        .help(format!("run `protoward ledger update`{shown}"))
}

pub(super) fn has_gap(event: &Event, fact: &str, place: Place) -> Diagnostic {
    let verb = if event.is_coming() { "come again" } else { "left" };
    let message = format!("the ledger has lost a line: `{fact}` has {verb}, and nothing says that of before");
    Diagnostic::error(Code::new("ledger-inconsistent"), message)
        .label(event.place.unwrap_or(place), "what must have been before this is missing")
        .help("lines are never taken out of a ledger; git has the ones that were there")
}
