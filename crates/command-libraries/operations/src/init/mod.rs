//! First configurations of repositories: a `protoward.toml`, with an explanation of each choice.
//!
//! In: a folder. Out: a [`Proposal`], from the packages and imports of its files, or from a `buf.yaml` or `buf.work.yaml`, whose
//! modules, rules and ignores are taken over; or a [`FirstConfiguration`], which is written and tried. Nothing is overwritten.
//!
//! ```
//! use protoward_operations::init::propose;
//! use protoward_source::{Report, Sources};
//!
//! let folder = tempfile::tempdir()?;
//! std::fs::create_dir_all(folder.path().join("proto/acme"))?;
//! std::fs::write(folder.path().join("proto/acme/a.proto"), "syntax = \"proto3\";\npackage acme;\n")?;
//! let proposal = propose(folder.path(), false, &mut Sources::default(), &mut Report::default()).expect("there is a file");
//! assert!(proposal.text.contains("[[module]]\npath = \"proto\"\n"), "{}", proposal.text);
//! assert_eq!(proposal.choices[0], "module: `proto`, where the import paths of 1 file start");
//! # Ok::<(), std::io::Error>(())
//! ```

mod adopted;
mod attributes;
mod baselines;
mod config_text;
mod diagnostics;
mod first_configuration;
mod guessed;
mod rule_names;

pub use config_text::Proposal;
pub use first_configuration::{FirstConfiguration, init, propose};
