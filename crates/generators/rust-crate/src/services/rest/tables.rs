//! Static tables of the bindings of methods, and of the request fields that paths and queries can name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::BoundMethod;
use crate::services::code::constant;
use protoward_http::{Binding, Body, Parameter, parameter};
use protoward_schema::annotations::behavior;
use protoward_schema::{Cardinality, EnumId, FieldId, FieldType, MessageId, Presence, Scalar, Schema, Shape};

/// Builds the tables of a service.
pub(super) struct Tables<'a> {
    schema: &'a Schema,
    /// The names of the tables of messages.
    names: BTreeMap<MessageId, String>,
    used_names: BTreeSet<String>,
    /// The messages whose tables are not written yet.
    pending: Vec<MessageId>,
    /// The fields in paths, if clients write them there.
    in_paths: BTreeSet<FieldId>,
}

impl<'a> Tables<'a> {
    /// Creates the tables of a service. All names of `methods` are reserved, because the name of a message's table is chosen
    /// when the first method that needs it is written.
    pub(super) fn new(schema: &'a Schema, methods: &[BoundMethod<'_>], has_client: bool) -> Self {
        let used_names = methods.iter().map(|bound| constant(&bound.method.name)).collect();
        let bindings = methods.iter().filter(|_| has_client).flat_map(|bound| &bound.bindings);
        let in_paths =
            bindings.flat_map(|binding| &binding.variables).filter_map(|path| path.last().copied()).collect();
        Self { schema, names: BTreeMap::new(), used_names, pending: Vec::new(), in_paths }
    }

    /// Returns the table of a method.
    pub(super) fn method(&mut self, bound: &BoundMethod<'_>) -> String {
        let schema = self.schema;
        let method = bound.method;
        let needs_fields = |binding: &Binding| binding.body != Body::All || !binding.variables.is_empty();
        let request = if bound.bindings.iter().any(needs_fields) {
            self.name(schema[bound.id].input)
        } else {
            "Message::OPAQUE".to_owned()
        };
        let bindings: String =
            bound.bindings.iter().map(|binding| format!("            {},\n", self.binding(bound, binding))).collect();
        format!(
            "        pub(super) static {name}: Method = Method::new({path:?}, &{request}, &[\n{bindings}        ]){safety};\n",
            name = constant(&method.name),
            path = method.path,
            safety = if bound.is_called_by_get { ".no_side_effects()" } else { "" },
        )
    }

    fn binding(&self, bound: &BoundMethod<'_>, binding: &Binding) -> String {
        let schema = self.schema;
        let mut text = format!("Binding::new({:?}, {:?})", binding.verb.name(), binding.path);
        let is_raw = |message: Option<MessageId>| {
            message.is_some_and(|message| schema.text(schema[message].full_name) == "google.api.HttpBody")
        };
        let body = match binding.body {
            Body::None => None,
            Body::All if is_raw(Some(schema[bound.id].input)) => Some("Body::Raw".to_owned()),
            Body::All => Some("Body::All".to_owned()),
            Body::Field(field) => {
                let name = schema.text(schema[field].name);
                let kind = if is_raw(schema[field].ty.message()) { "RawField" } else { "Field" };
                Some(format!("Body::{kind}({name:?})"))
            }
        };
        let response = match binding.response_body {
            None if is_raw(Some(schema[bound.id].output)) => Some("ResponseBody::Raw".to_owned()),
            None => None,
            Some(field) if is_raw(schema[field].ty.message()) => {
                Some(format!("ResponseBody::RawField({})", schema[field].number.0))
            }
            Some(field) => Some(format!(
                "ResponseBody::Field {{ name: {:?}, json_name: {:?}, default: {:?} }}",
                schema.text(schema[field].name),
                schema.json_name(field),
                self.default(field),
            )),
        };
        let _ = body.map(|body| write!(text, ".body({body})"));
        let _ = response.map(|response| write!(text, ".response_body({response})"));
        if self.is_body_required(binding) {
            text.push_str(".required_body()");
        }
        text
    }

    /// Returns `true` if a request without a body would lack a required field. A stream may be empty.
    fn is_body_required(&self, binding: &Binding) -> bool {
        let schema = self.schema;
        let method = &schema[binding.method];
        let is_required = |field: FieldId| behavior::is_required(schema, field);
        match binding.body {
            _ if method.client_streaming => false,
            Body::None => false,
            Body::Field(field) => is_required(field),
            Body::All => {
                let is_bound = |field: FieldId| binding.variables.iter().any(|path| path.first() == Some(&field));
                schema[method.input].fields.iter().any(|&field| !is_bound(field) && is_required(field))
            }
        }
    }

    /// Returns the JSON of an unset field.
    fn default(&self, field: FieldId) -> String {
        let schema = self.schema;
        match schema.shape(field) {
            Shape::Map { .. } => "{}".to_owned(),
            Shape::Repeated { .. } => "[]".to_owned(),
            Shape::Single(Presence::Explicit | Presence::Required) => "null".to_owned(),
            Shape::Single(Presence::Implicit) => match schema[field].ty {
                FieldType::Message(_) | FieldType::Group(_) => "null".to_owned(),
                FieldType::Enum(id) if is_null_value(schema, id) => "null".to_owned(),
                FieldType::Enum(id) => {
                    let zero = schema[id].values.iter().find(|&&value| schema[value].number == 0);
                    zero.map_or("0".to_owned(), |&value| format!("\"{}\"", schema.text(schema[value].name)))
                }
                FieldType::Scalar(scalar) => default_scalar(scalar).to_owned(),
            },
        }
    }

    /// Returns the name of a message's table. [`messages`](Self::messages) writes the table.
    fn name(&mut self, message: MessageId) -> String {
        if let Some(name) = self.names.get(&message) {
            return name.clone();
        }
        let full_name = self.schema.text(self.schema[message].full_name);
        let simple_name = full_name.rsplit('.').next().unwrap_or_default();
        let mut name = screaming(simple_name);
        // A method, or a message of another package, may have the same name.
        while !self.used_names.insert(name.clone()) {
            name.push('_');
        }
        self.names.insert(message, name.clone());
        self.pending.push(message);
        name
    }

    /// Returns the tables of messages that are not written yet.
    pub(super) fn messages(&mut self) -> String {
        let mut text = String::new();
        while let Some(message) = self.pending.pop() {
            let name = self.names[&message].clone();
            let fields = self.schema[message].fields.clone();
            let fields: String = fields.iter().map(|&field| format!("            {},\n", self.field(field))).collect();
            let _ = write!(text, "        static {name}: Message = Message::new(&[\n{fields}        ]);\n");
        }
        text
    }

    fn field(&mut self, field: FieldId) -> String {
        let schema = self.schema;
        let kind = self.kind(field);
        let mut text = format!(
            "Field::new({}, {:?}, {:?}, {kind})",
            schema[field].number.0,
            schema.text(schema[field].name),
            schema.json_name(field),
        );
        if schema[field].cardinality == Cardinality::Repeated {
            text.push_str(".repeated()");
        }
        if schema.is_delimited(field) {
            text.push_str(".group()");
        }
        if behavior::is_output_only(schema, field) {
            text.push_str(".output_only()");
        }
        if self.in_paths.contains(&field) {
            let default = self.default(field);
            let is_null = matches!(schema[field].ty, FieldType::Enum(of) if is_null_value(schema, of));
            let has_value = matches!(schema.shape(field), Shape::Single(Presence::Implicit));
            let unset = if is_null && has_value { "NULL_VALUE" } else { default.trim_matches('"') };
            if !unset.is_empty() && unset != "null" {
                let _ = write!(text, ".unset({unset:?})");
            }
        }
        text
    }

    fn kind(&mut self, field: FieldId) -> String {
        let schema = self.schema;
        if matches!(schema.shape(field), Shape::Map { .. }) {
            return "Kind::Json".to_owned();
        }
        match (parameter(schema, field), schema[field].ty.message()) {
            (Some(Parameter::Scalar(Scalar::Bool)), _) => "Kind::Bool".to_owned(),
            (Some(Parameter::Scalar(_)), _) => "Kind::Text".to_owned(),
            (Some(Parameter::Enum(of)), _) if is_null_value(schema, of) => "Kind::Null".to_owned(),
            (Some(Parameter::Enum(_)), _) => "Kind::Enum".to_owned(),
            (Some(Parameter::WellKnown(message)), _) => match schema.text(schema[message].full_name) {
                "google.protobuf.BoolValue" => "Kind::Bool".to_owned(),
                "google.protobuf.FieldMask" => "Kind::FieldMask".to_owned(),
                _ => "Kind::Text".to_owned(),
            },
            (None, Some(message))
                if self.has_fixed_fields(message) && schema[field].cardinality != Cardinality::Repeated =>
            {
                format!("Kind::Message(&{})", self.name(message))
            }
            (None, _) => "Kind::Json".to_owned(),
        }
    }

    /// Returns `true` if the JSON of a message is an object with a key for each field.
    fn has_fixed_fields(&self, message: MessageId) -> bool {
        const OTHERS: [&str; 5] = [
            "google.api.HttpBody",
            "google.protobuf.Any",
            "google.protobuf.ListValue",
            "google.protobuf.Struct",
            "google.protobuf.Value",
        ];
        !OTHERS.contains(&self.schema.text(self.schema[message].full_name))
    }
}

/// Returns `true` for `google.protobuf.NullValue`, whose JSON is `null`.
fn is_null_value(schema: &Schema, id: EnumId) -> bool {
    schema.text(schema[id].full_name) == "google.protobuf.NullValue"
}

const fn default_scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::String | Scalar::Bytes => "\"\"",
        Scalar::Bool => "false",
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 | Scalar::Uint64 | Scalar::Fixed64 => "\"0\"",
        Scalar::Double | Scalar::Float => "0.0",
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 | Scalar::Uint32 | Scalar::Fixed32 => "0",
    }
}

/// Converts the name of a message to that of a static: `GetBookRequest` to `GET_BOOK_REQUEST`.
fn screaming(name: &str) -> String {
    let mut text = String::new();
    let mut was_lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && was_lower {
            text.push('_');
        }
        was_lower = !c.is_ascii_uppercase();
        text.push(c.to_ascii_uppercase());
    }
    text
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use crate::{Generate, OptionValue, Plugin, generate};
    use protoward_compiler::Compiler;
    use protoward_source::{FolderTree, Layered, MemoryTree};

    #[test]
    fn gives_a_message_and_a_later_method_of_the_same_name_different_tables() {
        let text = "syntax = \"proto3\"; package a; import \"google/api/annotations.proto\";
            message Get { string id = 1; }
            service S {
                rpc List(.a.Get) returns (.a.Get) { option (google.api.http) = { get: \"/v1/list/{id}\" }; }
                rpc Get(.a.Get) returns (.a.Get) { option (google.api.http) = { get: \"/v1/get/{id}\" }; }
            }";
        let google = FolderTree::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../third_party/googleapis"));
        let tree = Layered::new().with(MemoryTree::new([("a.proto", text)])).with(google);
        let compiled = Compiler::new().resolver(tree).compile(["a.proto"]).unwrap();
        let mut entry = Generate::new(Plugin::Tonic, "gen");
        entry.set("rest", OptionValue::Flag(true)).unwrap();
        let plans = generate(compiled.schema(), &[entry], Path::new("")).unwrap();
        let (_, code) = plans[0].files().find(|(path, _)| *path == "a.rs").unwrap();
        let code = std::str::from_utf8(code).unwrap();
        let (_, tables) = code.split_once("mod rules {").unwrap();
        let statics = tables.lines().filter_map(|line| {
            let line = line.trim_start();
            line.strip_prefix("pub(super) static ").or_else(|| line.strip_prefix("static "))?.split(':').next()
        });
        let statics: Vec<&str> = statics.collect();
        assert_eq!(statics.len(), 3, "{statics:?}");
        assert_eq!(statics.iter().collect::<BTreeSet<_>>().len(), 3, "{statics:?}");
        assert!(code.contains("static GET: Method = Method::new(\"/a.S/Get\", &GET_,"), "{code}");
    }
}
