//! JSON for the messages of prost: what generated code calls from its implementations of `serde::Serialize` and
//! `serde::Deserialize`, following the [JSON mapping of protobuf](https://protobuf.dev/programming-guides/json/).
//!
//! A generated message implements [`Message`] with a [`Descriptor`] of its fields. JSON is written from the binary encoding of
//! the message by this descriptor, and read into it. So generated code contains no code for single fields, and all messages
//! share what is compiled here. A [`Context`] holds the [`Options`] and the [`Types`] that an `Any` may hold.

mod atom;
mod canonical;
mod context;
mod descriptor;
mod enumeration;
mod map_key;
mod message;
mod node;
mod read;
mod registry;
mod serialization;
#[cfg(test)]
mod tests;
pub mod well_known;
mod wire;
mod write;

#[cfg(feature = "prost-0-13")]
pub mod prost_0_13;
#[cfg(feature = "prost-0-14")]
pub mod prost_0_14;

pub use context::{Context, Options, Types};
pub use descriptor::{Descriptor, EnumDescriptor, Field, Foreign, Kind, Lookup};
pub use enumeration::{Enum, read_enum, write_enum};
#[cfg(feature = "rest")]
pub(crate) use map_key::KeyText;
pub use message::{Encoding, Message, read, read_in, register, write, write_in};
pub use node::{Error as NodeError, Node};
pub use serialization::{Read, Written};
