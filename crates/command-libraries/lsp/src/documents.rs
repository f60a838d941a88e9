//! The texts that are open in the editor, whether they are saved or not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::position::{Encoding, Lines};
use lsp_types::{TextDocumentContentChangeEvent, Uri};

/// An open text, with the version that the editor gives it.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The URI as the editor writes it.
    pub(crate) uri: Uri,
    pub(crate) version: i32,
    pub(crate) text: Arc<str>,
}

/// The open texts by path.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    by_path: BTreeMap<PathBuf, Document>,
    /// The versions whose findings were published last.
    published: BTreeMap<PathBuf, i32>,
}

impl Documents {
    pub(crate) fn open(&mut self, path: PathBuf, document: Document) {
        self.published.remove(&path);
        self.by_path.insert(path, document);
    }

    pub(crate) fn close(&mut self, path: &Path) -> Option<Document> {
        self.by_path.remove(path)
    }

    /// Notes that findings of a version are published. Returns `true` if they are the first ones.
    pub(crate) fn publish(&mut self, path: &Path, version: i32) -> bool {
        self.published.insert(path.to_owned(), version) != Some(version)
    }

    pub(crate) fn get(&self, path: &Path) -> Option<&Document> {
        self.by_path.get(path)
    }

    /// Returns the path of the open text with a URI.
    pub(crate) fn path(&self, uri: &Uri) -> Option<&Path> {
        self.by_path.iter().find(|(_, document)| document.uri == *uri).map(|(path, _)| path.as_path())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&PathBuf, &Document)> {
        self.by_path.iter()
    }

    /// Applies changes in their order. Returns the new text; `None` for a text that is not open.
    pub(crate) fn change(
        &mut self,
        path: &Path,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> Option<Arc<str>> {
        let document = self.by_path.get_mut(path)?;
        let mut text = document.text.to_string();
        for change in changes {
            match change.range {
                Some(range) => {
                    let bytes = Lines::new(&text, encoding).bytes(range);
                    text.replace_range(bytes, &change.text);
                }
                None => text = change.text,
            }
        }
        document.version = version;
        document.text = text.into();
        Some(Arc::clone(&document.text))
    }
}
