//! Channels: the calls of generated clients, which choose a binding, send the request, and read the response.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::Stream;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderName};
use http::uri::PathAndQuery;
use http::{HeaderValue, Method as HttpMethod, Uri};
use prost::Message;
use serde::de::DeserializeOwned;
use tonic::body::Body;
use tonic::client::GrpcService;
use tonic::metadata::MetadataMap;
use tonic::{Request, Response, Status, Streaming};

use super::answer::{self, Answer};
use super::details::KnownDetails;
use super::form::Form;
use super::upload::{self, Outgoing, Upload};
use super::{ClientSettings, download, status};
use crate::rest::MatchedRoute;
use crate::rest::deadline::Deadline;
use crate::rest::failure::Violation;
use crate::rest::json::Json;
use crate::rest::metadata::{self};
use crate::rest::schema::{Binding, Body as RequestBody, Method, ResponseBody};
use crate::rest::settings::BODY_LIMIT;

/// The content types of a stream of responses. Events are preferred, because an event with an error differs from a
/// message with a field `error`.
const STREAMS: &str = "text/event-stream, application/x-ndjson;q=0.9, application/json;q=0.8";

/// A REST server, and the HTTP client that reaches it. Generated clients call it, as those of tonic call a channel.
///
/// `C` is a tower service for HTTP requests. Clones share the HTTP client if its clones do.
///
/// ```
/// use hyper_util::client::legacy::Client;
/// use hyper_util::rt::TokioExecutor;
/// use protoward_runtime::rest::client::RestChannel;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let http = Client::builder(TokioExecutor::new()).build_http();
/// let channel = RestChannel::new(http, "http://localhost:8080/library".parse()?).max_decoding_message_size(64 << 20);
/// # let channel: RestChannel<Client<_, tonic::body::Body>> = channel;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RestChannel<C> {
    http: C,
    origin: Uri,
    settings: ClientSettings,
}

/// The head of a call.
struct Head {
    method: &'static Method,
    metadata: MetadataMap,
    extensions: http::Extensions,
    deadline: Deadline,
}

impl<C> RestChannel<C> {
    /// Creates a channel to the server at `origin`, such as `https://library.example.com`. A path in `origin` precedes
    /// the paths of the rules.
    #[must_use]
    pub fn new(http: C, origin: Uri) -> RestChannel<C> {
        let settings = ClientSettings { limit: BODY_LIMIT, details: KnownDetails::default(), request_headers: None };
        RestChannel { http, origin, settings }
    }

    /// Limits the size of a response, or of one message in a stream of responses (default: 4 MiB).
    #[must_use]
    pub fn max_decoding_message_size(mut self, bytes: usize) -> RestChannel<C> {
        self.settings.limit = bytes;
        self
    }

    /// Sets the names of headers for metadata of requests. Without a name, metadata is a header of its own name.
    ///
    /// grpc-gateway passes only the metadata `NAME` on that arrives as `Grpc-Metadata-NAME`:
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let channel = protoward_runtime::rest::client::RestChannel::new((), "http://localhost".parse()?);
    /// let channel = channel.request_headers(|name| match name.as_str() {
    ///     "authorization" => None,
    ///     name => format!("grpc-metadata-{name}").parse().ok(),
    /// });
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn request_headers<F>(mut self, name: F) -> RestChannel<C>
    where
        F: Fn(&HeaderName) -> Option<HeaderName> + Send + Sync + 'static,
    {
        self.settings.request_headers = Some(Arc::new(name));
        self
    }

    /// Registers a message type that is read from error details. The messages of `google/rpc/error_details.proto` are
    /// already registered; a detail of another type is left out, unless it is base64.
    #[must_use]
    pub fn error_detail<T: prost::Name + Default + DeserializeOwned>(mut self) -> RestChannel<C> {
        self.settings.details.add::<T>();
        self
    }
}

impl<C> RestChannel<C>
where
    C: GrpcService<Body>,
    C::ResponseBody: http_body::Body<Data = Bytes> + Send + 'static,
    <C::ResponseBody as http_body::Body>::Error: Into<Box<dyn Error + Send + Sync>>,
{
    /// Calls a method with one request and one response.
    ///
    /// # Errors
    /// Returns the error of the call.
    pub async fn unary<In, Out, Req, Res>(
        &mut self,
        method: &'static Method,
        request: Request<Req>,
    ) -> Result<Response<Res>, Status>
    where
        In: Json<Req>,
        Out: Json<Res>,
        Req: Message + Default,
        Res: Message + Default,
    {
        let (head, message) = Head::of(method, request)?;
        let outgoing = Outgoing::from(Form::of::<In, Req>(method, &message)?);
        let deadline = head.deadline;
        let response = async {
            let binding = outgoing.binding;
            let limit = self.settings.limit;
            let answer = self.send(head, outgoing, accepted(binding)).await?;
            answer::message::<Out, Res>(answer, binding.response_body, limit).await
        };
        deadline.limit(pin!(response)).await
    }

    /// Calls a method with one request and a stream of responses.
    ///
    /// # Errors
    /// Returns the error of the call, if it fails before the first response.
    pub async fn server_streaming<In, Out, Req, Res>(
        &mut self,
        method: &'static Method,
        request: Request<Req>,
    ) -> Result<Response<Streaming<Res>>, Status>
    where
        In: Json<Req>,
        Out: Json<Res> + 'static,
        Req: Message + Default,
        Res: Message + Default + 'static,
    {
        let (head, message) = Head::of(method, request)?;
        let outgoing = Outgoing::from(Form::of::<In, Req>(method, &message)?);
        self.responses::<Out, Res>(head, async { Ok(Upload::complete(outgoing)) }).await
    }

    /// Calls a method with a stream of requests and one response.
    ///
    /// # Errors
    /// Returns the error of the call.
    pub async fn client_streaming<In, Out, Req, Res>(
        &mut self,
        method: &'static Method,
        request: Request<impl Stream<Item = Req> + Send + 'static>,
    ) -> Result<Response<Res>, Status>
    where
        In: Json<Req> + 'static,
        Out: Json<Res>,
        Req: Message + Default + 'static,
        Res: Message + Default,
    {
        let (head, messages) = Head::of(method, request)?;
        let deadline = head.deadline;
        let response = async {
            let Upload { outgoing, failure } = upload::stream::<In, Req>(method, messages).await?;
            let binding = outgoing.binding;
            let limit = self.settings.limit;
            let response = async {
                let answer = self.send(head, outgoing, accepted(binding)).await?;
                answer::message::<Out, Res>(answer, binding.response_body, limit).await
            };
            failure.or(response.await)
        };
        deadline.limit(pin!(response)).await
    }

    /// Calls a method with a stream of requests and a stream of responses.
    ///
    /// # Errors
    /// Returns the error of the call, if it fails before the first response.
    pub async fn streaming<In, Out, Req, Res>(
        &mut self,
        method: &'static Method,
        request: Request<impl Stream<Item = Req> + Send + 'static>,
    ) -> Result<Response<Streaming<Res>>, Status>
    where
        In: Json<Req> + 'static,
        Out: Json<Res> + 'static,
        Req: Message + Default + 'static,
        Res: Message + Default + 'static,
    {
        let (head, messages) = Head::of(method, request)?;
        self.responses::<Out, Res>(head, upload::stream::<In, Req>(method, messages)).await
    }

    /// Sends requests, and returns the stream of responses.
    async fn responses<J, T>(
        &mut self,
        head: Head,
        requests: impl Future<Output = Result<Upload, Status>>,
    ) -> Result<Response<Streaming<T>>, Status>
    where
        J: Json<T> + 'static,
        T: Message + Default + 'static,
    {
        let deadline = head.deadline;
        let responses = async {
            let Upload { outgoing, failure } = requests.await?;
            let binding = outgoing.binding;
            let accept = if accepted(binding) == ANY { ANY } else { STREAMS };
            let answer = failure.or(self.send(head, outgoing, accept).await)?;
            download::stream::<J, T>(answer, binding.response_body, deadline, &self.settings, failure)
        };
        deadline.limit(pin!(responses)).await
    }

    /// Sends a request, and returns the response unless it is an error.
    async fn send(&mut self, head: Head, outgoing: Outgoing, accept: &'static str) -> Result<Answer, Status> {
        let request = self.request(head, outgoing, accept)?;
        poll_fn(|context| self.http.poll_ready(context)).await.map_err(|error| answer::unreachable(error.into()))?;
        let response = self.http.call(request).await.map_err(|error| answer::unreachable(error.into()))?;
        let answer = Answer::from(response);
        if answer.status.is_success() { Ok(answer) } else { Err(status::of_answer(answer, &self.settings).await) }
    }

    fn request(&self, head: Head, outgoing: Outgoing, accept: &'static str) -> Result<http::Request<Body>, Status> {
        let Head { method, metadata, extensions, .. } = head;
        let Outgoing { binding, target, content_type, body } = outgoing;
        let mut request = http::Request::new(body);
        *request.method_mut() = verb(binding)?;
        *request.uri_mut() = self.uri(&target)?;
        *request.headers_mut() = metadata::to_request_headers(metadata, self.settings.request_headers.as_ref());
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static(accept));
        request.headers_mut().extend(content_type.map(|content_type| (CONTENT_TYPE, content_type)));
        *request.extensions_mut() = extensions;
        request.extensions_mut().insert(MatchedRoute { method: method.path, template: binding.template });
        Ok(request)
    }

    /// Returns the URI of a request with this path and query.
    fn uri(&self, target: &str) -> Result<Uri, Status> {
        let invalid = |error: &dyn fmt::Display| {
            Status::invalid_argument(format!("the request has no URL at `{}`: {error}", self.origin))
        };
        let target = format!("{}{target}", self.origin.path().trim_end_matches('/'));
        let mut parts = self.origin.clone().into_parts();
        parts.path_and_query = Some(PathAndQuery::try_from(target).map_err(|error| invalid(&error))?);
        Uri::from_parts(parts).map_err(|error| invalid(&error))
    }
}

impl Head {
    fn of<T>(method: &'static Method, request: Request<T>) -> Result<(Head, T), Status> {
        let (metadata, extensions, message) = request.into_parts();
        let invalid = |Violation { field, description }| {
            Status::invalid_argument(format!("the metadata `{field}` is not valid: {description}"))
        };
        let deadline = Deadline::of(&metadata).map_err(invalid)?;
        Ok((Head { method, metadata, extensions, deadline }, message))
    }
}

const ANY: &str = "*/*";

/// Returns the content type of a single response.
fn accepted(binding: &Binding) -> &'static str {
    match binding.response_body {
        ResponseBody::All | ResponseBody::Field { .. } => "application/json",
        ResponseBody::Raw | ResponseBody::RawField(_) => ANY,
    }
}

/// Returns the HTTP method of a binding. For one with any method, it is the usual one.
fn verb(binding: &Binding) -> Result<HttpMethod, Status> {
    let name = match (binding.verb, binding.body) {
        ("*", RequestBody::None) => "GET",
        ("*", _) => "POST",
        (name, _) => name,
    };
    let invalid = |_| Status::internal(format!("`{name}` is not a HTTP method"));
    HttpMethod::from_bytes(name.as_bytes()).map_err(invalid)
}

impl<C> fmt::Debug for RestChannel<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestChannel").field("origin", &self.origin).finish_non_exhaustive()
    }
}
