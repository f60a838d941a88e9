//! Attributes of files: those that decide about line ends.

use std::path::Path;

use gix::attrs::StateRef;
use gix::index::entry::Mode;
use gix::worktree::stack::state::attributes::Source;
use protoward_source::join;
use protoward_source::paths::{absolute, tree_path};

use crate::repository_root;

/// Returns `true` if the `.gitattributes` of a repository decide about the line ends of any of `files`, which are relative to
/// `folder`. `text=auto` decides nothing, because the line ends are then those of the system.
pub fn decides_line_ends(folder: &Path, files: &[String]) -> bool {
    decided(folder, files).unwrap_or_default()
}

fn decided(folder: &Path, files: &[String]) -> Option<bool> {
    let folder = absolute(folder).ok()?;
    let root = repository_root(&folder)?;
    let prefix = tree_path(folder.strip_prefix(root).ok()?)?;
    let repository = super::open(root).ok()?.to_thread_local();
    let index = repository.index_or_empty().ok()?;
    let mut attributes = repository.attributes_only(&index, Source::WorktreeThenIdMapping).ok()?;
    let mut found = attributes.selected_attribute_matches(["text", "eol", "crlf"]);
    let decides = |state: StateRef<'_>| match state {
        StateRef::Set | StateRef::Unset => true,
        StateRef::Value(value) => value.as_bstr() != "auto",
        StateRef::Unspecified => false,
    };
    Some(files.iter().any(|file| {
        let path = join(&prefix, file);
        attributes.at_entry(path.as_str(), Some(Mode::FILE)).is_ok_and(|entry| entry.matching_attributes(&mut found))
            && found.iter_selected().any(|it| decides(it.assignment.state))
    }))
}
