//! The codec of each field, and the lines that write and read it.

use super::JSON;
use super::implementations::Implementations;
use crate::MemberCode;
use crate::additions::packages::Package;
use protoward_schema::{FieldId, FieldType, Presence, Scalar, Schema, Shape};

/// A field with its Rust code.
pub(super) struct FieldCode<'a> {
    pub(super) id: FieldId,
    pub(super) member: &'a MemberCode,
    /// The codec of the field values.
    pub(super) codec: String,
    /// `true` for a field that is written even if it has its default.
    pub(super) is_always_written: bool,
    /// `true` if reading fails without the field where it is required by the language.
    pub(super) checks_required: bool,
}

impl FieldCode<'_> {
    /// Returns the statement that writes the field with an index.
    pub(super) fn write(&self, schema: &Schema, index: usize) -> String {
        let (codec, name) = (&self.codec, &self.member.name);
        match &self.member.variant {
            Some(variant) => format!(
                "            if let ::core::option::Option::Some({variant}(value)) = &self.{name} {{\n                \
                 object.set::<{codec}, _>({index}, value)?;\n            }}\n"
            ),
            None => {
                let method = match self.is_always_written {
                    true => self.method(schema).always_written(),
                    false => self.method(schema).written(),
                };
                format!("            object.{method}::<{codec}, _>({index}, &self.{name})?;\n")
            }
        }
    }

    /// Returns the match arm that reads the field with an index.
    pub(super) fn read(&self, schema: &Schema, index: usize) -> String {
        let (codec, name) = (&self.codec, &self.member.name);
        let read = match &self.member.variant {
            Some(variant) => {
                let oneof = schema[self.id].oneof.map_or("", |oneof| schema.text(schema[oneof].name));
                format!("entry.member::<{codec}, _, _>({oneof:?}, &mut self.{name}, {variant})")
            }
            None => format!("entry.{}::<{codec}, _>(&mut self.{name})", self.reader(schema)),
        };
        format!("                {index} => {read},\n")
    }

    /// Returns `true` if reading fails without the field.
    pub(super) fn must_be_read(&self, schema: &Schema) -> bool {
        self.checks_required && schema.shape(self.id) == Shape::Single(Presence::Required)
    }

    fn reader(&self, schema: &Schema) -> &'static str {
        match self.method(schema) {
            Method::Required if self.must_be_read(schema) => "required",
            method => method.read(),
        }
    }

    fn method(&self, schema: &Schema) -> Method {
        match schema.shape(self.id) {
            Shape::Map { .. } => Method::Map,
            Shape::Repeated { .. } => Method::List,
            Shape::Single(_) if self.member.is_option => Method::Optional,
            Shape::Single(Presence::Implicit) => Method::Implicit,
            Shape::Single(Presence::Explicit | Presence::Required) => Method::Required,
        }
    }
}

#[derive(Clone, Copy)]
enum Method {
    Implicit,
    Optional,
    Required,
    List,
    Map,
}

impl Method {
    const fn written(self) -> &'static str {
        match self {
            Self::Implicit => "implicit",
            Self::Optional => "optional",
            Self::Required => "set",
            Self::List => "list",
            Self::Map => "map",
        }
    }

    /// Returns the method that also writes a default. A field with presence has none.
    const fn always_written(self) -> &'static str {
        match self {
            Self::Implicit => "set",
            Self::List => "every_list",
            Self::Map => "every_map",
            Self::Optional | Self::Required => self.written(),
        }
    }

    const fn read(self) -> &'static str {
        match self {
            Self::Implicit | Self::Required => "single",
            Self::Optional => "optional",
            Self::List => "list",
            Self::Map => "map",
        }
    }
}

impl Implementations<'_> {
    /// Returns the codec of the values of a field in the code of a package, or of prost-types.
    pub(super) fn codec(&mut self, id: FieldId, member: &MemberCode, package: Option<&Package>) -> String {
        let schema = self.schema;
        let id = match schema.shape(id) {
            Shape::Map { value, .. } => value,
            Shape::Single(_) | Shape::Repeated { .. } => id,
        };
        match schema[id].ty {
            FieldType::Scalar(scalar) => format!("{JSON}::{}", scalar_codec(scalar, is_bytes(&member.ty))),
            FieldType::Enum(of) => self.enum_codec(of, package),
            FieldType::Message(of) | FieldType::Group(of) => format!("{JSON}::{}", self.message_codec(of, member)),
        }
    }
}

const fn scalar_codec(scalar: Scalar, is_bytes: bool) -> &'static str {
    match scalar {
        Scalar::Double => "Double",
        Scalar::Float => "Float",
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => "Int32",
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => "Int64",
        Scalar::Uint32 | Scalar::Fixed32 => "Uint32",
        Scalar::Uint64 | Scalar::Fixed64 => "Uint64",
        Scalar::Bool => "Bool",
        Scalar::String if is_bytes => "UncheckedText",
        Scalar::String => "Text",
        Scalar::Bytes => "Bytes",
    }
}

/// Returns `true` if a type represents `bytes`.
pub(super) fn is_bytes(ty: &str) -> bool {
    ty.ends_with("::Vec<u8>") || ty.ends_with("::bytes::Bytes")
}
