//! The BUILD files of a tree.

use std::collections::{BTreeMap, BTreeSet};

/// The BUILD files of a tree before the change. Paths start at the root of the tree.
#[derive(Clone, Debug, Default)]
pub struct BuildFiles {
    /// The text of each BUILD file by its path. Those of folders without `.proto` files may be left out, unless a folder below has some.
    pub texts: BTreeMap<String, String>,
    /// The paths of `.proto` files that the schema leaves out. A target that has one keeps its dependencies, because any may be for that file.
    pub left_out: BTreeSet<String>,
    /// The paths of BUILD files that cannot be read. They are left alone.
    pub unreadable: BTreeSet<String>,
}
