//! Cargo's files: the dependencies in a `Cargo.toml`, and their versions in a `Cargo.lock`.
//!
//! In: the texts of these files. Out: a [`Manifest`] and a [`Lock`]. Build scripts compile the crate, so that it has no
//! dependencies.
//!
//! ```
//! use protoward_cargo_manifest::{Manifest, Table};
//!
//! let table = Table::parse("[package]\nname = \"app\"\n[dependencies]\nold = { package = \"prost\", version = \"0.13\" }\n");
//! let manifest = Manifest::of(&table.expect("it is TOML"), None).expect("it has a package");
//! assert_eq!(manifest.name_of("prost"), Some("old"));
//! ```

mod lock;
mod manifest;
mod toml;

pub use lock::{Lock, LockedPackage};
pub use manifest::{Dependency, DependencyKind, Manifest, ManifestFile, ManifestSpan};
pub use toml::{Table, TomlValue};
