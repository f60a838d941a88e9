//! The lines that write and read a field.

use crate::MemberCode;
use protoward_schema::{FieldId, Presence, Schema, Shape};

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
