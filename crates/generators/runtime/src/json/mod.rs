//! JSON for the messages of prost: what generated code calls from its implementations of `serde::Serialize` and
//! `serde::Deserialize`, following the [JSON mapping of protobuf](https://protobuf.dev/programming-guides/json/).
//!
//! A generated message implements [`Message`] with a [`Descriptor`] of its fields, [`Visit`], which hands out their values, and
//! [`Fill`], which names their places. So generated code depends on no serializer or deserializer, and is only compiled for
//! those that a program uses. A [`Context`] holds the [`Options`] and the [`Types`] that an `Any` may hold.

mod atom;
mod context;
mod decoded;
mod descriptor;
mod enumeration;
mod fill;
mod filling;
mod map_key;
mod message;
mod node;
mod read;
mod registry;
mod serialization;
#[cfg(test)]
mod tests;
mod visit;
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
pub use fill::{Fill, Input};
pub use filling::{fill_encoded, fill_object, read, read_in};
#[cfg(feature = "rest")]
pub(crate) use map_key::KeyText;
pub use message::{Encoding, Message, register};
pub use node::{Error as NodeError, Node};
pub use read::Reading;
use read::read_time;
pub use serialization::{Read, Written};
pub use visit::{FieldValue, Visit, Visitor};
pub use write::{Foreigner, object as write_object, special as write_special, write, write_in};
