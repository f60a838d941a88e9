//! One request of REST, from its head to the message that a method receives: route, parameters, body, metadata and deadline.

use std::sync::Arc;

use axum::body::{Body as HttpBody, BodyDataStream};
use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Request, Uri};
use prost::Message;
use tonic::Status;
use tonic::metadata::MetadataMap;

use crate::grpc::JsonPaths;
use crate::rest::body::{self, BodyReader};
use crate::rest::connect::{self, Exchange};
use crate::rest::deadline::Deadline;
use crate::rest::endpoint::Endpoint;
use crate::rest::failure::{self, Failure, Violation};
use crate::rest::json::{Json, ReadSeed};
use crate::rest::mask::Mask;
use crate::rest::media_type::quality;
use crate::rest::parameter::FieldPath;
use crate::rest::schema::{Body, Kind};
use crate::rest::tree::{Node, ParameterSource, Parameters, TreeEntry, Variable};
use crate::rest::{metadata, raw, read};

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
    /// The content encoding, unless it is `identity`.
    pub(crate) encoding: Option<HeaderValue>,
    pub(crate) body: HttpBody,
    /// The form of the call in the Connect protocol; `None` in REST.
    pub(crate) connect: Option<Exchange>,
    /// The headers, until they are converted to metadata.
    headers: HeaderMap,
    extensions: http::Extensions,
}

/// The metadata, extensions and deadline of a call.
pub(crate) struct CallContext {
    pub(crate) metadata: MetadataMap,
    pub(crate) extensions: http::Extensions,
    pub(crate) deadline: Deadline,
}

impl Call {
    pub(crate) fn new(
        endpoint: Arc<Endpoint>,
        values: Vec<String>,
        connect: Option<Exchange>,
        request: Request<HttpBody>,
    ) -> Call {
        let (head, body) = request.into_parts();
        let mut headers = head.headers;
        let content_type = headers.remove(CONTENT_TYPE);
        let encoding =
            headers.remove(CONTENT_ENCODING).filter(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"));
        metadata::add_forwarded(&mut headers, &head.uri, &head.extensions);
        Call {
            endpoint,
            values,
            uri: head.uri,
            content_type,
            encoding,
            body,
            connect,
            headers,
            extensions: head.extensions,
        }
    }

    /// Returns the quality that `Accept` gives to the first of these content types that it names; `None` if it names
    /// none of them. Must be called before [`take_context`](Self::take_context), which removes the headers.
    pub(crate) fn quality(&self, content_types: &[&str]) -> Option<f32> {
        quality(&self.headers, &ACCEPT, content_types)
    }

    /// Takes the metadata, extensions and deadline of the call, after the interceptor of the route has run.
    pub(crate) fn take_context(&mut self) -> Result<CallContext, Failure> {
        if let Some(exchange) = &mut self.connect {
            exchange.check(&mut self.headers, self.encoding.as_ref())?;
        }
        let settings = &self.endpoint.settings;
        let metadata = metadata::from_headers(std::mem::take(&mut self.headers), settings.request_headers.as_ref())
            .map_err(|violation| Failure::invalid(vec![violation]))?;
        let mut extensions = std::mem::take(&mut self.extensions);
        extensions.insert(self.endpoint.route());
        if self.connect.is_none() {
            extensions.insert(JsonPaths);
        }
        let request = tonic::Request::from_parts(metadata, extensions, ());
        let request = match &settings.interceptor {
            Some(intercept) => intercept(request)?,
            None => request,
        };
        let deadline = Deadline::of(request.metadata()).map_err(|violation| Failure::invalid(vec![violation]))?;
        let (metadata, extensions, ()) = request.into_parts();
        Ok(CallContext { metadata, extensions, deadline })
    }

    /// Reads the request message. Path and query are read first: an error in them does not wait for the body.
    pub(crate) async fn message<J: Json<T>, T: Message + Default>(&mut self) -> Result<T, Failure> {
        if self.connect.is_some() {
            // Boxed, because calls of REST would reserve space for it.
            return Box::pin(connect::message::<J, T>(self)).await;
        }
        let body = std::mem::take(&mut self.body);
        let Call { endpoint, values, uri, content_type, encoding, .. } = self;
        let parameters = parameters(endpoint, values, uri.query().unwrap_or_default())?;
        let reader = BodyReader { endpoint, content_type: content_type.as_ref(), encoding: encoding.as_ref() };
        let body = reader.read(body).await?;
        parameters.message::<J, T>(endpoint, content_type.as_ref(), &body, None)
    }

    /// Reads the parameters in the path and the query.
    pub(crate) fn parameters(&self) -> Result<Parameters<'_>, Failure> {
        parameters(&self.endpoint, &self.values, self.uri.query().unwrap_or_default())
    }

    /// Fails if the body is compressed. A layer that decompresses bodies removes the header.
    pub(crate) fn require_plain(&self) -> Result<(), Failure> {
        body::require_plain(self.encoding.as_ref())
    }

    /// Takes the body as a stream.
    pub(crate) fn take_body(&mut self) -> BodyDataStream {
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
    let source = ParameterSource {
        request: method.request,
        body: binding.body,
        variables,
        unknown: settings.unknown_parameters,
        ignored: &settings.ignored_parameters,
    };
    violations.extend(parameters.add_query(query, &source));
    if violations.is_empty() { Ok(parameters) } else { Err(Failure::invalid(violations)) }
}

impl Parameters<'_> {
    /// Reads a request message from parameters and a body, which is the message with this number in a stream.
    pub(crate) fn message<J: Json<T>, T: Message + Default>(
        self,
        endpoint: &Endpoint,
        content_type: Option<&HeaderValue>,
        body: &[u8],
        place: Option<usize>,
    ) -> Result<T, Failure> {
        let Parameters { mut tree, mut masks } = self;
        let request = endpoint.method.request;
        masks.extend(implied_mask(endpoint, &masks, body));
        let node = match endpoint.binding.body {
            Body::All if !body.is_empty() => Node::Json(body, tree),
            Body::Field(name) if !body.is_empty() => {
                let field = request.field(name).ok_or_else(|| Status::internal("a binding names an unknown field"))?;
                let inner = tree.take_message(field);
                tree.entries.push(TreeEntry { field, node: Node::Json(body, inner) });
                Node::Message(tree)
            }
            _ => Node::Message(tree),
        };
        let message = read::read(&node, ReadSeed::<J, T>::new).map_err(|mut violation| {
            if violation.field.is_empty() && matches!(node, Node::Json(..)) {
                failure::WHOLE_BODY.clone_into(&mut violation.field);
            }
            if let Some(place) = place {
                violation.description = format!("{}, in message {place} of the stream", violation.description);
            }
            Failure::invalid(vec![violation])
        })?;
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
    let field = request.field(name)?;
    let Kind::Message(message) = field.kind else { return None };
    if endpoint.binding.verb != "PATCH" || masks.iter().any(|other| other.is_at(&[mask])) {
        return None;
    }
    // The path identifies the resource; it does not change its fields.
    let inside = |variable: &Variable| match variable.path.split_first() {
        Some((first, rest)) if std::ptr::eq(*first, field) => Some(FieldPath::from_slice(rest)),
        _ => None,
    };
    let bound: Vec<FieldPath> = endpoint.variables.iter().filter_map(inside).collect();
    Mask::of_json(mask, message, body, &bound)
}
