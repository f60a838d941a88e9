//! Types of other crates: what a crate provides to those that depend on it, and what it takes from those that it
//! depends on.
//!
//! In: a schema, and the lists of types of other crates. Out: the paths of their types in Rust, what is wrong with them, and
//! the list for others ([`Manifest`]) with the files that it is about as `.proto` text
//! (`texts`). It must not know cargo, or who generates.
//!
//! A type comes from the crate that has it and is not generated again, so that it is one type in the whole program. What is
//! said by hand (`extern_path`) comes first, and well-known types stay those of `prost-types`.

mod diagnostics;
pub mod library;
mod manifest;
mod offer;
mod paths;
mod taken;
mod texts;
mod uses;

pub(super) use self::diagnostics::in_no_crate;
pub use self::diagnostics::{no_links, not_in_crate, provided_twice, unread, unreadable};
pub use self::library::is_path;
pub use self::library::{below, library};
pub use self::manifest::{Extern, MANIFEST, Manifest};
pub use self::offer::{Extras, Offer, offer};
pub use self::taken::{Provider, Taken, Wanted, take};
pub(super) use self::uses::{used_by_extensions, used_types};
