//! Types shared between crates: those that a crate provides to its dependents, and those that it takes from its
//! dependencies.
//!
//! In: a schema, and the lists of types of other crates. Out: the Rust paths of their types, diagnostics, and the list for
//! other crates ([`Manifest`]) with its files as `.proto` text (`texts`). Does not depend on cargo, or on the caller of the
//! generator.
//!
//! A type of another crate is not generated again, so that it is one type in the whole program. An `extern_path` takes
//! precedence, and well-known types stay those of `prost-types`.

mod diagnostics;
mod imported;
mod library;
mod manifest;
mod provided;
mod texts;
mod uses;

pub(super) use self::diagnostics::no_enclosing_crate;
pub use self::diagnostics::{cannot_read_manifest, invalid_manifest, no_links, not_in_crate, provided_twice};
pub use self::imported::{ImportSettings, import_types};
pub use self::library::{is_path, library, with_root};
pub use self::manifest::{Extern, MANIFEST, Manifest, Provider};
pub use self::provided::{MessageExtras, ProvidedTypes, provide};
pub(super) use self::uses::{used_by_extensions, used_types};
