//! Custom options that this project reads by name, such as `google.api.http` and `buf.validate.field`.
//!
//! The schema provides option and field numbers if it contains the declarations. For an image without them, the
//! published numbers are used.

use super::{CustomOption, Element, FieldId, FieldType, MessageId, OptionValue, Schema, Shape};
use crate::wire::WireReader;

/// A custom option that is found by its declaration, or else by its published number.
#[derive(Clone, Copy, Debug)]
pub struct Annotation {
    /// The full name of the extension.
    pub name: &'static str,
    /// The published number, for schemas without the declaration.
    pub number: u32,
}

/// The option `google.api.field_behavior`, which marks fields as required or as output.
pub mod behavior {
    use super::Annotation;
    use crate::{FieldId, Schema};

    const BEHAVIOR: Annotation = Annotation { name: "google.api.field_behavior", number: 1052 };
    const REQUIRED: i32 = 2;
    const OUTPUT_ONLY: i32 = 3;

    /// Returns `true` for a field that is `REQUIRED`.
    #[must_use]
    pub fn is_required(schema: &Schema, field: FieldId) -> bool {
        BEHAVIOR.numbers(schema, field.into()).contains(&REQUIRED)
    }

    /// Returns `true` for a field that is `OUTPUT_ONLY`.
    #[must_use]
    pub fn is_output_only(schema: &Schema, field: FieldId) -> bool {
        BEHAVIOR.numbers(schema, field.into()).contains(&OUTPUT_ONLY)
    }
}

/// The option `pb.enumvalue.json`, which names enum values in JSON from edition 2026 on.
pub mod value_in_json {
    use super::{Annotation, OptionField};
    use crate::{EnumValueId, Schema};

    const JSON: Annotation = Annotation { name: "pb.enumvalue.json", number: 998 };
    const STRING: OptionField = OptionField { name: "string", number: 1 };

    /// Returns the name in JSON that the option gives to an enum value; `None` without the option.
    #[must_use]
    pub fn name(schema: &Schema, value: EnumValueId) -> Option<String> {
        JSON.message(schema, value.into()).map(|json| json.text(STRING)).filter(|name| !name.is_empty())
    }
}

/// A field of the message that an option contains.
#[derive(Clone, Copy, Debug)]
pub struct OptionField {
    /// The name of the field.
    pub name: &'static str,
    /// The published number, for schemas without the declaration.
    pub number: u32,
}

impl Annotation {
    fn declaration(self, schema: &Schema) -> Option<FieldId> {
        match schema.find(self.name) {
            Some(Element::Field(id)) => Some(id),
            _ => None,
        }
    }

    /// Returns the number of the option in a schema.
    pub(crate) fn number_in(self, schema: &Schema) -> u32 {
        let declared = self.declaration(schema).map(|id| schema[id].number.0);
        declared.and_then(|number| u32::try_from(number).ok()).unwrap_or(self.number)
    }

    /// Returns all values of the option on an element.
    pub(crate) fn values(self, schema: &Schema, element: Element) -> Vec<OptionValue<'_>> {
        let custom = custom(schema, element);
        // Most elements have no custom options, and the lookup by name takes time.
        if custom.is_empty() {
            return Vec::new();
        }
        let number = self.number_in(schema);
        custom.into_iter().filter(|option| option.number == number).map(|option| option.value).collect()
    }

    /// Returns the message of the option. Several statements of one option form one message.
    pub fn message(self, schema: &Schema, element: Element) -> Option<OptionMessage<'_>> {
        let values = self.values(schema, element);
        (!values.is_empty()).then(|| OptionMessage { schema, ty: self.ty(schema), bytes: joined(&values) })
    }

    /// Returns the messages of a repeated option. A singular option that was set field by field is one message.
    pub fn messages(self, schema: &Schema, element: Element) -> Vec<OptionMessage<'_>> {
        let is_list = self.declaration(schema).is_none_or(|id| matches!(schema.shape(id), Shape::Repeated { .. }));
        if !is_list {
            return self.message(schema, element).into_iter().collect();
        }
        let values = self.values(schema, element);
        values.into_iter().map(|value| OptionMessage { schema, ty: self.ty(schema), bytes: joined(&[value]) }).collect()
    }

    fn ty(self, schema: &Schema) -> Option<MessageId> {
        self.declaration(schema).and_then(|id| schema[id].ty.message())
    }

    /// Returns the strings of the option.
    pub fn texts(self, schema: &Schema, element: Element) -> Vec<String> {
        self.values(schema, element).into_iter().filter_map(text).collect()
    }

    /// Returns the enum numbers of the option, packed or not.
    pub fn numbers(self, schema: &Schema, element: Element) -> Vec<i32> {
        self.values(schema, element).into_iter().flat_map(numbers).collect()
    }

    /// Returns the path of the option in the element's descriptor.
    pub fn path(self, schema: &Schema, element: Element) -> Vec<i32> {
        vec![element.kind().options_number(), i32::try_from(self.number_in(schema)).unwrap_or(i32::MAX)]
    }
}

/// A message in an option.
#[derive(Clone, Debug)]
pub struct OptionMessage<'a> {
    /// The schema of the option.
    pub schema: &'a Schema,
    /// The message type; `None` if the schema does not declare the option.
    pub ty: Option<MessageId>,
    /// The message in binary form.
    pub bytes: Vec<u8>,
}

impl OptionMessage<'_> {
    fn number(&self, part: OptionField) -> u32 {
        let Some(ty) = self.ty else { return part.number };
        let fields = self.schema[ty].fields.iter().map(|&id| &self.schema[id]);
        let mut named = fields.filter(|field| self.schema.text(field.name) == part.name);
        named.next().and_then(|field| u32::try_from(field.number.0).ok()).unwrap_or(part.number)
    }

    /// Returns the strings of a field.
    pub fn texts(&self, part: OptionField) -> Vec<String> {
        let number = self.number(part);
        let fields = WireReader::new(&self.bytes).map_while(Result::ok);
        fields.filter(|field| field.number == number).filter_map(|field| text(field.value)).collect()
    }

    /// Returns the last string of a field, or the empty string.
    pub fn text(&self, part: OptionField) -> String {
        self.texts(part).pop().unwrap_or_default()
    }

    /// Returns the enum numbers of a field, packed or not.
    pub fn numbers(&self, part: OptionField) -> Vec<i32> {
        let number = self.number(part);
        let fields = WireReader::new(&self.bytes).map_while(Result::ok);
        fields.filter(|field| field.number == number).flat_map(|field| numbers(field.value)).collect()
    }

    /// Returns the messages of a field.
    pub fn messages(&self, part: OptionField) -> Vec<OptionMessage<'_>> {
        let number = self.number(part);
        let fields = WireReader::new(&self.bytes).map_while(Result::ok).filter(|field| field.number == number);
        let ty = self.ty.and_then(|ty| {
            let fields = self.schema[ty].fields.iter().map(|&id| &self.schema[id]);
            fields.filter(|field| u32::try_from(field.number.0) == Ok(number)).find_map(|field| match field.ty {
                FieldType::Message(ty) | FieldType::Group(ty) => Some(ty),
                FieldType::Scalar(_) | FieldType::Enum(_) => None,
            })
        });
        fields.map(|field| OptionMessage { schema: self.schema, ty, bytes: joined(&[field.value]) }).collect()
    }
}

/// Returns the varints in a value, packed or not.
fn numbers(value: OptionValue<'_>) -> Vec<i32> {
    match value {
        OptionValue::Varint(number) => vec![number as i32],
        OptionValue::Bytes(bytes) => {
            let mut packed = WireReader::new(bytes);
            std::iter::from_fn(|| packed.varint().ok()).map(|number| number as i32).collect()
        }
        OptionValue::Fixed32(_) | OptionValue::Fixed64(_) | OptionValue::Group(_) => Vec::new(),
    }
}

fn text(value: OptionValue<'_>) -> Option<String> {
    if let OptionValue::Bytes(bytes) = value { String::from_utf8(bytes.to_vec()).ok() } else { None }
}

/// Merges all occurrences of a message field. Later values override earlier ones.
fn joined(values: &[OptionValue<'_>]) -> Vec<u8> {
    let bytes = |value: &OptionValue<'_>| match *value {
        OptionValue::Bytes(bytes) | OptionValue::Group(bytes) => bytes.to_vec(),
        OptionValue::Varint(_) | OptionValue::Fixed32(_) | OptionValue::Fixed64(_) => Vec::new(),
    };
    values.iter().flat_map(bytes).collect()
}

fn custom(schema: &Schema, element: Element) -> Vec<CustomOption<'_>> {
    match element {
        Element::File(id) => schema[id].options.custom().collect(),
        Element::Message(id) => schema[id].options.custom().collect(),
        Element::Field(id) => schema[id].options.custom().collect(),
        Element::Oneof(id) => schema[id].options.custom().collect(),
        Element::Enum(id) => schema[id].options.custom().collect(),
        Element::EnumValue(id) => schema[id].options.custom().collect(),
        Element::Service(id) => schema[id].options.custom().collect(),
        Element::Method(id) => schema[id].options.custom().collect(),
    }
}
