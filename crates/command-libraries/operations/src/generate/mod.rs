//! Code generation as a configuration, a template or flags request it.
//!
//! In: a [`GenerationRequest`], which names an input and generators: built-in ones, plugins of protoc, and those of a protoc
//! executable. Out: [`OutputFolder`]s, each compared with the existing files, so that a caller lists the changes or
//! [applies](protoward_output::apply) them. Nothing is written here. The program is a plugin of protoc itself by [`answer`].
//!
//! An [`Observer`] receives warnings and progress while generators run. The crate does not depend on flags or terminals.
//!
//! ```
//! use protoward_operations::generate::{GenerationRequest, Observer, RequestedGenerators, generate};
//! use protoward_source::{Report, Sources};
//! use protoward_inputs::Input;
//!
//! /// Ignores everything that a user would see.
//! struct Quiet;
//!
//! impl Observer for Quiet {
//!     fn problems(&mut self, _: &Report, _: &Sources) {}
//! }
//!
//! # let temp = tempfile::tempdir().unwrap();
//! # std::env::set_current_dir(temp.path()).unwrap();
//! # std::fs::write("user.proto", "syntax = \"proto3\"; package user; message User { string name = 1; }").unwrap();
//! let mut request = GenerationRequest::new(Input::parse("user.proto")?);
//! request.generators = RequestedGenerators::of_plugin("prost", "src/gen", &["btree_map=.".parse()?])?;
//! let generated = generate(&request, &mut Sources::default(), &mut Quiet).expect("the schema is valid");
//! assert_eq!(generated.folders[0].named(), "2 files in src/gen");
//! assert!(!generated.folders[0].is_current());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod as_plugin;
mod clean;
mod complete_schema;
mod configured;
mod diagnostics;
mod export;
mod folder;
mod observer;
mod option_text;
mod outputs;
mod plugin_folders;
mod plugin_input;
mod request;
mod rust_folders;
mod template;
mod template_check;
mod template_generators;
mod template_inputs;

pub use as_plugin::{InvalidRequest, PluginAnswer, answer};
pub use complete_schema::complete_schema;
pub use export::export;
pub use folder::OutputFolder;
pub use observer::{GenerationStep, Observer};
pub use option_text::{GeneratorOption, InvalidOption, plugin_names};
pub use plugin_folders::folders_of_plugins;
pub use request::{GeneratedFrom, GenerationRequest, GenerationResult, RequestedGenerators, generate};
pub use rust_folders::{GenerationPurpose, folders_of_configuration};
pub use template::peek;
pub use template_check::{CheckedProject, CheckedTemplate, check_template, is_here};
pub use template_inputs::RunSettings;
