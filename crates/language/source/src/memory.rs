//! Trees of texts in memory, for tests and for programs that generate their files.

use std::collections::BTreeMap;

use super::listing::Listing;
use super::read_error::ReadError;
use super::source_path::SourcePath;
use super::tree::{Tree, join, stays_inside};

/// A tree of texts in memory.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_source::{MemoryTree, Tree};
/// let tree = MemoryTree::new([("a.proto", "syntax = \"proto3\"; message A {}")]);
/// assert_eq!(tree.files("", ".proto")?, ["a.proto"]);
/// assert!(Compiler::new().resolver(tree).compile(["a.proto"])?.schema().find("A").is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct MemoryTree {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemoryTree {
    /// Creates a tree with these paths and contents.
    pub fn new<P: Into<String>, T: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        Self { files: files.into_iter().map(|(path, text)| (path.into(), text.into())).collect() }
    }
}

impl Tree for MemoryTree {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if !stays_inside(path) {
            return Err(ReadError::Escapes { path: path.to_owned() });
        }
        Ok(self.files.get(path).cloned())
    }

    fn list(&self, under: &str, endings: &[&str]) -> Result<Listing, ReadError> {
        let prefix = join(under, "/").trim_start_matches('/').to_owned();
        let prefix = if prefix.is_empty() { prefix } else { format!("{}/", prefix.trim_end_matches('/')) };
        let is_wanted =
            |path: &&String| path.starts_with(&prefix) && endings.iter().any(|ending| path.ends_with(ending));
        Ok(Listing { files: self.files.keys().filter(is_wanted).cloned().collect(), unread: Vec::new() })
    }

    fn is_folder(&self, path: &str) -> bool {
        let prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
        self.files.keys().any(|file| file.starts_with(&prefix))
    }

    fn displayed(&self, path: &str) -> SourcePath {
        path.into()
    }
}
