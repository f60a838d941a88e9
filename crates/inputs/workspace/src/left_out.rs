//! The files that a new configuration leaves out of a schema that had none.
//!
//! An older version without a configuration is read with the configuration of the newer one. Its other files are not
//! compared, so they are listed here.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::former::FormerConfigs;
use super::layout::NewSideFiles;
use super::left_out_file::LeftOutFile;
use super::select::Selection;
use protoward_inputs::OpenedFiles;
use protoward_source::tree_path::below;
use protoward_source::{LineEnds, ReadError, Report, Sources, join};

/// Returns the files of an older version that were part of a schema and are not selected. Returns `None` if something cannot be read;
/// the reason is then in `report`.
pub(super) fn left_out(
    old: &OpenedFiles,
    selection: &Selection,
    here: &NewSideFiles,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Vec<LeftOutFile>> {
    let files = not_selected(old, selection, here);
    let files = files.map_err(|error| report.push(protoward_inputs::unreadable(&error, None))).ok()?;
    let paths: Vec<String> = files.iter().map(|file| join(&old.path, &file.path)).collect();
    let former = FormerConfigs::find(old, &old.path, paths.iter().map(String::as_str), sources, report)?;
    let judged = |file: LeftOutFile| {
        let former = former.of(&file.path)?.cloned().map(Arc::new);
        Some(LeftOutFile { former, ..file })
    };
    Some(files.into_iter().filter_map(judged).collect())
}

fn not_selected(old: &OpenedFiles, selection: &Selection, here: &NewSideFiles) -> Result<Vec<LeftOutFile>, ReadError> {
    let selected: BTreeSet<&str> = selection.targets.iter().map(|target| &*target.path).collect();
    let mut files = Vec::new();
    for path in old.tree.files(&old.path, ".proto")? {
        let Some(inside) = below(&path, &old.path).filter(|_| !selected.contains(&*path)) else { continue };
        let now = join(&here.path, inside);
        if here.filter.admits(&now) && !here.targets.iter().any(|target| target.path == now) {
            let is_changed = text(here.found.tree.read(&now)?) != text(old.tree.read(&path)?);
            files.push(LeftOutFile { path: inside.to_owned(), is_changed, former: None });
        }
    }
    Ok(files)
}

/// Returns the text of a file as git stores it: the work tree may have other line ends.
fn text(file: Option<Vec<u8>>) -> Option<String> {
    file.map(|bytes| LineEnds::Lf.apply(&String::from_utf8_lossy(&bytes)).into_owned())
}
