//! Texts of a repository, each parsed once.

use std::collections::HashMap;
use std::sync::Arc;

use super::decls::Decls;
use crate::inputs::{BlobId, GitHistory};
use protoward_source::ReadError;

/// What a text declares, and whether all of it was understood.
#[derive(Clone)]
pub(super) struct Text {
    pub(super) decls: Arc<Decls>,
    pub(super) is_whole: bool,
}

/// How many texts are remembered.
const MAX_TEXTS: usize = 1 << 14;

/// The texts that were parsed lately: commits are taken back, and files are moved.
#[derive(Default)]
pub(super) struct Texts {
    known: HashMap<BlobId, Text>,
}

impl Texts {
    /// Reads and parses a file, if that has not been done.
    pub(super) fn get(&mut self, history: &GitHistory, id: BlobId, path: &str) -> Result<Text, ReadError> {
        if let Some(text) = self.known.get(&id) {
            return Ok(text.clone());
        }
        let bytes = history.read(id, path)?;
        let text = std::str::from_utf8(&bytes).map_or_else(|_| broken(), parsed);
        if self.known.len() >= MAX_TEXTS {
            self.known.clear();
        }
        self.known.insert(id, text.clone());
        Ok(text)
    }
}

pub(super) fn parsed(text: &str) -> Text {
    let parsed = protoward_syntax::parse(text);
    Text { decls: Arc::new(Decls::new(text, &parsed.file)), is_whole: parsed.errors.is_empty() }
}

fn broken() -> Text {
    Text { decls: Arc::default(), is_whole: false }
}
