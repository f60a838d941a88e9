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

pub use combine::{Combined, State, combined};

use change::Change;
use fixer::{Fixer, Planned};
use protoward_rules::Finding;
use protoward_schema::Schema;
use protoward_source::{Edit, Sources};
use texts::Texts;

/// The fix of one finding; empty where there is no single right one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fix {
    changes: Vec<Change>,
}

/// Returns the fix of each finding of a comparison of texts, and writes it into [`Diagnostic::fix`] as edits.
///
/// `sources` has the texts that both schemas were compiled from. The [`mends`](Finding::mends) are taken out of the
/// findings.
///
/// [`Diagnostic::fix`]: protoward_source::Diagnostic::fix
///
/// ```
/// use protoward_compiler::{Inputs, Options, compile};
/// use protoward_fix::find_fixes;
/// use protoward_rules::{ConfigVersion, Settings, check, named};
/// use protoward_source::{MemoryTree, Sources};
/// let mut sources = Sources::default();
/// let mut schema = |text: &str| {
///     let tree = MemoryTree::new([("user.proto", text)]);
///     compile(&Inputs::tree(tree, ["user.proto"]), &Options::default(), &mut sources).schema
/// };
/// let old = schema("syntax = \"proto3\";\nmessage User {\n  string name = 1;\n  int64 created_at = 4;\n}\n");
/// let new = schema("syntax = \"proto3\";\nmessage User {\n  string name = 1;\n}\n");
/// let settings = Settings { rules: named(ConfigVersion::V2, "WIRE"), ..Settings::default() };
/// let mut findings = check(&old, &new, &settings);
/// find_fixes(&old, &new, &mut findings, &sources);
/// assert_eq!(findings[0].diagnostic.fix[0].text, "  reserved 4;\n  reserved \"created_at\";\n");
/// ```
pub fn find_fixes(old: &Schema, new: &Schema, findings: &mut [Finding], sources: &Sources) -> Vec<Fix> {
    let mut fixes = vec![Fix::default(); findings.len()];
    if findings.iter().all(|finding| finding.mends.is_empty()) {
        return fixes;
    }
    let files = [old, new].into_iter().flat_map(|schema| schema.files.iter().map(|(_, file)| file.source));
    let texts = Texts::new(sources, files);
    let fixer = Fixer::new(old, new, &texts, findings);
    let mut translated = Vec::new();
    for (index, (finding, fix)) in findings.iter_mut().zip(&mut fixes).enumerate() {
        let Planned { changes, is_translated } = fixer.fix(&std::mem::take(&mut finding.mends));
        if combine::is_consistent(&changes, &texts) {
            translated.extend((is_translated && !changes.is_empty()).then_some(index));
            fix.changes = changes;
        }
    }
    for index in proof::refused(new, &fixes, &translated, sources) {
        fixes[index].changes.clear();
    }
    for (finding, fix) in findings.iter_mut().zip(&fixes) {
        let all = fix.changes.iter().cloned().collect();
        finding.diagnostic.fix = edits(change::replacements(&all, &texts), sources);
    }
    fixes
}

fn edits(replacements: Vec<change::Replacement>, sources: &Sources) -> Vec<Edit> {
    let edit =
        |it: change::Replacement| Edit { place: sources.place(it.source, it.range.0..it.range.1), text: it.text };
    replacements.into_iter().map(edit).collect()
}
