//! A schema with its configuration.

use std::fmt;
use std::path::PathBuf;

use super::layout::Layout;
use crate::config::Config;
use crate::inputs::CommitName;
use protoward_schema::Schema;

/// A schema, and the configuration that goes with it.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The schema, linked and without errors.
    pub schema: Schema,
    /// What was read, in words.
    pub origin: Origin,
    /// The configuration; the default where there is none.
    pub config: Config,
    /// The folder that the paths of the configuration start from; `None` for a commit, an archive or an image.
    pub root: Option<PathBuf>,
    /// The module of each file that was compiled, by name.
    pub(super) modules: Vec<(String, usize)>,
    pub(super) layout: Layout,
    pub(super) is_image: bool,
}

impl Workspace {
    /// Whether it was read from an image, which has no configuration of its own.
    pub fn is_image(&self) -> bool {
        self.is_image
    }

    /// Whether it is all that the configuration describes: no path and no flag has left out anything.
    pub fn is_whole(&self) -> bool {
        self.layout.filter.is_whole()
    }

    /// The layout, to open the other side of a comparison with.
    pub fn layout(&self) -> Layout {
        self.layout.clone()
    }
}

/// A workspace without its schema.
pub(super) struct Setting {
    pub(super) config: Config,
    pub(super) root: Option<PathBuf>,
    pub(super) modules: Vec<(String, usize)>,
    pub(super) layout: Layout,
}

impl Setting {
    pub(super) fn workspace(self, schema: Schema, origin: Origin, is_image: bool) -> Workspace {
        let Self { config, root, modules, layout } = self;
        Workspace { schema, origin, config, root, modules, layout, is_image }
    }
}

/// What a schema was read from, in words: `41 files of proto at 3f2a1c9 (HEAD~1)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The input as a person knows it.
    pub input: String,
    /// How many files of it are the schema, imports not counted.
    pub files: usize,
    /// The commit it is of.
    pub commit: Option<CommitName>,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.files == 1 { "" } else { "s" };
        write!(f, "{} file{plural} of {}", self.files, self.input)?;
        match &self.commit {
            Some(CommitName { id, asked }) if asked == id => write!(f, " at {id}"),
            Some(CommitName { id, asked }) => write!(f, " at {id} ({asked})"),
            None => Ok(()),
        }
    }
}
