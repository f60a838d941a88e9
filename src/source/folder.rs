use std::io;
use std::path::{Path, PathBuf};

use super::tree::{ReadError, Tree, join, stays_inside};

/// A folder of the file system.
///
/// Symbolic links are followed, as `protoc` and `buf` do; a link to a folder above itself is an error.
#[derive(Clone, Debug)]
pub struct FolderTree {
    root: PathBuf,
    shown: String,
}

impl FolderTree {
    /// The folder at `root`, shown to people as given.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        let shown = root.to_string_lossy().into_owned();
        let shown = shown.trim_start_matches("./").trim_end_matches('/').to_owned();
        let shown = if shown.is_empty() && root.is_absolute() { "/".to_owned() } else { shown };
        Self { root, shown }
    }

    fn error(&self, path: &str, error: io::Error) -> ReadError {
        ReadError::Io { path: self.display(path), error }
    }
}

impl Tree for FolderTree {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if !stays_inside(path) {
            return Err(ReadError::Escapes { path: path.to_owned() });
        }
        let full = self.root.join(path);
        match std::fs::metadata(&full) {
            Ok(metadata) if !metadata.is_file() => return Ok(None),
            Ok(_) => {}
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(self.error(path, error)),
        }
        std::fs::read(&full).map(Some).map_err(|error| self.error(path, error))
    }

    fn files(&self, under: &str, ending: &str) -> Result<Vec<String>, ReadError> {
        let start = self.root.join(under);
        let mut found = Vec::new();
        let walk = walkdir::WalkDir::new(&start).follow_links(true).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.path())) {
            let entry = entry.map_err(|error| self.walk_error(under, error))?;
            let Some(name) = entry.path().strip_prefix(&self.root).ok().and_then(Path::to_str) else {
                continue;
            };
            if entry.file_type().is_file() && name.ends_with(ending) {
                found.push(name.replace(std::path::MAIN_SEPARATOR, "/"));
            }
        }
        found.sort();
        Ok(found)
    }

    fn is_folder(&self, path: &str) -> bool {
        stays_inside(path) && self.root.join(path).is_dir()
    }

    fn display(&self, path: &str) -> String {
        match self.shown.as_str() {
            "" | "." => path.to_owned(),
            "/" => format!("/{path}"),
            shown => join(shown, path),
        }
    }
}

impl FolderTree {
    fn walk_error(&self, under: &str, error: walkdir::Error) -> ReadError {
        let path = error.path().map_or_else(|| self.display(under), |path| path.display().to_string());
        if error.loop_ancestor().is_some() {
            return ReadError::LinkLoop { path };
        }
        let error = error.into_io_error().unwrap_or_else(|| io::Error::other("unknown error"));
        ReadError::Io { path, error }
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
