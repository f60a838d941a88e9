//! Options for opening an input, and the layout that the old side of a comparison inherits.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::files::Filter;
use super::found::{ConfiguredInput, TargetFile};
use super::name_filter::NameFilter;
use protoward_compiler::FileCache;
use protoward_deps::DependencyOptions;
use protoward_inputs::{EditedTexts, OpenedInput};
use protoward_schema::descriptor::Detail;
use protoward_settings::Config;

/// Options for opening an input.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// An explicit configuration: a file or its text (`--config`).
    pub config: Option<String>,
    /// Included paths, written like the input (`--path`).
    pub paths: Vec<PathBuf>,
    /// Excluded paths, written like the input (`--exclude-path`).
    pub exclude_paths: Vec<PathBuf>,
    /// `true` for the files beside several projects, whose folders are in `exclude_paths`.
    pub is_rest: bool,
    /// For the old side of a comparison, the layout of the new side. It provides the configuration if the old side
    /// has none, and the selected files instead of `paths` and `exclude_paths`.
    pub fallback: Option<Layout>,
    /// An input that is already open. It is used in place of opening an equal one.
    pub opened: Option<OpenedInput>,
    /// The folder of the input, if it is a project of a named one: other folders of that may have had its files. Empty otherwise.
    pub project: String,
    /// Unsaved texts by display path, which replace those on disk.
    pub edited: Option<EditedTexts>,
    /// `true` to leave symbolic links out, and what is behind them.
    pub ignores_links: bool,
    /// The means of resolving dependencies.
    pub dependencies: DependencyOptions,
    /// Folders on disk to search for imports that neither the configuration nor its dependencies have.
    pub imports: Vec<PathBuf>,
    /// The locations of an image that are needed. Other forms of input have all locations.
    pub detail: Detail,
    /// `true` to leave unused memory allocated until the process exits, because freeing it takes time.
    pub leave_memory: bool,
    /// Parsed files to use again, for a process that compiles many times.
    pub file_cache: Option<Arc<FileCache>>,
}

/// The layout that the old side of a comparison inherits: a configuration, the location of the input in its folder,
/// and the selected files.
#[derive(Clone, Debug)]
pub struct Layout {
    pub(super) config: Config,
    pub(super) within: String,
    /// The folder of the configuration, if it is on disk.
    pub(super) folder: Option<PathBuf>,
    /// The selected files by import path.
    pub(super) filter: NameFilter,
    /// The files themselves, to find moved files on the old side; `None` for an image.
    pub(super) here: Option<Arc<NewSideFiles>>,
}

/// The files of the new side, to find the same files in other folders of the old side.
#[derive(Clone)]
pub(super) struct NewSideFiles {
    pub(super) found: ConfiguredInput,
    pub(super) targets: Vec<TargetFile>,
    /// The path of the input in the tree.
    pub(super) path: String,
    /// The paths that the input and flags include and exclude.
    pub(super) filter: Filter,
    /// `true` if flags exclude some of the files.
    pub(super) is_narrowed: bool,
}

/// Omits the tree, which does not implement `Debug`.
impl fmt::Debug for NewSideFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Here").field("path", &self.path).finish_non_exhaustive()
    }
}
