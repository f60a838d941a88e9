//! The trait of messages with JSON, and the functions that generated code calls.

use serde::de::{DeserializeSeed as _, Deserializer, Error as _};
use serde::ser::{Serialize as _, Serializer};

use super::context::Context;
use super::descriptor::{Descriptor, Field, Kind};
#[cfg(not(feature = "prost-0-14"))]
use super::prost_0_13::Prost;
#[cfg(feature = "prost-0-14")]
use super::prost_0_14::Prost;
use super::read::MessageSeed;
use super::registry;
use super::well_known;
use super::write::EncodedMessage;

/// A message that can be read and written as JSON: a generated one, or one of `google.protobuf`.
pub trait Message: Sized {
    /// The binary encoding, which JSON is written from and read to.
    type Encoding: Encoding<Self>;

    /// Returns the name and the fields.
    fn descriptor() -> &'static Descriptor;

    /// Returns the context in which serde reads and writes the message: the options that the code was generated with, and the
    /// types that an `Any` may hold.
    fn context() -> Context {
        Self::descriptor().context.copied().unwrap_or(well_known::CONTEXT)
    }
}

impl Field {
    /// Creates a field without presence whose values are messages with generated code.
    pub const fn message<M: Message>(number: u32, json_name: &'static str, name: &'static str) -> Self {
        Self::new(number, json_name, name, Kind::Message(M::descriptor))
    }
}

/// The binary encoding of messages of type `T`.
pub trait Encoding<T> {
    /// Returns the encoding of a message, with each field once.
    fn encode(message: &T) -> Vec<u8>;

    /// Returns the message with an encoding.
    ///
    /// # Errors
    /// Fails if the bytes are not a message, or if it nests too deep.
    fn decode(bytes: &[u8]) -> Result<T, String>;
}

/// The first capacity of an encoding that is read: that of a small message.
const CAPACITY: usize = 256;

/// Writes a message with the options and types of a context.
///
/// # Errors
/// Fails if the message has no JSON form, or if the serializer fails.
pub fn write_in<M: Message, S: Serializer>(context: Context, message: &M, serializer: S) -> Result<S::Ok, S::Error> {
    let bytes = M::Encoding::encode(message);
    EncodedMessage { bytes: &bytes, descriptor: M::descriptor(), context }.serialize(serializer)
}

/// Reads a message with the options and types of a context.
///
/// # Errors
/// Fails if the input is not the JSON form of the message, or if the deserializer fails.
pub fn read_in<'de, M: Message, D: Deserializer<'de>>(context: Context, deserializer: D) -> Result<M, D::Error> {
    let mut bytes = Vec::with_capacity(CAPACITY);
    MessageSeed { out: &mut bytes, descriptor: M::descriptor(), context }.deserialize(deserializer)?;
    M::Encoding::decode(&bytes).map_err(D::Error::custom)
}

/// Adds a message to the types that an `Any` may hold in JSON, in the whole program. Messages that were generated in one call know
/// each other without it; this function is for those of other crates.
///
/// ```
/// # use protoward_runtime::json::register;
/// register::<prost_types::DescriptorProto>();
/// let any = prost_types::Any { type_url: "x/google.protobuf.DescriptorProto".into(), value: vec![10, 1, b'A'] };
/// let json = serde_json::to_string(&protoward_runtime::json::Options::default().write(&any))?;
/// assert_eq!(json, r#"{"@type":"x/google.protobuf.DescriptorProto","name":"A"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn register<M: Message>() {
    registry::add(M::descriptor);
}

/// Writes a message with the options of its code.
///
/// # Errors
/// Fails in the same cases as [`write_in`].
pub fn write<M: Message, S: Serializer>(message: &M, serializer: S) -> Result<S::Ok, S::Error> {
    write_in(M::context(), message, serializer)
}

/// Reads a message with the options of its code.
///
/// # Errors
/// Fails in the same cases as [`read_in`].
pub fn read<'de, M: Message, D: Deserializer<'de>>(deserializer: D) -> Result<M, D::Error> {
    read_in(M::context(), deserializer)
}

/// Implements [`Message`] for the Rust types that prost uses for wrappers and for `google.protobuf.Empty`.
macro_rules! plain {
    ($($ty:ty: $descriptor:ident;)*) => {$(
        impl Message for $ty {
            type Encoding = Prost;

            fn descriptor() -> &'static Descriptor {
                well_known::$descriptor()
            }
        }
    )*};
}

plain! {
    (): empty;
    f64: double_value;
    f32: float_value;
    i64: int64_value;
    u64: u_int64_value;
    i32: int32_value;
    u32: u_int32_value;
    bool: bool_value;
    String: string_value;
    Vec<u8>: bytes_value;
}
