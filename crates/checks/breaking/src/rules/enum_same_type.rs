//! Enums that changed between open and closed. An unknown number is the value of an open enum, and an unknown field with a
//! closed one.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_schema::{EnumId, EnumType};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "ENUM_SAME_TYPE",
    "enums stay open or closed, whichever they are",
    &[FILE, PACKAGE],
    include_str!("enum_same_type.md"),
    Check::Enum(check),
)];

/// The path of `options.features.enum_type` in an enum's descriptor.
const ENUM_TYPE: &[i32] = &[3, 7, 2];

fn check(cx: &Comparison<'_>, pair: Pair<EnumId>, findings: &mut Findings) {
    let old = cx.old[pair.old].features.enum_type;
    let new = cx.new[pair.new].features.enum_type;
    if old != new {
        let otherwise = match old {
            EnumType::Open => "OPEN",
            EnumType::Closed => "CLOSED",
        };
        let part = ElementPart::Option { name: "features.enum_type", otherwise: Some(otherwise) };
        findings
            .push(cx.now(pair.new, ENUM_TYPE), cx.was(pair.old, ENUM_TYPE), problem(cx, pair.new, new))
            .fix(SchemaEdit::restore(part, pair));
    }
}

fn problem(cx: &Comparison<'_>, id: EnumId, new: EnumType) -> Problem {
    let enum_name = subject::enumeration(cx.new, id);
    let (message, now, was) = match new {
        EnumType::Closed => (
            format!(
                "enum `{enum_name}` was open and is closed: a number it does not know now reads as if nothing was sent"
            ),
            "closed",
            "open",
        ),
        EnumType::Open => (
            format!("enum `{enum_name}` was closed and is open: code now meets numbers that it has no case for"),
            "open",
            "closed",
        ),
    };
    Problem {
        message,
        now: format!("{now} here"),
        was: format!("it was {was}"),
        help: format!(
            "stay with the syntax of the file; in an edition, write `option features.enum_type = {};`",
            was.to_uppercase()
        ),
    }
}
