//! JSON for the messages of prost: what generated code calls from its implementations of `serde::Serialize` and
//! `serde::Deserialize`, following the [JSON mapping of protobuf](https://protobuf.dev/programming-guides/json/).
//!
//! A generated message implements [`Message`], which [`Json`] follows from. Each of its fields has a [`Codec`]. A [`Context`] holds
//! the [`Options`] and the [`Types`] that an `Any` may hold.

mod any;
mod atom;
mod codec;
mod context;
mod entry;
mod enumeration;
mod map;
mod message;
mod nested;
mod node;
mod object;
mod options;
mod repeated;
mod serialization;
#[cfg(test)]
mod tests;
#[doc(hidden)]
pub mod well_known;

#[cfg(feature = "prost-0-13")]
pub mod prost_0_13;
#[cfg(feature = "prost-0-14")]
pub mod prost_0_14;

pub use codec::{Bool, Bytes, Codec, Double, Float, Foreign, Int32, Int64, Text, Uint32, Uint64, UncheckedText};
pub use context::{Context, Type, Types};
pub use entry::Entry;
pub use enumeration::{Enum, Named, Null, read_enum, write_enum};
pub use message::{Json, Message};
pub use nested::{Boxed, Nested};
pub use node::{Error as NodeError, Node};
pub use object::{Names, Object};
pub use options::Options;
pub use serialization::{Read, Written, read, write};

pub use crate::__well_known as well_known_type;
#[doc(hidden)]
pub use serde::{self, de::MapAccess, ser::SerializeMap};

/// The result of writing or reading a field.
pub type Result<E> = std::result::Result<(), E>;
