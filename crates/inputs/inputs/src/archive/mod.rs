//! Archives: the files of an untrusted tar or zip as a tree in memory.

mod entries;
mod error;
mod tar;
#[cfg(test)]
mod tests;
mod tree;
mod zip;

pub use error::{ArchiveError, ArchiveProblem};
pub use tree::{ArchiveFormat, ArchiveTree};
