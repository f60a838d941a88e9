//! All names in generated code. They follow from the declarations of a file alone, so that crates can refer to each other.

mod case;
pub(crate) mod fields;
pub(crate) mod files;
mod keywords;
pub(crate) mod types;
pub(crate) mod values;

pub(crate) use keywords::identifier;
