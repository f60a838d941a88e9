//! The options of opening an input, and what the old side of a comparison takes over from the new one.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::files::NameFilter;
use super::found::{Found, Target};
use crate::config::Config;

/// How to open an input.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// The configuration to use instead of the one that is found: a file, or its text (`--config`).
    pub config: Option<String>,
    /// Only files at or below these paths, written as the input is (`--path`).
    pub paths: Vec<PathBuf>,
    /// No files at or below these paths (`--exclude-path`).
    pub exclude_paths: Vec<PathBuf>,
    /// For the old side of a comparison, the layout of the new one: its configuration where the old side has none of
    /// its own, and its files instead of `paths` and `exclude_paths`.
    pub fallback: Option<Layout>,
    /// Texts that are not written yet, by the path that people know, instead of those that are there.
    pub edited: Option<Arc<BTreeMap<String, String>>>,
    /// Whether memory that is not needed any more is left to the end of the process, as freeing it takes time.
    pub leave_memory: bool,
}

/// A configuration, the part of its folder that the input is, and the files of it that were asked for: what the old
/// side of a comparison takes from the new one.
#[derive(Clone, Debug)]
pub struct Layout {
    pub(super) config: Config,
    pub(super) within: String,
    /// In the names by which files are imported.
    pub(super) filter: NameFilter,
    /// The files themselves, to look for them where they lay then; `None` for an image.
    pub(super) here: Option<Arc<Here>>,
}

/// The files of the new side, for the search where the old side has them in other folders.
#[derive(Clone)]
pub(super) struct Here {
    pub(super) found: Found,
    pub(super) targets: Vec<Target>,
    /// The path of the input in the tree.
    pub(super) path: String,
    /// `true` where flags leave out some of its files.
    pub(super) is_narrowed: bool,
}

/// Without the tree, which has no `Debug`.
impl fmt::Debug for Here {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Here").field("path", &self.path).finish_non_exhaustive()
    }
}
