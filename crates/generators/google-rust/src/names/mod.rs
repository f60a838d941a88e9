//! All names in generated code.

mod case;
pub(crate) mod fields;
pub(crate) mod files;
mod keywords;
pub(crate) mod types;
pub(crate) mod values;

pub(crate) use keywords::identifier;
