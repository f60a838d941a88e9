//! A part of an older version that stands alone in a folder.

use std::sync::Arc;

use super::layout::Layout;
use protoward_inputs::OpenedFiles;
use protoward_source::tree_path::below;
use protoward_source::{KnownContent, Listing, ReadError, SourcePath, Tree, join};

/// A tree below a folder that does not exist.
struct MountedTree {
    tree: Arc<dyn Tree>,
    at: String,
}

impl Tree for MountedTree {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        below(path, &self.at).map_or(Ok(None), |path| self.tree.read(path))
    }

    fn content(&self, path: &str) -> KnownContent {
        below(path, &self.at).map_or(KnownContent::Absent, |path| self.tree.content(path))
    }

    fn list(&self, under: &str, endings: &[&str]) -> Result<Listing, ReadError> {
        let inside = match below(under, &self.at) {
            Some(inside) => inside,
            None if below(&self.at, under).is_some() => "",
            None => return Ok(Listing::default()),
        };
        let mut found = self.tree.list(inside, endings)?;
        found.files.iter_mut().for_each(|path| *path = join(&self.at, path));
        found.unread.iter_mut().for_each(|entry| entry.path = join(&self.at, &entry.path));
        Ok(found)
    }

    fn is_folder(&self, path: &str) -> bool {
        match below(path, &self.at) {
            Some(inside) => self.tree.is_folder(inside),
            None => below(&self.at, path).is_some(),
        }
    }

    fn is_link(&self, path: &str) -> bool {
        below(path, &self.at).is_some_and(|path| self.tree.is_link(path))
    }

    fn displayed(&self, path: &str) -> SourcePath {
        below(path, &self.at).map_or_else(|| path.into(), |path| self.tree.displayed(path))
    }
}

/// Returns the files of an older version below the folder that the new side has for them: the new side is a part of what
/// its configuration describes, and the older version was exported without the rest. Other files are unchanged.
pub(super) fn mounted(files: OpenedFiles, layout: &Layout) -> OpenedFiles {
    let is_alone = files.commit.is_none() && files.path.is_empty() && !files.is_file;
    if !is_alone || layout.within.is_empty() || has_more(files.tree.as_ref(), &layout.within) {
        return files;
    }
    let path = layout.within.clone();
    let tree = Arc::clone(&files.tree);
    OpenedFiles { tree: Arc::new(MountedTree { tree, at: path.clone() }), path, ..files }
}

/// Returns `true` for a tree with more than a part: it has the folder of the part, or a configuration of its own.
fn has_more(tree: &dyn Tree, part: &str) -> bool {
    let is_configured = |name: &str| matches!(tree.read(name), Ok(Some(_)) | Err(_));
    let names = protoward_settings::FILE_NAMES.map(|(name, _)| name);
    tree.is_folder(part) || names.into_iter().chain([protoward_settings::WORK_FILE_NAME]).any(is_configured)
}
