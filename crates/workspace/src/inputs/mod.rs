//! The inputs of a command: folders, files, git trees, archives, images, and standard input.
//!
//! In: the text of a reference, such as `api.git#branch=main`. Out: bytes behind a [`Tree`](protoward_source::Tree) or another
//! [`Resolver`](protoward_source::Resolver). It must not know what the bytes mean: no protobuf, no configuration.

mod archive;
mod at;
mod baseline;
mod compression;
mod edited;
mod error;
mod git;
mod input;
mod normal;
mod open;
mod paths;
mod reference;
mod sparse;

pub use archive::{ArchiveError, ArchiveFormat, ArchiveProblem, ArchiveTree};
pub use baseline::{Baseline, Target, Why};
pub use compression::{Compression, UnpackError};
pub use edited::EditedTree;
pub use error::InputError;
pub use git::{BlobId, CommitStamp, GitHistory, GitTree, Step};
pub use input::{ArchiveInput, Commit, GitInput, ImageFormat, ImageInput, Input, Location, Submodules};
pub(crate) use normal::normal;
pub use open::read_file;
pub use open::{CommitName, Files, Image, Opened};
pub use paths::repository_root;
