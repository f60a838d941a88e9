//! Checked types: a second type for messages with required fields, which has them without `Option`.
//!
//! A field with presence is required by `buf.validate` or by `google.api.field_behavior`, and so is a oneof. `types` finds the
//! messages that get a checked type: those with a required field or with a field of an own type, and those that hold such a
//! message. `declarations` writes their structs and enums, `parsing` how a message becomes one, and `unparsing` the way back.

#[cfg(feature = "validate")]
mod declarations;
#[cfg(feature = "validate")]
mod field_forms;
#[cfg(feature = "validate")]
mod own_types;
#[cfg(feature = "validate")]
mod parsing;
#[cfg(feature = "validate")]
mod required;
mod settings;
#[cfg(feature = "validate")]
mod types;
#[cfg(feature = "validate")]
mod unparsing;
#[cfg(not(feature = "validate"))]
mod without_feature;
#[cfg(feature = "validate")]
mod writing;

pub use settings::CheckedSettings;
pub(super) use settings::check;
#[cfg(feature = "validate")]
pub use types::CheckedTypes;
#[cfg(not(feature = "validate"))]
pub use without_feature::CheckedTypes;
#[cfg(not(feature = "validate"))]
pub(super) use without_feature::add;
#[cfg(feature = "validate")]
pub(super) use writing::add;

/// The name of the module with the checked types of a package, if it is free.
pub const MODULE: &str = "checked";
