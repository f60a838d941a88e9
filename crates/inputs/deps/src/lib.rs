//! Dependencies of schemas: git repositories at locked commits, and folders.
//!
//! In: the folder of a configuration, as a [`Project`]. Out: a [`Resolution`] with one resolver of imports for all
//! dependencies, and the new [`Lock`]. Git repositories are fetched by the program `git` to a [`Cache`], which
//! processes share. The crate does not depend on protobuf or on terminals.
//!
//! Nothing that comes from a configuration or a repository is trusted: names, URLs and references are validated
//! before `git` sees them, the cache stores files by their hash and never by their path, and every file is compared
//! with the lock file when it is read.

#![forbid(unsafe_code)]

mod cache;
pub mod codes;
mod diagnostics;
mod digest;
mod fetch;
mod fetch_diagnostics;
mod git;
mod imports;
mod licenses;
mod limited;
mod limits;
mod listing;
mod lock;
mod lock_text;
mod manifest;
mod messages;
mod process;
mod project;
mod remote;
mod requirement;
mod resolve;
mod table;
mod table_diagnostics;
mod tree;
mod tree_provider;
mod tree_writer;
mod vendor;
mod vendor_list;

pub use cache::{Cache, CacheError};
pub use imports::Imports;
pub use lock::{LOCK_FILE_NAME, Lock, Locked};
pub use project::{DependencyOptions, Project, is_on};
pub use remote::RemoteRefs;
pub use requirement::{
    Origin, Reference, Requirement, is_commit, is_name, path_problem, reference_problem, url_problem,
};
pub use resolve::{Dependency, DependencySource, Resolution};
pub use table::{DependencyConfig, read_table, vendor_folder};
pub use tree::CachedTree;
pub use tree_provider::Refresh;
pub use vendor::{Vendored, vendored_files};
pub use vendor_list::{VENDOR_LIST, VendorList};

/// The name of a configuration.
pub const CONFIG_FILE_NAME: &str = "protoward.toml";
