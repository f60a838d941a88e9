//! The row of a field in the descriptor of its message: its names, its number, the kind of its values, and its shape.

use std::fmt::Write as _;

use super::{FIELD, KIND};
use crate::MemberCode;
use protoward_schema::{FieldId, FieldType, Presence, Scalar, Schema, Shape};

/// The kind of the values of a field.
pub(super) enum KindCode {
    /// A message with generated code, by its path.
    Message(String),
    /// A generated enum, by its path.
    Enum(String),
    /// The expression of another kind.
    Other(String),
}

impl KindCode {
    /// Returns the expression that creates a field.
    fn field(&self, names: &str) -> String {
        match self {
            Self::Message(path) => format!("{FIELD}::message::<{path}>({names})"),
            Self::Enum(path) => format!("{FIELD}::enumeration::<{path}>({names})"),
            Self::Other(kind) => format!("{FIELD}::new({names}, {kind})"),
        }
    }
}

/// A field with its Rust code.
pub(super) struct FieldCode<'a> {
    pub(super) id: FieldId,
    pub(super) member: &'a MemberCode,
    pub(super) kind: KindCode,
    /// `true` for a field that is written even if it has its default.
    pub(super) is_always_written: bool,
    /// `true` if reading fails without the field where it is required by the language.
    pub(super) checks_required: bool,
}

impl FieldCode<'_> {
    /// Returns the expression of the descriptor. `oneofs` are the names of the oneofs of the message.
    pub(super) fn descriptor(&self, schema: &Schema, oneofs: &[&str]) -> String {
        let field = &schema[self.id];
        let json_name = schema.json_name(self.id);
        let name = schema.text(field.name);
        let mut text = self.kind.field(&format!("{}, {json_name:?}, {name:?}", field.number.0));
        let text_name = schema.text_name(self.id);
        if text_name != name && text_name != json_name {
            let _ = write!(text, ".alias({text_name:?})");
        }
        text.push_str(&self.shape(schema, oneofs));
        if self.must_be_read(schema) {
            text.push_str(".required()");
        }
        if self.is_always_written {
            text.push_str(".always_written()");
        }
        text
    }

    /// Returns the name of the oneof that the field is in.
    pub(super) fn oneof<'s>(&self, schema: &'s Schema) -> Option<&'s str> {
        let oneof = schema[self.id].oneof.filter(|_| self.member.variant.is_some())?;
        Some(schema.text(schema[oneof].name))
    }

    fn shape(&self, schema: &Schema, oneofs: &[&str]) -> String {
        let oneof = self.oneof(schema).and_then(|name| oneofs.iter().position(|it| *it == name));
        match (schema.shape(self.id), oneof) {
            (_, Some(index)) => format!(".member({index})"),
            (Shape::Map { key, .. }, None) => match schema[key].ty {
                FieldType::Scalar(scalar) => format!(".map({})", scalar_kind(scalar)),
                _ => String::new(),
            },
            (Shape::Repeated { packed: true }, None) => ".packed()".to_owned(),
            (Shape::Repeated { packed: false }, None) => ".list()".to_owned(),
            (Shape::Single(Presence::Implicit), None) if !self.member.is_option => String::new(),
            (Shape::Single(_), None) => ".explicit()".to_owned(),
        }
    }

    /// Returns `true` if reading fails without the field.
    fn must_be_read(&self, schema: &Schema) -> bool {
        self.checks_required && !self.member.is_option && schema.shape(self.id) == Shape::Single(Presence::Required)
    }
}

/// Returns the expression of the kind of a scalar.
pub(super) fn scalar_kind(scalar: Scalar) -> String {
    let kind = match scalar {
        Scalar::Double => "Double",
        Scalar::Float => "Float",
        Scalar::Int32 => "Int32",
        Scalar::Int64 => "Int64",
        Scalar::Uint32 => "Uint32",
        Scalar::Uint64 => "Uint64",
        Scalar::Sint32 => "Sint32",
        Scalar::Sint64 => "Sint64",
        Scalar::Fixed32 => "Fixed32",
        Scalar::Fixed64 => "Fixed64",
        Scalar::Sfixed32 => "Sfixed32",
        Scalar::Sfixed64 => "Sfixed64",
        Scalar::Bool => "Bool",
        Scalar::String => "String",
        Scalar::Bytes => "Bytes",
    };
    format!("{KIND}::{kind}")
}
