//! The options that are set on a declaration, with custom options, as in `.proto` files.

use protoward_dynamic::{Codec, Content, Dialect, DynamicValue, Message, raw_text};
use protoward_proto_text::descriptor_schema;
use protoward_schema::{Element, FieldId, Schema};

/// An option with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SetOption {
    /// The name as in a `.proto` file: `deprecated`, `(google.api.http)`.
    pub(crate) name: String,
    /// The declaration of a custom option.
    pub(crate) extension: Option<FieldId>,
    /// The value in text format; several lines for a message.
    pub(crate) value: String,
}

/// Options that pages show in another way.
const SHOWN_ELSEWHERE: [&str; 4] = ["deprecated", "idempotency_level", "map_entry", "(google.api.http)"];

/// The option whose value has one option for each feature.
const FEATURES: &str = "features";

/// A reader of options. It knows the built-in options even if the schema does not import `descriptor.proto`.
#[derive(Debug)]
pub(crate) struct OptionReader<'a> {
    schema: &'a Schema,
    /// The codec of the built-in `descriptor.proto`. A schema without that file has no custom options.
    built_in: Option<Codec<'static>>,
}

impl<'a> OptionReader<'a> {
    pub(crate) fn new(schema: &'a Schema) -> Self {
        let has_options = schema.find_message("google.protobuf.FileOptions").is_some();
        Self { schema, built_in: (!has_options).then(|| Codec::new(descriptor_schema())) }
    }

    /// Returns the options of an element. `codec` is that of the schema.
    pub(crate) fn options(&self, element: impl Into<Element>, codec: &Codec<'_>) -> Vec<SetOption> {
        let (name, bytes) = serialized(self.schema, element.into());
        let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else { return Vec::new() };
        let codec = self.built_in.as_ref().unwrap_or(codec);
        let Some(ty) = codec.schema().find_message(name) else { return Vec::new() };
        match codec.decode_partial(ty, bytes) {
            Ok(message) => self.set_options("", &message, codec),
            Err(error) => vec![SetOption { name: "options".to_owned(), extension: None, value: error.to_string() }],
        }
    }

    /// Returns the options in an options message. `prefix` precedes their names.
    fn set_options(&self, prefix: &str, message: &Message, codec: &Codec<'_>) -> Vec<SetOption> {
        let mut options = Vec::new();
        for (_, id, content) in message.iter() {
            let field = &codec.schema()[id];
            let name = if field.is_extension() {
                format!("{prefix}({})", codec.schema().full_name(id.into()))
            } else {
                format!("{prefix}{}", codec.schema().text(field.name))
            };
            if SHOWN_ELSEWHERE.contains(&name.as_str()) {
                continue;
            }
            if let (FEATURES, Content::One(DynamicValue::Message(features))) = (name.as_str(), content) {
                options.extend(self.set_options("features.", features, codec));
                continue;
            }
            let extension = (field.is_extension() && self.built_in.is_none()).then_some(id);
            let option = |value| SetOption { name: name.clone(), extension, value };
            options.extend(values(message, id, content, codec).into_iter().map(option));
        }
        if let Some(text) = raw_text(message.unknown()).ok().filter(|text| !text.is_empty()) {
            let name = "options that the schema does not declare".to_owned();
            options.push(SetOption { name, extension: None, value: text.trim_end().to_owned() });
        }
        options
    }
}

/// Returns each value of an option in text format.
fn values(of: &Message, id: FieldId, content: &Content, codec: &Codec<'_>) -> Vec<String> {
    let single = |content: Content| {
        let mut message = Message::new(of.ty);
        message.set(codec.schema()[id].number, id, content);
        let text = codec.to_text(&message, Dialect::Buf);
        text.split_once(": ").map_or("", |(_, value)| value).trim_end().to_owned()
    };
    match content {
        Content::Many(values) => {
            values.iter().map(|value: &DynamicValue| single(Content::Many(vec![value.clone()]))).collect()
        }
        content => vec![single(content.clone())],
    }
}

/// Returns the name of the options message of an element, and its serialized options.
fn serialized(schema: &Schema, element: Element) -> (&'static str, Option<&[u8]>) {
    match element {
        Element::File(id) => ("google.protobuf.FileOptions", schema[id].options.bytes()),
        Element::Message(id) => ("google.protobuf.MessageOptions", schema[id].options.bytes()),
        Element::Field(id) => ("google.protobuf.FieldOptions", schema[id].options.bytes()),
        Element::Oneof(id) => ("google.protobuf.OneofOptions", schema[id].options.bytes()),
        Element::Enum(id) => ("google.protobuf.EnumOptions", schema[id].options.bytes()),
        Element::EnumValue(id) => ("google.protobuf.EnumValueOptions", schema[id].options.bytes()),
        Element::Service(id) => ("google.protobuf.ServiceOptions", schema[id].options.bytes()),
        Element::Method(id) => ("google.protobuf.MethodOptions", schema[id].options.bytes()),
    }
}
