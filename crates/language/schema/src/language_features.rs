//! Features for specific languages: extensions of `FeatureSet`.

use super::wire::{WireReader, WireValue};
use super::{Cardinality, Edition, FieldId, FieldType, FileId, Scalar, Schema, Syntax};

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

/// The accessors of a string or bytes field in C++, as protoc generates them from `ctype` and the feature `string_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CppAccessors {
    /// Of `std::string`.
    String,
    /// Of `absl::string_view`.
    View,
    /// Of `absl::Cord`.
    Cord,
    /// Private ones, or a field that protoc refuses: no program can call them.
    Hidden,
}

impl CppAccessors {
    /// Returns the accessors of a field; `None` if it is neither string nor bytes.
    pub fn of(schema: &Schema, id: FieldId) -> Option<Self> {
        let string_type = string_type(schema, id)?;
        // C++ maps have fixed types that no option changes.
        if schema.is_map_entry(schema[id].containing()) {
            return Some(Self::String);
        }
        Some(match string_type {
            // Extensions have strings.
            "VIEW" if !schema[id].is_extension() => Self::View,
            "CORD" if can_be_cord(schema, id) => Self::Cord,
            "CORD" => Self::Hidden,
            _ => Self::String,
        })
    }

    /// Returns `true` if what calls other accessors compiles with these.
    #[must_use]
    pub fn serves(self, callers_of: Self) -> bool {
        callers_of == Self::Hidden || callers_of == self
    }
}

/// Returns `true` for a field that can be a cord in C++: a single `bytes` of a message.
pub fn can_be_cord(schema: &Schema, id: FieldId) -> bool {
    let field = &schema[id];
    let is_bytes = field.ty == FieldType::Scalar(Scalar::Bytes);
    is_bytes && field.cardinality != Cardinality::Repeated && !field.is_extension()
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
