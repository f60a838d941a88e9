//! Messages and enums that other files can no longer reference.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_schema::visibility::is_exported;
use protoward_schema::{Element, SymbolVisibility};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "TYPE_NO_LOCAL",
    "messages and enums that other files can name stay so",
    &[FILE, PACKAGE],
    include_str!("type_no_local.md"),
    Check::Schema(check),
)
.source_only("files that name the type stop compiling; what is sent does not change")
.own()];

/// The path of `visibility` in the descriptors of messages and enums.
const OF_MESSAGE: &[i32] = &[11];
const OF_ENUM: &[i32] = &[6];

fn check(cx: &Comparison<'_>, findings: &mut Findings) {
    for pairs in [&cx.pairs, &cx.followed] {
        let messages = pairs.messages.iter().filter(|pair| cx.new[pair.new].map_field.is_none());
        for pair in messages {
            check_pair(cx, Pair { old: pair.old.into(), new: pair.new.into() }, OF_MESSAGE, findings);
        }
        for pair in &pairs.enums {
            check_pair(cx, Pair { old: pair.old.into(), new: pair.new.into() }, OF_ENUM, findings);
        }
    }
}

fn check_pair(cx: &Comparison<'_>, pair: Pair<Element>, tail: &[i32], findings: &mut Findings) {
    if is_exported(cx.old, pair.old) && !is_exported(cx.new, pair.new) {
        findings
            .push(cx.now_any(pair.new, &[tail, &[1]]), cx.was_any(pair.old, &[tail, &[1]]), problem(cx, pair.new))
            .fix(SchemaEdit::restore(ElementPart::Visibility, pair));
    }
}

fn problem(cx: &Comparison<'_>, new: Element) -> Problem {
    let kind = subject::kind(new);
    let name = cx.new.full_name(new);
    let is_written = match new {
        Element::Message(id) => cx.new[id].visibility.is_some(),
        Element::Enum(id) => cx.new[id].visibility.is_some(),
        _ => false,
    };
    let why = if is_written {
        String::new()
    } else {
        match cx.new[cx.new.file_of(new)].features.symbol_visibility {
            SymbolVisibility::ExportTopLevel => ", as only the top level of its file is exported".to_owned(),
            _ => ", as its file exports nothing by itself".to_owned(),
        }
    };
    Problem {
        message: format!("{kind} `{name}` is local now{why}: files that import it and name it stop compiling"),
        now: "other files can no longer use it".to_owned(),
        was: "other files could name it".to_owned(),
        help: format!("put `export` in front of the {kind}; where that is not allowed, move it to the top level first"),
    }
}
