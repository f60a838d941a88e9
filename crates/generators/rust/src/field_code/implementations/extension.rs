//! Extensions: constants that read and write extension values in the unknown fields of a message.
//!
//! prost has no place for extension values. An extension has a constant only if the settings select it, and its message keeps
//! unknown fields.

use protoward_schema::{EnumType, FieldId, FieldOwner, FieldType, MessageId, Scalar, Shape};

use super::value::{DEFAULT, FieldValue, ValueType};
use crate::Generator;
use crate::context::{RustContext, Scope};
use crate::ident::upper_camel;
use crate::layout::{Expr, Writer, call, path, text};

impl Generator<'_> {
    /// Returns `true` if an extension has a constant in the code of its file.
    pub fn has_extension(&self, id: FieldId) -> bool {
        self.is_generated[self.context.schema[id].file] && self.context.has_extension(id)
    }

    /// Returns the extensions that the settings select but whose messages do not keep unknown fields.
    pub fn dropped_extensions(&self) -> impl Iterator<Item = FieldId> {
        let context = &self.context;
        let is_selected = |&id: &FieldId| self.is_generated[context.schema[id].file] && context.selects_extension(id);
        let selected = context.schema.fields.ids().filter(is_selected);
        selected.filter(|&id| !context.has_extension(id))
    }
}

impl RustContext<'_> {
    /// Returns `true` if an extension has a constant in the generated code.
    pub(crate) fn has_extension(&self, id: FieldId) -> bool {
        self.selects_extension(id) && self.field_types.keeps_unknown(self.schema[id].containing())
    }

    fn selects_extension(&self, id: FieldId) -> bool {
        let is_selected = self.settings.has_extension(self.schema, id);
        is_selected && !self.externs.has(&format!(".{}", self.schema.full_name(id.into())))
    }

    /// Writes the constant of an extension, if it has one.
    pub(crate) fn extension(&self, id: FieldId, writer: &mut Writer) {
        let field = &self.schema[id];
        let FieldOwner::Extension { extendee, scope } = field.owner else { return };
        let Some(unknown) = self.unknown_fields_name(extendee).filter(|_| self.has_extension(id)) else { return };
        let scope = Scope::of(self.schema, field.file, scope);
        let runtime = self.fields_path();
        let codec = self.codec_of(&scope, &runtime, id);
        let (ty, last) = match self.schema.shape(id) {
            Shape::Repeated { .. } | Shape::Map { .. } => {
                ("RepeatedExtension", text((self.is_packed(field) == Some(true)).to_string()))
            }
            Shape::Single(_) => ("Extension", self.extension_default(&scope, id)),
        };
        let full_path = format!(".{}", self.schema.full_name(id.into()));
        self.document(id, &full_path, writer);
        self.deprecated(id, &full_path, writer);
        writer.word(&format!("pub const {}: ", self.names.field(id)));
        writer.ty(&format!("{runtime}::{ty}<{}, {codec}>", self.message_type(&scope, extendee)));
        writer.word(" = ");
        writer.never_break();
        let number = text(format!("{}u32", field.number));
        let access = |method: &str| text("message").field(&unknown).method(method, []).closure("|message|");
        let arguments = [number, access("as_bytes"), access("as_mut_vec"), last];
        writer.expression(&call(format!("{runtime}::{ty}::new"), arguments));
        writer.end_line(";");
    }

    /// Returns the path of the runtime type that encodes and decodes an extension.
    fn codec_of(&self, scope: &Scope<'_>, runtime: &str, id: FieldId) -> String {
        let path = format!(".{}", self.schema.full_name(id.into()));
        let of_message = |of: MessageId| self.message_type(scope, of);
        let codec = match self.schema[id].ty {
            FieldType::Scalar(scalar) => match self.scalar(id).unwrap_or(scalar) {
                Scalar::Bytes if self.settings.bytes.has(&path) => "SharedBytes".to_owned(),
                scalar => upper_camel(scalar.keyword()),
            },
            FieldType::Enum(of) if self.field_types.is_open(of) => {
                format!("OpenEnum<{}>", self.field_type(scope, id, &path))
            }
            FieldType::Enum(of) if self.schema[of].features.enum_type == EnumType::Closed => {
                format!("ClosedEnum<{}>", self.enum_type(scope, of))
            }
            FieldType::Enum(_) => "Int32".to_owned(),
            FieldType::Message(of) | FieldType::Group(of) if self.schema.is_delimited(id) => {
                format!("Group<{}>", of_message(of))
            }
            FieldType::Message(of) | FieldType::Group(of) => format!("Message<{}>", of_message(of)),
        };
        format!("{runtime}::codec::{codec}")
    }

    /// Returns the function that creates the value of an extension that is not set.
    fn extension_default(&self, scope: &Scope<'_>, id: FieldId) -> Expr {
        let paths = self.paths();
        let value = FieldValue::of(self, scope, &paths, id);
        let is_closed = |of| !self.field_types.is_open(of) && self.schema[of].features.enum_type == EnumType::Closed;
        match (&value.ty, self.schema[id].ty) {
            (ValueType::Scalar(_, None) | ValueType::Message | ValueType::Group, _) => path(DEFAULT),
            (ValueType::Enum(variants), FieldType::Enum(of)) if is_closed(of) => variants.variant().closure("||"),
            _ => value.owned_default().closure("||"),
        }
    }
}
