//! Messages of one version of prost and prost-types. The module is compiled for each version.

#[path = "generated/visits.rs"]
#[rustfmt::skip]
#[allow(deprecated, reason = "deprecated fields have JSON too")]
mod visits;

use super::{prost, prost_types};
use crate::json::context::Context;
use crate::json::descriptor::{Descriptor, Field, Foreign};
use crate::json::message::{Encoding, Message};
use crate::json::node::Node;
use crate::json::visit::{Visit, Visitor};
use crate::json::{Fill, Reading, fill_encoded, read_time, well_known, write_special};
use prost_types::value::Kind;
use serde::de::{DeserializeOwned, Deserializer};
use serde::{Serialize, Serializer};

/// The encoding of messages by prost.
#[derive(Debug)]
pub enum Prost {}

impl<T: prost::Message + Default> Encoding<T> for Prost {
    fn merge(message: &mut T, bytes: &[u8]) -> Result<(), String> {
        message.merge(bytes).map_err(|error| error.to_string())
    }
}

/// Returns the functions for a message of another crate.
pub const fn foreign<T: prost::Message + Default + Serialize + DeserializeOwned>() -> Foreign {
    Foreign { write: write_foreign::<T>, read: read_foreign::<T>, is_group: false }
}

fn write_foreign<T: prost::Message + Default + Serialize>(bytes: &[u8]) -> Result<Node, String> {
    let message = T::decode(bytes).map_err(|error| error.to_string())?;
    Node::of(&message).map_err(|error| error.to_string())
}

fn read_foreign<T: prost::Message + DeserializeOwned>(node: Node) -> Result<Vec<u8>, String> {
    T::deserialize(node).map(|message| message.encode_to_vec()).map_err(|error| error.to_string())
}

/// Implements [`Visit`] for messages of prost-types with a special JSON form.
macro_rules! visits {
    ($($ty:ident: $($index:literal $field:ident),*;)*) => {$(
        impl Visit for prost_types::$ty {
            #[inline]
            fn visit<V: Visitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
                $(visitor.take($index, &self.$field)?;)*
                Ok(())
            }

            fn write<S: Serializer>(&self, _: &'static Field, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
                write_special(self, context, serializer)
            }
        }
    )*};
}

visits! {
    Any: 0 type_url, 1 value;
    Duration: 0 seconds, 1 nanos;
    FieldMask: 0 paths;
    ListValue: 0 values;
    Struct: 0 fields;
    Timestamp: 0 seconds, 1 nanos;
}

impl Visit for prost_types::Value {
    fn visit<V: Visitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
        match &self.kind {
            Some(Kind::NullValue(value)) => visitor.take(0, value),
            Some(Kind::NumberValue(value)) => visitor.take(1, value),
            Some(Kind::StringValue(value)) => visitor.take(2, value),
            Some(Kind::BoolValue(value)) => visitor.take(3, value),
            Some(Kind::StructValue(value)) => visitor.take(4, value),
            Some(Kind::ListValue(value)) => visitor.take(5, value),
            None => Ok(()),
        }
    }

    fn write<S: Serializer>(&self, _: &'static Field, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        write_special(self, context, serializer)
    }
}

/// Implements [`Fill`] for messages of prost-types that are a time.
macro_rules! times {
    ($($ty:ident)*) => {$(
        impl Fill for prost_types::$ty {
            fn fill<'de, D: Deserializer<'de>>(
                &mut self,
                _: &'static Field,
                reading: Reading<'_>,
                deserializer: D,
            ) -> Result<bool, D::Error> {
                (self.seconds, self.nanos) = read_time(Self::descriptor(), reading, deserializer)?;
                Ok(true)
            }
        }
    )*};
}

times!(Duration Timestamp);

/// Implements [`Fill`] for messages of prost-types.
macro_rules! encoded {
    ($($ty:ty;)*) => {$(
        impl Fill for $ty {
            fn fill<'de, D: Deserializer<'de>>(
                &mut self,
                _: &'static Field,
                reading: Reading<'_>,
                deserializer: D,
            ) -> Result<bool, D::Error> {
                fill_encoded(self, reading, deserializer)
            }
        }
    )*};
}

encoded! {
    prost_types::Any;
    prost_types::Api;
    prost_types::DescriptorProto;
    prost_types::Enum;
    prost_types::EnumDescriptorProto;
    prost_types::EnumOptions;
    prost_types::EnumValue;
    prost_types::EnumValueDescriptorProto;
    prost_types::EnumValueOptions;
    prost_types::ExtensionRangeOptions;
    prost_types::Field;
    prost_types::FieldDescriptorProto;
    prost_types::FieldMask;
    prost_types::FieldOptions;
    prost_types::FileDescriptorProto;
    prost_types::FileDescriptorSet;
    prost_types::FileOptions;
    prost_types::GeneratedCodeInfo;
    prost_types::ListValue;
    prost_types::MessageOptions;
    prost_types::Method;
    prost_types::MethodDescriptorProto;
    prost_types::MethodOptions;
    prost_types::Mixin;
    prost_types::OneofDescriptorProto;
    prost_types::OneofOptions;
    prost_types::Option;
    prost_types::ServiceDescriptorProto;
    prost_types::ServiceOptions;
    prost_types::SourceCodeInfo;
    prost_types::SourceContext;
    prost_types::Struct;
    prost_types::Type;
    prost_types::UninterpretedOption;
    prost_types::Value;
    prost_types::compiler::CodeGeneratorRequest;
    prost_types::compiler::CodeGeneratorResponse;
    prost_types::compiler::Version;
    prost_types::compiler::code_generator_response::File;
    prost_types::descriptor_proto::ExtensionRange;
    prost_types::descriptor_proto::ReservedRange;
    prost_types::enum_descriptor_proto::EnumReservedRange;
    prost_types::generated_code_info::Annotation;
    prost_types::source_code_info::Location;
    prost_types::uninterpreted_option::NamePart;
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
