//! Moved files: the declarations of a deleted file are all in one other file, under the same names or renamed.

use std::collections::BTreeMap;

use super::elements::Renames;
use super::open::is_same_kind;
use super::packages::top_level;
use crate::versions::Versions;
use protoward_schema::FileId;

/// Finds the new files of deleted files. `moved` has the declarations with new names.
pub(super) fn find(cx: &Versions<'_>, moved: &Renames) -> BTreeMap<FileId, FileId> {
    let deleted = cx.old_files().filter(|&file| cx.new_file(file).is_none());
    deleted.filter_map(|old| Some((old, new_file(cx, moved, old)?))).collect()
}

fn new_file(cx: &Versions<'_>, moved: &Renames, old: FileId) -> Option<FileId> {
    let mut now = top_level(cx.old, old).map(|element| {
        let namesake = || cx.in_new(&cx.old.full_name(element)).filter(|&new| is_same_kind(element, new));
        Some(cx.new.file_of(moved.get(&element).copied().or_else(namesake)?))
    });
    let first = now.next()??;
    now.all(|file| file == Some(first)).then_some(first)
}
