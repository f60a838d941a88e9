//! Enum values with the names of macros in C, for which generated C++ code does not compile.

use crate::aip::report::at_name;
use crate::aip::words;
use crate::categories::GUIDANCE;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::EnumValueId;

pub(super) const RULES: &[LintRule] = &[LintRule::new(
    "GUIDANCE_ENUM_VALUE_MACRO",
    "enum values are no macros of C",
    &[GUIDANCE],
    include_str!("guidance_enum_value_macro.md"),
    Check::EnumValue(macros),
)];

/// Macros of the headers that generated C++ code or its users often include, in capitals as enum values are.
const MACROS: &[&str] = &[
    "BUFSIZ",
    "DOMAIN",
    "EDOM",
    "EOF",
    "ERANGE",
    "FALSE",
    "HUGE_VAL",
    "INFINITY",
    "NAN",
    "NULL",
    "OVERFLOW",
    "PLOSS",
    "SING",
    "TLOSS",
    "TRUE",
    "UNDERFLOW",
];

fn macros(cx: &LintContext<'_>, id: EnumValueId, findings: &mut Findings<'_>) {
    let name = cx.schema.text(cx.schema[id].name);
    if MACROS.contains(&name) {
        let message = format!("`{name}` is a macro of C, which the preprocessor replaces in generated code");
        let of = cx.schema.text(cx.schema[cx.schema[id].parent].name);
        let prefix = words::snake(of).to_uppercase();
        let wanted = format!("{prefix}_{name}");
        at_name(cx, findings, id, message, format!("write `{wanted}`"));
        findings.propose_name(id, wanted);
    }
}
