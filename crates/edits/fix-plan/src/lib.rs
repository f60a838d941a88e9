//! Fixes of findings, as edits of the new text.
//!
//! In: findings, each with the [`SchemaEdit`](protoward_breaking::SchemaEdit)s of its rule, and the texts of both sides.
//! Out: edits for one finding or for many at once. The crate knows no individual rule and writes no files.
//!
//! Three parts do the work:
//! - The planner decides which changes fix a finding. Declarations are copied from the old text.
//! - The resolver answers questions about the schemas: free names and numbers, the meaning of names, the language at a
//!   place. If the syntax or edition of a file changed, the planner translates restored text and keeps a fix only if it
//!   compiles.
//! - The builder merges the changes of many findings into edits: numbers reserved in one message become one statement.
//!
//! A side that is an image, or a file with syntax errors, has no text to edit, and its findings have no fixes.

mod builder;
mod change;
mod combine;
mod context;
mod keys;
mod lint;
mod mentions;
mod places;
mod plan;
mod planner;
mod proof;
mod removal;
mod reserved;
mod resolver;

pub use change::Fix;
pub use combine::{CombinedFixes, State, combined};
pub use lint::{CompatibleFixes, LintFix, affected_files, find_lint_fixes, is_unlikely, undeclared_changes};
pub use removal::{Removals, find_removals};

use plan::Plan;
use planner::Planner;
use protoward_breaking::Finding;
use protoward_refactor::Texts;
use protoward_schema::Schema;
use protoward_source::Sources;

/// Returns the fix of each finding of a comparison, and stores it in [`Diagnostic::fix`] as edits.
///
/// `sources` has the texts that both schemas were compiled from. The [`fix`](Finding::fix) of each finding is
/// consumed.
///
/// [`Diagnostic::fix`]: protoward_source::Diagnostic::fix
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_fix_plan::find_fixes;
/// use protoward_breaking::{ComparisonSettings, check};
/// use protoward_source::{MemoryTree, Sources};
/// let mut sources = Sources::default();
/// let mut schema = |text: &str| {
///     let tree = MemoryTree::new([("user.proto", text)]);
///     Compiler::new().resolver(tree).load(["user.proto"], &mut sources).link(&sources).schema()
/// };
/// let old = schema("syntax = \"proto3\";\nmessage User {\n  string name = 1;\n  int64 created_at = 4;\n}\n");
/// let new = schema("syntax = \"proto3\";\nmessage User {\n  string name = 1;\n}\n");
/// let settings = ComparisonSettings::named(["WIRE"]).expect("it is a category");
/// let mut findings = check(&old, &new, &settings);
/// find_fixes(&old, &new, &mut findings, &sources);
/// assert_eq!(findings[0].diagnostic.fix[0].text, "  reserved 4;\n  reserved \"created_at\";\n");
/// ```
pub fn find_fixes(old: &Schema, new: &Schema, findings: &mut [Finding], sources: &Sources) -> Vec<Fix> {
    let mut fixes = vec![Fix::default(); findings.len()];
    if findings.iter().all(|finding| finding.fix.is_empty()) {
        return fixes;
    }
    let files = [old, new].into_iter().flat_map(|schema| schema.files.iter().map(|(_, file)| file.source));
    let texts = Texts::new(sources, files);
    let planner = Planner::new(old, new, &texts, findings);
    let mut translated = Vec::new();
    for (index, (finding, fix)) in findings.iter_mut().zip(&mut fixes).enumerate() {
        let Plan { changes, is_translated, .. } = planner.plan(&std::mem::take(&mut finding.fix));
        if combine::is_consistent(&changes, &texts) {
            translated.extend((is_translated && !changes.is_empty()).then_some(index));
            fix.changes = changes;
        }
    }
    for index in proof::refused(new, &fixes, &translated, sources) {
        fixes[index].changes.clear();
    }
    for (finding, fix) in findings.iter_mut().zip(&fixes) {
        finding.diagnostic.fix = builder::edits(&fix.changes, &texts, sources);
    }
    fixes
}
