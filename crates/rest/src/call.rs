//! One request, from its head to the message that a method receives.

use std::sync::Arc;

use axum::body::{self, Body as HttpBody};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Request, Uri};
use http_body::Body as _;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use prost::Message;
use tonic::Status;
use tonic::metadata::MetadataMap;

use crate::deadline::Deadline;
use crate::failure::{Failure, Violation};
use crate::json::{Json, ReadSeed};
use crate::mask::Mask;
use crate::routes::Endpoint;
use crate::schema::{Body, Kind};
use crate::tree::{Entry, Node, ParameterSource, Parameters};
use crate::{metadata, raw, read};

/// The route of a request, as an extension of the `tonic::Request` and of the response, for logs and metrics. The
/// response to a failed call also has its `tonic::Code` as an extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatchedRoute {
    /// The gRPC path of the method, such as `/library.v1.Library/GetBook`.
    pub method: &'static str,
    /// The path template, such as `/v1/{name=shelves/*/books/*}`.
    pub template: &'static str,
}

/// A request with its route.
pub(crate) struct Call {
    pub(crate) endpoint: Arc<Endpoint>,
    /// The values of the template's variables.
    pub(crate) values: Vec<String>,
    pub(crate) uri: Uri,
    pub(crate) content_type: Option<HeaderValue>,
    pub(crate) body: HttpBody,
    /// The headers, until they are converted to metadata.
    headers: HeaderMap,
    extensions: http::Extensions,
}

/// The metadata, extensions and deadline of a call.
pub(crate) struct Context {
    pub(crate) metadata: MetadataMap,
    pub(crate) extensions: http::Extensions,
    pub(crate) deadline: Deadline,
}

impl Call {
    pub(crate) fn new(endpoint: Arc<Endpoint>, values: Vec<String>, request: Request<HttpBody>) -> Call {
        let (head, body) = request.into_parts();
        let mut headers = head.headers;
        let content_type = headers.remove(CONTENT_TYPE);
        Call { endpoint, values, uri: head.uri, content_type, body, headers, extensions: head.extensions }
    }

    /// Returns `true` if `Accept` includes this content type. Must be called before
    /// [`take_context`](Self::take_context), which removes the headers.
    pub(crate) fn accepts(&self, content_type: &str) -> bool {
        let accepted = self.headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
        accepted.flat_map(|value| value.split(',')).any(|range| is_type(range, content_type))
    }

    /// Takes the metadata, extensions and deadline of the call, after the interceptor of the route has run.
    pub(crate) fn take_context(&mut self) -> Result<Context, Failure> {
        let metadata = metadata::from_headers(std::mem::take(&mut self.headers));
        let mut extensions = std::mem::take(&mut self.extensions);
        extensions.insert(self.endpoint.route());
        let request = tonic::Request::from_parts(metadata, extensions, ());
        let request = match &self.endpoint.settings.interceptor {
            Some(intercept) => intercept(request)?,
            None => request,
        };
        let deadline = Deadline::of(request.metadata());
        let (metadata, extensions, ()) = request.into_parts();
        Ok(Context { metadata, extensions, deadline })
    }

    /// Reads the request message.
    pub(crate) async fn message<J: Json<T>, T: Message + Default>(&mut self) -> Result<T, Failure> {
        let body = match self.endpoint.binding.body {
            Body::None => Bytes::new(),
            Body::All | Body::Field(_) => self.json_body().await?,
            Body::Raw | Body::RawField(_) => self.whole_body().await?,
        };
        self.parameters()?.message::<J, T>(&self.endpoint, self.content_type.as_ref(), &body)
    }

    /// Reads the parameters in the path and the query.
    pub(crate) fn parameters(&self) -> Result<Parameters<'_>, Failure> {
        parameters(&self.endpoint, &self.values, self.uri.query().unwrap_or_default())
    }

    async fn json_body(&mut self) -> Result<Bytes, Failure> {
        let body = self.whole_body().await?;
        if !body.is_empty() {
            require_type(self.content_type.as_ref(), &["application/json"])?;
        }
        Ok(body)
    }

    /// Reads the body, up to the limit of the route.
    async fn whole_body(&mut self) -> Result<Bytes, Failure> {
        let limit = self.endpoint.settings.body_limit;
        if self.body.size_hint().lower() > limit as u64 {
            return Err(Failure::too_large(limit));
        }
        match Limited::new(&mut self.body, limit).collect().await {
            Ok(body) => Ok(body.to_bytes()),
            Err(error) if error.is::<LengthLimitError>() => Err(Failure::too_large(limit)),
            Err(error) => Err(Status::cancelled(format!("the body of the request broke off: {error}")).into()),
        }
    }

    /// Takes the body as a stream.
    pub(crate) fn take_body(&mut self) -> body::BodyDataStream {
        std::mem::take(&mut self.body).into_data_stream()
    }
}

/// Reads the parameters in the path and the query.
pub(crate) fn parameters<'a>(
    endpoint: &'a Endpoint,
    values: &'a [String],
    query: &'a str,
) -> Result<Parameters<'a>, Failure> {
    let Endpoint { method, binding, variables, settings, .. } = endpoint;
    let mut parameters = Parameters::default();
    let mut violations: Vec<Violation> = parameters.add_path(variables, values).err().into_iter().collect();
    let unknown = settings.unknown_parameters;
    let source = ParameterSource { request: method.request, body: binding.body, variables, unknown };
    violations.extend(parameters.add_query(query, &source));
    if violations.is_empty() { Ok(parameters) } else { Err(Failure::invalid(violations)) }
}

impl Parameters<'_> {
    /// Reads a request message from parameters and a body.
    pub(crate) fn message<J: Json<T>, T: Message + Default>(
        self,
        endpoint: &Endpoint,
        content_type: Option<&HeaderValue>,
        body: &[u8],
    ) -> Result<T, Failure> {
        let Parameters { mut tree, mut masks } = self;
        let request = endpoint.method.request;
        masks.extend(implied_mask(endpoint, &masks, body));
        let node = match endpoint.binding.body {
            Body::All if !body.is_empty() => Node::Json(body, tree),
            Body::Field(name) if !body.is_empty() => {
                let field = request.field(name).ok_or_else(|| Status::internal("a binding names an unknown field"))?;
                let inner = tree.take_message(field);
                tree.entries.push(Entry { field, node: Node::Json(body, inner) });
                Node::Message(tree)
            }
            _ => Node::Message(tree),
        };
        let message =
            read::read(&node, ReadSeed::<J, T>::new).map_err(|violation| Failure::invalid(vec![violation]))?;
        let raw = raw::request_part(endpoint, content_type, body);
        let parts = masks.into_iter().map(Mask::encode).chain(raw);
        merge(message, parts)
    }
}

/// Merges encoded parts into a message.
fn merge<T: Message>(mut message: T, parts: impl Iterator<Item = Vec<u8>>) -> Result<T, Failure> {
    for part in parts {
        let merged = message.merge(part.as_slice());
        merged.map_err(|error| Status::internal(format!("a part of the request does not fit: {error}")))?;
    }
    Ok(message)
}

/// Returns the mask that the body of a `PATCH` implies if the client sends none: the fields in the body.
fn implied_mask(endpoint: &Endpoint, masks: &[Mask], body: &[u8]) -> Option<Mask> {
    let Body::Field(name) = endpoint.binding.body else { return None };
    let request = endpoint.method.request;
    let mask = request.field("update_mask").filter(|field| matches!(field.kind, Kind::FieldMask))?;
    let Kind::Message(message) = request.field(name)?.kind else { return None };
    if endpoint.binding.verb != "PATCH" || masks.iter().any(|other| other.is_at(&[mask])) {
        return None;
    }
    Mask::of_json(mask, message, body)
}

/// Fails unless the body has one of these content types.
pub(crate) fn require_type(content_type: Option<&HeaderValue>, accepted: &[&str]) -> Result<(), Failure> {
    let text = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    match accepted.iter().any(|accepted| is_type(text, accepted)) {
        true => Ok(()),
        false => Err(Failure::unsupported_media_type(content_type, accepted.first().copied().unwrap_or_default())),
    }
}

/// Returns `true` if a media range or type includes this type, ignoring its parameters.
fn is_type(range: &str, content_type: &str) -> bool {
    let name = range.split(';').next().unwrap_or_default().trim();
    name.eq_ignore_ascii_case(content_type)
}
