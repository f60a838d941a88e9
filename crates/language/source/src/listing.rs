//! The files below a folder of a tree, and what cannot be read there.

use super::read_error::ReadError;

/// The files below a folder of a tree.
///
/// An entry that cannot be read is not an error of the listing, because it may be outside of what is needed.
#[derive(Debug, Default)]
pub struct Listing {
    /// The sorted paths of the files.
    pub files: Vec<String>,
    /// The entries that cannot be read.
    pub unread: Vec<UnreadEntry>,
}

/// An entry of a folder that cannot be read.
#[derive(Debug)]
pub struct UnreadEntry {
    /// The path of the entry inside the tree.
    pub path: String,
    /// The kind of the entry.
    pub kind: UnreadKind,
    /// The reason why the entry cannot be read.
    pub error: ReadError,
}

/// The kind of an entry that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnreadKind {
    /// A link whose name is that of a file to list.
    File,
    /// A folder with unknown files.
    Folder,
    /// A link to a folder around it, whose files have shorter paths.
    Cycle,
}

impl Listing {
    /// Returns the listing, if every entry that is needed can be read. A link to a folder around it is not needed.
    ///
    /// # Errors
    /// The error of the first entry that is needed.
    pub fn readable_if(mut self, is_needed: impl Fn(&UnreadEntry) -> bool) -> Result<Self, ReadError> {
        let needed = self.unread.iter().position(|entry| entry.kind != UnreadKind::Cycle && is_needed(entry));
        match needed {
            Some(index) => Err(self.unread.swap_remove(index).error),
            None => Ok(self),
        }
    }

    /// Sorts the paths, and removes duplicates of files.
    pub fn sort(&mut self) {
        self.files.sort();
        self.files.dedup();
        self.unread.sort_by(|one, other| one.path.cmp(&other.path));
    }
}
