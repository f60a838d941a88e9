//! Spans of calls. Their parent is the caller's span, if the request has a W3C `traceparent`.

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::TraceContextExt;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use protoward_runtime::rest::MatchedRoute;
use tonic::{Code, Request};
use tracing::Span;
use tracing::field::Empty;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::called::Called;
use crate::server::transport::Peer;

/// Creates the span of a call, with the name and attributes of OpenTelemetry's conventions for RPC.
pub(super) fn span(headers: &HeaderMap, called: Option<&Called>, peer: Option<&Peer>) -> Span {
    let span = tracing::info_span!(
        target: "services::call",
        "call",
        otel.name = Empty,
        otel.kind = "server",
        otel.status_code = Empty,
        rpc.system = "grpc",
        rpc.service = Empty,
        rpc.method = Empty,
        rpc.grpc.status_code = Empty,
        http.route = Empty,
        client.address = peer.map(|peer| tracing::field::display(peer.address.ip())),
    );
    let parent = TraceContextPropagator::new().extract(&Headers(headers));
    if parent.has_active_span() {
        // Fails only if no layer records spans, and then there is no parent.
        _ = span.set_parent(parent);
    }
    if let Some(called) = called {
        name(&span, called);
    }
    span
}

/// Sets the method in the span of a call.
pub(super) fn name(span: &Span, called: &Called) {
    span.record("otel.name", tracing::field::display(called));
    span.record("rpc.service", called.service());
    span.record("rpc.method", called.method());
}

/// Names the span of a REST call by its route, as in OpenTelemetry's conventions for HTTP.
pub(super) fn route(span: &Span, method: &Method, route: &MatchedRoute) {
    span.record("otel.name", tracing::field::display(format_args!("{method} {}", route.template)));
    span.record("http.route", route.template);
}

/// Records the status of a call. An error of the caller is not an error of the server.
pub(super) fn end(span: &Span, code: Code) {
    span.record("rpc.grpc.status_code", i32::from(code));
    let own = matches!(
        code,
        Code::Unknown
            | Code::DeadlineExceeded
            | Code::Unimplemented
            | Code::Internal
            | Code::Unavailable
            | Code::DataLoss
    );
    if own {
        span.record("otel.status_code", "ERROR");
    }
}

/// Adds the current span to a request to another service.
pub(in crate::server) fn pass_on<T>(request: &mut Request<T>) {
    let mut headers = HeaderMap::new();
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut InjectedHeaders(&mut headers));
    let metadata = request.metadata_mut();
    metadata.as_mut().extend(headers);
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

struct InjectedHeaders<'a>(&'a mut HeaderMap);

impl Injector for InjectedHeaders<'_> {
    fn set(&mut self, key: &str, value: String) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(key), HeaderValue::try_from(value)) {
            self.0.insert(name, value);
        }
    }
}
