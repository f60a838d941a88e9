//! Requests as bodies: a single message, or a stream of them.

use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures_util::stream::{Stream, StreamExt as _, iter, once};
use http::HeaderValue;
use http_body::Frame;
use http_body_util::{Full, StreamBody};
use prost::Message;
use protoward_http_template::Template;
use tonic::Status;
use tonic::body::Body;

use super::form::{self, Content, Form};
use crate::rest::incoming::CONTENT_TYPES;
use crate::rest::json::Json;
use crate::rest::schema::{Binding, Body as RequestBody, Method};

/// A request that is ready to be sent, without its metadata.
pub(super) struct Outgoing {
    pub(super) binding: &'static Binding,
    /// The path and the query.
    pub(super) target: String,
    pub(super) content_type: Option<HeaderValue>,
    pub(super) body: Body,
}

/// A request whose body may fail.
pub(super) struct Upload {
    pub(super) outgoing: Outgoing,
    pub(super) failure: UploadFailure,
}

/// The error of a stream of requests that cannot be sent.
///
/// The body of the request then breaks off, and the server or the HTTP client reports that, but not the cause.
#[derive(Debug, Clone, Default)]
pub(super) struct UploadFailure(Arc<OnceLock<Status>>);

impl From<Form> for Outgoing {
    fn from(form: Form) -> Outgoing {
        let Form { binding, target, content } = form;
        let (content_type, body) = match content {
            Some(Content { content_type, data }) => (Some(content_type), Body::new(Full::new(data))),
            None => (None, Body::empty()),
        };
        Outgoing { binding, target, content_type, body }
    }
}

impl Upload {
    /// Creates a request whose body cannot fail.
    pub(super) fn complete(outgoing: Outgoing) -> Upload {
        Upload { outgoing, failure: UploadFailure::default() }
    }
}

impl UploadFailure {
    /// Returns the error of the requests, if there is one, or else the result.
    pub(super) fn or<T>(&self, result: Result<T, Status>) -> Result<T, Status> {
        self.0.get().map_or(result, |status| Err(status.clone()))
    }
}

/// Returns the request for a stream of messages. If its URL depends on the messages, this waits for the first one.
///
/// # Errors
/// Fails if no binding can carry the first message, or if the URL needs a message and there is none.
pub(super) async fn stream<J, T>(
    method: &'static Method,
    messages: impl Stream<Item = T> + Send + 'static,
) -> Result<Upload, Status>
where
    J: Json<T> + 'static,
    T: Message + Default + 'static,
{
    let mut messages: Messages<T> = Box::pin(messages);
    if let Some((binding, target)) = fixed(method) {
        return Ok(json_lines::<J, T>(Shape { method, binding, target }, messages));
    }
    let Some(first) = messages.next().await else {
        let message = format!("a stream for `{}` needs a message, which determines its URL", method.path);
        return Err(Status::invalid_argument(message));
    };
    let form = Form::of::<J, T>(method, &first)?;
    let shape = Shape { method, binding: form.binding, target: form.target.clone() };
    match form.binding.body {
        RequestBody::None => match messages.next().await {
            None => Ok(Upload::complete(form.into())),
            Some(_) => {
                let message = format!("`{} {}` has no body for a second message", form.binding.verb, form.target);
                Err(Status::invalid_argument(message))
            }
        },
        RequestBody::All | RequestBody::Field(_) => {
            Ok(json_lines::<J, T>(shape, Box::pin(once(async { first }).chain(messages))))
        }
        RequestBody::Raw | RequestBody::RawField(_) => {
            let content_type = form.content.map(|content| content.content_type);
            Ok(upload::<J, T>(shape, content_type, Box::pin(iter([first]).chain(messages))))
        }
    }
}

type Messages<T> = Pin<Box<dyn Stream<Item = T> + Send>>;

/// The common properties of all messages in a stream.
struct Shape {
    method: &'static Method,
    binding: &'static Binding,
    target: String,
}

/// Returns the first binding and its path, if they do not depend on a message.
fn fixed(method: &'static Method) -> Option<(&'static Binding, String)> {
    let binding = method.bindings.first().filter(|binding| binding.body == RequestBody::All)?;
    let template = Template::parse(binding.template).ok()?;
    if !template.variables().is_empty() {
        return None;
    }
    Some((binding, form::path_without_variables(&template)?))
}

fn json_lines<J, T>(shape: Shape, messages: Messages<T>) -> Upload
where
    J: Json<T> + 'static,
    T: Message + Default + 'static,
{
    let [content_type, ..] = CONTENT_TYPES;
    upload::<J, T>(shape, Some(HeaderValue::from_static(content_type)), messages)
}

fn upload<J, T>(shape: Shape, content_type: Option<HeaderValue>, messages: Messages<T>) -> Upload
where
    J: Json<T> + 'static,
    T: Message + Default + 'static,
{
    let failure = UploadFailure::default();
    let binding = shape.binding;
    let target = shape.target.clone();
    let mut writer = Writer::<J, T> { shape, count: 0, message: PhantomData };
    let failed = failure.clone();
    let chunks = messages.map(move |message| {
        let chunk = writer.chunk(&message).inspect_err(|status| _ = failed.0.set(status.clone()));
        chunk.map(Frame::data)
    });
    let body = Body::new(StreamBody::new(chunks));
    Upload { outgoing: Outgoing { binding, target, content_type, body }, failure }
}

/// Writes the messages of a stream.
struct Writer<J, T> {
    shape: Shape,
    /// The number of messages so far.
    count: usize,
    message: PhantomData<fn() -> (J, T)>,
}

impl<J: Json<T>, T: Message + Default> Writer<J, T> {
    /// Returns a message as a part of the body.
    fn chunk(&mut self, message: &T) -> Result<Bytes, Status> {
        self.count += 1;
        let Shape { method, binding, target } = &self.shape;
        let form = Form::of_binding::<J, T>(method, binding, message).map_err(|reason| {
            let reason = form::uncarried(binding, &reason);
            Status::invalid_argument(format!("message {} of the stream cannot be sent: {reason}", self.count))
        })?;
        if form.target != *target {
            let message = format!("message {} of the stream has another URL than the first one", self.count);
            return Err(Status::invalid_argument(message));
        }
        let data = form.content.map(|content| content.data);
        Ok(match binding.body {
            RequestBody::Raw | RequestBody::RawField(_) => data.unwrap_or_default(),
            // Each message needs a value, also one whose field is not set.
            _ => [data.as_deref().unwrap_or(b"null"), b"\n"].concat().into(),
        })
    }
}
