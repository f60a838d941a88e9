//! Files behind symbolic links that lead out of an older version: out of the repository, or to ignored files. A commit has only the
//! link, so that nothing can be compared.

use std::collections::HashSet;

use super::codes;
use super::found::{ConfiguredInput, TargetFile, parent, upwards};
use super::layout::NewSideFiles;
use protoward_source::{Diagnostic, Place, Sources, join};

/// Returns an error for each file of the newer version that an older one has behind a link, which cannot be compared. `known` are the
/// files of the older version.
pub(super) fn behind_links(
    found: &ConfiguredInput,
    here: &NewSideFiles,
    known: &[TargetFile],
    sources: &mut Sources,
) -> Vec<Diagnostic> {
    let known: HashSet<&str> = known.iter().map(|target| &*target.name).collect();
    let mut errors = Vec::new();
    for target in here.targets.iter().filter(|target| !known.contains(&*target.name)) {
        let modules = found.config.modules.iter();
        let mut paths = modules.map(|module| join(&join(&found.root, &module.path.text), &target.name));
        if let Some(path) = paths.find(|path| upwards(parent(path)).any(|above| leads_out(found, above))) {
            errors.push(error(&target.name, found, &path, sources));
        }
    }
    errors
}

/// Returns the error for a file whose link leads out of the older version, if it is a link in the newer one too.
pub(super) fn linked_file(
    found: &ConfiguredInput,
    here: &NewSideFiles,
    file: &TargetFile,
    sources: &mut Sources,
) -> Option<Diagnostic> {
    let is_now_a_link =
        || here.targets.iter().any(|target| target.name == file.name && here.found.tree.is_link(&target.path));
    (found.tree.is_link(&file.path) && is_now_a_link()).then(|| error(&file.name, found, &file.path, sources))
}

/// Returns `true` for a link in the older version that leads to no folder of it.
fn leads_out(found: &ConfiguredInput, path: &str) -> bool {
    !path.is_empty() && found.tree.is_link(path) && !found.tree.is_folder(path)
}

fn error(name: &str, found: &ConfiguredInput, path: &str, sources: &mut Sources) -> Diagnostic {
    let source = sources.add(name.to_owned(), found.tree.displayed(path), None);
    let message = "it is behind a symbolic link to a place that this version does not contain";
    Diagnostic::error(codes::BEHIND_LINK, message).label(Place::whole(source), "")
}
