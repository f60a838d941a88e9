//! Inputs as users name them, opened with their configuration.
//!
//! In: an [`Input`](protoward_inputs::Input), which is a folder, a file, a commit, an archive or an image. Out: a
//! [`Workspace`], which is a schema with its configuration. Intermediate results are [`Prepared`] inputs for
//! comparisons and generators. [`chronicle`] reads the history of a schema, and [`codes`] lists the codes of
//! diagnostics. The crate does not depend on rules, generators or terminals.
//!
//! ```
//! # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
//! use protoward_source::{Report, Sources};
//! use protoward_inputs::Input;
//! use protoward_workspace::{OpenOptions, open};
//!
//! let (mut sources, mut report) = (Sources::default(), Report::default());
//! let workspace = open(&Input::parse("proto")?, &OpenOptions::default(), &mut sources, &mut report);
//! let workspace = workspace.expect("the schema of this repository compiles");
//! assert!(workspace.schema.find("user.v1.User").is_some());
//! # Ok::<(), protoward_inputs::InputError>(())
//! ```

mod absent_submodule;
mod advice;
mod buf_deps;
pub mod chronicle;
pub mod codes;
mod compile;
mod config_folder;
mod config_home;
mod correspondence;
mod deciding;
mod deleted;
mod deleted_folder;
mod dependencies;
mod diagnostics;
mod division;
mod files;
mod find;
mod former;
mod found;
mod guess;
mod images;
mod import_folder;
mod layout;
mod left_out;
mod left_out_file;
mod linked;
mod listing;
mod material;
mod message_place;
mod message_reference;
mod mounted;
mod moved;
mod name_filter;
mod open;
mod own_files;
mod pairing;
mod parts;
mod policy_files;
mod prepared;
mod prepared_again;
mod prepared_files;
mod projects;
mod registry;
mod resolution;
mod scope;
mod select;
mod stats;
mod texts;
mod units;
mod unlocked;
mod waiting;
mod whole;
mod workspace;

pub use compile::missing_import;
pub use config_folder::TreeFile;
pub use config_home::ConfigHome;
pub use correspondence::ModuleCorrespondence;
pub use dependencies::dependencies;
pub use division::{Division, ProjectInput, SelectedInput, SelectedProjects, UnusedConfigurations, UnusedReason};
pub use files::SchemaFile;
pub use find::folder_around;
pub use guess::{GuessedModules, LeftOutFolder, LeftOutReason, guess_cached_modules, guess_modules};
pub use layout::{Layout, OpenOptions};
pub use left_out_file::LeftOutFile;
pub use listing::{ListedFile, list, list_with_imports};
pub use material::Material;
pub use message_place::MessagePlace;
pub use message_reference::{MessageConversion, MessageReference, MessageReferenceError};
pub use moved::ForeignFile;
pub use open::{descriptor_set, open, open_valid, prepare};
pub use parts::{ComparisonPart, PartSide, Parts, distinct_settings};
pub use prepared::{InvalidSide, Prepared};
pub use projects::{Project, ProjectFiles, projects};
pub use registry::{KNOWN_MODULES, KnownModule};
pub use resolution::Dependencies;
pub use scope::{SchemaScope, config, layout};
pub use stats::Stats;
pub use texts::{FileResult, texts};
pub use units::ModuleFiles;
pub use unlocked::{UnlockedDependency, UnlockedOrigin};
pub use waiting::{CompiledNew, LoadedOld, WaitingOld};
pub use workspace::{Origin, Workspace};
