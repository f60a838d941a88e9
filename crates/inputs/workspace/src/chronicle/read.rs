//! Parsed texts of a repository, each parsed once.

use std::collections::HashMap;
use std::sync::Arc;

use super::decls::Decls;
use protoward_inputs::{BlobId, GitHistory};
use protoward_source::ReadError;

/// The declarations of a text, and whether it parsed without errors.
#[derive(Clone)]
pub(super) struct Text {
    pub(super) decls: Arc<Decls>,
    pub(super) is_complete: bool,
}

/// Maximum number of cached texts.
const MAX_TEXTS: usize = 1 << 14;

/// A cache of recently parsed texts, which helps with reverted commits and moved files.
#[derive(Default)]
pub(super) struct TextCache {
    known: HashMap<BlobId, Text>,
}

impl TextCache {
    /// Returns the parsed file, from the cache if possible.
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
    Text { decls: Arc::new(Decls::new(text, &parsed.file)), is_complete: parsed.errors.is_empty() }
}

fn broken() -> Text {
    Text { decls: Arc::default(), is_complete: false }
}
