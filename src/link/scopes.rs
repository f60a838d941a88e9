//! Who sees whom: a file sees itself, what it imports, and what those import publicly.

use super::unit::Unit;
use crate::schema::{FileId, Id};
use crate::syntax::ast::ImportKind;

/// For each file, the files whose names it sees, sorted.
#[derive(Debug)]
pub(super) struct Scopes {
    visible: Vec<Vec<FileId>>,
}

impl Scopes {
    /// Whether types of `other` can be used in `file`.
    pub(super) fn sees(&self, file: FileId, other: FileId) -> bool {
        file == other || self.visible[file.index()].binary_search(&other).is_ok()
    }
}

/// What types are looked up in.
pub(super) fn scopes(units: &[Unit<'_>]) -> Scopes {
    visible(units, false)
}

/// What options are looked up in: `import option` counts.
pub(super) fn option_scopes(units: &[Unit<'_>]) -> Scopes {
    visible(units, true)
}

/// Files stand behind what they import, so that one pass is enough.
fn visible(units: &[Unit<'_>], for_options: bool) -> Scopes {
    let mut public: Vec<Vec<FileId>> = Vec::with_capacity(units.len());
    let mut scopes = Scopes { visible: Vec::with_capacity(units.len()) };
    for (index, unit) in units.iter().enumerate() {
        let mut visible = Vec::new();
        let mut handed_on = vec![Id::new(index)];
        for (decl, file) in unit.import_decls() {
            let Some(brought) = file.and_then(|file| public.get(file.index())) else { continue };
            match decl.kind {
                ImportKind::Option if !for_options => {}
                ImportKind::Option | ImportKind::Plain | ImportKind::Weak | ImportKind::Public => {
                    visible.extend(brought)
                }
            }
            if decl.kind == ImportKind::Public {
                handed_on.extend(brought);
            }
        }
        scopes.visible.push(sorted(visible));
        public.push(sorted(handed_on));
    }
    scopes
}

fn sorted(mut files: Vec<FileId>) -> Vec<FileId> {
    files.sort_unstable();
    files.dedup();
    files
}
