//! Messages of one version of prost and prost-types. The module is compiled for each version.

use super::{prost, prost_types};
use crate::json::descriptor::{Descriptor, Foreign};
use crate::json::message::{Encoding, Message};
use crate::json::node::Node;
use crate::json::well_known;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The encoding of messages by prost.
#[derive(Debug)]
pub enum Prost {}

impl<T: prost::Message + Default> Encoding<T> for Prost {
    fn encode(message: &T) -> Vec<u8> {
        message.encode_to_vec()
    }

    fn decode(bytes: &[u8]) -> Result<T, String> {
        T::decode(bytes).map_err(|error| error.to_string())
    }
}

/// Returns the functions for a message of another crate.
pub const fn foreign<T: prost::Message + Default + Serialize + DeserializeOwned>() -> Foreign {
    Foreign { write: write_foreign::<T>, read: read_foreign::<T>, is_group: false }
}

fn write_foreign<T: prost::Message + Default + Serialize>(bytes: &[u8]) -> Result<Node, String> {
    let message = Prost::decode(bytes).map(|message: T| Node::of(&message))?;
    message.map_err(|error| error.to_string())
}

fn read_foreign<T: prost::Message + DeserializeOwned>(node: Node) -> Result<Vec<u8>, String> {
    T::deserialize(node).map(|message| message.encode_to_vec()).map_err(|error| error.to_string())
}

/// Implements [`Message`] for messages of prost-types.
macro_rules! messages {
    ($($ty:ty: $descriptor:ident;)*) => {$(
        impl Message for $ty {
            type Encoding = Prost;

            fn descriptor() -> &'static Descriptor {
                well_known::$descriptor()
            }
        }
    )*};
}

messages! {
    prost_types::Any: any;
    prost_types::Api: api;
    prost_types::DescriptorProto: descriptor_proto;
    prost_types::Duration: duration;
    prost_types::Enum: r#enum;
    prost_types::EnumDescriptorProto: enum_descriptor_proto;
    prost_types::EnumOptions: enum_options;
    prost_types::EnumValue: enum_value;
    prost_types::EnumValueDescriptorProto: enum_value_descriptor_proto;
    prost_types::EnumValueOptions: enum_value_options;
    prost_types::ExtensionRangeOptions: extension_range_options;
    prost_types::Field: field;
    prost_types::FieldDescriptorProto: field_descriptor_proto;
    prost_types::FieldMask: field_mask;
    prost_types::FieldOptions: field_options;
    prost_types::FileDescriptorProto: file_descriptor_proto;
    prost_types::FileDescriptorSet: file_descriptor_set;
    prost_types::FileOptions: file_options;
    prost_types::GeneratedCodeInfo: generated_code_info;
    prost_types::ListValue: list_value;
    prost_types::MessageOptions: message_options;
    prost_types::Method: method;
    prost_types::MethodDescriptorProto: method_descriptor_proto;
    prost_types::MethodOptions: method_options;
    prost_types::Mixin: mixin;
    prost_types::OneofDescriptorProto: oneof_descriptor_proto;
    prost_types::OneofOptions: oneof_options;
    prost_types::Option: option;
    prost_types::ServiceDescriptorProto: service_descriptor_proto;
    prost_types::ServiceOptions: service_options;
    prost_types::SourceCodeInfo: source_code_info;
    prost_types::SourceContext: source_context;
    prost_types::Struct: r#struct;
    prost_types::Timestamp: timestamp;
    prost_types::Type: r#type;
    prost_types::UninterpretedOption: uninterpreted_option;
    prost_types::Value: value;
    prost_types::compiler::CodeGeneratorRequest: compiler_code_generator_request;
    prost_types::compiler::CodeGeneratorResponse: compiler_code_generator_response;
    prost_types::compiler::Version: compiler_version;
    prost_types::compiler::code_generator_response::File: compiler_code_generator_response_file;
    prost_types::descriptor_proto::ExtensionRange: descriptor_proto_extension_range;
    prost_types::descriptor_proto::ReservedRange: descriptor_proto_reserved_range;
    prost_types::enum_descriptor_proto::EnumReservedRange: enum_descriptor_proto_enum_reserved_range;
    prost_types::generated_code_info::Annotation: generated_code_info_annotation;
    prost_types::source_code_info::Location: source_code_info_location;
    prost_types::uninterpreted_option::NamePart: uninterpreted_option_name_part;
}
