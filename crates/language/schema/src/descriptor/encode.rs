//! From a schema to the bytes of descriptors, as `protoc` writes them.

use super::{raw, write};
use crate::wire::Writer;
use crate::{
    Cardinality, Element, EnumId, EnumValueId, Field, FieldId, FieldOwner, FieldType, FileId, Import, MessageId,
    MethodId, NumberRange, OneofId, Schema, ServiceId, Syntax, Visibility,
};

/// The optional parts of a descriptor set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Encode {
    /// `true` to include files that are only imported (`--include_imports`).
    pub imports: bool,
    /// `true` to include locations and comments (`--include_source_info`).
    pub source_info: bool,
}

/// Encodes the schema as a `FileDescriptorSet`, in the order and form of `protoc`.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_schema::descriptor::{Encode, decode, encode};
/// use protoward_source::{MemoryTree, Sources};
/// let mut sources = Sources::default();
/// let tree = MemoryTree::new([("a.proto", "syntax = \"proto3\"; message A {}")]);
/// let schema = Compiler::new().resolver(tree).load(["a.proto"], &mut sources).link(&sources).schema();
/// let bytes = encode(&schema, Encode::default());
/// let image = sources.add("a.binpb", "a.binpb", None);
/// assert!(decode(&bytes, image, &mut sources)?.find("A").is_some());
/// # Ok::<(), Box<protoward_source::Diagnostic>>(())
/// ```
pub fn encode(schema: &Schema, what: Encode) -> Vec<u8> {
    if what.imports || schema.requested.is_empty() {
        let files = schema.files.ids().filter(|&id| what.imports || !schema[id].is_import);
        return encode_files(schema, files, what.source_info);
    }
    // protoc uses a different order without imports.
    let requested = schema.requested.iter().copied().filter(|&id| !schema[id].is_import);
    encode_files(schema, requested, what.source_info)
}

/// Encodes these files as a `FileDescriptorSet`, in this order.
pub fn encode_files(schema: &Schema, files: impl IntoIterator<Item = FileId>, source_info: bool) -> Vec<u8> {
    let mut writer = Writer::default();
    for id in files {
        add_file(schema, id, source_info, &mut writer);
    }
    writer.into_bytes()
}

fn add_file(schema: &Schema, id: FileId, source_info: bool, writer: &mut Writer) {
    writer.message(1, |writer| write_file(schema, id, source_info, writer));
}

/// Encodes one file as a `FileDescriptorProto`.
pub fn encode_file(schema: &Schema, file: FileId, source_info: bool) -> Vec<u8> {
    let mut writer = Writer::default();
    write_file(schema, file, source_info, &mut writer);
    writer.into_bytes()
}

/// Encodes one file in the form that `protoc`'s generators embed in code: without source info and without derived JSON
/// names.
pub fn encode_declared(schema: &Schema, file: FileId) -> Vec<u8> {
    let mut writer = Writer::default();
    write::file(&lowered_with(schema, file, JsonNames::Declared), &|_| {}, &mut writer);
    writer.into_bytes()
}

/// Encodes one element as its descriptor, without the elements inside of it, and without the imports of a file. A
/// field names its oneof in place of its index, which depends on other fields.
pub fn encode_element(schema: &Schema, element: Element) -> Vec<u8> {
    let lower = Lower { schema, json_names: JsonNames::All };
    let mut writer = Writer::default();
    match element {
        Element::File(id) => {
            let file = lowered(schema, id);
            let (messages, enums, services, extensions) = Default::default();
            let (dependencies, public_dependencies, weak_dependencies, option_dependencies) = Default::default();
            let file = raw::File {
                messages,
                enums,
                services,
                extensions,
                dependencies,
                public_dependencies,
                weak_dependencies,
                option_dependencies,
                ..file
            };
            write::file(&file, &|_| {}, &mut writer);
        }
        Element::Message(id) => {
            let (fields, messages, enums, extensions, oneofs) = Default::default();
            let message = raw::Message { fields, messages, enums, extensions, oneofs, ..lower.message(id) };
            write::message(&message, &mut writer);
        }
        Element::Field(id) => {
            let field = raw::RawField { oneof_index: None, ..lower.field(id) };
            write::member(&field, &mut writer);
            let oneof = schema[id].oneof.filter(|_| !schema[id].proto3_optional);
            if let Some(oneof) = oneof {
                writer.bytes(9, schema.text(schema[oneof].name).as_bytes());
            }
        }
        Element::Oneof(id) => {
            let oneof = raw::RawNamed { name: schema.text(schema[id].name), options: schema[id].options.bytes() };
            write::named(&oneof, &mut writer);
        }
        Element::Enum(id) => {
            write::enumeration(&raw::Enum { values: Default::default(), ..lower.enumeration(id) }, &mut writer);
        }
        Element::EnumValue(id) => {
            let value = &schema[id];
            let name = schema.text(value.name);
            let options = value.options.bytes();
            write::enum_value(&raw::EnumValue { name, number: value.number, options }, &mut writer);
        }
        Element::Service(id) => {
            let service = raw::Service { methods: Default::default(), ..lower.service(id) };
            write::service(&service, &mut writer);
        }
        Element::Method(id) => write::method(&lower.method(id), &mut writer),
    }
    writer.into_bytes()
}

/// The selection of JSON names to write.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum JsonNames {
    /// All names, also those that the compiler derived from field names, as protoc writes them.
    All,
    /// Only names that a `json_name` declares.
    Declared,
}

fn write_file(schema: &Schema, id: FileId, source_info: bool, writer: &mut Writer) {
    write_raw(schema, id, &lowered(schema, id), source_info, writer);
}

/// Writes a file descriptor, with the source info of the file on request.
pub(super) fn write_raw(schema: &Schema, id: FileId, file: &raw::File<'_>, source_info: bool, writer: &mut Writer) {
    let info = schema[id].locations.bytes().filter(|_| source_info);
    let write_info = |writer: &mut Writer| {
        if let Some(info) = info {
            writer.bytes(write::SOURCE_INFO, info);
        }
    };
    write::file(file, &write_info, writer);
}

/// Converts a file of a schema to a descriptor.
pub fn lowered(schema: &Schema, id: FileId) -> raw::File<'_> {
    lowered_with(schema, id, JsonNames::All)
}

fn lowered_with(schema: &Schema, id: FileId, json_names: JsonNames) -> raw::File<'_> {
    let file = &schema[id];
    let lower = Lower { schema, json_names };
    let (syntax, edition) = match file.syntax {
        Syntax::Proto2 => (None, None),
        Syntax::Proto3 => (Some("proto3"), None),
        Syntax::Edition(edition) => (Some("editions"), Some(edition.0)),
    };
    let path = |import: &Import| schema.text(import.path).into();
    raw::File {
        name: schema.text(file.path),
        package: file.package.map(|package| schema.text(package)),
        dependencies: file.imports.iter().map(path).collect::<Vec<_>>(),
        public_dependencies: indices(&file.imports, &|import| import.public),
        weak_dependencies: indices(&file.imports, &|import| import.weak),
        option_dependencies: file.option_imports.iter().map(path).collect::<Vec<_>>(),
        messages: file.messages.iter().map(|&id| lower.message(id)).collect::<Vec<_>>(),
        enums: file.enums.iter().map(|&id| lower.enumeration(id)).collect::<Vec<_>>(),
        services: file.services.iter().map(|&id| lower.service(id)).collect::<Vec<_>>(),
        extensions: file.extensions.iter().map(|&id| lower.field(id)).collect::<Vec<_>>(),
        options: file.options.bytes(),
        source_info: None,
        syntax,
        edition,
        is_import: file.is_import,
        module: None,
        size: None,
    }
}

fn indices(imports: &[Import], marked: &dyn Fn(&Import) -> bool) -> Vec<i32> {
    let mut indices = Vec::new();
    for (index, import) in imports.iter().enumerate() {
        if marked(import) {
            indices.push(i32::try_from(index).unwrap_or(i32::MAX));
        }
    }
    indices
}

#[derive(Clone, Copy)]
struct Lower<'s> {
    schema: &'s Schema,
    json_names: JsonNames,
}

impl<'s> Lower<'s> {
    fn message(self, id: MessageId) -> raw::Message<'s> {
        let schema = self.schema;
        let message = &self.schema[id];
        let oneof =
            |&id: &OneofId| raw::RawNamed { name: schema.text(schema[id].name), options: schema[id].options.bytes() };
        let extension_range = |range: &'s crate::ExtensionRange| raw::Range {
            options: range.options.bytes(),
            ..exclusive(range.numbers)
        };
        raw::Message {
            name: schema.text(message.name),
            fields: message.fields.iter().map(|&id| self.field(id)).collect::<Vec<_>>(),
            messages: message.messages.iter().map(|&id| self.message(id)).collect::<Vec<_>>(),
            enums: message.enums.iter().map(|&id| self.enumeration(id)).collect::<Vec<_>>(),
            extension_ranges: message.extension_ranges.iter().map(extension_range).collect::<Vec<_>>(),
            extensions: message.extensions.iter().map(|&id| self.field(id)).collect::<Vec<_>>(),
            oneofs: message.oneofs.iter().map(oneof).collect::<Vec<_>>(),
            options: message.options.bytes(),
            reserved_ranges: message.reserved_ranges.iter().map(|&range| exclusive(range)).collect::<Vec<_>>(),
            reserved_names: message.reserved_names.iter().map(|&name| schema.text(name).into()).collect::<Vec<_>>(),
            visibility: visibility(message.visibility),
        }
    }

    fn field(self, id: FieldId) -> raw::RawField<'s> {
        let schema = self.schema;
        let field = &self.schema[id];
        let message = |id: MessageId| schema.text(schema[id].full_name);
        let (ty, type_name) = match field.ty {
            FieldType::Scalar(scalar) => (raw::scalar_number(scalar), None),
            FieldType::Enum(id) => (raw::TYPE_ENUM, Some(schema.text(schema[id].full_name))),
            FieldType::Message(id) => (raw::TYPE_MESSAGE, Some(message(id))),
            FieldType::Group(id) => (raw::TYPE_GROUP, Some(message(id))),
        };
        let extendee = match field.owner {
            FieldOwner::Message(_) => None,
            FieldOwner::Extension { extendee, .. } => Some(message(extendee)),
        };
        raw::RawField {
            name: schema.text(field.name),
            extendee,
            number: field.number.0,
            label: label(field.cardinality),
            ty,
            type_name,
            default: field.default.as_deref().map(Into::into),
            options: field.options.bytes(),
            oneof_index: field.oneof.map(|oneof| i32::try_from(schema[oneof].index).unwrap_or(i32::MAX)),
            json_name: field.json_name.filter(|_| self.writes_json_name(field)).map(|name| schema.text(name).into()),
            json_name_made: field.json_name_made,
            proto3_optional: field.proto3_optional,
        }
    }

    fn writes_json_name(self, field: &Field) -> bool {
        self.json_names == JsonNames::All || !field.json_name_made
    }

    fn enumeration(self, id: EnumId) -> raw::Enum<'s> {
        let schema = self.schema;
        let declared = &self.schema[id];
        let value = |&id: &EnumValueId| {
            let value = &schema[id];
            raw::EnumValue { name: schema.text(value.name), number: value.number, options: value.options.bytes() }
        };
        raw::Enum {
            name: schema.text(declared.name),
            values: declared.values.iter().map(value).collect::<Vec<_>>(),
            options: declared.options.bytes(),
            reserved_ranges: declared.reserved_ranges.iter().map(|&range| inclusive(range)).collect::<Vec<_>>(),
            reserved_names: declared.reserved_names.iter().map(|&name| schema.text(name).into()).collect::<Vec<_>>(),
            visibility: visibility(declared.visibility),
        }
    }

    fn service(self, id: ServiceId) -> raw::Service<'s> {
        let schema = self.schema;
        let service = &self.schema[id];
        let methods = service.methods.iter().map(|&id| self.method(id)).collect::<Vec<_>>();
        raw::Service { name: schema.text(service.name), methods, options: service.options.bytes() }
    }

    fn method(self, id: MethodId) -> raw::Method<'s> {
        let schema = self.schema;
        let method = &self.schema[id];
        raw::Method {
            name: schema.text(method.name),
            input: schema.text(schema[method.input].full_name),
            output: schema.text(schema[method.output].full_name),
            options: method.options.bytes(),
            client_streaming: method.client_streaming,
            server_streaming: method.server_streaming,
        }
    }
}

const fn inclusive<'s>(range: NumberRange) -> raw::Range<'s> {
    raw::Range { start: range.start, end: range.end, options: None }
}

/// Returns a range in the form of messages, with an exclusive end.
const fn exclusive<'s>(range: NumberRange) -> raw::Range<'s> {
    raw::Range { start: range.start, end: range.end.saturating_add(1), options: None }
}

const fn visibility(visibility: Option<Visibility>) -> i32 {
    match visibility {
        None => 0,
        Some(Visibility::Local) => 1,
        Some(Visibility::Export) => 2,
    }
}

const fn label(cardinality: Cardinality) -> i32 {
    match cardinality {
        Cardinality::Optional => raw::LABEL_OPTIONAL,
        Cardinality::Required => raw::LABEL_REQUIRED,
        Cardinality::Repeated => raw::LABEL_REPEATED,
    }
}
