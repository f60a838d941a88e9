//! The inputs of a command: folders, files, git trees, archives, images, and standard input.
//!
//! In: the text of a reference, such as `api.git#branch=main`. Out: bytes behind a [`Tree`](protoward_source::Tree)
//! or another [`Resolver`](protoward_source::Resolver). The crate does not depend on configurations.

mod archive;
mod at;
mod baseline;
mod baseline_reason;
mod below;
mod beside;
mod branch_setting;
mod change;
pub mod codes;
mod compression;
mod diagnostics;
mod disk;
mod edited;
mod error;
mod git;
mod help;
mod image;
mod input;
mod listed;
mod missing;
pub mod oci;
mod open;
mod opened;
mod reference;
mod registry_image;
mod root_folders;
mod sparse;
mod spelled_names;
mod staged;
mod text_links;
mod unlinked;
mod unpacked;
mod unread;
mod versions;
mod work_tree;

pub use archive::{ArchiveError, ArchiveFormat, ArchiveProblem, ArchiveTree};
pub use at::{DecidingPaths, InputRepository};
pub use baseline::Baseline;
pub use baseline_reason::BaselineReason;
pub use branch_setting::BranchSetting;
pub use change::{Change, Push, QueueBase, TargetBranch};
pub use compression::{Compression, UnpackError};
pub use diagnostics::unreadable;
pub use disk::STDIN;
pub use disk::read_file;
pub use edited::{EditedTexts, EditedTree};
pub use error::InputError;
pub use git::{
    BlobId, CommitStamp, EntryAuthor, EntryOrigins, EntryReader, GitHistory, GitTree, Step, UnreadSubmodule,
    decides_line_ends, ignored_folders, release_patterns,
};
pub use image::{Image, ImageBytes, ImageFile};
pub use input::{
    AmbiguousName, ArchiveInput, Commit, CommitName, GitInput, ImageFormat, ImageInput, Input, Location, Submodules,
};
pub use listed::OpenedInput;
pub use opened::{Opened, OpenedFiles};
pub use registry_image::check_offline;
pub use registry_image::push_image;
pub use root_folders::repository_root;
pub use versions::{TagWindow, Versions};
