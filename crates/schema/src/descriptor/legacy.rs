//! Files of an edition in the words of proto2 and proto3, for programs that know no editions.
//!
//! A file becomes proto2, which has a word for every field but those without presence; a file that has one of those
//! becomes proto3, where each field with presence is `optional`. Required fields, defaults and groups stay what they are
//! there: no text of proto3 could say that, but descriptors can, and who reads them looks at each field alone. The
//! oneof that `protoc` makes for each `optional` field of proto3 is left out, so that all paths of places stay right.

use std::collections::{BTreeMap, BTreeSet};

use super::encode::{lowered, write_raw};
use super::raw;
use crate::wire::Writer;
use crate::{
    FieldId, FieldType, FileId, MessageId, Presence, RepeatedEncoding, Scalar, Schema, Shape, Syntax, Utf8Validation,
};

/// What a file of an edition becomes where there is a choice.
#[derive(Debug, Default)]
pub struct Legacy {
    /// Whether strings that need not be UTF-8 become `bytes`. Keys of maps cannot.
    pub unchecked_strings_as_bytes: bool,
    /// Required fields that become `optional`.
    pub not_required: BTreeSet<FieldId>,
    /// Whether a required field of a file that becomes proto3 is marked as `optional` too. By that mark prost-reflect tells
    /// that it has presence; prost-build would take it for an `Option`.
    pub marks_required: bool,
}

impl Legacy {
    /// As prost-reflect needs it.
    pub fn for_reflection() -> Self {
        Self { marks_required: true, ..Self::default() }
    }
}

/// As `encode_files`, with files of an edition in the words of proto2 and proto3; the others are the same, byte for byte.
pub fn encode_legacy(
    schema: &Schema,
    files: impl IntoIterator<Item = FileId>,
    source_info: bool,
    legacy: &Legacy,
) -> Vec<u8> {
    let words = Words { schema, legacy, options: options(schema), implicit: implicit(schema) };
    let mut writer = Writer::default();
    for id in files {
        let file = words.file(id);
        writer.message(1, |writer| write_raw(schema, id, &file, source_info, writer));
    }
    writer.into_bytes()
}

/// Whether a field holds strings that are not checked, and is no key of a map.
fn is_unchecked_string(schema: &Schema, id: FieldId) -> bool {
    is_unchecked(schema, id) && !is_key(schema, id)
}

/// Whether a field holds strings that are not checked, and is the key of a map.
pub fn is_unchecked_key(schema: &Schema, id: FieldId) -> bool {
    is_unchecked(schema, id) && is_key(schema, id)
}

fn is_unchecked(schema: &Schema, id: FieldId) -> bool {
    let field = &schema[id];
    field.ty == FieldType::Scalar(Scalar::String) && field.features.utf8_validation == Utf8Validation::None
}

fn is_key(schema: &Schema, id: FieldId) -> bool {
    schema.is_map_entry(schema[id].containing()) && schema[id].number.0 == 1
}

fn is_of_edition(schema: &Schema, file: FileId) -> bool {
    matches!(schema[file].syntax, Syntax::Edition(_))
}

/// The files with a field that has no presence.
fn implicit(schema: &Schema) -> BTreeSet<FileId> {
    let is_implicit = |id| schema.shape(id) == Shape::Single(Presence::Implicit);
    let fields =
        schema.fields.iter().filter(|(id, field)| is_implicit(*id) && !schema.is_map_entry(field.containing()));
    fields.map(|(_, field)| field.file).collect()
}

/// Options with the option `packed`, which stands last and so counts, for each repeated number of an edition.
fn options(schema: &Schema) -> BTreeMap<FieldId, Vec<u8>> {
    const PACKED: u32 = 2;
    let repeated =
        schema.fields.iter().filter(|(id, field)| is_of_edition(schema, field.file) && is_packable(schema, *id));
    let with_packed = repeated.map(|(id, field)| {
        let mut writer = Writer::default();
        writer.bool(PACKED, field.features.repeated_encoding == RepeatedEncoding::Packed);
        let own = field.options.bytes().unwrap_or_default();
        (id, [own, writer.as_bytes()].concat())
    });
    with_packed.collect()
}

fn is_packable(schema: &Schema, id: FieldId) -> bool {
    let is_number = match schema[id].ty {
        FieldType::Scalar(scalar) => scalar.is_packable(),
        FieldType::Enum(_) => true,
        FieldType::Message(_) | FieldType::Group(_) => false,
    };
    is_number && matches!(schema.shape(id), Shape::Repeated { .. })
}

struct Words<'s> {
    schema: &'s Schema,
    legacy: &'s Legacy,
    options: BTreeMap<FieldId, Vec<u8>>,
    implicit: BTreeSet<FileId>,
}

impl Words<'_> {
    fn file(&self, id: FileId) -> raw::File<'_> {
        let mut file = lowered(self.schema, id);
        if !is_of_edition(self.schema, id) {
            return file;
        }
        file.syntax = self.implicit.contains(&id).then_some("proto3");
        file.edition = None;
        file.option_dependencies.clear();
        let declared = &self.schema[id];
        self.messages(&mut file.messages, &declared.messages);
        file.enums.iter_mut().for_each(|it| it.visibility = 0);
        self.fields(&mut file.extensions, &declared.extensions);
        file
    }

    /// As deep as messages nest, which readers and the compiler bound.
    fn messages<'w>(&'w self, messages: &mut [raw::Message<'w>], ids: &[MessageId]) {
        for (message, &id) in messages.iter_mut().zip(ids) {
            let declared = &self.schema[id];
            message.visibility = 0;
            message.enums.iter_mut().for_each(|it| it.visibility = 0);
            self.fields(&mut message.fields, &declared.fields);
            self.fields(&mut message.extensions, &declared.extensions);
            self.messages(&mut message.messages, &declared.messages);
        }
    }

    fn fields<'w>(&'w self, fields: &mut [raw::Member<'w>], ids: &[FieldId]) {
        for (field, &id) in fields.iter_mut().zip(ids) {
            self.field(field, id);
        }
    }

    fn field<'w>(&'w self, field: &mut raw::Member<'w>, id: FieldId) {
        match self.schema.shape(id) {
            Shape::Single(Presence::Required) if !self.legacy.not_required.contains(&id) => {
                field.label = raw::LABEL_REQUIRED;
                field.proto3_optional = self.legacy.marks_required && self.is_proto3_optional(id);
            }
            Shape::Single(Presence::Required | Presence::Explicit) => {
                field.label = raw::LABEL_OPTIONAL;
                field.proto3_optional = self.is_proto3_optional(id);
            }
            Shape::Single(Presence::Implicit) | Shape::Repeated { .. } | Shape::Map { .. } => {}
        }
        if let Some(options) = self.options.get(&id) {
            field.options = Some(options);
        }
        if self.schema.is_delimited(id) {
            field.ty = raw::TYPE_GROUP;
        }
        if self.legacy.unchecked_strings_as_bytes && is_unchecked_string(self.schema, id) {
            field.ty = raw::scalar_number(Scalar::Bytes);
            field.default = field.default.as_deref().map(|text| escaped(text).into());
        }
    }

    fn is_proto3_optional(&self, id: FieldId) -> bool {
        let field = &self.schema[id];
        let has_none = field.oneof.is_some() || field.is_extension() || self.schema.is_map_entry(field.containing());
        self.implicit.contains(&field.file) && !has_none
    }
}

/// The default of a string as that of `bytes`, which descriptors keep with escapes as in C.
fn escaped(text: &[u8]) -> Vec<u8> {
    let mut escaped = Vec::with_capacity(text.len());
    for &byte in text {
        match byte {
            b'\\' | b'"' | b'\'' => escaped.extend_from_slice(&[b'\\', byte]),
            b' '..=b'~' => escaped.push(byte),
            _ => escaped.extend_from_slice(format!("\\{byte:03o}").as_bytes()),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_is_escaped_byte_by_byte() {
        assert_eq!(escaped("a\\\"'\n\u{e9}".as_bytes()), br#"a\\\"\'\012\303\251"#);
    }
}
