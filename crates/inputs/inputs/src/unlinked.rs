//! Trees without symbolic links, for `--disable-symlinks`.

use std::sync::Arc;

use super::opened::{Opened, OpenedFiles};
use protoward_source::{KnownContent, Listing, ReadError, SourcePath, Tree};

/// A tree without its symbolic links and what is behind them, for `--disable-symlinks`.
struct UnlinkedTree(Arc<dyn Tree>);

impl UnlinkedTree {
    /// Returns `true` if a part of the path is a link.
    fn has_link(&self, path: &str) -> bool {
        let mut ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        self.0.is_link("") || ends.any(|end| self.0.is_link(&path[..end]))
    }
}

impl Tree for UnlinkedTree {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if self.has_link(path) { Ok(None) } else { self.0.read(path) }
    }

    fn content(&self, path: &str) -> KnownContent {
        if self.has_link(path) { KnownContent::Absent } else { self.0.content(path) }
    }

    fn list(&self, under: &str, endings: &[&str]) -> Result<Listing, ReadError> {
        let mut listing = self.0.list(under, endings)?;
        listing.files.retain(|path| !self.has_link(path));
        listing.unread.retain(|entry| !self.has_link(&entry.path));
        Ok(listing)
    }

    fn is_folder(&self, path: &str) -> bool {
        !self.has_link(path) && self.0.is_folder(path)
    }

    fn is_link(&self, path: &str) -> bool {
        self.0.is_link(path)
    }

    fn displayed(&self, path: &str) -> SourcePath {
        self.0.displayed(path)
    }
}

impl Opened {
    /// Returns the input without symbolic links.
    pub fn without_links(self) -> Self {
        match self {
            Self::Files(files) => Self::Files(files.without_links()),
            Self::Image(image) => Self::Image(image),
        }
    }
}

impl OpenedFiles {
    /// Returns the files without symbolic links.
    pub fn without_links(self) -> Self {
        Self { tree: Arc::new(UnlinkedTree(self.tree)), ..self }
    }
}
