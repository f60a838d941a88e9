//! Archives: the files of a tar or a zip as a tree, in memory, nothing of it trusted.

mod entries;
mod error;
mod tar;
#[cfg(test)]
mod tests;
mod tree;
mod zip;

pub use error::{ArchiveError, ArchiveProblem};
pub use tree::{ArchiveFormat, ArchiveTree};
