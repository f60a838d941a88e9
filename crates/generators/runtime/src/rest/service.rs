//! The tower service: routes requests and converts failures to responses.

use std::convert::Infallible;
use std::fmt;
use std::future::{self, Future, Ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Body as HttpBody;
use http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Method as HttpMethod, Request, Response, StatusCode};
use http_body::Body as _;
use protoward_http_template::{Match, Router};
use tonic::{Code, Status};
use tower_service::Service;

use crate::rest::call::Call;
use crate::rest::connect::{self, ConnectMethods, Exchange, Found};
use crate::rest::details::Details;
use crate::rest::endpoint::{Endpoint, HttpResponse, ResponseResult};
use crate::rest::failure::{self, Failure, Violation};
use crate::rest::settings::RouteSettings;
use crate::rest::{metadata, unread_body};

const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// A tower service for [`Routes`](crate::rest::Routes).
///
/// An unknown path fails with 404, and one with other HTTP methods with 405 and `Allow`. `HEAD` is handled like
/// `GET`, and `OPTIONS` returns the methods of the path.
#[derive(Clone)]
pub struct RestService {
    router: Arc<Router<Arc<Endpoint>>>,
    connect: Arc<ConnectMethods>,
    /// The settings of responses to requests without a route.
    settings: Arc<RouteSettings>,
    /// `true` if `X-HTTP-Method-Override` replaces the method of a `POST`.
    overrides_method: bool,
}

/// The future of a [`RestService`]'s response.
pub struct ResponseFuture {
    state: State,
    /// `true` for a `HEAD` request, whose response has no body.
    is_head: bool,
}

enum State {
    /// The handler of an endpoint runs.
    Running {
        future: ResponseResult,
        endpoint: Arc<Endpoint>,
        /// The form of the call in the Connect protocol.
        exchange: Option<Exchange>,
    },
    Ready(Ready<Box<HttpResponse>>),
}

impl RestService {
    pub(crate) fn new(router: Router<Arc<Endpoint>>, connect: ConnectMethods, details: Details) -> RestService {
        let settings = RouteSettings { details, ..RouteSettings::default() };
        RestService {
            router: Arc::new(router),
            connect: Arc::new(connect),
            settings: Arc::new(settings),
            overrides_method: false,
        }
    }

    /// Lets the header `X-HTTP-Method-Override` of a `POST` determine the HTTP method, for clients behind proxies that
    /// only forward `GET` and `POST`.
    #[must_use]
    pub fn method_override(self) -> RestService {
        RestService { overrides_method: true, ..self }
    }

    /// Replaces the HTTP method of a request by the one that its header names.
    fn override_method(&self, request: &mut Request<HttpBody>) {
        if !self.overrides_method || request.method() != HttpMethod::POST {
            return;
        }
        let method = request.headers_mut().remove(METHOD_OVERRIDE);
        if let Some(Ok(method)) = method.map(|method| HttpMethod::from_bytes(method.as_bytes())) {
            *request.method_mut() = method;
        }
    }

    /// Returns the state of a request in the Connect protocol; `None` if it is a request of REST.
    fn connect_state(&self, request: &mut Request<HttpBody>) -> Option<State> {
        let is_bound = |method: &str, path: &str| match self.router.find(method, path) {
            Match::Found(found) => found.value.binding.template == path,
            _ => false,
        };
        let found = self.connect.find(request, is_bound)?;
        let request = unread_body::track(std::mem::take(request));
        let response = match found {
            Found::Call(endpoint, exchange) => {
                let call = Call::new(Arc::clone(&endpoint), Vec::new(), Some(exchange), request);
                let future = (endpoint.handler)(call);
                return Some(State::Running { future, endpoint, exchange: Some(exchange) });
            }
            Found::Options(allowed) => options(Some(allowed)),
            Found::Failed(failure) => connect::failed(failure, None, &self.settings),
        };
        Some(State::Ready(future::ready(Box::new(response))))
    }

    /// Returns the endpoint of a request, and the values of its variables.
    fn find(&self, method: &HttpMethod, path: &str) -> Result<(Arc<Endpoint>, Vec<String>), Box<HttpResponse>> {
        if method == HttpMethod::OPTIONS && path == "*" {
            // A question about the server, not about a path.
            return Err(Box::new(options(None)));
        }
        let found = match self.router.find(method.as_str(), path) {
            Match::MethodNotAllowed(allowed) if method == HttpMethod::HEAD && allowed.contains(&"GET") => {
                self.router.find("GET", path)
            }
            found => found,
        };
        let failure = match found {
            Match::Found(found) => {
                let values = found.captures.into_iter().map(|(_, value)| value.into_owned()).collect();
                return Ok((Arc::clone(found.value), values));
            }
            Match::MethodNotAllowed(allowed) => {
                let allowed = allow(allowed);
                if method == HttpMethod::OPTIONS {
                    return Err(Box::new(options(Some(&allowed))));
                }
                Failure::method_not_allowed(method, path, &allowed)
            }
            Match::NotFound => Failure::not_found(path),
            Match::Malformed(error) => {
                Failure::invalid(vec![Violation::new("", format!("the path cannot be decoded: {error}"))])
            }
        };
        Err(Box::new(failure.into_response(&self.settings)))
    }
}

impl Service<Request<HttpBody>> for RestService {
    type Response = HttpResponse;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<HttpBody>) -> ResponseFuture {
        self.override_method(&mut request);
        let is_head = request.method() == HttpMethod::HEAD;
        if let Some(state) = self.connect_state(&mut request) {
            return ResponseFuture { state, is_head };
        }
        let state = match self.find(request.method(), request.uri().path()) {
            Ok((endpoint, values)) => {
                let call = Call::new(Arc::clone(&endpoint), values, None, unread_body::track(request));
                let future = (endpoint.handler)(call);
                State::Running { future, endpoint, exchange: None }
            }
            Err(_) if is_grpc(&request) => {
                let status = Status::unimplemented(format!("unknown method `{}`", request.uri().path()));
                State::Ready(future::ready(Box::new(status.into_http())))
            }
            Err(response) => {
                drop(unread_body::track(request));
                State::Ready(future::ready(response))
            }
        };
        ResponseFuture { state, is_head }
    }
}

impl Future for ResponseFuture {
    type Output = Result<HttpResponse, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = match &mut self.state {
            State::Running { future, endpoint, exchange } => {
                // A panic would close an HTTP/1 connection without a response. The panic hook has reported it.
                let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)));
                let response = ready!(polled.unwrap_or_else(|_| Poll::Ready(Err(failure::panicked().into()))));
                let mut response = response.unwrap_or_else(|failure| match exchange {
                    Some(exchange) => connect::failed(failure, Some(*exchange), &endpoint.settings),
                    None => failure.into_response(&endpoint.settings),
                });
                response.extensions_mut().insert(endpoint.route());
                response
            }
            State::Ready(response) => *ready!(Pin::new(response).poll(context)),
        };
        Poll::Ready(Ok(without_body(self.is_head, response)))
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

impl fmt::Debug for RestService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestService").finish_non_exhaustive()
    }
}

/// Removes the body of a response to `HEAD`, and keeps its length.
fn without_body(is_head: bool, response: HttpResponse) -> HttpResponse {
    if !is_head {
        return response;
    }
    let length = response.body().size_hint().exact();
    let mut response = response.map(|_| HttpBody::empty());
    response.headers_mut().extend(length.map(|length| (CONTENT_LENGTH, length.into())));
    response
}

/// Returns the response to `OPTIONS`, with the methods of a path.
fn options(allowed: Option<&str>) -> HttpResponse {
    let mut response = Response::new(HttpBody::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let allowed = allowed.and_then(|allowed| HeaderValue::from_str(allowed).ok());
    response.headers_mut().extend(allowed.map(|allowed| (ALLOW, allowed)));
    response
}

/// Returns the value of `Allow` for a path with these methods. `HEAD` is answered where `GET` is.
fn allow(mut methods: Vec<&str>) -> String {
    if methods.contains(&"GET") && !methods.contains(&"HEAD") {
        methods.push("HEAD");
        methods.sort_unstable();
    }
    methods.join(", ")
}

/// Returns `true` for a gRPC call; a server may serve both on one port.
fn is_grpc(request: &Request<HttpBody>) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| value.starts_with("application/grpc"))
}

impl Failure {
    /// Returns the HTTP response: the status as JSON, with the headers that HTTP demands for some codes.
    fn into_response(self, settings: &RouteSettings) -> Response<HttpBody> {
        let Failure { mut status, http_status, header } = self;
        let mut response = Response::new(HttpBody::from(settings.details.json(&status)));
        *response.status_mut() = http_status.unwrap_or_else(|| failure::http_status_of(status.code()));
        let headers = metadata::to_headers(std::mem::take(status.metadata_mut()), settings.response_headers.as_ref());
        response.extensions_mut().insert(status.code());
        *response.headers_mut() = headers;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.extend(header);
        if status.code() == Code::Unauthenticated && !headers.contains_key(WWW_AUTHENTICATE) {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = failure::retry_after(&status) {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
