//! Messages of one version of prost and prost-types. The module is compiled for each version.

#[path = "generated/descriptors.rs"]
#[rustfmt::skip]
#[allow(deprecated, reason = "`java_generate_equals_and_hash` is a field of `FileOptions`")]
mod descriptors;

use super::{prost, prost_types};
use crate::json::context::Context;
use crate::json::context::{Type, Types};
use crate::json::message::Json;
use crate::json::node::{Node, ToNode};
use crate::json::options::Options;
use prost::Message;

/// Creates the entry of a type whose JSON is an object with its fields.
pub const fn plain<T: Json + Message + Default>(name: &'static str) -> Type {
    Type::new(name, false, write::<T>, read::<T>)
}

/// Creates the entry of a type with a special JSON form.
pub const fn special<T: Json + Message + Default>(name: &'static str) -> Type {
    Type::new(name, true, write::<T>, read::<T>)
}

/// Converts an encoded message to JSON. The message is boxed, since values of type `Any` nest and could overflow the stack.
fn write<T: Json + Message + Default>(bytes: &[u8], context: Context) -> Result<Node, String> {
    let mut message = Box::<T>::default();
    message.merge(bytes).map_err(|error| format!("the value of the `Any` cannot be read: {error}"))?;
    message.write(context, ToNode).map_err(|error| error.0)
}

fn read<T: Json + Message + Default>(node: Node, context: Context) -> Result<Vec<u8>, String> {
    let mut message = Box::<T>::default();
    message.read_into(context, node).map_err(|error| error.0)?;
    Ok(message.encode_to_vec())
}

/// The types of prost-types, without descriptors and requests of plugins. It is a constant, so that only crates with an `Any` compile
/// the functions of the entries.
pub const WELL_KNOWN: Types = Types::new(
    &[
        special::<prost_types::Any>("google.protobuf.Any"),
        plain::<prost_types::Api>("google.protobuf.Api"),
        special::<bool>("google.protobuf.BoolValue"),
        special::<Vec<u8>>("google.protobuf.BytesValue"),
        special::<f64>("google.protobuf.DoubleValue"),
        special::<prost_types::Duration>("google.protobuf.Duration"),
        plain::<()>("google.protobuf.Empty"),
        plain::<prost_types::Enum>("google.protobuf.Enum"),
        plain::<prost_types::EnumValue>("google.protobuf.EnumValue"),
        plain::<prost_types::Field>("google.protobuf.Field"),
        special::<prost_types::FieldMask>("google.protobuf.FieldMask"),
        special::<f32>("google.protobuf.FloatValue"),
        special::<i32>("google.protobuf.Int32Value"),
        special::<i64>("google.protobuf.Int64Value"),
        special::<prost_types::ListValue>("google.protobuf.ListValue"),
        plain::<prost_types::Method>("google.protobuf.Method"),
        plain::<prost_types::Mixin>("google.protobuf.Mixin"),
        plain::<prost_types::Option>("google.protobuf.Option"),
        plain::<prost_types::SourceContext>("google.protobuf.SourceContext"),
        special::<String>("google.protobuf.StringValue"),
        special::<prost_types::Struct>("google.protobuf.Struct"),
        special::<prost_types::Timestamp>("google.protobuf.Timestamp"),
        plain::<prost_types::Type>("google.protobuf.Type"),
        special::<u32>("google.protobuf.UInt32Value"),
        special::<u64>("google.protobuf.UInt64Value"),
        special::<prost_types::Value>("google.protobuf.Value"),
    ],
    &[],
);

crate::__well_known!(Any, prost_types::Any, Context::new(Options::PROTO_JSON, &WELL_KNOWN));
crate::__well_known!(Duration, prost_types::Duration);
crate::__well_known!(FieldMask, prost_types::FieldMask);
crate::__well_known!(ListValue, prost_types::ListValue);
crate::__well_known!(Struct, prost_types::Struct);
crate::__well_known!(Timestamp, prost_types::Timestamp);
crate::__well_known!(Value, prost_types::Value, prost_types::value::Kind, prost_types::Struct, prost_types::ListValue);
