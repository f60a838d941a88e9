//! What files import, and what they pass on.

use std::collections::BTreeMap;

use super::{ChangeKind, Changes};
use crate::schema::{FileId, Schema};

pub(super) fn find(changes: &mut Changes<'_, '_>) {
    let cx = changes.cx;
    for &pair in &cx.pairs.files {
        let (before, after) = (imports(cx.old, pair.old), imports(cx.new, pair.new));
        let file = cx.new.name(pair.new.into());
        for (path, &is_public) in &before {
            match (is_public, after.get(path)) {
                (true, Some(true)) | (false, Some(_)) => {}
                (true, now) => {
                    let how = if now.is_some() { "imports it for itself only" } else { "does not import it any more" };
                    let message = format!(
                        "`{file}` passed on `{path}` and {how}: files that found it there have to import it themselves"
                    );
                    changes.push(ChangeKind::PublicImportRemoved, pair.new, message);
                }
                (false, None) => {
                    changes.push(ChangeKind::Import, pair.new, format!("`{file}` does not import `{path}` any more"));
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

/// By path: whether it is public.
fn imports(schema: &Schema, file: FileId) -> BTreeMap<&str, bool> {
    let file = &schema[file];
    let imports = file.imports.iter().chain(&file.option_imports);
    imports.map(|import| (schema.text(import.path), import.public)).collect()
}
