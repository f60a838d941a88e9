//! The entries of the index: packages and files.

use std::fmt;
use std::ops::Range;

/// A package that common protos come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Package {
    /// The name of the package.
    pub name: &'static str,
    /// The version of the package.
    pub version: &'static str,
    /// The module of buf that has the same files.
    pub module: &'static str,
    /// The text of the license.
    pub license: &'static str,
}

impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

/// A file in the archive.
#[derive(Debug)]
pub(super) struct ArchivedFile {
    /// The import name.
    pub(super) name: &'static str,
    /// The index of the package.
    pub(super) package: usize,
    /// The compressed block.
    pub(super) block: Range<usize>,
    /// The size of the text.
    pub(super) size: usize,
}
