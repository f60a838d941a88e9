//! One line for every call: method, caller's address, status, duration.

use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use http::{HeaderMap, Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tonic::transport::server::{TcpConnectInfo, TlsConnectInfo};
use tonic::{Code, Status};
use tower::{Layer, Service};

use crate::deadline::timeout;

/// Logs the calls of a service.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LogLayer;

impl<S> Layer<S> for LogLayer {
    type Service = Logged<S>;

    fn layer(&self, inner: S) -> Logged<S> {
        Logged(inner)
    }
}

#[derive(Clone, Debug)]
pub(super) struct Logged<S>(S);

impl<S, I, O> Service<Request<I>> for Logged<S>
where
    S: Service<Request<I>, Response = Response<O>>,
    S::Future: Send + 'static,
{
    type Response = Response<LoggedBody<O>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<I>) -> Self::Future {
        let mut line = Line::of(&request);
        let answer = self.0.call(request);
        Box::pin(async move {
            let answer = answer.await?;
            line.note(answer.headers());
            Ok(answer.map(|inner| LoggedBody { inner, line }))
        })
    }
}

/// A body that knows the line of its call and writes it when it is dropped, sent or not.
#[derive(Debug, Default)]
pub(super) struct LoggedBody<B> {
    inner: B,
    line: Line,
}

impl<B: HttpBody + Unpin> HttpBody for LoggedBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let frame = Pin::new(&mut self.inner).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &frame
            && let Some(trailers) = frame.trailers_ref()
        {
            self.line.note(trailers);
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

/// What is known of a call. Written when it is dropped, which is its end however it came.
#[derive(Debug, Default)]
struct Line {
    call: Option<Call>,
    status: Option<Code>,
}

#[derive(Debug)]
struct Call {
    method: String,
    peer: Option<SocketAddr>,
    started: Instant,
    timeout: Option<Duration>,
}

impl Line {
    fn of<I>(request: &Request<I>) -> Self {
        let call = Call {
            method: request.uri().path().trim_start_matches('/').to_owned(),
            peer: request
                .extensions()
                .get::<TlsConnectInfo<TcpConnectInfo>>()
                .and_then(|info| info.get_ref().remote_addr()),
            started: Instant::now(),
            timeout: timeout(request.headers()),
        };
        Self { call: Some(call), status: None }
    }

    fn note(&mut self, headers: &HeaderMap) {
        self.status = Status::from_header_map(headers).map(|status| status.code()).or(self.status);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let Some(Call { method, peer, started, timeout }) = self.call.take() else {
            return;
        };
        let duration = started.elapsed();
        // A call without a status was given up, by its caller or by the clock.
        let late = timeout.is_some_and(|timeout| duration >= timeout);
        let status = self.status.unwrap_or(if late { Code::DeadlineExceeded } else { Code::Cancelled });
        let peer = peer.map(tracing::field::display);
        let duration_ms = (duration.as_secs_f64() * 1e6).round() / 1e3;
        tracing::info!(target: "services::call", method, peer, ?status, duration_ms);
    }
}
