//! The links of all comments, sorted by the names of what they mean, so that a rename finds them at once.

use crate::link_text::Link;
use protoward_schema::{Element, FileId};
use protoward_source::SourceId;

/// A link and the element that it means.
#[derive(Debug)]
pub(crate) struct PlacedLink {
    pub(crate) file: FileId,
    pub(crate) source: SourceId,
    pub(crate) link: Link,
    pub(crate) element: Element,
    /// The full name, which contains the enum of a value if the link does.
    pub(crate) path: String,
}

/// Links in the order of files, with an index of their paths.
#[derive(Debug)]
pub(crate) struct PlacedLinks {
    all: Vec<PlacedLink>,
    /// The positions of the links, sorted by path.
    by_path: Vec<usize>,
}

impl PlacedLinks {
    pub(crate) fn new(all: Vec<PlacedLink>) -> Self {
        let mut by_path: Vec<usize> = (0..all.len()).collect();
        by_path.sort_by(|&one, &other| all[one].path.cmp(&all[other].path));
        Self { all, by_path }
    }

    pub(crate) fn get(&self, at: usize) -> &PlacedLink {
        &self.all[at]
    }

    /// Returns the positions of links to an element with a path, and to what is in it.
    pub(crate) fn inside<'l>(&'l self, path: &'l str) -> impl Iterator<Item = usize> + 'l {
        let first = self.by_path.partition_point(|&at| *self.all[at].path < *path);
        // A dot precedes all letters of names.
        let is_inside = |rest: &str| rest.is_empty() || rest.starts_with('.');
        let is_it = move |&&at: &&usize| self.all[at].path.strip_prefix(path).is_some_and(is_inside);
        self.by_path[first..].iter().take_while(is_it).copied()
    }
}
