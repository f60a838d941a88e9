//! Declarations that files re-export with `import public`, transitively.

use super::comparison::{Comparison, Pair};
use super::subject;
use protoward_schema::{Element, FileId, Import, Schema};

/// A public import of the old file that no longer makes all declarations available to importers.
pub(super) struct LostImport<'a> {
    /// The index among the imports of the old file.
    pub(super) index: usize,
    /// The path of the imported file.
    pub(super) path: &'a str,
    /// The first declaration that importers can no longer reference.
    pub(super) example: Element,
    /// The import of the same path in the new file.
    pub(super) now: ImportNow,
}

/// An import of the new file, by its index.
#[derive(Clone, Copy)]
pub(super) enum ImportNow {
    Removed,
    /// The import is not public.
    Plain(usize),
    /// The import is public, but the imported file passes on less. It is not compared itself, such as a file of a dependency.
    PassesOnLess(usize),
}

/// Returns the public imports that no longer make all declarations available to importers. A declaration that another public
/// import still provides is not lost.
pub(super) fn lost<'a>(cx: &Comparison<'a>, pair: Pair<FileId>) -> Vec<LostImport<'a>> {
    if !cx.old[pair.old].imports.iter().any(|import| import.public) {
        return Vec::new();
    }
    let path = |schema: &'a Schema, import: &Import| schema.text(import.path);
    let mut reachable = None;
    let mut lost = Vec::new();
    for (index, import) in cx.old[pair.old].imports.iter().enumerate().filter(|(_, import)| import.public) {
        let Some(file) = import.file else { continue };
        let now = import_now(cx, pair.new, path(cx.old, import));
        // What a file passes on is compared with that file.
        if matches!(now, ImportNow::PassesOnLess(_)) && cx.has_old(file) {
            continue;
        }
        let reachable = reachable.get_or_insert_with(|| passed_on(cx.new, pair.new));
        let mut elements = passed_on(cx.old, file).into_iter().flat_map(|file| declared_in(cx.old, file));
        let Some(example) = elements.find(|&element| is_lost(cx, element, reachable)) else { continue };
        lost.push(LostImport { index, path: path(cx.old, import), example, now });
    }
    lost
}

/// Returns the import of a path in a new file.
fn import_now(cx: &Comparison<'_>, file: FileId, path: &str) -> ImportNow {
    let imports = &cx.new[file].imports;
    let find = |public: bool| imports.iter().position(|it| it.public == public && cx.new.text(it.path) == path);
    match (find(true), find(false)) {
        (Some(index), _) => ImportNow::PassesOnLess(index),
        (None, Some(index)) => ImportNow::Plain(index),
        (None, None) => ImportNow::Removed,
    }
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
