//! The inputs of a command: folders, files, git trees, archives, images, and standard input.
//!
//! In: the text of a reference, such as `api.git#branch=main`. Out: bytes behind a [`Tree`](protoward_source::Tree)
//! or another [`Resolver`](protoward_source::Resolver). The module does not depend on protobuf or configurations.

mod archive;
mod at;
mod baseline;
mod baseline_reason;
mod below;
mod change;
mod compression;
mod disk;
mod edited;
mod error;
mod git;
mod help;
mod image;
mod input;
mod listed;
mod missing;
mod open;
mod opened;
mod reference;
mod registry_image;
mod root_folders;
mod sparse;
mod staged;
mod unlinked;
mod unpacked;
mod unread;
mod versions;
mod work_tree;

pub use archive::{ArchiveError, ArchiveFormat, ArchiveProblem, ArchiveTree};
pub use at::{DecidingPaths, InputRepository};
pub use baseline::Baseline;
pub use baseline_reason::BaselineReason;
pub use change::{Change, Push, Target};
pub use compression::{Compression, UnpackError};
pub(crate) use disk::STDIN;
pub use disk::read_file;
pub use edited::{EditedTexts, EditedTree};
pub use error::InputError;
pub use git::{
    BlobId, CommitStamp, EntryAuthor, EntryOrigins, EntryReader, GitHistory, GitTree, Step, UnreadSubmodule,
    release_pattern,
};
pub use image::{Image, ImageBytes, ImageFile};
pub use input::{
    AmbiguousName, ArchiveInput, Commit, CommitName, GitInput, ImageFormat, ImageInput, Input, Location, Submodules,
};
pub use listed::OpenedInput;
pub use opened::{Files, Opened};
pub(crate) use registry_image::check_offline;
pub use registry_image::push_image;
pub use root_folders::repository_root;
pub use versions::{TagWindow, Versions};
