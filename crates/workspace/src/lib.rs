//! From what a person names to a schema: finds the configuration, the modules and their files, and compiles them.
//!
//! In: an [`Input`](crate::inputs::Input). Out: a [`Workspace`], the schema and the configuration that goes with it.
//! It must not know what the schema is wanted for.

pub mod chronicle;
pub mod codes;
pub mod config;
mod diagnostics;
mod files;
mod find;
mod images;
pub mod inputs;
mod material;
mod moved;
mod open;
mod origin;
mod pairing;
mod parts;
mod prepared;
mod scope;
mod select;
mod units;

pub use files::SchemaFile;
pub use find::folder_around;
pub use material::Material;
pub use open::{Layout, OpenOptions, Workspace, descriptor_set, list, open, prepare};
pub use origin::Origin;
pub use parts::{Part, Parts, Side};
pub use prepared::Prepared;
pub use scope::{Scope, config, layout};
