//! Finds the configuration of an input.

use std::sync::Arc;

use crate::config::Config;
use crate::report::Report;
use crate::source::{Files, Sources, Tree};

/// An input and the configuration that is for it.
pub(super) struct Found {
    pub(super) tree: Arc<dyn Tree>,
    /// The folder in the tree that the configuration is for.
    pub(super) root: String,
    pub(super) config: Config,
    /// Where the input lies in `root`.
    pub(super) within: String,
}

/// The configuration in the folder of the input, or the nearest above it.
pub(super) fn find(files: &Files, _sources: &mut Sources, _report: &mut Report) -> Option<Found> {
    let folder = if files.is_file { parent(&files.path) } else { &files.path };
    Some(Found {
        tree: Arc::clone(&files.tree),
        root: folder.to_owned(),
        config: Config::default(),
        within: String::new(),
    })
}

pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}
