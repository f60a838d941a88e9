//! Decoding of file descriptors: one function per message, by the field numbers of `descriptor.proto`.

use prost_types::descriptor_proto::{ExtensionRange, ReservedRange};
use prost_types::enum_descriptor_proto::EnumReservedRange;
use prost_types::source_code_info::Location;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
    FileDescriptorSet, MethodDescriptorProto, OneofDescriptorProto, ServiceDescriptorProto, SourceCodeInfo,
};

use super::{Field, Message, Result};

impl Message for FileDescriptorSet {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.messages(&mut self.file),
            _ => Ok(()),
        }
    }
}

impl Message for FileDescriptorProto {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.text(&mut self.name),
            2 => field.text(&mut self.package),
            3 => field.texts(&mut self.dependency),
            4 => field.messages(&mut self.message_type),
            5 => field.messages(&mut self.enum_type),
            6 => field.messages(&mut self.service),
            7 => field.messages(&mut self.extension),
            8 => field.message(&mut self.options),
            9 => field.message(&mut self.source_code_info),
            10 => field.ints(&mut self.public_dependency),
            11 => field.ints(&mut self.weak_dependency),
            12 => field.text(&mut self.syntax),
            _ => Ok(()),
        }
    }
}

impl Message for DescriptorProto {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.text(&mut self.name),
            2 => field.messages(&mut self.field),
            3 => field.messages(&mut self.nested_type),
            4 => field.messages(&mut self.enum_type),
            5 => field.messages(&mut self.extension_range),
            6 => field.messages(&mut self.extension),
            7 => field.message(&mut self.options),
            8 => field.messages(&mut self.oneof_decl),
            9 => field.messages(&mut self.reserved_range),
            10 => field.texts(&mut self.reserved_name),
            _ => Ok(()),
        }
    }
}

impl Message for ExtensionRange {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.int(&mut self.start),
            2 => field.int(&mut self.end),
            3 => field.message(&mut self.options),
            _ => Ok(()),
        }
    }
}

impl Message for ReservedRange {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.int(&mut self.start),
            2 => field.int(&mut self.end),
            _ => Ok(()),
        }
    }
}

impl Message for FieldDescriptorProto {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.text(&mut self.name),
            2 => field.text(&mut self.extendee),
            3 => field.int(&mut self.number),
            4 => field.int(&mut self.label),
            5 => field.int(&mut self.r#type),
            6 => field.text(&mut self.type_name),
            7 => field.text(&mut self.default_value),
            8 => field.message(&mut self.options),
            9 => field.int(&mut self.oneof_index),
            10 => field.text(&mut self.json_name),
            17 => field.flag(&mut self.proto3_optional),
            _ => Ok(()),
        }
    }
}

impl Message for OneofDescriptorProto {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.text(&mut self.name),
            2 => field.message(&mut self.options),
            _ => Ok(()),
        }
    }
}

impl Message for EnumDescriptorProto {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.text(&mut self.name),
            2 => field.messages(&mut self.value),
            3 => field.message(&mut self.options),
            4 => field.messages(&mut self.reserved_range),
            5 => field.texts(&mut self.reserved_name),
            _ => Ok(()),
        }
    }
}

impl Message for EnumReservedRange {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.int(&mut self.start),
            2 => field.int(&mut self.end),
            _ => Ok(()),
        }
    }
}

impl Message for EnumValueDescriptorProto {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.text(&mut self.name),
            2 => field.int(&mut self.number),
            3 => field.message(&mut self.options),
            _ => Ok(()),
        }
    }
}

impl Message for ServiceDescriptorProto {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.text(&mut self.name),
            2 => field.messages(&mut self.method),
            3 => field.message(&mut self.options),
            _ => Ok(()),
        }
    }
}

impl Message for MethodDescriptorProto {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.text(&mut self.name),
            2 => field.text(&mut self.input_type),
            3 => field.text(&mut self.output_type),
            4 => field.message(&mut self.options),
            5 => field.flag(&mut self.client_streaming),
            6 => field.flag(&mut self.server_streaming),
            _ => Ok(()),
        }
    }
}

impl Message for SourceCodeInfo {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.messages(&mut self.location),
            _ => Ok(()),
        }
    }
}

impl Message for Location {
    fn take(&mut self, field: &Field<'_>) -> Result<()> {
        match field.wire.number {
            1 => field.ints(&mut self.path),
            2 => field.ints(&mut self.span),
            3 => field.text(&mut self.leading_comments),
            4 => field.text(&mut self.trailing_comments),
            6 => field.texts(&mut self.leading_detached_comments),
            _ => Ok(()),
        }
    }
}
