//! Where schema text comes from.
//!
//! In: a reference to a folder, a file, a git tree, an image or standard input. Out: bytes behind a [`Tree`], and
//! the [`Sources`] of a run, which give every text an id and every place in it a line and a column.
//! It must not know what the text means: no protobuf, no configuration. Nothing else in the crate reads input.

mod folder;
mod memory;
mod place;
mod sources;
mod tree;

pub use folder::FolderTree;
pub use memory::MemoryTree;
pub use place::{Extent, Place, Position};
pub use sources::{SourceFile, SourceId, Sources};
pub(crate) use tree::join;
pub use tree::{ReadError, Tree};
