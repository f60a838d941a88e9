//! Maps and sets in the order of their keys, with the code for it there once, whatever they hold.
//!
//! The ordered maps of the standard library are made anew for each kind of key and value, some hundred functions each
//! time, and a build script compiles them all. Here, entries stand in a list as they came, and what is not about their
//! types, the order of their positions, is in one place: [`order::Order`].

#[cfg_attr(not(feature = "generate"), allow(dead_code, reason = "fewer features need less of it"))]
mod map;
mod order;
#[cfg_attr(not(feature = "generate"), allow(dead_code, reason = "fewer features need less of it"))]
mod set;

pub(crate) use map::Map;
pub(crate) use set::Set;
