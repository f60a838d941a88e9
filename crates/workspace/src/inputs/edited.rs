use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use protoward_source::{ReadError, Tree};

/// Texts that replace those of files on disk, by [`Tree::display`] path. All clones share them, so that an editor changes the
/// texts of an input that is already prepared.
#[derive(Clone, Default)]
pub struct EditedTexts {
    texts: Arc<RwLock<BTreeMap<String, Arc<str>>>>,
}

impl fmt::Debug for EditedTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = self.texts.read().unwrap_or_else(PoisonError::into_inner);
        f.debug_set().entries(texts.keys()).finish()
    }
}

impl<P: Into<String>, T: Into<Arc<str>>> FromIterator<(P, T)> for EditedTexts {
    fn from_iter<I: IntoIterator<Item = (P, T)>>(texts: I) -> Self {
        let texts = texts.into_iter().map(|(path, text)| (path.into(), text.into())).collect();
        Self { texts: Arc::new(RwLock::new(texts)) }
    }
}

impl EditedTexts {
    /// Returns the text of a file, if it is replaced.
    pub fn get(&self, path: &str) -> Option<Arc<str>> {
        self.texts.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// Replaces the text of a file.
    pub fn set(&self, path: impl Into<String>, text: impl Into<Arc<str>>) {
        self.texts.write().unwrap_or_else(PoisonError::into_inner).insert(path.into(), text.into());
    }

    /// Restores the text of a file on disk.
    pub fn remove(&self, path: &str) {
        self.texts.write().unwrap_or_else(PoisonError::into_inner).remove(path);
    }
}

/// A tree with some replaced texts, to try edits before they are written.
pub struct EditedTree {
    tree: Arc<dyn Tree>,
    texts: EditedTexts,
}

impl fmt::Debug for EditedTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EditedTree").field("texts", &self.texts).finish_non_exhaustive()
    }
}

impl EditedTree {
    /// Creates a tree with these texts.
    pub fn new(tree: Arc<dyn Tree>, texts: EditedTexts) -> Self {
        Self { tree, texts }
    }
}

impl Tree for EditedTree {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        match self.texts.get(&self.tree.display(path)) {
            Some(text) => Ok(Some(text.as_bytes().to_vec())),
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
