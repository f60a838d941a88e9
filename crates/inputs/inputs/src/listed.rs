//! Opened inputs that remember their listing. A search for projects has listed all files of an input, and the command would do
//! so again.

use std::sync::{Arc, Mutex, PoisonError};

use super::input::Input;
use super::opened::OpenedFiles;
use protoward_source::{KnownContent, Listing, ReadError, SourcePath, Tree};

/// An input that was opened to find its projects, so that the command does not open and list it again.
#[derive(Clone, Debug)]
pub struct OpenedInput {
    /// The input as it was named.
    pub input: Input,
    /// The files of the input.
    pub files: OpenedFiles,
}

/// A tree that remembers the listing of a folder. Only the first call of `list` returns it, because the command may change files.
struct ListedTree {
    tree: Arc<dyn Tree>,
    folder: String,
    ending: &'static str,
    listing: Mutex<Option<Listing>>,
}

impl OpenedFiles {
    /// Returns the files with the listing of a folder: all files with this ending.
    pub fn listed(self, folder: String, ending: &'static str, listing: Listing) -> Self {
        let tree = self.tree;
        Self { tree: Arc::new(ListedTree { tree, folder, ending, listing: Mutex::new(Some(listing)) }), ..self }
    }
}

impl Tree for ListedTree {
    fn list(&self, under: &str, endings: &[&str]) -> Result<Listing, ReadError> {
        let is_known = under == self.folder && endings == [self.ending];
        let known = || self.listing.lock().unwrap_or_else(PoisonError::into_inner).take();
        is_known.then(known).flatten().map_or_else(|| self.tree.list(under, endings), Ok)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        self.tree.read(path)
    }

    fn content(&self, path: &str) -> KnownContent {
        self.tree.content(path)
    }

    fn is_folder(&self, path: &str) -> bool {
        self.tree.is_folder(path)
    }

    fn is_link(&self, path: &str) -> bool {
        self.tree.is_link(path)
    }

    fn displayed(&self, path: &str) -> SourcePath {
        self.tree.displayed(path)
    }
}
