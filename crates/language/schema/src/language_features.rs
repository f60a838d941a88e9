//! Features for specific languages: extensions of `FeatureSet`.

use super::wire::{WireReader, WireValue};
use super::{Edition, FieldId, FieldType, FileId, Scalar, Schema, Syntax};

/// The extension number of `pb.cpp`.
pub const CPP: u32 = 1000;
/// The extension number of `pb.java`.
pub const JAVA: u32 = 1001;

/// Returns the value of a language's feature for a field: the field's own, or else the file's.
///
/// No other element can set these features, and only editions support them.
pub fn feature(schema: &Schema, id: FieldId, language: u32, number: u32) -> Option<u64> {
    let field = &schema[id];
    let file = &schema[field.file];
    if !matches!(file.syntax, Syntax::Edition(_)) {
        return None;
    }
    let own = last(field.options.features(), language, number);
    own.or_else(|| last(file.options.features(), language, number))
}

/// Returns the C++ type of a string or bytes field.
pub fn string_type(schema: &Schema, id: FieldId) -> Option<&'static str> {
    let field = &schema[id];
    if !matches!(field.ty, FieldType::Scalar(Scalar::String | Scalar::Bytes)) {
        return None;
    }
    Some(match (field.options.ctype(), feature(schema, id, CPP, STRING_TYPE)) {
        (Some(0), _) => "STRING",
        (Some(1), _) => "CORD",
        (Some(_), _) => "STRING_PIECE",
        (None, number) => name_or_default(number, schema[field.file].syntax),
    })
}

/// Returns the C++ type of string fields in a file, unless a field overrides it.
pub fn string_type_of_file(schema: &Schema, id: FileId) -> &'static str {
    let file = &schema[id];
    let number = match file.syntax {
        Syntax::Edition(_) => last(file.options.features(), CPP, STRING_TYPE),
        Syntax::Proto2 | Syntax::Proto3 => None,
    };
    name_or_default(number, file.syntax)
}

/// The field `string_type` of `pb.CppFeatures`.
const STRING_TYPE: u32 = 2;

fn name_or_default(number: Option<u64>, syntax: Syntax) -> &'static str {
    match number {
        Some(1) => "VIEW",
        Some(2) => "CORD",
        None if syntax.edition() >= Edition::E2024 => "VIEW",
        _ => "STRING",
    }
}

/// Returns the last value of a number inside the extension.
fn last<'a>(sets: impl Iterator<Item = &'a [u8]>, language: u32, number: u32) -> Option<u64> {
    let inside = sets.flat_map(|set| numbered(set, language)).filter_map(|value| match value {
        WireValue::Bytes(bytes) => Some(bytes),
        _ => None,
    });
    let values = inside.flat_map(|bytes| numbered(bytes, number)).filter_map(|value| match value {
        WireValue::Varint(value) => Some(value),
        _ => None,
    });
    values.last()
}

fn numbered(bytes: &[u8], number: u32) -> impl Iterator<Item = WireValue<'_>> {
    let fields = WireReader::new(bytes).map_while(Result::ok);
    fields.filter(move |field| field.number == number).map(|field| field.value)
}
