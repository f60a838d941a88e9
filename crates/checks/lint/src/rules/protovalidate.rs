//! Mistakes in constraints of `buf.validate`, which the crate `protovalidate` finds.

use crate::categories::{CONSTRAINT_RULES, STANDARD};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_protovalidate::{Checker, Unjudged};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::Sources;

pub(super) const RULES: &[LintRule] = &[LintRule::new(
    "PROTOVALIDATE",
    "constraints of buf.validate fit their fields and do not contradict each other",
    &[STANDARD],
    include_str!("protovalidate.md"),
    Check::Module(check),
)
.older(CONSTRAINT_RULES)];

/// The extensions that hold constraints.
const OPTIONS: [&str; 3] = ["buf.validate.message", "buf.validate.field", "buf.validate.predefined"];

const HELP: &str =
    "`protoward explain PROTOVALIDATE` lists what is checked; <https://protovalidate.com> describes the rules";

fn check(cx: &LintContext<'_>, findings: &mut Findings<'_>) {
    let Some(checker) = checker(cx.schema, cx.sources) else { return };
    for &file in cx.files {
        for problem in checker.check(file).problems {
            findings.push_with_help(problem.element, problem.place, problem.message, HELP);
        }
    }
}

/// Returns the constraints in files that the rule cannot judge.
pub fn unjudged_constraints(schema: &Schema, sources: &Sources, files: &[FileId]) -> Vec<Unjudged> {
    let Some(checker) = checker(schema, sources) else { return Vec::new() };
    files.iter().flat_map(|&file| checker.check(file).unjudged).collect()
}

/// Returns the checker of a schema; `None` if it has no constraints.
fn checker<'a>(schema: &'a Schema, sources: &'a Sources) -> Option<Checker<'a>> {
    let is_declared = OPTIONS.iter().any(|name| matches!(schema.find(name), Some(Element::Field(_))));
    is_declared.then(|| Checker::new(schema, sources))
}
