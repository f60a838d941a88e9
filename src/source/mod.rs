//! Where schema text comes from.
//!
//! In: a reference to a folder, a file, a git tree, an archive, an image or standard input. Out: bytes behind a [`Tree`]
//! or another [`Resolver`], and the [`Sources`] of a run, which give every text an id and every place in it a line and a column.
//! It must not know what the text means: no protobuf, no configuration. Nothing else in the crate reads input.

#[cfg(feature = "archive")]
mod archive;
#[cfg(feature = "cli")]
mod at;
#[cfg(feature = "cli")]
mod baseline;
#[cfg(feature = "cli")]
mod columns;
#[cfg(feature = "archive")]
mod compression;
#[cfg(feature = "cli")]
mod edited;
#[cfg(feature = "cli")]
mod error;
mod folder;
#[cfg(feature = "cli")]
mod git;
#[cfg(feature = "cli")]
mod input;
mod memory;
mod nearest;
#[cfg(feature = "archive")]
mod normal;
#[cfg(feature = "cli")]
mod open;
mod paths;
mod place;
#[cfg(feature = "cli")]
mod reference;
mod resolver;
mod sources;
#[cfg(feature = "cli")]
mod sparse;
mod tree;

#[cfg(feature = "archive")]
pub use archive::{ArchiveError, ArchiveFormat, ArchiveProblem, ArchiveTree};
#[cfg(feature = "cli")]
pub use baseline::{Baseline, Target, Why};
#[cfg(feature = "archive")]
pub use compression::{Compression, UnpackError};
#[cfg(feature = "cli")]
pub use edited::EditedTree;
#[cfg(feature = "cli")]
pub use error::InputError;
pub use folder::FolderTree;
#[cfg(feature = "cli")]
pub use git::{BlobId, CommitStamp, GitHistory, GitTree, Step};
#[cfg(feature = "cli")]
pub use input::{ArchiveInput, Commit, GitInput, ImageFormat, ImageInput, Input, Location, Submodules};
pub use memory::MemoryTree;
pub(crate) use nearest::nearest;
#[cfg(feature = "archive")]
pub(crate) use normal::normal;
#[cfg(feature = "cli")]
pub(crate) use open::read_file;
#[cfg(feature = "cli")]
pub use open::{CommitName, Files, Image, Opened};
#[cfg(feature = "cli")]
pub(crate) use paths::repository_root;
#[cfg(feature = "tonic")]
pub(crate) use paths::tree_path;
pub use place::{Extent, Place, Position};
pub use resolver::{Below, FromFn, Layered, Resolver, from_fn};
pub use sources::{SourceFile, SourceId, Sources};
#[cfg(feature = "cli")]
pub(crate) use tree::join;
pub use tree::{ReadError, Tree};
