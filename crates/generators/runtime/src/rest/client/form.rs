//! A request message in the form of HTTP: the URL and the body that a binding gives it.
//!
//! This is the reverse of reading a request: the values of the path's variables, then the body, then all other fields
//! as parameters. A field without a place is an error, because the server would not receive it.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use prost::Message;
use protoward_http_template::{ExpandError, Segment, Template, TemplateError, TemplatePart, query_string};
use serde_json::{Map, Value};
use tonic::Status;

use super::masks::{self, MaskParameter};
use super::parameters::{self, value_of};
use crate::rest::failure::shortened;
use crate::rest::json::{Json, JsonMessage};
use crate::rest::raw;
use crate::rest::schema::{Binding, Body, Field, Method};
use crate::rest::tree::Variable;

/// A request message in the form of HTTP.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) binding: &'static Binding,
    /// The path and the query.
    pub(super) target: String,
    /// The body, if the request has one.
    pub(super) content: Option<Content>,
}

/// A body with its content type.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) content_type: HeaderValue,
    pub(super) data: Bytes,
}

/// The reason why a binding cannot carry a message.
#[derive(Debug)]
pub(super) enum Uncarried {
    /// The message has no JSON.
    Json(serde_json::Error),
    /// The JSON of the message has no fields.
    NoFields,
    /// The table of the binding is invalid.
    Template(TemplateError),
    /// A variable is not a field.
    Variable,
    /// A variable has no value.
    Unset(String),
    /// A value does not match its variable.
    Path(ExpandError),
    /// A value has a segment that servers and proxies remove from paths: `.` or `..`.
    DotSegment(String),
    /// A field can be neither in the path nor in the query.
    Field(String),
    /// A body of bytes cannot be read from the message.
    Raw(Status),
}

impl Form {
    /// Returns the form that the first suitable binding of a method gives a message.
    ///
    /// # Errors
    /// Fails if no binding can carry the message.
    pub(super) fn of<J: Json<T>, T: Message + Default>(method: &Method, message: &T) -> Result<Form, Status> {
        let mut reasons = Vec::new();
        for binding in method.bindings {
            match Form::of_binding::<J, T>(method, binding, message) {
                Ok(form) => return Ok(form),
                Err(reason) => reasons.push(uncarried(binding, &reason)),
            }
        }
        let reasons = reasons.join("; ");
        Err(Status::invalid_argument(format!("no HTTP rule of `{}` can carry the request: {reasons}", method.path)))
    }

    /// Returns the form that a binding gives a message.
    pub(super) fn of_binding<J: Json<T>, T: Message + Default>(
        method: &Method,
        binding: &'static Binding,
        message: &T,
    ) -> Result<Form, Uncarried> {
        let template = Template::parse(binding.template).map_err(Uncarried::Template)?;
        let variables = Variable::all(&template, method.request).ok_or(Uncarried::Variable)?;
        match binding.body {
            Body::All if variables.is_empty() => {
                let json = serde_json::to_vec(&JsonMessage::<J, T>::new(message)).map_err(Uncarried::Json)?;
                Ok(Form { binding, target: path(&template, &[], &Map::new())?, content: Some(Content::json(json)) })
            }
            Body::Raw if variables.is_empty() => {
                let content = Some(Content::raw(message, None)?);
                Ok(Form { binding, target: path(&template, &[], &Map::new())?, content })
            }
            body => {
                let (stripped, masks) = masks::take(message, method.request, body);
                let mut object = object::<J, T>(stripped.as_ref().unwrap_or(message))?;
                let path = path(&template, &variables, &object)?;
                let content = content(method, body, message, &variables, &mut object)?;
                let query = query(method, body, &object, masks)?;
                let target = if query.is_empty() { path } else { format!("{path}?{query}") };
                Ok(Form { binding, target, content })
            }
        }
    }
}

impl Content {
    fn json(data: Vec<u8>) -> Content {
        Content { content_type: HeaderValue::from_static("application/json"), data: data.into() }
    }

    /// Returns the bytes of a `google.api.HttpBody`: the message itself, or the field with this number.
    fn raw(message: &impl Message, field: Option<u32>) -> Result<Content, Uncarried> {
        let body = raw::of_message(message, field).map_err(Uncarried::Raw)?;
        Ok(Content { content_type: body.header(), data: body.data })
    }
}

/// Returns the description of a binding that cannot carry a message.
pub(super) fn uncarried(binding: &Binding, reason: &Uncarried) -> String {
    format!("`{} {}`: {}", binding.verb, binding.template, shortened(&reason.to_string()))
}

fn object<J: Json<T>, T>(message: &T) -> Result<Map<String, Value>, Uncarried> {
    match serde_json::to_value(JsonMessage::<J, T>::new(message)).map_err(Uncarried::Json)? {
        Value::Object(object) => Ok(object),
        _ => Err(Uncarried::NoFields),
    }
}

/// Returns the path with the values of the variables. A wildcard outside variables is no field; `-` stands for it, as
/// for any resource in Google's APIs.
fn path(template: &Template, variables: &[Variable], object: &Map<String, Value>) -> Result<String, Uncarried> {
    let mut variables = variables.iter();
    let mut values = Vec::new();
    for part in template.parts() {
        match part {
            TemplatePart::Segment(Segment::Literal(_)) => {}
            TemplatePart::Segment(Segment::Single) => values.push("-".to_owned()),
            TemplatePart::Segment(Segment::Multi) => values.push(String::new()),
            TemplatePart::Variable(..) => {
                let variable = variables.next().ok_or(Uncarried::Variable)?;
                values.push(path_value(variable, object)?);
            }
        }
    }
    template.expand(values.iter().map(String::as_str)).map_err(Uncarried::Path)
}

/// Returns the path of a template without variables.
pub(super) fn path_without_variables(template: &Template) -> Option<String> {
    path(template, &[], &Map::new()).ok()
}

fn path_value(variable: &Variable, object: &Map<String, Value>) -> Result<String, Uncarried> {
    let unset = || Uncarried::Unset(variable.name.clone());
    let (field, messages) = variable.path.split_last().ok_or_else(unset)?;
    let object = messages.iter().try_fold(object, |object, field| value_of(object, field)?.as_object());
    let text = match value_of(object.ok_or_else(unset)?, field) {
        Some(value) => parameters::text(field.kind, value).ok_or_else(unset)?.into_owned(),
        None if field.unset.is_empty() => return Err(unset()),
        None => field.unset.to_owned(),
    };
    if text.split('/').any(|segment| matches!(segment, "." | "..")) {
        Err(Uncarried::DotSegment(variable.name.clone()))
    } else {
        Ok(text)
    }
}

/// Returns the body, and removes all fields from the object that are in the path or in the body.
fn content<T: Message>(
    method: &Method,
    body: Body,
    message: &T,
    variables: &[Variable],
    object: &mut Map<String, Value>,
) -> Result<Option<Content>, Uncarried> {
    let mut in_body = body.field().and_then(|name| method.request.field(name)).and_then(|field| take(object, field));
    for Variable { path, .. } in variables {
        match (path.split_first(), &mut in_body) {
            (Some((first, rest)), Some(Value::Object(fields))) if body.field() == Some(first.name) => {
                remove(fields, rest);
            }
            _ => remove(object, path),
        }
    }
    match body {
        Body::None => Ok(None),
        Body::All => {
            let json = serde_json::to_vec(object).map_err(Uncarried::Json)?;
            object.clear();
            Ok(Some(Content::json(json)))
        }
        Body::Field(_) => {
            let json = in_body.map(|value| serde_json::to_vec(&value)).transpose().map_err(Uncarried::Json)?;
            Ok(json.map(Content::json))
        }
        Body::Raw => {
            object.clear();
            Content::raw(message, None).map(Some)
        }
        Body::RawField(name) => {
            let number = method.request.field(name).map(|field| field.number);
            in_body.map(|_| Content::raw(message, number)).transpose()
        }
    }
}

/// Returns the query with all fields that are left.
fn query(
    method: &Method,
    body: Body,
    object: &Map<String, Value>,
    masks: Vec<MaskParameter>,
) -> Result<String, Uncarried> {
    if matches!(body, Body::All | Body::Raw) {
        return Ok(String::new());
    }
    let mut pairs = parameters::pairs(object, method.request).map_err(Uncarried::Field)?;
    pairs.extend(masks.into_iter().map(|MaskParameter { name, paths }| (name, paths.join(","))));
    Ok(query_string(pairs))
}

fn take(object: &mut Map<String, Value>, field: &Field) -> Option<Value> {
    object.remove(field.json_name).or_else(|| object.remove(field.name))
}

/// Removes the field at a path, and the messages around it that are empty without it: the server creates them again.
fn remove(object: &mut Map<String, Value>, path: &[&'static Field]) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        take(object, first);
        return;
    }
    let key = if object.contains_key(first.json_name) { first.json_name } else { first.name };
    if let Some(Value::Object(inner)) = object.get_mut(key) {
        remove(inner, rest);
        if inner.is_empty() {
            object.remove(key);
        }
    }
}

impl fmt::Display for Uncarried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Uncarried::Json(error) => write!(f, "the request has no JSON: {error}"),
            Uncarried::NoFields => f.write_str("the JSON of the request is not an object"),
            Uncarried::Template(error) => write!(f, "the template is not valid: {error}"),
            Uncarried::Variable => f.write_str("a variable of the template is not a field"),
            Uncarried::Unset(name) => write!(f, "`{name}` is not set, and the path needs it"),
            Uncarried::Path(error) => error.fmt(f),
            Uncarried::DotSegment(name) => write!(f, "`{name}` has the segment `.` or `..`, which a path cannot have"),
            Uncarried::Field(name) => write!(f, "`{name}` can be neither in the path nor in the query"),
            Uncarried::Raw(status) => f.write_str(status.message()),
        }
    }
}
