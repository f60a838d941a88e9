//! The trait of messages with JSON.

use super::context::Context;
use super::descriptor::{Descriptor, Field, Kind};
use super::fill::Fill;
#[cfg(not(feature = "prost-0-14"))]
use super::prost_0_13::Prost;
#[cfg(feature = "prost-0-14")]
use super::prost_0_14::Prost;
use super::registry;
use super::visit::Visit;
use super::well_known;

/// A message that can be read and written as JSON: a generated one, or one of `google.protobuf`.
pub trait Message: Visit + Fill {
    /// The binary encoding, into which fields of types of other crates are read, and messages with a JSON form of their own.
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
    /// Merges an encoding into a message.
    ///
    /// # Errors
    /// Fails if the bytes are not a message, or if it nests too deep.
    fn merge(message: &mut T, bytes: &[u8]) -> Result<(), String>;
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
