//! Declarations that files re-export with `import public`, transitively.

use super::comparison::{Comparison, Pair};
use super::subject;
use protoward_schema::{Element, FileId, Import, Schema};

/// A removed public import that makes declarations unavailable to importers.
pub(super) struct LostImport<'a> {
    /// The index among the imports of the old file.
    pub(super) index: usize,
    /// The path of the imported file.
    pub(super) path: &'a str,
    /// The first declaration that importers can no longer reference.
    pub(super) example: Element,
    /// The index of a non-public import of the same path in the new file.
    pub(super) plain: Option<usize>,
}

/// Returns the removed public imports that make declarations unavailable to importers. A declaration that another
/// public import still provides is not lost.
pub(super) fn lost<'a>(cx: &Comparison<'a>, pair: Pair<FileId>) -> Vec<LostImport<'a>> {
    let public = |import: &&Import| import.public;
    if !cx.old[pair.old].imports.iter().any(|import| import.public) {
        return Vec::new();
    }
    let old = &cx.old[pair.old];
    let new = &cx.new[pair.new];
    let path = |schema: &'a Schema, import: &Import| schema.text(import.path);
    let is_kept =
        |import: &Import| new.imports.iter().filter(public).any(|other| path(cx.new, other) == path(cx.old, import));
    let mut reachable = None;
    let mut lost = Vec::new();
    for (index, import) in old.imports.iter().enumerate().filter(|(_, import)| import.public && !is_kept(import)) {
        let Some(file) = import.file else { continue };
        let reachable = reachable.get_or_insert_with(|| passed_on(cx.new, pair.new));
        let mut elements = passed_on(cx.old, file).into_iter().flat_map(|file| declared_in(cx.old, file));
        let Some(example) = elements.find(|&element| is_lost(cx, element, reachable)) else { continue };
        let plain = new.imports.iter().position(|other| path(cx.new, other) == path(cx.old, import));
        lost.push(LostImport { index, path: path(cx.old, import), example, plain });
    }
    lost
}

/// Returns a file and the files that it imports publicly, transitively.
fn passed_on(schema: &Schema, file: FileId) -> Vec<FileId> {
    let mut files = vec![file];
    let mut next = 0;
    while let Some(&file) = files.get(next) {
        let public = schema[file].imports.iter().filter(|import| import.public).filter_map(|import| import.file);
        for import in public {
            if !files.contains(&import) {
                files.push(import);
            }
        }
        next += 1;
    }
    files
}

/// Returns the referenceable declarations of a file: messages, enums and extensions.
fn declared_in(schema: &Schema, file: FileId) -> impl Iterator<Item = Element> {
    let file = &schema[file];
    let messages = file.messages.iter().map(|&id| id.into());
    messages.chain(file.enums.iter().map(|&id| id.into())).chain(file.extensions.iter().map(|&id| id.into()))
}

fn is_lost(cx: &Comparison<'_>, old: Element, reachable: &[FileId]) -> bool {
    let same_kind = |found: &Element| subject::kind(*found) == subject::kind(old);
    match cx.new.find(&cx.old.full_name(old)).filter(same_kind) {
        Some(found) => !reachable.contains(&cx.new.file_of(found)),
        // Deleted or renamed elements have their own findings, unless their file is not compared.
        None => !cx.has_old(cx.old.file_of(old)),
    }
}
