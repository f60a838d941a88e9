//! Files that state neither `syntax` nor `edition`, and so are proto2.

use crate::categories::{BASIC, SINCE_V1_RULES, STANDARD};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::fix::SchemaChange;
use crate::rule::{Check, LintRule};
use protoward_schema::{FileId, Syntax};
use protoward_source::Place;

pub(super) const RULES: &[LintRule] = &[LintRule::new(
    "SYNTAX_SPECIFIED",
    "files have a syntax or an edition",
    &[BASIC, STANDARD],
    include_str!("syntax_specified.md"),
    Check::File(file),
)
// A descriptor has no syntax for proto2, so only a location tells whether the file has one.
.needing_locations(|file| file.syntax == Syntax::Proto2)
.older(SINCE_V1_RULES)];

/// The path of the syntax in a file descriptor.
const SYNTAX: &[i32] = &[12];

fn file(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let file = &cx.schema[id];
    if file.syntax != Syntax::Proto2 || !cx.has_locations(id) || file.locations.find(SYNTAX).is_some() {
        return;
    }
    let message = format!("file `{}` has no `syntax`, so it is read as proto2", cx.path(id));
    let help = "add `syntax = \"proto2\";` as the first statement, or another syntax or edition";
    findings.push_with_help(id, Place::whole(file.source), message, help);
    findings.propose(SchemaChange::AddSyntax);
}
