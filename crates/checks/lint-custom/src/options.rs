//! Reads the options of declarations: standard ones by name, custom ones by full name with the types of the schema.

use crate::standard_options::{self, OptionKind};
use crate::target::Target;
use crate::value::{Object, Value};
use protoward_dynamic::{Codec, Content, DynamicValue, Key, Message};
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{Cardinality, Element, FieldId, FieldOwner, FieldType, Scalar, Schema, Shape};
use std::sync::Arc;

/// The options of an element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) element: Element,
}

impl<'a> Options<'a> {
    fn bytes(self) -> &'a [u8] {
        let schema = self.schema;
        let bytes = match self.element {
            Element::File(id) => schema[id].options.bytes(),
            Element::Message(id) => schema[id].options.bytes(),
            Element::Field(id) => schema[id].options.bytes(),
            Element::Oneof(id) => schema[id].options.bytes(),
            Element::Enum(id) => schema[id].options.bytes(),
            Element::EnumValue(id) => schema[id].options.bytes(),
            Element::Service(id) => schema[id].options.bytes(),
            Element::Method(id) => schema[id].options.bytes(),
        };
        bytes.unwrap_or_default()
    }

    /// Returns the serialized fields with a number.
    fn raw(self, number: u32) -> Vec<u8> {
        let fields = WireReader::new(self.bytes()).fields().filter(|field| field.number == number);
        fields.flat_map(|field| field.raw.iter().copied()).collect()
    }

    fn has(self, number: u32) -> bool {
        WireReader::new(self.bytes()).fields().any(|field| field.number == number)
    }
}

/// Returns a standard option, or its default if it is not set; `None` if there is no such option.
pub(crate) fn standard(options: Options<'_>, name: &str) -> Option<Value> {
    let option = standard_options::find(Target::of(options.element), name)?;
    let last = WireReader::new(options.bytes()).fields().filter(|field| field.number == option.number).last();
    Some(match (option.kind, last.map(|field| field.value)) {
        (OptionKind::Bool, Some(WireValue::Varint(value))) => Value::Bool(value != 0),
        (OptionKind::Bool, _) => Value::Bool(false),
        (OptionKind::Text, Some(WireValue::Bytes(bytes))) => std::str::from_utf8(bytes).unwrap_or_default().into(),
        (OptionKind::Text, _) => "".into(),
        (OptionKind::Enum(names), Some(WireValue::Varint(value))) => {
            let named = names.iter().find(|(_, number)| *number == value);
            named.map_or_else(|| value.to_string().into(), |(name, _)| (*name).into())
        }
        (OptionKind::Enum(names), _) => names.first().map_or("", |(name, _)| name).into(),
    })
}

/// Returns `true` if an option is set, by its name or its full name.
pub(crate) fn is_set(options: Options<'_>, name: &str) -> Result<bool, String> {
    if let Some(option) = standard_options::find(Target::of(options.element), name) {
        return Ok(options.has(option.number));
    }
    Ok(match custom_field(options, name)? {
        Some(field) => number(options.schema, field).is_some_and(|number| options.has(number)),
        None => false,
    })
}

/// Returns a custom option, or its default if it is not set; `null` if the schema does not declare it.
///
/// # Errors
/// Fails for an option of other declarations, and for one that cannot be decoded.
pub(crate) fn custom(options: Options<'_>, codec: &Codec<'_>, name: &str) -> Result<Value, String> {
    if let Some(value) = standard(options, name) {
        return Ok(value);
    }
    let Some(field) = custom_field(options, name)? else { return Ok(Value::Null) };
    let schema = options.schema;
    let raw = number(schema, field).map(|number| options.raw(number)).unwrap_or_default();
    let set = schema[field].containing();
    let message =
        codec.decode_partial(set, &raw).map_err(|error| format!("the option `{name}` is invalid: {error}"))?;
    Ok(field_value(codec, &message, field))
}

/// Returns the declaration of a custom option; `None` if the schema has none.
fn custom_field(options: Options<'_>, name: &str) -> Result<Option<FieldId>, String> {
    let schema = options.schema;
    let Some(Element::Field(field)) = schema.find(name) else { return Ok(None) };
    let FieldOwner::Extension { extendee, .. } = schema[field].owner else { return Ok(None) };
    let target = Target::of(options.element);
    let extended = schema.text(schema[extendee].full_name);
    if extended == target.options() {
        return Ok(Some(field));
    }
    Err(format!("`{name}` extends `{extended}`: it is not an option of a {}", target.name()))
}

fn number(schema: &Schema, field: FieldId) -> Option<u32> {
    u32::try_from(schema[field].number.0).ok()
}

/// Returns a field of a message, or its default if it is not set.
pub(crate) fn field_value(codec: &Codec<'_>, message: &Message, id: FieldId) -> Value {
    let schema = codec.schema();
    match message.get(schema[id].number) {
        Some(Content::One(value)) => scalar(codec, id, value),
        Some(Content::Many(values)) => Value::list(values.iter().map(|value| scalar(codec, id, value)).collect()),
        Some(Content::Map(entries)) => match schema.shape(id) {
            Shape::Map { key, value } => {
                let entry = |(one, other): (&Key, &DynamicValue)| {
                    (scalar(codec, key, &one.clone().into()), scalar(codec, value, other))
                };
                Value::Map(Arc::new(entries.iter().map(entry).collect()))
            }
            Shape::Single(_) | Shape::Repeated { .. } => Value::Null,
        },
        None => unset(codec, id),
    }
}

/// Returns a value; enum values become their names.
fn scalar(codec: &Codec<'_>, id: FieldId, value: &DynamicValue) -> Value {
    match value {
        DynamicValue::Double(value) => Value::Double(*value),
        DynamicValue::Float(value) => Value::Double((*value).into()),
        DynamicValue::Int(value) => Value::Int(*value),
        DynamicValue::Uint(value) => Value::Uint(*value),
        DynamicValue::Bool(value) => Value::Bool(*value),
        DynamicValue::Text(bytes) => String::from_utf8_lossy(bytes).into_owned().into(),
        DynamicValue::Bytes(bytes) => Value::Bytes(bytes.as_slice().into()),
        DynamicValue::Enum(number) => match codec.schema()[id].ty {
            FieldType::Enum(of) => codec.value_name(of, *number).map_or(Value::Int((*number).into()), Value::from),
            _ => Value::Int((*number).into()),
        },
        DynamicValue::Message(message) => Value::Object(Object::Message(Arc::new(message.clone()))),
    }
}

fn unset(codec: &Codec<'_>, id: FieldId) -> Value {
    let schema = codec.schema();
    let field = &schema[id];
    if field.cardinality == Cardinality::Repeated {
        return match schema.shape(id) {
            Shape::Map { .. } => Value::Map(Arc::default()),
            Shape::Single(_) | Shape::Repeated { .. } => Value::list(Vec::new()),
        };
    }
    let default = field.default.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok());
    match field.ty {
        FieldType::Message(ty) | FieldType::Group(ty) => Value::Object(Object::Message(Arc::new(Message::new(ty)))),
        FieldType::Enum(of) => {
            let first = schema[of].values.first().map(|&value| schema.text(schema[value].name));
            default.or(first).unwrap_or_default().into()
        }
        FieldType::Scalar(Scalar::String) => default.unwrap_or_default().into(),
        FieldType::Scalar(Scalar::Bytes) => Value::Bytes(default.unwrap_or_default().as_bytes().into()),
        FieldType::Scalar(Scalar::Bool) => Value::Bool(default == Some("true")),
        FieldType::Scalar(Scalar::Double | Scalar::Float) => {
            Value::Double(default.and_then(|text| text.parse().ok()).unwrap_or_default())
        }
        FieldType::Scalar(Scalar::Uint32 | Scalar::Uint64 | Scalar::Fixed32 | Scalar::Fixed64) => {
            Value::Uint(default.and_then(|text| text.parse().ok()).unwrap_or_default())
        }
        FieldType::Scalar(_) => Value::Int(default.and_then(|text| text.parse().ok()).unwrap_or_default()),
    }
}
