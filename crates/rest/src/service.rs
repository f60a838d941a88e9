//! The tower service: routes requests and converts failures to responses.

use std::convert::Infallible;
use std::fmt;
use std::future::{self, Future, Ready};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Body as HttpBody;
use futures_util::future::BoxFuture;
use http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Method as HttpMethod, Request, Response, StatusCode};
use http_body::Body as _;
use protoward_http_template::{Match, Router};
use tonic::Status;
use tower_service::Service;

use crate::call::Call;
use crate::details::Details;
use crate::failure::{Failure, Violation};
use crate::routes::{Endpoint, HttpResponse, ResponseResult};
use crate::unread_body::UnreadBody;

/// A tower service for [`Routes`](crate::Routes).
///
/// An unknown path fails with 404, and one with other HTTP methods with 405 and `Allow`. `HEAD` is handled like
/// `GET`, and `OPTIONS` returns the methods of the path.
#[derive(Clone)]
pub struct RestService {
    router: Arc<Router<Arc<Endpoint>>>,
}

/// The future of a [`RestService`]'s response.
pub struct ResponseFuture {
    state: State,
    /// `true` for a `HEAD` request, whose response has no body.
    is_head: bool,
}

enum State {
    /// The method is running.
    Running {
        future: ResponseResult,
        endpoint: Arc<Endpoint>,
        unread: UnreadBody,
    },
    /// The response waits for the rest of the request's body.
    Draining(BoxFuture<'static, HttpResponse>),
    Ready(Ready<Box<HttpResponse>>),
}

impl RestService {
    pub(crate) fn new(router: Router<Arc<Endpoint>>) -> RestService {
        RestService { router: Arc::new(router) }
    }

    /// Returns the endpoint of a request, and the values of its variables.
    fn find(&self, method: &HttpMethod, path: &str) -> Result<(Arc<Endpoint>, Vec<String>), Box<HttpResponse>> {
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
                let allowed = allowed.join(", ");
                if method == HttpMethod::OPTIONS {
                    return Err(Box::new(options(&allowed)));
                }
                Failure::method_not_allowed(method, path, &allowed)
            }
            Match::NotFound => Failure::not_found(path),
            Match::Malformed(error) => {
                Failure::invalid(vec![Violation::new("", format!("the path cannot be decoded: {error}"))])
            }
        };
        Err(Box::new(failure.into_response(&Details::default())))
    }
}

impl Service<Request<HttpBody>> for RestService {
    type Response = HttpResponse;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<HttpBody>) -> ResponseFuture {
        let is_head = request.method() == HttpMethod::HEAD;
        let state = match self.find(request.method(), request.uri().path()) {
            Ok((endpoint, values)) => {
                let (request, unread) = UnreadBody::track(request);
                let future = (endpoint.handler)(Call::new(Arc::clone(&endpoint), values, request));
                State::Running { future, endpoint, unread }
            }
            Err(_) if is_grpc(&request) => {
                let status = Status::unimplemented(format!("there is no method `{}`", request.uri().path()));
                State::respond(status.into_http(), UnreadBody::default())
            }
            Err(response) => {
                let (request, unread) = UnreadBody::track(request);
                drop(request);
                State::respond(*response, unread)
            }
        };
        ResponseFuture { state, is_head }
    }
}

impl State {
    fn respond(response: HttpResponse, unread: UnreadBody) -> State {
        match unread.is_empty() {
            true => State::Ready(future::ready(Box::new(response))),
            false => State::Draining(Box::pin(unread.drain_before_end_of(response))),
        }
    }
}

impl Future for ResponseFuture {
    type Output = Result<HttpResponse, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let response = match &mut self.state {
                State::Running { future, endpoint, unread } => {
                    let response = ready!(future.as_mut().poll(context));
                    let mut response =
                        response.unwrap_or_else(|failure| failure.into_response(&endpoint.settings.details));
                    response.extensions_mut().insert(endpoint.route());
                    let unread = std::mem::take(unread);
                    if !unread.is_empty() {
                        self.state = State::respond(response, unread);
                        continue;
                    }
                    response
                }
                State::Draining(response) => ready!(response.as_mut().poll(context)),
                State::Ready(response) => *ready!(Pin::new(response).poll(context)),
            };
            return Poll::Ready(Ok(without_body(self.is_head, response)));
        }
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

/// Returns the response to `OPTIONS`.
fn options(allowed: &str) -> HttpResponse {
    let mut response = Response::new(HttpBody::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response.headers_mut().extend(HeaderValue::from_str(allowed).ok().map(|allowed| (ALLOW, allowed)));
    response
}

/// Returns `true` for a gRPC call; a server may serve both on one port.
fn is_grpc(request: &Request<HttpBody>) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| value.starts_with("application/grpc"))
}
