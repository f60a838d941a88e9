//! Encoding of descriptors, in the order and form of `protoc`.
//!
//! Field numbers are those of `descriptor.proto`.

use super::raw::{Enum, EnumValue, File, Message, Method, Range, RawField, RawNamed, Service};
use crate::wire::Writer;

/// The field `source_code_info` of a file.
pub const SOURCE_INFO: u32 = 9;

/// Writes one file as a `FileDescriptorProto`. `source_info` writes the field [`SOURCE_INFO`], or nothing.
pub fn file(file: &File<'_>, source_info: &dyn Fn(&mut Writer), writer: &mut Writer) {
    writer.string(1, file.name);
    if let Some(package) = file.package {
        writer.string(2, package);
    }
    strings(3, &file.dependencies, writer);
    messages(4, &file.messages, message, writer);
    messages(5, &file.enums, enumeration, writer);
    messages(6, &file.services, service, writer);
    messages(7, &file.extensions, member, writer);
    options(8, file.options, writer);
    source_info(writer);
    file.public_dependencies.iter().for_each(|&index| writer.int32(10, index));
    file.weak_dependencies.iter().for_each(|&index| writer.int32(11, index));
    if let Some(syntax) = file.syntax {
        writer.string(12, syntax);
    }
    if let Some(edition) = file.edition {
        writer.int32(14, edition);
    }
    strings(15, &file.option_dependencies, writer);
}

pub(super) fn message(message: &Message<'_>, writer: &mut Writer) {
    writer.string(1, message.name);
    messages(2, &message.fields, member, writer);
    messages(3, &message.messages, self::message, writer);
    messages(4, &message.enums, enumeration, writer);
    messages(5, &message.extension_ranges, range, writer);
    messages(6, &message.extensions, member, writer);
    options(7, message.options, writer);
    messages(8, &message.oneofs, named, writer);
    messages(9, &message.reserved_ranges, range, writer);
    strings(10, &message.reserved_names, writer);
    visibility(11, message.visibility, writer);
}

pub(super) fn member(member: &RawField<'_>, writer: &mut Writer) {
    writer.string(1, member.name);
    type_name(2, member.extendee, writer);
    writer.int32(3, member.number);
    writer.int32(4, member.label);
    writer.int32(5, member.ty);
    type_name(6, member.type_name, writer);
    if let Some(default) = &member.default {
        writer.bytes(7, default);
    }
    options(8, member.options, writer);
    if let Some(index) = member.oneof_index {
        writer.int32(9, index);
    }
    if let Some(name) = &member.json_name {
        writer.string(10, name);
    }
    if member.proto3_optional {
        writer.bool(17, true);
    }
}

pub(super) fn enumeration(declared: &Enum<'_>, writer: &mut Writer) {
    writer.string(1, declared.name);
    messages(2, &declared.values, enum_value, writer);
    options(3, declared.options, writer);
    messages(4, &declared.reserved_ranges, range, writer);
    strings(5, &declared.reserved_names, writer);
    visibility(6, declared.visibility, writer);
}

pub(super) fn enum_value(value: &EnumValue<'_>, writer: &mut Writer) {
    writer.string(1, value.name);
    writer.int32(2, value.number);
    options(3, value.options, writer);
}

pub(super) fn service(service: &Service<'_>, writer: &mut Writer) {
    writer.string(1, service.name);
    messages(2, &service.methods, method, writer);
    options(3, service.options, writer);
}

pub(super) fn method(method: &Method<'_>, writer: &mut Writer) {
    writer.string(1, method.name);
    type_name(2, Some(method.input), writer);
    type_name(3, Some(method.output), writer);
    options(4, method.options, writer);
    if method.client_streaming {
        writer.bool(5, true);
    }
    if method.server_streaming {
        writer.bool(6, true);
    }
}

pub(super) fn named(named: &RawNamed<'_>, writer: &mut Writer) {
    writer.string(1, named.name);
    options(2, named.options, writer);
}

fn range(range: &Range<'_>, writer: &mut Writer) {
    writer.int32(1, range.start);
    writer.int32(2, range.end);
    options(3, range.options, writer);
}

fn messages<T>(number: u32, all: &[T], write: impl Fn(&T, &mut Writer), writer: &mut Writer) {
    for one in all {
        writer.message(number, |writer| write(one, writer));
    }
}

fn strings(number: u32, all: &[std::borrow::Cow<'_, str>], writer: &mut Writer) {
    all.iter().for_each(|one| writer.string(number, one));
}

/// Writes a full name with a leading dot.
fn type_name(number: u32, name: Option<&str>, writer: &mut Writer) {
    if let Some(name) = name {
        writer.strings(number, &[".", name.strip_prefix('.').unwrap_or(name)]);
    }
}

fn options(number: u32, options: Option<&[u8]>, writer: &mut Writer) {
    if let Some(options) = options {
        writer.bytes(number, options);
    }
}

/// Writes the visibility, unless it is 0 for unset.
fn visibility(number: u32, visibility: i32, writer: &mut Writer) {
    if visibility != 0 {
        writer.int32(number, visibility);
    }
}
