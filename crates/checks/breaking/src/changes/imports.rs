//! Changed imports and re-exports of files that go on to exist.

use std::collections::BTreeMap;

use super::{ChangeKind, Changes};
use crate::public_imports;
use protoward_schema::{FileId, Schema};

pub(super) fn find(changes: &mut Changes<'_, '_>) {
    let cx = changes.cx;
    for &pair in &cx.pairs.files {
        let before = imports(cx.old, pair.old);
        let after = imports(cx.new, pair.new);
        let file = cx.new.name(pair.new.into());
        let lost = public_imports::lost(cx, pair);
        for (path, &is_public) in &before {
            match (is_public, after.get(path)) {
                (true, Some(true)) | (false, Some(_)) => {}
                // A lost declaration is a finding, not a change.
                (true, _) if lost.iter().any(|import| import.path == *path) => {}
                (true, _) => {
                    let message =
                        format!("`{file}` passes on `{path}` by another import, or has nothing of it to pass on");
                    changes.push(ChangeKind::Import, pair.new, message);
                }
                (false, None) => {
                    changes.push(ChangeKind::Import, pair.new, format!("`{file}` no longer imports `{path}`"));
                }
            }
        }
        for (path, &is_public) in &after {
            match (is_public, before.get(path)) {
                (true, Some(true)) | (false, Some(_)) => {}
                (true, _) => changes.push(ChangeKind::Added, pair.new, format!("`{file}` passes on `{path}`")),
                (false, None) => changes.push(ChangeKind::Import, pair.new, format!("`{file}` imports `{path}`")),
            }
        }
    }
}

/// Returns the imports by path, with `true` for public ones.
fn imports(schema: &Schema, file: FileId) -> BTreeMap<&str, bool> {
    let file = &schema[file];
    let imports = file.imports.iter().chain(&file.option_imports);
    imports.map(|import| (schema.text(import.path), import.public)).collect()
}
