//! Folders of a commit, which are Git's tree objects.

use std::collections::BTreeMap;

use gix::ObjectId;
use gix::bstr::ByteSlice;
use gix::object::tree::EntryKind;

/// A folder of a commit, with its entries by name.
#[derive(Debug, Default)]
pub(super) struct Folder {
    pub(super) entries: BTreeMap<String, FolderEntry>,
    /// The entries whose names are not UTF-8, so that no import can name them, with U+FFFD for the bytes that are not.
    pub(super) misnamed: Vec<(String, FolderEntry)>,
}

/// An entry of a folder.
#[derive(Clone, Copy, Debug)]
pub(super) enum FolderEntry {
    File(ObjectId),
    Folder(ObjectId),
    Link(ObjectId),
    /// A submodule at a commit.
    Submodule(ObjectId),
}

impl Folder {
    pub(super) fn read(repository: &gix::Repository, id: ObjectId) -> gix::Result<Self> {
        let tree = repository.find_object(id)?.try_into_tree()?;
        let mut folder = Self::default();
        for entry in tree.decode()?.entries {
            let name = entry.filename;
            let id = entry.oid.to_owned();
            let entry = match entry.mode.kind() {
                EntryKind::Blob | EntryKind::BlobExecutable => FolderEntry::File(id),
                EntryKind::Tree => FolderEntry::Folder(id),
                EntryKind::Link => FolderEntry::Link(id),
                EntryKind::Commit => FolderEntry::Submodule(id),
            };
            match name.to_str() {
                Ok(name) => drop(folder.entries.insert(name.to_owned(), entry)),
                Err(_) => folder.misnamed.push((name.to_str_lossy().into_owned(), entry)),
            }
        }
        Ok(folder)
    }
}
