//! What mends a finding, as edits of the new text.
//!
//! In: findings, each with the [`Mend`]s that its rule states in terms of the two schemas, and the texts of both sides.
//! Out: edits, of one finding alone and of many together. It must not know any rule, and it writes nothing.
//!
//! The work is three steps. `fixer` turns a mend into [`Change`]s: it asks the schemas whether the mend is possible at
//! all (a number may be taken, a name may mean something else by now) and the trees of the texts where to write. What a
//! declaration said is copied from the old text, never made up. `change` puts changes together: numbers that are to be
//! reserved in one message become one statement. `combine` drops what would touch the same text as an earlier mend.
//! Where a file is of another syntax or edition by now, or sets other features, `language` and `translate` say the same in
//! its words, and `proof` compiles the file with what was written, as nobody but the compiler knows all that an edition
//! refuses.
//! Where a side is an image, or a file has syntax errors, there is no text to write on, and no fix.

mod blocks;
mod brackets;
mod change;
mod combine;
mod declare;
mod deprecate;
mod extensions;
mod files;
mod fixer;
mod gaps;
mod language;
mod lines;
mod mend;
mod numbers;
mod oneofs;
mod options;
mod proof;
mod ranges;
mod references;
mod reserve;
mod reserved;
mod rest;
mod restore;
mod said;
mod scope;
mod statement;
mod support;
mod texts;
mod translate;
mod tree;

pub(super) use change::Change;
pub use combine::{Combined, State, combined};
pub(super) use mend::{End, Mend, Part};

use super::Finding;
use fixer::{Fix, Fixer};
use protoward_schema::Schema;
use protoward_source::{Edit, Sources};
use texts::Texts;

/// Looks for what mends each finding of a comparison of texts, and writes it into [`Diagnostic::fix`] where there is one
/// right mend. `sources` has the texts that both schemas were compiled from.
///
/// [`Diagnostic::fix`]: protoward_source::Diagnostic::fix
///
/// ```
/// use protoward_rules::{Settings, check, find_fixes, named, ConfigVersion};
/// use protoward_compiler::Compiler;
/// use protoward_source::{MemoryTree, Sources};
/// let mut sources = Sources::default();
/// let mut schema = |text: &str| {
///     let tree = MemoryTree::new([("user.proto", text)]);
///     Compiler::new().resolver(tree).load(["user.proto"], &mut sources).link(&sources).schema()
/// };
/// let old = schema("syntax = \"proto3\";\nmessage User {\n  string name = 1;\n  int64 created_at = 4;\n}\n");
/// let new = schema("syntax = \"proto3\";\nmessage User {\n  string name = 1;\n}\n");
/// let settings = Settings { rules: named(ConfigVersion::V2, "WIRE"), ..Settings::default() };
/// let mut findings = check(&old, &new, &settings);
/// find_fixes(&old, &new, &mut findings, &sources);
/// assert_eq!(findings[0].diagnostic.fix[0].text, "  reserved 4;\n  reserved \"created_at\";\n");
/// ```
pub fn find_fixes(old: &Schema, new: &Schema, findings: &mut [Finding], sources: &Sources) {
    if findings.iter().all(|finding| finding.mends.is_empty()) {
        return;
    }
    let files = [old, new].into_iter().flat_map(|schema| schema.files.iter().map(|(_, file)| file.source));
    let texts = Texts::new(sources, files);
    let fixer = Fixer::new(old, new, &texts, findings);
    let mut translated = Vec::new();
    for (index, finding) in findings.iter_mut().enumerate() {
        let Fix { changes, is_translated } = fixer.fix(&finding.mends);
        if !combine::is_consistent(&changes, &texts) {
            continue;
        }
        translated.extend((is_translated && !changes.is_empty()).then_some(index));
        finding.changes = changes;
    }
    let refused = proof::refused(new, findings, &translated, sources);
    for (index, finding) in findings.iter_mut().enumerate() {
        if refused.contains(&index) {
            finding.changes.clear();
        }
        // Nobody asks for them any more, and many findings have many.
        finding.mends = Vec::new();
        let all = finding.changes.iter().cloned().collect();
        finding.diagnostic.fix = edits(change::replacements(&all, &texts), sources);
    }
}

fn edits(replacements: Vec<change::Replacement>, sources: &Sources) -> Vec<Edit> {
    let edit =
        |it: change::Replacement| Edit { place: sources.place(it.source, it.range.0..it.range.1), text: it.text };
    replacements.into_iter().map(edit).collect()
}
