//! The imports for the remaining parts of a file: those that it still needs, and those that a public import provided.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::places::KeptElements;
use protoward_schema::{FileId, Import, Schema};

/// The imports of a file in descriptor form.
pub(super) struct Imports<'s> {
    pub(super) dependencies: Vec<Cow<'s, str>>,
    pub(super) weak: Vec<i32>,
    pub(super) options: Vec<Cow<'s, str>>,
    /// The remaining elements of each list in the descriptor.
    pub(super) kept: Vec<(i32, KeptElements)>,
}

/// Used imports stay in order. Files that were visible through public imports of others are imported by name and
/// follow. No public imports remain, because each file imports what it needs.
pub(super) fn of(schema: &Schema, file: FileId, uses: impl Iterator<Item = FileId>) -> Imports<'_> {
    let file = &schema[file];
    let mut rest: BTreeSet<&str> = uses.map(|used| schema.text(schema[used].path)).collect();
    let mut stays = |imports: &[Import]| -> Vec<bool> {
        imports.iter().map(|import| rest.remove(schema.text(import.path))).collect()
    };
    let plain = stays(&file.imports);
    let options = stays(&file.option_imports);
    let paths = |imports: &[Import], stays: &[bool]| -> Vec<Cow<'_, str>> {
        let kept = imports.iter().zip(stays).filter(|(_, stays)| **stays);
        kept.map(|(import, _)| schema.text(import.path).into()).collect()
    };
    let (weak, weak_stays) = weak(&file.imports, &plain);
    let mut dependencies = paths(&file.imports, &plain);
    dependencies.extend(rest.iter().map(|&path| Cow::Borrowed(path)));
    let none = KeptElements::none();
    let kept = vec![
        (3, KeptElements::of(&plain)),
        (10, none),
        (11, KeptElements::of(&weak_stays)),
        (15, KeptElements::of(&options)),
    ];
    Imports { dependencies, weak, options: paths(&file.option_imports, &options), kept }
}

/// Returns the weak imports among the remaining imports, and which weak imports remain.
fn weak(imports: &[Import], stays: &[bool]) -> (Vec<i32>, Vec<bool>) {
    let mut weak = Vec::new();
    let mut weak_stays = Vec::new();
    let mut index = 0;
    for (import, &stays) in imports.iter().zip(stays) {
        if import.weak {
            weak_stays.push(stays);
        }
        if import.weak && stays {
            weak.push(index);
        }
        index += i32::from(stays);
    }
    (weak, weak_stays)
}
