//! The accessors of fields. The view, the mutable proxy and the message itself have them.

mod map;
mod message;
mod presence;
mod repeated;
mod scalar;
mod text;

use crate::context::GoogleRustContext;
use crate::default::default_literal;
use crate::error::Error;
use crate::names::fields::AccessorName;
use crate::template::fill;
use crate::types::{self, Receiver};
use protoward_schema::{FieldId, FieldType, Presence, Scalar, Shape};

/// A field whose accessors are written.
pub(crate) struct Accessor<'a> {
    pub(crate) context: &'a GoogleRustContext<'a>,
    pub(crate) field: FieldId,
    pub(crate) name: &'a AccessorName,
    /// The index of the field in the mini table, in decimal.
    pub(crate) index: &'a str,
    /// The number of modules between the file and the message.
    pub(crate) depth: usize,
}

impl Accessor<'_> {
    /// Writes all accessors of the field.
    ///
    /// # Errors
    /// Fails if the default is an enum value that has no constant.
    pub(crate) fn write(&self, receiver: Receiver, page: &mut String) -> Result<(), Error> {
        self.comment(page);
        match self.context.schema.shape(self.field) {
            Shape::Map { key, value } => map::write(self, (key, value), receiver, page),
            Shape::Repeated { .. } => repeated::write(self, receiver, page),
            Shape::Single(presence) => {
                if presence != Presence::Implicit {
                    presence::write(self, receiver, page);
                }
                self.single(receiver, page)?;
            }
        }
        page.push('\n');
        Ok(())
    }

    fn single(&self, receiver: Receiver, page: &mut String) -> Result<(), Error> {
        let schema = self.context.schema;
        match schema[self.field].ty {
            FieldType::Message(id) | FieldType::Group(id) => message::write(self, id, receiver, page),
            FieldType::Scalar(Scalar::String) => text::write(self, &text::STRING, receiver, page),
            FieldType::Scalar(Scalar::Bytes) => text::write(self, &text::BYTES, receiver, page),
            FieldType::Scalar(_) | FieldType::Enum(_) => {
                let default = default_literal(self.context, self.field, self.depth)?;
                scalar::write(self, &default, receiver, page);
            }
        }
        Ok(())
    }

    /// Writes the comment before the accessors. As in protoc, it calls required fields optional.
    fn comment(&self, page: &mut String) {
        let schema = self.context.schema;
        let field = &schema[self.field];
        let label = match schema.shape(self.field) {
            Shape::Single(_) => "optional",
            Shape::Repeated { .. } | Shape::Map { .. } => "repeated",
        };
        let keyword = match field.ty {
            FieldType::Scalar(_) => "",
            FieldType::Enum(_) => "enum ",
            FieldType::Message(_) | FieldType::Group(_) if schema.is_delimited(self.field) => "group ",
            FieldType::Message(_) | FieldType::Group(_) => "message ",
        };
        let name = schema.text(field.name);
        page.extend(["  // ", name, ": ", label, " ", keyword, schema.type_name(field.ty), "\n"]);
    }

    /// Returns the type of a stored value of the field, or of its elements.
    fn element_type(&self) -> String {
        types::element(self.context, self.field, self.depth)
    }

    /// Appends a template, with `values` and the values that all accessors need.
    fn fill(&self, page: &mut String, template: &str, receiver: Receiver, values: &[(&str, &str)]) {
        let common = [
            ("part", self.name.part.as_str()),
            ("getter", self.name.getter.as_str()),
            ("index", self.index),
            ("self", receiver.parameter()),
            ("'", receiver.lifetime()),
        ];
        fill(page, template, &[&common, values].concat());
    }
}
