//! The checks, by the element with the option.

mod bounds;
mod cel;
mod containers;
mod examples;
mod fields;
mod messages;
mod predefined;
mod strings;
mod subject;
mod types;

pub(crate) use fields::field;
pub(crate) use messages::message;
pub(crate) use predefined::predefined;
