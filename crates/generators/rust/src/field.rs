//! Fields of structs: the Rust type, and the `#[prost(…)]` attribute that says how it is encoded.

use std::borrow::Cow;

use protoward_schema::c_escapes::unescaped;
use protoward_schema::{
    Cardinality, EnumId, Field, FieldId, FieldType, Presence, RepeatedEncoding, Scalar, Shape, Syntax, Utf8Validation,
};

use crate::context::{RustContext, Scope};
use crate::field_types::FieldContainer;
use crate::layout::Writer;

impl RustContext<'_> {
    /// Writes a field that is neither a map nor in a oneof. `path` is the path of the message.
    pub(crate) fn field(&self, scope: &Scope<'_>, id: FieldId, path: &str, writer: &mut Writer) {
        let field = &self.schema[id];
        let full_path = self.member(path, id);
        let count = self.count(id);

        let mut arguments = vec![self.type_tag(scope, id)];
        if self.scalar(id) == Some(Scalar::Bytes) {
            arguments = vec![format!("bytes = \"{}\"", if self.is_bytes(&full_path) { "bytes" } else { "vec" }).into()];
        }
        match count {
            FieldCount::Implicit => {}
            FieldCount::Optional => arguments.push("optional".into()),
            FieldCount::Required => arguments.push("required".into()),
            FieldCount::Repeated => arguments.push("repeated".into()),
        }
        if count == FieldCount::Repeated && self.is_packed(field) == Some(false) {
            arguments.push("packed = \"false\"".into());
        }
        if self.is_boxed(id) {
            arguments.push("boxed".into());
        }
        arguments.push(format!("tag = \"{}\"", field.number).into());
        arguments.extend(self.default(id).map(|default| format!("default = \"{}\"", default.escaped()).into()));

        self.document(id, &full_path, writer);
        self.deprecated(id, &full_path, writer);
        self.prost_attribute(FieldContainer::Message(field.containing()), &arguments, writer);
        self.write_field_attributes(&full_path, writer);
        let ty = self.boxed_type(scope, id, (&full_path, self.settings.prost()));
        let ty = match count {
            FieldCount::Implicit | FieldCount::Required => ty,
            FieldCount::Optional => format!("::core::option::Option<{ty}>"),
            FieldCount::Repeated => format!("{}::alloc::vec::Vec<{ty}>", self.settings.prost()),
        };
        self.declaration(id, &ty, writer);
    }

    /// Writes a field that is a map.
    pub(crate) fn map_field(
        &self,
        scope: &Scope<'_>,
        id: FieldId,
        (key, value): (FieldId, FieldId),
        path: &str,
        writer: &mut Writer,
    ) {
        let full_path = self.member(path, id);
        let map = if self.is_sorted(&full_path) { "btree_map" } else { "map" };
        let key_tag = self.type_tag(scope, key);
        let value_tag = match self.schema[value].ty {
            FieldType::Enum(of) => format!("enumeration({})", self.enum_type(scope, of)).into(),
            _ => self.type_tag(scope, value),
        };
        self.document(id, &full_path, writer);
        let tag = format!("tag = \"{}\"", self.schema[id].number).into();
        let arguments = [format!("{map} = \"{key_tag}, {value_tag}\"").into(), tag];
        self.prost_attribute(FieldContainer::Message(self.schema[id].containing()), &arguments, writer);
        self.write_field_attributes(&full_path, writer);
        let map = self.map_type(&full_path);
        let [key, value] = self.map_types(scope, (key, value), path);
        self.declaration(id, &format!("{map}<{key}, {value}>"), writer);
    }

    fn is_sorted(&self, full_path: &str) -> bool {
        self.settings.btree_map.has(full_path)
    }

    /// Returns the type of a map, without those of its keys and values.
    pub(crate) fn map_type(&self, full_path: &str) -> String {
        if self.is_sorted(full_path) {
            format!("{}::alloc::collections::BTreeMap", self.settings.prost_of_types())
        } else {
            "::std::collections::HashMap".to_owned()
        }
    }

    /// Returns the types of the keys and the values of a map. `path` is the path of the message.
    pub(crate) fn map_types(&self, scope: &Scope<'_>, (key, value): (FieldId, FieldId), path: &str) -> [String; 2] {
        // prost-build looks up the fields of the entry as fields of the message.
        [(key, "key"), (value, "value")].map(|(id, name)| self.field_type(scope, id, &format!("{path}.{name}")))
    }

    /// Writes the `#[prost(…)]` attribute of a field, unless the implementations of its message or oneof are written out.
    pub(crate) fn prost_attribute(&self, of: FieldContainer, arguments: &[Cow<'_, str>], writer: &mut Writer) {
        if self.field_types.has_implementations(of) {
            return;
        }
        writer.word("#[prost(");
        writer.begin(crate::layout::INDENT);
        writer.soft_break();
        for (at, argument) in arguments.iter().enumerate() {
            if at > 0 {
                writer.comma();
            }
            writer.word(argument);
        }
        writer.closing_break();
        writer.end();
        writer.word(")]");
        writer.newline();
    }

    fn declaration(&self, id: FieldId, ty: &str, writer: &mut Writer) {
        writer.word(&format!("pub {}: ", self.names.field(id)));
        writer.ty(ty);
        writer.end_line(",");
    }

    /// Returns the path of a field, given the path of its message or oneof.
    pub(crate) fn member(&self, path: &str, id: FieldId) -> String {
        format!("{path}.{}", self.schema.text(self.schema[id].name))
    }

    pub(crate) fn deprecated(&self, id: FieldId, path: &str, writer: &mut Writer) {
        if self.schema[id].options.deprecated() == Some(true) && !self.settings.skip_deprecated.has(path) {
            writer.line("#[deprecated]");
        }
    }

    /// Returns the number of values of a field that is not a map.
    pub(crate) fn count(&self, id: FieldId) -> FieldCount {
        match self.schema.shape(id) {
            Shape::Repeated { .. } | Shape::Map { .. } => FieldCount::Repeated,
            Shape::Single(Presence::Required) if !self.type_properties.is_infinite(id) => FieldCount::Required,
            Shape::Single(Presence::Required | Presence::Explicit) => FieldCount::Optional,
            Shape::Single(Presence::Implicit) => FieldCount::Implicit,
        }
    }

    /// Returns `true` if the value of a field, or of a oneof variant, is in a `Box`.
    pub(crate) fn is_boxed(&self, id: FieldId) -> bool {
        let field = &self.schema[id];
        (field.cardinality != Cardinality::Repeated || self.settings.runtime.boxes_elements())
            && (self.type_properties.is_recursive(self.schema, id) || self.settings.is_boxed(self.schema, id))
    }

    /// Returns the type of one value of a field, in a `Box` if necessary. `prost` is the path of the crate with `Box`.
    pub(crate) fn boxed_type(&self, scope: &Scope<'_>, id: FieldId, (full_path, prost): (&str, &str)) -> String {
        let ty = self.field_type(scope, id, full_path);
        if self.is_boxed(id) { format!("{prost}::alloc::boxed::Box<{ty}>") } else { ty }
    }

    fn is_bytes(&self, full_path: &str) -> bool {
        self.settings.bytes.has(full_path)
    }

    /// Returns whether a repeated field is packed, or `None` if its type cannot be packed.
    pub(crate) fn is_packed(&self, field: &Field) -> Option<bool> {
        let is_packable = match field.ty {
            FieldType::Scalar(scalar) => scalar.is_packable(),
            FieldType::Enum(_) => true,
            FieldType::Message(_) | FieldType::Group(_) => false,
        };
        let is_packed = match self.schema[field.file].syntax {
            Syntax::Edition(_) => field.features.repeated_encoding == RepeatedEncoding::Packed,
            _ if self.settings.runtime.unpacks_fields_with_options() && field.options.bytes().is_some() => {
                field.options.packed() == Some(true)
            }
            syntax => field.options.packed().unwrap_or(syntax == Syntax::Proto3),
        };
        is_packable.then_some(is_packed)
    }

    /// Returns the scalar type of a field in Rust.
    pub(crate) fn scalar(&self, id: FieldId) -> Option<Scalar> {
        match self.schema[id].ty {
            FieldType::Scalar(_) if self.is_unchecked(id) => Some(Scalar::Bytes),
            FieldType::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// Returns `true` if a field is a string without UTF-8 validation, which becomes bytes. Map keys cannot become bytes.
    fn is_unchecked(&self, id: FieldId) -> bool {
        let field = &self.schema[id];
        let is_key = || self.schema.is_map_entry(field.containing()) && field.number.0 == 1;
        !self.settings.utf8_none_as_string
            && matches!(self.schema[field.file].syntax, Syntax::Edition(_))
            && field.ty == FieldType::Scalar(Scalar::String)
            && field.features.utf8_validation == Utf8Validation::None
            && !is_key()
    }

    /// Returns the type of a field in a `#[prost(…)]` attribute.
    pub(crate) fn type_tag(&self, scope: &Scope<'_>, id: FieldId) -> Cow<'static, str> {
        match self.schema[id].ty {
            FieldType::Scalar(scalar) => self.scalar(id).unwrap_or(scalar).keyword().into(),
            FieldType::Enum(of) => format!("enumeration = \"{}\"", self.enum_type(scope, of)).into(),
            FieldType::Message(_) | FieldType::Group(_) if self.schema.is_delimited(id) => "group".into(),
            FieldType::Message(_) | FieldType::Group(_) => "message".into(),
        }
    }

    /// Returns the Rust type of one value of a field. `full_path` selects the type of `bytes` fields.
    pub(crate) fn field_type(&self, scope: &Scope<'_>, id: FieldId, full_path: &str) -> String {
        let name = match self.schema[id].ty {
            FieldType::Message(of) | FieldType::Group(of) => return self.message_type(scope, of),
            FieldType::Enum(of) if self.field_types.is_open(of) => {
                return format!("{}::OpenEnum<{}>", self.open_enums_path(), self.enum_type(scope, of));
            }
            FieldType::Enum(_) => "i32",
            FieldType::Scalar(scalar) => match self.scalar(id).unwrap_or(scalar) {
                Scalar::String => return format!("{}::alloc::string::String", self.settings.prost()),
                Scalar::Bytes if self.is_bytes(full_path) => {
                    return format!("{}::bytes::Bytes", self.settings.prost_of_types());
                }
                Scalar::Bytes => return format!("{}::alloc::vec::Vec<u8>", self.settings.prost_of_types()),
                number => primitive(number),
            },
        };
        name.to_owned()
    }

    /// Returns the declared default of a field.
    pub(crate) fn default(&self, id: FieldId) -> Option<DefaultValue> {
        let field = &self.schema[id];
        let default = field.default.as_deref()?;
        let text = || String::from_utf8_lossy(default).into_owned();
        Some(match (field.ty, self.scalar(id)) {
            (FieldType::Enum(of), _) => DefaultValue::Variant(self.default_variant(of, &text())),
            (FieldType::Scalar(Scalar::Bytes), _) => DefaultValue::Bytes(unescaped(default)),
            (_, Some(Scalar::Bytes)) => DefaultValue::Bytes(default.to_vec()),
            (_, Some(Scalar::String)) => DefaultValue::Text(text()),
            _ => DefaultValue::Plain(text()),
        })
    }

    fn default_variant(&self, of: EnumId, name: &str) -> String {
        let value = self.schema[of].values.iter().find(|&&value| self.schema.text(self.schema[value].name) == name);
        value.map_or_else(|| name.to_owned(), |&value| self.names.value(value).to_owned())
    }
}

/// Returns the Rust type of a number or a `bool`. For strings and bytes, returns the borrowed type.
pub(crate) fn primitive(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Float => "f32",
        Scalar::Double => "f64",
        Scalar::Uint32 | Scalar::Fixed32 => "u32",
        Scalar::Uint64 | Scalar::Fixed64 => "u64",
        Scalar::Int32 | Scalar::Sfixed32 | Scalar::Sint32 => "i32",
        Scalar::Int64 | Scalar::Sfixed64 | Scalar::Sint64 => "i64",
        Scalar::Bool => "bool",
        Scalar::String => "&str",
        Scalar::Bytes => "&[u8]",
    }
}

/// The number of values of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldCount {
    /// One value, which is not encoded if it is the default.
    Implicit,
    Optional,
    Required,
    Repeated,
}

/// The declared default of a field.
#[derive(Clone, Debug)]
pub(crate) enum DefaultValue {
    /// A variant of an enum.
    Variant(String),
    Text(String),
    Bytes(Vec<u8>),
    /// A number or a `bool`, as written in descriptors.
    Plain(String),
}

impl DefaultValue {
    /// Returns the default, escaped for a string literal.
    fn escaped(&self) -> String {
        match self {
            Self::Variant(text) | Self::Plain(text) => text.clone(),
            Self::Text(text) => text.escape_default().to_string(),
            Self::Bytes(bytes) => byte_string(bytes).escape_default().to_string(),
        }
    }
}

/// Returns a Rust byte string literal.
pub(crate) fn byte_string(bytes: &[u8]) -> String {
    format!("b\"{}\"", bytes.escape_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unescapes_and_escapes_defaults_of_bytes() {
        assert_eq!(unescaped(br#"a\001\x7f\377\n\"\\"#), [b'a', 1, 0x7f, 0xff, b'\n', b'"', b'\\']);
        assert_eq!(DefaultValue::Bytes(b"a\x01\"".to_vec()).escaped(), r#"b\"a\\x01\\\"\""#);
    }
}
