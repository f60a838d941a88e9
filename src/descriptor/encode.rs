use super::raw::{TYPE_ENUM, TYPE_GROUP, TYPE_MESSAGE, scalar_number};
use crate::schema::{
    Cardinality, Edition, Element, EnumId, EnumValueId, FieldId, FieldOwner, FieldType, FileId, Import, MessageId,
    MethodId, NumberRange, OneofId, Schema, ServiceId, Syntax, Visibility,
};
use crate::wire::Writer;

/// What a descriptor set holds beside the files that were asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Encode {
    /// Files that are there only because others import them (`--include_imports`).
    pub imports: bool,
    /// Places and comments (`--include_source_info`).
    pub source_info: bool,
}

/// Writes the schema as a `FileDescriptorSet`, in the order and form in which `protoc` writes it.
///
/// ```
/// use protoward::compile::{Inputs, Options, compile};
/// use protoward::descriptor::{Encode, decode, encode};
/// use protoward::source::{MemoryTree, Sources};
/// let mut sources = Sources::default();
/// let tree = MemoryTree::new([("a.proto", "syntax = \"proto3\"; message A {}")]);
/// let schema = compile(&Inputs::tree(tree, ["a.proto"]), &Options::default(), &mut sources).schema;
/// let bytes = encode(&schema, Encode::default());
/// let image = sources.add("a.binpb", "a.binpb", None);
/// assert!(decode(&bytes, image, &mut sources)?.find("A").is_some());
/// # Ok::<(), Box<protoward::report::Diagnostic>>(())
/// ```
pub fn encode(schema: &Schema, what: Encode) -> Vec<u8> {
    let asked_for = schema.files.iter().filter(|(_, file)| what.imports || !file.is_import);
    encode_files(schema, asked_for.map(|(id, _)| id), what.source_info)
}

/// Writes these files as a `FileDescriptorSet`, in this order.
pub fn encode_files(schema: &Schema, files: impl IntoIterator<Item = FileId>, source_info: bool) -> Vec<u8> {
    let mut writer = Writer::default();
    for id in files {
        writer.message(1, |writer| write_file(schema, id, source_info, writer));
    }
    writer.into_bytes()
}

/// Writes one file as a `FileDescriptorProto`.
pub fn encode_file(schema: &Schema, file: FileId, source_info: bool) -> Vec<u8> {
    let mut writer = Writer::default();
    write_file(schema, file, source_info, &mut writer);
    writer.into_bytes()
}

fn write_file(schema: &Schema, id: FileId, source_info: bool, writer: &mut Writer) {
    let file = &schema[id];
    writer.string(1, schema.text(file.path));
    if let Some(package) = file.package {
        writer.string(2, schema.text(package));
    }
    for import in &file.imports {
        writer.string(3, schema.text(import.path));
    }
    for &message in &file.messages {
        writer.message(4, |writer| write_message(schema, message, writer));
    }
    for &declared in &file.enums {
        writer.message(5, |writer| write_enum(schema, declared, writer));
    }
    for &service in &file.services {
        writer.message(6, |writer| write_service(schema, service, writer));
    }
    for &extension in &file.extensions {
        writer.message(7, |writer| write_field(schema, extension, writer));
    }
    write_options(8, file.options.bytes(), writer);
    if source_info && let Some(info) = file.locations.bytes() {
        writer.bytes(9, info);
    }
    write_indices(10, &file.imports, |import| import.public, writer);
    write_indices(11, &file.imports, |import| import.weak, writer);
    match file.syntax {
        Syntax::Proto2 => {}
        Syntax::Proto3 => writer.string(12, "proto3"),
        Syntax::Edition(Edition(edition)) => {
            writer.string(12, "editions");
            writer.int32(14, edition);
        }
    }
    for import in &file.option_imports {
        writer.string(15, schema.text(import.path));
    }
}

fn write_indices(number: u32, imports: &[Import], marked: impl Fn(&Import) -> bool, writer: &mut Writer) {
    for (index, _) in imports.iter().enumerate().filter(|(_, import)| marked(import)) {
        writer.int32(number, i32::try_from(index).unwrap_or(i32::MAX));
    }
}

fn write_message(schema: &Schema, id: MessageId, writer: &mut Writer) {
    let message = &schema[id];
    writer.string(1, schema.text(message.name));
    for &field in &message.fields {
        writer.message(2, |writer| write_field(schema, field, writer));
    }
    for &nested in &message.messages {
        writer.message(3, |writer| write_message(schema, nested, writer));
    }
    for &declared in &message.enums {
        writer.message(4, |writer| write_enum(schema, declared, writer));
    }
    for range in &message.extension_ranges {
        writer.message(5, |writer| write_range(exclusive(range.numbers), range.options.bytes(), writer));
    }
    for &extension in &message.extensions {
        writer.message(6, |writer| write_field(schema, extension, writer));
    }
    write_options(7, message.options.bytes(), writer);
    for &oneof in &message.oneofs {
        writer.message(8, |writer| write_oneof(schema, oneof, writer));
    }
    for &range in &message.reserved_ranges {
        writer.message(9, |writer| write_range(exclusive(range), None, writer));
    }
    for &name in &message.reserved_names {
        writer.string(10, schema.text(name));
    }
    write_visibility(11, message.visibility, writer);
}

fn write_field(schema: &Schema, id: FieldId, writer: &mut Writer) {
    let field = &schema[id];
    writer.string(1, schema.text(field.name));
    if let FieldOwner::Extension { extendee, .. } = field.owner {
        writer.string(2, &type_name(schema, extendee));
    }
    writer.int32(3, field.number.0);
    writer.int32(4, label(field.cardinality));
    let (ty, named): (i32, Option<Element>) = match field.ty {
        FieldType::Scalar(scalar) => (scalar_number(scalar), None),
        FieldType::Enum(id) => (TYPE_ENUM, Some(id.into())),
        FieldType::Message(id) => (TYPE_MESSAGE, Some(id.into())),
        FieldType::Group(id) => (TYPE_GROUP, Some(id.into())),
    };
    writer.int32(5, ty);
    if let Some(element) = named {
        writer.string(6, &type_name(schema, element));
    }
    if let Some(default) = &field.default {
        writer.bytes(7, default);
    }
    write_options(8, field.options.bytes(), writer);
    if let Some(oneof) = field.oneof {
        writer.int32(9, i32::try_from(schema[oneof].index).unwrap_or(i32::MAX));
    }
    if let Some(name) = field.json_name {
        writer.string(10, schema.text(name));
    }
    if field.proto3_optional {
        writer.bool(17, true);
    }
}

fn write_oneof(schema: &Schema, id: OneofId, writer: &mut Writer) {
    let oneof = &schema[id];
    writer.string(1, schema.text(oneof.name));
    write_options(2, oneof.options.bytes(), writer);
}

fn write_enum(schema: &Schema, id: EnumId, writer: &mut Writer) {
    let declared = &schema[id];
    writer.string(1, schema.text(declared.name));
    for &value in &declared.values {
        writer.message(2, |writer| write_enum_value(schema, value, writer));
    }
    write_options(3, declared.options.bytes(), writer);
    for &range in &declared.reserved_ranges {
        writer.message(4, |writer| write_range((range.start, range.end), None, writer));
    }
    for &name in &declared.reserved_names {
        writer.string(5, schema.text(name));
    }
    write_visibility(6, declared.visibility, writer);
}

fn write_enum_value(schema: &Schema, id: EnumValueId, writer: &mut Writer) {
    let value = &schema[id];
    writer.string(1, schema.text(value.name));
    writer.int32(2, value.number);
    write_options(3, value.options.bytes(), writer);
}

fn write_service(schema: &Schema, id: ServiceId, writer: &mut Writer) {
    let service = &schema[id];
    writer.string(1, schema.text(service.name));
    for &method in &service.methods {
        writer.message(2, |writer| write_method(schema, method, writer));
    }
    write_options(3, service.options.bytes(), writer);
}

fn write_method(schema: &Schema, id: MethodId, writer: &mut Writer) {
    let method = &schema[id];
    writer.string(1, schema.text(method.name));
    writer.string(2, &type_name(schema, method.input));
    writer.string(3, &type_name(schema, method.output));
    write_options(4, method.options.bytes(), writer);
    if method.client_streaming {
        writer.bool(5, true);
    }
    if method.server_streaming {
        writer.bool(6, true);
    }
}

fn write_options(number: u32, options: Option<&[u8]>, writer: &mut Writer) {
    if let Some(options) = options {
        writer.bytes(number, options);
    }
}

fn write_range((start, end): (i32, i32), options: Option<&[u8]>, writer: &mut Writer) {
    writer.int32(1, start);
    writer.int32(2, end);
    write_options(3, options, writer);
}

fn write_visibility(number: u32, visibility: Option<Visibility>, writer: &mut Writer) {
    match visibility {
        None => {}
        Some(Visibility::Local) => writer.int32(number, 1),
        Some(Visibility::Export) => writer.int32(number, 2),
    }
}

/// A range as messages keep it: the end is the first number behind it.
fn exclusive(range: NumberRange) -> (i32, i32) {
    (range.start, range.end.saturating_add(1))
}

fn type_name(schema: &Schema, element: impl Into<Element>) -> String {
    format!(".{}", schema.full_name(element.into()))
}

const fn label(cardinality: Cardinality) -> i32 {
    match cardinality {
        Cardinality::Optional => 1,
        Cardinality::Required => 2,
        Cardinality::Repeated => 3,
    }
}
