use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use protoward_source::{ReadError, Tree};

/// A tree with some replaced texts, to try edits before they are written.
pub struct EditedTree {
    tree: Arc<dyn Tree>,
    texts: Arc<BTreeMap<String, String>>,
}

impl fmt::Debug for EditedTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EditedTree").field("texts", &self.texts).finish_non_exhaustive()
    }
}

impl EditedTree {
    /// Creates a tree with these texts, by [`Tree::display`] path.
    pub fn new(tree: Arc<dyn Tree>, texts: Arc<BTreeMap<String, String>>) -> Self {
        Self { tree, texts }
    }
}

impl Tree for EditedTree {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        match self.texts.get(&self.tree.display(path)) {
            Some(text) => Ok(Some(text.clone().into_bytes())),
            None => self.tree.read(path),
        }
    }

    fn files(&self, under: &str, ending: &str) -> Result<Vec<String>, ReadError> {
        self.tree.files(under, ending)
    }

    fn files_of(&self, under: &str, endings: &[&str]) -> Result<Vec<String>, ReadError> {
        self.tree.files_of(under, endings)
    }

    fn is_folder(&self, path: &str) -> bool {
        self.tree.is_folder(path)
    }

    fn display(&self, path: &str) -> String {
        self.tree.display(path)
    }
}
