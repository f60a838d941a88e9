//! The inputs of a command: folders, files, git trees, archives, images, and standard input.
//!
//! In: the text of a reference, such as `api.git#branch=main`. Out: bytes behind a [`Tree`](protoward_source::Tree)
//! or another [`Resolver`](protoward_source::Resolver). The module does not depend on protobuf or configurations.

mod archive;
mod at;
mod baseline;
mod below;
mod change;
mod compression;
mod edited;
mod error;
mod git;
mod help;
mod image;
mod input;
mod open;
mod reference;
mod root_folders;
mod sparse;
mod staged;
mod unread;
mod work_tree;

pub use archive::{ArchiveError, ArchiveFormat, ArchiveProblem, ArchiveTree};
pub use baseline::{Baseline, BaselineReason, DecidingPaths};
pub use change::{Change, Push, Target};
pub use compression::{Compression, UnpackError};
pub use edited::{EditedTexts, EditedTree};
pub use error::InputError;
pub use git::{BlobId, CommitStamp, GitHistory, GitTree, Step};
pub use image::{Image, ImageBytes, ImageFile};
pub use input::{
    AmbiguousName, ArchiveInput, Commit, CommitName, GitInput, ImageFormat, ImageInput, Input, Location, Submodules,
};
pub use open::{Files, Opened, read_file};
pub use root_folders::repository_root;
pub use unread::UnreadSubmodule;
