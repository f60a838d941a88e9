//! Translation of editions to proto2 and proto3, for programs that do not support editions.
//!
//! A file becomes proto2 unless a field has implicit presence. Otherwise, the file becomes proto3, and each field with
//! presence becomes `optional`. Required fields, defaults and groups remain, although proto3 has no syntax for them:
//! readers of descriptors look at each field separately. The synthetic oneofs of proto3 `optional` fields are omitted,
//! so that source info paths remain valid.

use super::encode::{lowered, write_raw};
use super::raw;
use crate::wire::Writer;
use crate::{
    Field, FieldId, FieldType, File, FileId, IdSet, MessageId, Presence, RepeatedEncoding, Scalar, Schema, Shape,
    Syntax, Utf8Validation,
};

/// The settings of the translation.
#[derive(Debug, Default)]
pub struct Legacy {
    /// `true` to convert strings without UTF-8 validation to `bytes`. Map keys cannot be converted.
    pub unchecked_strings_as_bytes: bool,
    /// Required fields that become `optional`.
    pub not_required: IdSet<Field>,
    /// `true` to mark required fields of proto3 files as `optional` too. prost-reflect needs the mark to detect
    /// presence; prost-build would generate an `Option`.
    pub marks_required: bool,
}

impl Legacy {
    /// Returns the settings for prost-reflect.
    pub fn for_reflection() -> Self {
        Self { marks_required: true, ..Self::default() }
    }
}

/// Encodes files like `encode_files`, with editions translated. Files in proto2 and proto3 are unchanged, byte for byte.
pub fn encode_legacy(schema: &Schema, files: &[FileId], source_info: bool, legacy: &Legacy) -> Vec<u8> {
    let words = OptionRewriter { schema, legacy, options: options(schema), implicit: implicit(schema) };
    let mut writer = Writer::default();
    for &id in files {
        let file = words.file(id);
        writer.message(1, |writer| write_raw(schema, id, &file, source_info, writer));
    }
    writer.into_bytes()
}

/// Returns `true` if a field holds strings without validation and is not a map key.
fn is_unchecked_string(schema: &Schema, id: FieldId) -> bool {
    is_unchecked(schema, id) && !is_key(schema, id)
}

/// Returns `true` if a field holds strings without validation and is a map key.
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

/// Returns the files that have a field with implicit presence.
fn implicit(schema: &Schema) -> IdSet<File> {
    let is_implicit = |id| schema.shape(id) == Shape::Single(Presence::Implicit);
    let fields =
        schema.fields.iter().filter(|(id, field)| is_implicit(*id) && !schema.is_map_entry(field.containing()));
    fields.map(|(_, field)| field.file).collect()
}

/// Returns the options of each repeated numeric field of an edition, with the option `packed` appended. Sorted by id.
fn options(schema: &Schema) -> Vec<(FieldId, Vec<u8>)> {
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

struct OptionRewriter<'s> {
    schema: &'s Schema,
    legacy: &'s Legacy,
    /// The rewritten options of fields, sorted by id.
    options: Vec<(FieldId, Vec<u8>)>,
    implicit: IdSet<File>,
}

impl OptionRewriter<'_> {
    fn file(&self, id: FileId) -> raw::File<'_> {
        let mut file = lowered(self.schema, id);
        if !is_of_edition(self.schema, id) {
            return file;
        }
        file.syntax = self.implicit.contains(id).then_some("proto3");
        file.edition = None;
        // proto2 and proto3 have neither option imports nor visibility.
        file.option_dependencies.clear();
        let declared = &self.schema[id];
        self.messages(&mut file.messages, &declared.messages);
        file.enums.iter_mut().for_each(|it| it.visibility = 0);
        self.fields(&mut file.extensions, &declared.extensions);
        file
    }

    /// Translates messages. Readers and the compiler limit the recursion depth.
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

    fn fields<'w>(&'w self, fields: &mut [raw::RawField<'w>], ids: &[FieldId]) {
        for (field, &id) in fields.iter_mut().zip(ids) {
            self.field(field, id);
        }
    }

    fn field<'w>(&'w self, field: &mut raw::RawField<'w>, id: FieldId) {
        match self.schema.shape(id) {
            Shape::Single(Presence::Required) if !self.legacy.not_required.contains(id) => {
                field.label = raw::LABEL_REQUIRED;
                field.proto3_optional = self.legacy.marks_required && self.is_proto3_optional(id);
            }
            Shape::Single(Presence::Required | Presence::Explicit) => {
                field.label = raw::LABEL_OPTIONAL;
                field.proto3_optional = self.is_proto3_optional(id);
            }
            Shape::Single(Presence::Implicit) | Shape::Repeated { .. } | Shape::Map { .. } => {}
        }
        if let Ok(index) = self.options.binary_search_by_key(&id, |&(field, _)| field) {
            field.options = Some(&self.options[index].1);
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
        self.implicit.contains(field.file) && !has_none
    }
}

/// Escapes a string default as a `bytes` default, with C escape sequences.
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
    fn escapes_each_byte_of_a_default() {
        assert_eq!(escaped("a\\\"'\n\u{e9}".as_bytes()), br#"a\\\"\'\012\303\251"#);
    }
}
