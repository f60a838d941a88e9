//! Migrations of all files of an input to another edition, and the features of its files.
//!
//! In: an input, opened by [`open_files`], and the [`Target`](protoward_migrate::Target) of a migration. Out: a
//! [`PlannedMigration`] with the new texts, and a [`ProvenMigration`], whose texts were compiled and compared with those before,
//! element by element and by all breaking rules. [`minimize_files`] removes settings of features without effect in the same way,
//! and [`FileFeatures`] shows the features of each declaration with their origins.
//!
//! `protoward-migrate` decides about single files. This crate does not write files, and does not know flags or terminals.
//!
//! ```
//! use protoward_migrate::{Languages, Target, TargetEdition};
//! use protoward_operations::migrate::{PlannedMigration, open_files};
//! use protoward_source::Sources;
//! use protoward_workspace::OpenOptions;
//! use protoward_inputs::Input;
//!
//! # let temp = tempfile::tempdir().unwrap();
//! # std::env::set_current_dir(temp.path()).unwrap();
//! # std::fs::write("user.proto", "syntax = \"proto3\"; package user; message User { string name = 1; }").unwrap();
//! let (input, options) = (Input::parse("user.proto")?, OpenOptions::default());
//! let mut sources = Sources::default();
//! let (old, _) = open_files(&input, &options, &mut sources).expect("the file is valid");
//! let target = Target { edition: TargetEdition::E2023, languages: Languages::likely(&old.schema), is_back: false };
//! let plan = PlannedMigration::new(old, target, (None, false), &sources);
//! let proven = plan.prove(&input, &options, &mut sources).expect("the new text is valid");
//! assert!(proven.differences().is_empty());
//! assert_eq!(proven.listed(&sources), "user.proto: proto3 to 2023; 1 feature: field_presence = IMPLICIT\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod diagnostics;
mod file_features;
mod migration;
mod minimized;
mod proof;
mod words;

pub use file_features::FileFeatures;
pub use migration::{PlannedMigration, ProvenMigration, open_files};
pub use minimized::{MinimizedFiles, minimize_files};
