//! Fields of messages of one version of prost. The module is compiled for each version.

/// The types that [`Extension`] and [`RepeatedExtension`] have as their second parameter.
pub mod codec;
mod extension;
/// Open enums, and functions with the names that prost uses for types of fields.
pub mod open_enum;
mod unknown_fields;

use super::prost;
pub use extension::{Extension, RepeatedExtension};
pub use open_enum::OpenEnum;
pub use unknown_fields::UnknownFields;
