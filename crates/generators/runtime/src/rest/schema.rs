//! Static descriptions of methods, bindings and request fields in generated code.

/// A method of a service with its HTTP bindings.
#[derive(Debug)]
pub struct Method {
    pub(crate) path: &'static str,
    pub(crate) request: &'static Message,
    pub(crate) bindings: &'static [Binding],
    /// `true` if `GET` may call the method in the Connect protocol.
    pub(crate) is_free_of_side_effects: bool,
}

impl Method {
    /// Creates a method. `path` is its gRPC path, such as `/library.v1.Library/GetBook`.
    #[must_use]
    pub const fn new(path: &'static str, request: &'static Message, bindings: &'static [Binding]) -> Method {
        Method { path, request, bindings, is_free_of_side_effects: false }
    }

    /// Marks a method with `idempotency_level = NO_SIDE_EFFECTS`, which the Connect protocol calls by `GET` as well.
    #[must_use]
    pub const fn no_side_effects(self) -> Method {
        Method { is_free_of_side_effects: true, ..self }
    }
}

/// An HTTP binding of a method: an HTTP method, a path template, and the use of the body.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    pub(crate) verb: &'static str,
    pub(crate) template: &'static str,
    pub(crate) body: Body,
    pub(crate) response_body: ResponseBody,
    /// `true` if a request without a body fails.
    pub(crate) is_body_required: bool,
}

impl Binding {
    /// Creates a binding without a request body, whose response is the whole message. `*` is any HTTP method.
    #[must_use]
    pub const fn new(verb: &'static str, template: &'static str) -> Binding {
        Binding { verb, template, body: Body::None, response_body: ResponseBody::All, is_body_required: false }
    }

    /// Sets the use of the request body.
    #[must_use]
    pub const fn body(self, body: Body) -> Binding {
        Binding { body, ..self }
    }

    /// Rejects requests without a body.
    #[must_use]
    pub const fn required_body(self) -> Binding {
        Binding { is_body_required: true, ..self }
    }

    /// Sets the part of the response that is the body: the `response_body` of the rule.
    #[must_use]
    pub const fn response_body(self, response_body: ResponseBody) -> Binding {
        Binding { response_body, ..self }
    }
}

/// The part of a request message that comes from the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// None: the body is not read.
    None,
    /// Every field that the path does not bind.
    All,
    /// The field with this name.
    Field(&'static str),
    /// The whole request, a `google.api.HttpBody`: bytes with their content type.
    Raw,
    /// The field with this name, a `google.api.HttpBody`.
    RawField(&'static str),
}

impl Body {
    /// Returns the field that is the body.
    pub(crate) const fn field(self) -> Option<&'static str> {
        match self {
            Body::Field(name) | Body::RawField(name) => Some(name),
            Body::None | Body::All | Body::Raw => None,
        }
    }
}

/// The part of a response message that is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseBody {
    /// The whole message: the rule has no `response_body`.
    All,
    /// The field with this declared and JSON name, or `default` if the JSON of the response lacks it.
    Field {
        /// The declared name of the field.
        name: &'static str,
        /// The JSON name of the field.
        json_name: &'static str,
        /// The JSON of the field's default.
        default: &'static str,
    },
    /// The whole response, a `google.api.HttpBody`: bytes with their content type.
    Raw,
    /// The field with this number, a `google.api.HttpBody`.
    RawField(u32),
}

/// The fields of a message, for paths and queries.
#[derive(Debug)]
pub struct Message {
    fields: &'static [Field],
}

impl Message {
    /// A message whose fields no request can name.
    pub const OPAQUE: Message = Message::new(&[]);

    /// Creates a message from the fields that paths and queries can name.
    #[must_use]
    pub const fn new(fields: &'static [Field]) -> Message {
        Message { fields }
    }

    #[cfg(any(test, feature = "rest-client"))]
    pub(crate) const fn fields(&self) -> &'static [Field] {
        self.fields
    }

    /// Finds the first field in names with dots between them, and returns the rest. A JSON name can have dots itself; the longest
    /// name counts.
    pub(crate) fn first<'n>(&self, names: &'n str) -> Option<(&'static Field, Option<&'n str>)> {
        if let Some(field) = self.field(names) {
            return Some((field, None));
        }
        let mut dots = names.rmatch_indices('.');
        dots.find_map(|(dot, _)| Some((self.field(&names[..dot])?, Some(&names[dot + 1..]))))
    }

    /// Finds a field by its declared name or its JSON name.
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name || field.json_name == name)
    }
}

/// A field of a message.
#[derive(Debug)]
pub struct Field {
    pub(crate) number: u32,
    pub(crate) name: &'static str,
    pub(crate) json_name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) is_repeated: bool,
    pub(crate) is_group: bool,
    /// `true` if only the server sets the field (`OUTPUT_ONLY`).
    pub(crate) is_output_only: bool,
    /// The text of the unset field in a path, such as `0`; empty if it has none.
    #[cfg_attr(not(feature = "rest-client"), expect(dead_code, reason = "only clients write paths"))]
    pub(crate) unset: &'static str,
}

impl Field {
    /// Creates a singular field from its number, its declared name and its JSON name.
    #[must_use]
    pub const fn new(number: u32, name: &'static str, json_name: &'static str, kind: Kind) -> Field {
        Field { number, name, json_name, kind, is_repeated: false, is_group: false, is_output_only: false, unset: "" }
    }

    /// Makes the field repeated: a parameter may then be there several times.
    #[must_use]
    pub const fn repeated(self) -> Field {
        Field { is_repeated: true, ..self }
    }

    /// Marks a field whose messages are encoded as groups.
    #[must_use]
    pub const fn group(self) -> Field {
        Field { is_group: true, ..self }
    }

    /// Marks a field that only the server sets: an implied update mask does not name it.
    #[must_use]
    pub const fn output_only(self) -> Field {
        Field { is_output_only: true, ..self }
    }

    /// Sets the text with which a client writes the field into a path if the field is not set. Numbers, Booleans and
    /// enums without presence have such a text; an unset text has no place in a path.
    #[must_use]
    pub const fn unset(self, text: &'static str) -> Field {
        Field { unset: text, ..self }
    }
}

/// The kind of value that a parameter holds.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A value whose JSON can be a string: strings, bytes, numbers, timestamps, durations, and their wrappers.
    Text,
    /// A Boolean, or its wrapper.
    Bool,
    /// An enum: the name of a value, or its number.
    Enum,
    /// A `google.protobuf.NullValue`, whose JSON is `null`.
    Null,
    /// A `google.protobuf.FieldMask`: paths separated by commas, in either spelling.
    FieldMask,
    /// A message, whose fields are parameters.
    Message(&'static Message),
    /// A value that no parameter can set: maps, repeated messages, and messages whose JSON has no fixed fields.
    Json,
}

/// The number of messages of a method in its requests and responses, as far as HTTP handles them differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageCount {
    /// One request and one response.
    One,
    /// A stream in at least one direction.
    Stream,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_have_dots() {
        static INNER: Message = Message::new(&[Field::new(1, "name", "name", Kind::Text)]);
        static OUTER: Message = Message::new(&[
            Field::new(1, "full", "full", Kind::Message(&INNER)),
            Field::new(2, "other", "full.other", Kind::Message(&INNER)),
        ]);
        let found = |names: &'static str| OUTER.first(names).map(|(field, rest)| (field.number, rest));
        assert_eq!(found("full.name"), Some((1, Some("name"))));
        assert_eq!(found("full.other"), Some((2, None)));
        assert_eq!(found("full.other.name"), Some((2, Some("name"))));
        assert_eq!(found("other.name.x"), Some((2, Some("name.x"))));
        assert_eq!([found("fully.name"), found(""), found(".full")], [None; 3]);
    }
}
