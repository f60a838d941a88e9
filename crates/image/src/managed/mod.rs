//! Managed mode: options that generators look for in files, set in the descriptors instead of in every source.
//!
//! In: serialized file descriptors and [`Rules`]. Out: the same descriptors with other options, and without the places of
//! options that are not what the source says any more.
//! It must not know where the rules come from, or what a generator makes of an option.

mod apply;
mod fields;
mod names;
mod option;
mod options;
mod places;
mod rules;

pub use apply::apply;
pub use option::{FieldOption, FileOption, Kind, Optimize};
pub use rules::{About, Disable, JsType, Override, Rules, Value};
