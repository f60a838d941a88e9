//! Observability: a log line, metrics and a span for each call.
//!
//! The layer wraps the services. `called` identifies the method; `metrics` and `trace` receive the outcome, besides
//! the log.

mod called;
mod ids;
mod metrics;
mod subject;
mod trace;

use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body::{Body as HttpBody, Frame, SizeHint};
use protoward_runtime::grpc::timeout;
use protoward_runtime::rest::MatchedRoute;
use tonic::{Code, Status};
use tower::{Layer, Service};
use tracing::{Instrument, Span};

use super::transport::Peer;
use crate::fault::code_name;
pub(super) use called::Called;
use ids::Ids;
pub(super) use metrics::Metrics;
pub(super) use subject::Subject;
pub(super) use trace::pass_on;

/// A layer that observes the calls of a service.
#[derive(Clone)]
pub(super) struct ObserveLayer(pub(super) Metrics);

impl<S> Layer<S> for ObserveLayer {
    type Service = Observed<S>;

    fn layer(&self, inner: S) -> Observed<S> {
        Observed { inner, metrics: self.0.clone() }
    }
}

#[derive(Clone)]
pub(super) struct Observed<S> {
    inner: S,
    metrics: Metrics,
}

impl<S, I, O> Service<Request<I>> for Observed<S>
where
    S: Service<Request<I>, Response = Response<O>>,
    S::Future: Send + 'static,
{
    type Response = Response<ObservedBody<O>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<I>) -> Self::Future {
        let mut call = Call::of(&request, self.metrics.clone());
        if let Some(called) = &call.called {
            request.extensions_mut().insert(called.clone());
        }
        request.extensions_mut().insert(call.subject.clone());
        let span = call.span.clone();
        let response = span.in_scope(|| self.inner.call(request));
        let observed = async move {
            let response = response.await?;
            call.record_response(&response);
            Ok(response.map(|inner| ObservedBody { inner, call: Some(call) }))
        };
        Box::pin(observed.instrument(span))
    }
}

/// A response body with its call. The call ends when the body is dropped, whether or not it was sent.
#[derive(Default)]
pub(super) struct ObservedBody<B> {
    inner: B,
    call: Option<Call>,
}

impl<B: HttpBody + Unpin> HttpBody for ObservedBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let Self { inner, call } = &mut *self;
        let entered = call.as_ref().map(|call| call.span.enter());
        let frame = Pin::new(inner).poll_frame(context);
        drop(entered);
        if let Poll::Ready(Some(Ok(frame))) = &frame
            && let (Some(trailers), Some(call)) = (frame.trailers_ref(), call)
        {
            call.note(trailers);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// The record of a call. It is reported on drop, so cancelled calls are reported too.
struct Call {
    /// The method, if it is known.
    called: Option<Called>,
    path: String,
    http_method: Method,
    peer: Option<SocketAddr>,
    /// The caller, once it is authenticated.
    subject: Subject,
    started: Instant,
    timeout: Option<Duration>,
    code: Option<Code>,
    ids: Ids,
    span: Span,
    metrics: Metrics,
}

impl Call {
    fn of<I>(request: &Request<I>, metrics: Metrics) -> Self {
        let called = Called::by_path(request.uri().path());
        let peer: Option<&Peer> = request.extensions().get();
        metrics.begin();
        Self {
            path: request.uri().path().trim_start_matches('/').to_owned(),
            http_method: request.method().clone(),
            peer: peer.map(|peer| peer.address),
            subject: Subject::default(),
            started: Instant::now(),
            timeout: timeout(request.headers()),
            code: None,
            ids: Ids::of(request.headers()),
            span: trace::span(request.headers(), called.as_ref(), peer),
            called,
            metrics,
        }
    }

    /// Records the head of a response. The REST router puts the method and the code into extensions.
    fn record_response<O>(&mut self, response: &Response<O>) {
        if let Some(called) = response.extensions().get::<Called>() {
            trace::name(&self.span, called);
            self.called = Some(called.clone());
        }
        if let Some(route) = response.extensions().get::<MatchedRoute>() {
            trace::route(&self.span, &self.http_method, route);
        }
        self.code = response.extensions().get::<Code>().copied();
        if is_grpc(response.headers()) {
            self.note(response.headers());
        } else if self.code.is_none() {
            self.code = Some(code_of(response.status()));
        }
    }

    /// Records the status, if these headers or trailers contain one.
    fn note(&mut self, headers: &HeaderMap) {
        self.code = Status::from_header_map(headers).map(|status| status.code()).or(self.code);
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let duration = self.started.elapsed();
        // A call without a status was cancelled by its caller, or ended by its deadline.
        let late = self.timeout.is_some_and(|timeout| duration >= timeout);
        let code = self.code.unwrap_or(if late { Code::DeadlineExceeded } else { Code::Cancelled });
        trace::end(&self.span, code);
        self.metrics.end(self.called.as_ref(), code, duration);
        let peer = self.peer.map(tracing::field::display);
        let duration_ms = (duration.as_secs_f64() * 1e6).round() / 1e3;
        let method = self.called.as_ref().map_or_else(|| self.path.clone(), Called::to_string);
        // Of a REST call.
        let path = (method != self.path).then_some(&*self.path);
        let (subject, code) = (self.subject.get(), code_name(code));
        let (trace_id, request_id) = (self.ids.trace.as_deref(), self.ids.request.as_deref());
        tracing::info!(
            target: "services::call", method, path, peer, subject, code, duration_ms, trace_id, request_id
        );
    }
}

fn is_grpc(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE);
    content_type.is_some_and(|value| value.as_bytes().starts_with(b"application/grpc"))
}

/// Returns the gRPC code of a response without one, by gRPC's mapping of HTTP statuses.
fn code_of(status: StatusCode) -> Code {
    match status {
        status if status.is_success() => Code::Ok,
        StatusCode::BAD_REQUEST => Code::Internal,
        StatusCode::UNAUTHORIZED => Code::Unauthenticated,
        StatusCode::FORBIDDEN => Code::PermissionDenied,
        StatusCode::NOT_FOUND => Code::Unimplemented,
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => Code::Unavailable,
        _ => Code::Unknown,
    }
}
