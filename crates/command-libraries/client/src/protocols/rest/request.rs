//! The HTTP request of a call.

use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::http_body::HttpBody;
use super::parts::{first_left, is_empty, take};
use protoward_dynamic::{Codec, Content, DynamicValue, JsonError, Message};
use protoward_http::{Binding, Body, FieldPath, Parameter, bindings_of, parameter, query};
use protoward_http_template::ExpandError;
use protoward_schema::{FieldId, MethodId, Schema};
use protoward_values::{Node, Tree, parse_json};

/// All but the unreserved characters of <https://www.rfc-editor.org/rfc/rfc3986#section-2.3>.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The reason why a call cannot be sent over REST.
#[derive(Debug, thiserror::Error)]
pub enum RestError {
    /// The method has no valid rule.
    #[error("it has no `google.api.http` rule")]
    NoRule,
    /// A field of the path does not fit the template.
    #[error("`{template}` has no place for the request: {source}")]
    Path {
        /// The template.
        template: String,
        /// The reason.
        source: ExpandError,
    },
    /// A field is neither in the path nor in the body, and no parameter can have its type.
    #[error(
        "`{field}` cannot be sent: `{template}` has it neither in the path nor in the body, and it cannot be a parameter"
    )]
    Unsendable {
        /// The field, as a path with dots.
        field: String,
        /// The template.
        template: String,
    },
    /// A message of a stream belongs to another URL than the first one.
    #[error("message {position} of the stream has another URL than the first: `{path}`")]
    OtherUrl {
        /// The position in the stream, from 1.
        position: usize,
        /// The URL of the message.
        path: String,
    },
    /// The request has no JSON form.
    #[error("the request has no JSON form: {0}")]
    Json(#[from] JsonError),
    /// The request is malformed.
    #[error("the request is malformed")]
    Malformed,
}

/// The HTTP request of a call.
#[derive(Clone, Debug)]
pub struct RestRequest {
    /// The HTTP method.
    pub verb: String,
    /// The percent-encoded path and query.
    pub path: String,
    pub(super) content_type: Option<String>,
    pub(super) body: Vec<u8>,
    pub(super) method: MethodId,
    pub(super) schema: Arc<Schema>,
    /// The response field in the body.
    pub(super) response_field: Option<FieldId>,
}

impl RestRequest {
    /// Creates the request of a call with all of its messages, according to the first rule of the method that has a place for
    /// every field.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use protoward_client::protocols::{RestError, RestRequest, find_method};
    /// use protoward_compiler::{Compiler, MemoryTree};
    ///
    /// let text = r#"syntax = "proto3"; message M {} service S { rpc Get(M) returns (M); }"#;
    /// let compiled = Compiler::new().resolver(MemoryTree::new([("a.proto", text)])).compile(["a.proto"])?;
    /// let schema = Arc::new(compiled.into_schema());
    /// let method = find_method(&schema, "S", "Get")?;
    /// assert!(matches!(RestRequest::new(&schema, method, &[vec![]]), Err(RestError::NoRule)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the method has no rule, or if no rule has a place for each field that is set.
    pub fn new(schema: &Arc<Schema>, method: MethodId, messages: &[Vec<u8>]) -> Result<Self, RestError> {
        let codec = Codec::new(schema).as_go();
        let input = schema[method].input;
        let decoded = messages.iter().map(|bytes| codec.decode_partial(input, bytes));
        let messages = decoded.collect::<Result<Vec<_>, _>>().map_err(|_| RestError::Malformed)?;
        let mut first_error = None;
        for binding in bindings_of(schema, method).bindings {
            match (Writer { schema, codec: &codec, binding: &binding }).request(&messages) {
                Ok(request) => return Ok(request),
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        Err(first_error.unwrap_or(RestError::NoRule))
    }
}

/// A request of one message.
struct Single {
    path: String,
    content: Option<Written>,
}

/// The content of a body with its type.
struct Written {
    content_type: String,
    bytes: Vec<u8>,
}

struct Writer<'a> {
    schema: &'a Arc<Schema>,
    codec: &'a Codec<'a>,
    binding: &'a Binding,
}

impl Writer<'_> {
    fn request(&self, messages: &[Message]) -> Result<RestRequest, RestError> {
        let method = &self.schema[self.binding.method];
        let empty = Message::new(method.input);
        let first = self.single(messages.first().unwrap_or(&empty))?;
        let (content_type, body) = if method.client_streaming {
            (Some("application/x-ndjson".to_owned()), self.lines(&first.path, messages)?)
        } else {
            let content = first.content;
            (content.as_ref().map(|it| it.content_type.clone()), content.map(|it| it.bytes).unwrap_or_default())
        };
        Ok(RestRequest {
            verb: self.verb().to_owned(),
            path: first.path,
            content_type,
            body,
            method: self.binding.method,
            schema: Arc::clone(self.schema),
            response_field: self.binding.response_body,
        })
    }

    /// Returns the HTTP method. A rule for every method (`*`) is called with `POST`.
    fn verb(&self) -> &str {
        match self.binding.verb.name() {
            "*" => "POST",
            name => name,
        }
    }

    /// Returns the messages of a stream, one on each line.
    fn lines(&self, path: &str, messages: &[Message]) -> Result<Vec<u8>, RestError> {
        let mut lines = Vec::new();
        for (index, message) in messages.iter().enumerate() {
            let single = self.single(message)?;
            if single.path != path {
                return Err(RestError::OtherUrl { position: index + 1, path: single.path });
            }
            lines.extend(single.content.map_or_else(|| b"{}".to_vec(), |content| content.bytes));
            lines.push(b'\n');
        }
        Ok(lines)
    }

    /// Distributes the fields of a message over the path, the body and the query.
    fn single(&self, message: &Message) -> Result<Single, RestError> {
        let mut left = message.clone();
        let variables = &self.binding.variables;
        let values = variables.iter().map(|field| self.variable(&mut left, field));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        let path = self.binding.template.expand(values.iter().map(String::as_str));
        let mut path = path.map_err(|source| RestError::Path { template: self.binding.path.clone(), source })?;
        let content = self.content(&mut left)?;
        let mut separator = '?';
        for (name, value) in self.parameters(&mut left)? {
            path.push(separator);
            path.extend(utf8_percent_encode(&name, ESCAPED));
            path.push('=');
            path.extend(utf8_percent_encode(&value, ESCAPED));
            separator = '&';
        }
        match first_left(self.schema, &left) {
            Some(field) => Err(RestError::Unsendable { field, template: self.binding.path.clone() }),
            None => Ok(Single { path, content }),
        }
    }

    /// Takes the value of a variable of the path.
    fn variable(&self, left: &mut Message, path: &FieldPath) -> Result<String, RestError> {
        let Some(&field) = path.last() else { return Ok(String::new()) };
        match take(self.schema, left, path) {
            Some(content) => Ok(self.texts(field, &content)?.pop().unwrap_or_default()),
            None => Ok(self.default(field)),
        }
    }

    /// Returns the default value of a field as text.
    fn default(&self, field: FieldId) -> String {
        use protoward_schema::Scalar;
        match parameter(self.schema, field) {
            Some(Parameter::Scalar(Scalar::Bool)) => "false".to_owned(),
            Some(Parameter::Scalar(Scalar::String | Scalar::Bytes) | Parameter::WellKnown(_)) | None => String::new(),
            Some(Parameter::Scalar(_)) => "0".to_owned(),
            Some(Parameter::Enum(id)) => {
                let first = self.schema[id].values.first();
                first.map(|&value| self.schema.text(self.schema[value].name).to_owned()).unwrap_or_default()
            }
        }
    }

    /// Takes the body.
    fn content(&self, left: &mut Message) -> Result<Option<Written>, RestError> {
        match self.binding.body {
            Body::None => Ok(None),
            Body::All => {
                let whole = std::mem::replace(left, Message::new(left.ty));
                if let Some(body) = HttpBody::of(self.schema, whole.ty) {
                    return Ok(Some(self.raw(&body, &whole)));
                }
                Ok(Some(Written::json(self.codec.to_json(&whole)?)))
            }
            Body::Field(field) => {
                let Some(content) = left.clear(self.schema[field].number) else { return Ok(None) };
                if let Content::One(DynamicValue::Message(message)) = &content
                    && let Some(body) = HttpBody::of(self.schema, message.ty)
                {
                    return Ok(Some(self.raw(&body, message)));
                }
                Ok(Some(Written::json(self.codec.content_json(field, &content)?)))
            }
        }
    }

    fn raw(&self, body: &HttpBody, message: &Message) -> Written {
        let (content_type, bytes) = body.read(self.schema, message);
        let is_known = !content_type.is_empty();
        Written { content_type: if is_known { content_type } else { "application/octet-stream".to_owned() }, bytes }
    }

    /// Takes the parameters of the query.
    fn parameters(&self, left: &mut Message) -> Result<Vec<(String, String)>, RestError> {
        let mut parameters = Vec::new();
        if is_empty(left) {
            return Ok(parameters);
        }
        for path in query(self.schema, self.binding).fields {
            let Some(content) = take(self.schema, left, &path) else { continue };
            let Some(&field) = path.last() else { continue };
            let names: Vec<String> = path.iter().map(|&field| self.schema.json_name(field)).collect();
            let name = names.join(".");
            parameters.extend(self.texts(field, &content)?.into_iter().map(|text| (name.clone(), text)));
        }
        Ok(parameters)
    }

    /// Returns the values of a field as texts: one, or one for each element of a list.
    fn texts(&self, field: FieldId, content: &Content) -> Result<Vec<String>, RestError> {
        let node = parse_json(self.codec.content_json(field, content)?.as_bytes())?;
        Ok(match &node.tree {
            Tree::Array(elements) => elements.iter().map(text).collect(),
            _ => vec![text(&node)],
        })
    }
}

fn text(node: &Node) -> String {
    match &node.tree {
        Tree::Bool(value) => value.to_string(),
        Tree::Number(text) | Tree::String(text) => text.clone(),
        Tree::Null | Tree::Array(_) | Tree::Object(_) => String::new(),
    }
}

impl Written {
    fn json(text: String) -> Self {
        Self { content_type: "application/json".to_owned(), bytes: text.into_bytes() }
    }
}
