use std::sync::Arc;

use crate::source::{Tree, join};

/// What is compiled: files by the names they are imported by, and where such names are looked up.
#[derive(Clone, Default)]
pub struct Inputs {
    /// Where names are looked up, first to last. The well-known types come behind all of them.
    pub roots: Vec<Root>,
    /// The files to compile; what they import comes along.
    pub targets: Vec<String>,
}

/// A folder of a tree in which imports are looked up, as `-I` of `protoc` names one.
#[derive(Clone)]
pub struct Root {
    /// The tree.
    pub tree: Arc<dyn Tree>,
    /// The folder in it; empty for the tree as a whole.
    pub path: String,
}

impl Root {
    /// The tree as a whole.
    pub fn new(tree: impl Tree + 'static) -> Self {
        Self { tree: Arc::new(tree), path: String::new() }
    }

    /// The path in the tree of the file that is imported by `name`.
    pub(super) fn path_of(&self, name: &str) -> String {
        join(&self.path, name)
    }

    /// The file that is imported by `name`, as a person knows it.
    pub(super) fn display(&self, name: &str) -> String {
        self.tree.display(&self.path_of(name))
    }
}

impl Inputs {
    /// These files of one tree.
    pub fn tree<S: Into<String>>(tree: impl Tree + 'static, targets: impl IntoIterator<Item = S>) -> Self {
        Self { roots: vec![Root::new(tree)], targets: targets.into_iter().map(Into::into).collect() }
    }
}

/// How to compile.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many threads read and parse; `None` for as many as the machine has cores. The result is the same.
    pub threads: Option<usize>,
    /// Whether the built-in well-known types are found where no root has them.
    pub well_known_types: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { threads: None, well_known_types: true }
    }
}
