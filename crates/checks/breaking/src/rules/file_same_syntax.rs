//! Files that changed between proto2, proto3 and editions. All editions count as equal.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{CSR, FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use protoward_schema::{FileId, Syntax};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "FILE_SAME_SYNTAX",
    "files keep their syntax",
    &[FILE, PACKAGE, CSR],
    include_str!("file_same_syntax.md"),
    Check::File(check),
)
.source_only("what the other syntax does to a field or an enum has findings of its own")];

fn check(cx: &Comparison<'_>, pair: Pair<FileId>, findings: &mut Findings) {
    let old = cx.old[pair.old].syntax;
    let new = cx.new[pair.new].syntax;
    if name(old) != name(new) {
        findings
            .push(cx.now(pair.new, STATEMENT), cx.was(pair.old, STATEMENT), problem(name(old), name(new)))
            .fix(SchemaEdit::restore(ElementPart::Syntax, pair));
    }
}

const fn name(syntax: Syntax) -> &'static str {
    match syntax {
        Syntax::Proto2 => "proto2",
        Syntax::Proto3 => "proto3",
        Syntax::Edition(_) => "editions",
    }
}

/// The path of `syntax` in a file's descriptor, which also locates `edition`.
const STATEMENT: &[i32] = &[12];

fn problem(old: &str, new: &str) -> Problem {
    Problem {
        message: format!(
            "the syntax of the file changed from {old} to {new}: presence, packing, enums and the types of generated code \
             may all change with it"
        ),
        now: format!("{new} here"),
        was: format!("it was {old}"),
        help: format!("stay with {old}; rules of category WIRE_JSON tell whether data can still be read"),
    }
}
