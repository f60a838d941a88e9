//! The inputs of a command: folders, files, git trees, archives, images, and standard input.
//!
//! In: the text of a reference, such as `api.git#branch=main`. Out: bytes behind a [`Tree`](protoward_source::Tree) or another
//! [`Resolver`](protoward_source::Resolver). It must not know what the bytes mean: no protobuf, no configuration.

#[cfg(feature = "archive")]
mod archive;
#[cfg(feature = "cli")]
mod at;
#[cfg(feature = "cli")]
mod baseline;
#[cfg(feature = "archive")]
mod compression;
#[cfg(feature = "cli")]
mod edited;
#[cfg(feature = "cli")]
mod error;
#[cfg(feature = "cli")]
mod git;
#[cfg(feature = "cli")]
mod input;
#[cfg(feature = "archive")]
mod normal;
#[cfg(feature = "cli")]
mod open;
mod paths;
#[cfg(feature = "cli")]
mod reference;
#[cfg(feature = "cli")]
mod sparse;

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
#[cfg(feature = "cli")]
pub use git::{BlobId, CommitStamp, GitHistory, GitTree, Step};
#[cfg(feature = "cli")]
pub use input::{ArchiveInput, Commit, GitInput, ImageFormat, ImageInput, Input, Location, Submodules};
#[cfg(feature = "archive")]
pub(crate) use normal::normal;
#[cfg(feature = "cli")]
pub(crate) use open::read_file;
#[cfg(feature = "cli")]
pub use open::{CommitName, Files, Image, Opened};
#[cfg(feature = "cli")]
pub(crate) use paths::repository_root;
