//! Routes for unary and streaming methods: the handlers that generated code creates from the methods of a service.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use futures_util::stream::Stream;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use prost::Message;
use tonic::{Request, Status, Streaming};

use crate::rest::call::{Call, CallContext};
use crate::rest::endpoint::HttpResponse;
use crate::rest::failure::Failure;
use crate::rest::incoming::{self, Incoming};
use crate::rest::json::{Json, Serde};
use crate::rest::outgoing::{self, ResponseOptions};
use crate::rest::schema::MessageCount;
use crate::rest::schema::{Method, ResponseBody};
use crate::rest::{Routes, connect, metadata, raw, response_message};

/// A builder for the routes of one service, used by generated code.
#[derive(Debug)]
pub struct ServiceRoutes<S, In = Serde, Out = Serde> {
    service: Arc<S>,
    routes: Routes,
    /// `true` if the next methods have routes of the Connect protocol.
    serves_connect: bool,
    json: std::marker::PhantomData<fn() -> (In, Out)>,
}

impl<S: Send + Sync + 'static> ServiceRoutes<S> {
    /// Creates a builder without routes.
    #[must_use]
    pub fn new(service: Arc<S>) -> Self {
        ServiceRoutes { service, routes: Routes::new(), serves_connect: false, json: std::marker::PhantomData }
    }

    /// Serves the next methods over the [Connect protocol](https://connectrpc.com/docs/protocol) too, at
    /// `/package.Service/Method`, whether they have bindings or not.
    #[must_use]
    pub fn connect(self) -> Self {
        ServiceRoutes { serves_connect: true, ..self }
    }

    /// Returns the routes that were added.
    #[must_use]
    pub fn into_routes(self) -> Routes {
        self.routes
    }
}

impl<S: Send + Sync + 'static, In: 'static, Out: 'static> ServiceRoutes<S, In, Out> {
    /// Sets the JSON conversions of the next method's requests and responses.
    #[must_use]
    pub fn json<NextIn, NextOut>(self) -> ServiceRoutes<S, NextIn, NextOut> {
        let ServiceRoutes { service, routes, serves_connect, .. } = self;
        ServiceRoutes { service, routes, serves_connect, json: std::marker::PhantomData }
    }

    /// Adds a method with one request and one response.
    #[must_use]
    pub fn unary<Req, Res, Fut>(
        self,
        method: &'static Method,
        call: impl Fn(Arc<S>, Request<Req>) -> Fut + Clone + Send + Sync + 'static,
    ) -> ServiceRoutes<S>
    where
        In: Json<Req>,
        Out: Json<Res>,
        Req: Message + Default + 'static,
        Res: Message + 'static,
        Fut: Future<Output = Result<tonic::Response<Res>, Status>> + Send,
    {
        self.add(method, MessageCount::One, move |service, mut request| {
            let call = call.clone();
            async move {
                let CallContext { metadata, extensions, deadline } = request.take_context()?;
                let message = deadline.limit(pin!(request.message::<In, Req>())).await?;
                let response = call(service, Request::from_parts(metadata, extensions, message));
                let response = deadline.limit(pin!(response)).await?;
                unary_response::<Out, Res>(&request, response)
            }
        })
    }

    /// Adds a method with one request and a stream of responses.
    #[must_use]
    pub fn server_streaming<Req, Res, Responses, Fut>(
        self,
        method: &'static Method,
        call: impl Fn(Arc<S>, Request<Req>) -> Fut + Clone + Send + Sync + 'static,
    ) -> ServiceRoutes<S>
    where
        In: Json<Req>,
        Out: Json<Res>,
        Req: Message + Default + 'static,
        Res: Message + 'static,
        Responses: Stream<Item = Result<Res, Status>> + Send + 'static,
        Fut: Future<Output = Result<tonic::Response<Responses>, Status>> + Send,
    {
        self.add(method, MessageCount::Stream, move |service, mut request| {
            let call = call.clone();
            async move {
                let outlet = ResponseOptions::of(&request);
                let CallContext { metadata, extensions, deadline } = request.take_context()?;
                let message = deadline.limit(pin!(request.message::<In, Req>())).await?;
                let response = call(service, Request::from_parts(metadata, extensions, message));
                let response = deadline.limit(pin!(response)).await?;
                deadline.limit(pin!(outgoing::response::<Out, Res, _>(outlet, deadline, response))).await
            }
        })
    }

    /// Adds a method with a stream of requests and one response.
    #[must_use]
    pub fn client_streaming<Req, Res, Fut>(
        self,
        method: &'static Method,
        call: impl Fn(Arc<S>, Request<Streaming<Req>>) -> Fut + Clone + Send + Sync + 'static,
    ) -> ServiceRoutes<S>
    where
        In: Json<Req>,
        Out: Json<Res>,
        Req: Message + Default + 'static,
        Res: Message + 'static,
        Fut: Future<Output = Result<tonic::Response<Res>, Status>> + Send,
    {
        self.add(method, MessageCount::Stream, move |service, mut request| {
            let call = call.clone();
            async move {
                let CallContext { metadata, extensions, deadline } = request.take_context()?;
                let Incoming { messages, exceeded } = incoming::messages::<In, Req>(&mut request)?;
                let response = call(service, Request::from_parts(metadata, extensions, messages));
                let response = deadline.limit(pin!(response)).await;
                let response = response.map_err(|status| stream_failure(status, &exceeded, &request))?;
                unary_response::<Out, Res>(&request, response)
            }
        })
    }

    /// Adds a method with a stream of requests and a stream of responses.
    #[must_use]
    pub fn streaming<Req, Res, Responses, Fut>(
        self,
        method: &'static Method,
        call: impl Fn(Arc<S>, Request<Streaming<Req>>) -> Fut + Clone + Send + Sync + 'static,
    ) -> ServiceRoutes<S>
    where
        In: Json<Req>,
        Out: Json<Res>,
        Req: Message + Default + 'static,
        Res: Message + 'static,
        Responses: Stream<Item = Result<Res, Status>> + Send + 'static,
        Fut: Future<Output = Result<tonic::Response<Responses>, Status>> + Send,
    {
        self.add(method, MessageCount::Stream, move |service, mut request| {
            let call = call.clone();
            async move {
                let outlet = ResponseOptions::of(&request);
                let CallContext { metadata, extensions, deadline } = request.take_context()?;
                let Incoming { messages, exceeded } = incoming::messages::<In, Req>(&mut request)?;
                let response = call(service, Request::from_parts(metadata, extensions, messages));
                let response = deadline.limit(pin!(response)).await;
                let response = response.map_err(|status| stream_failure(status, &exceeded, &request))?;
                deadline.limit(pin!(outgoing::response::<Out, Res, _>(outlet, deadline, response))).await
            }
        })
    }

    fn add<Fut>(
        self,
        method: &'static Method,
        count: MessageCount,
        response: impl Fn(Arc<S>, Call) -> Fut + Send + Sync + 'static,
    ) -> ServiceRoutes<S>
    where
        Fut: Future<Output = Result<HttpResponse, Failure>> + Send + 'static,
    {
        let ServiceRoutes { service, mut routes, serves_connect, .. } = self;
        let shared = Arc::clone(&service);
        routes.add(method, serves_connect.then_some(count), move |call| Box::pin(response(Arc::clone(&shared), call)));
        ServiceRoutes { service, routes, serves_connect, json: std::marker::PhantomData }
    }
}

/// Returns the HTTP response for a unary response.
fn unary_response<J: Json<T>, T: Message>(
    request: &Call,
    response: tonic::Response<T>,
) -> Result<HttpResponse, Failure> {
    if let Some(exchange) = request.connect {
        return connect::unary::<J, T>(exchange, &request.endpoint.settings, response);
    }
    let (metadata, message, extensions) = response.into_parts();
    let (content_type, body) = match request.endpoint.binding.response_body {
        ResponseBody::Raw => raw::of_message(&message, None)?.into_parts(),
        ResponseBody::RawField(number) => raw::of_message(&message, Some(number))?.into_parts(),
        body => {
            let json = response_message::json::<J, T>(&message, body)?;
            (HeaderValue::from_static("application/json"), json.into())
        }
    };
    let mut response = Response::new(body);
    *response.headers_mut() = metadata::to_headers(metadata, request.endpoint.settings.response_headers.as_ref());
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    *response.extensions_mut() = extensions;
    Ok(response)
}

/// Returns the failure of a call with a stream of requests: 413 or 408 if a message exceeded a limit, or else the status
/// of the call.
fn stream_failure(status: Status, exceeded: &AtomicU16, request: &Call) -> Failure {
    match StatusCode::from_u16(exceeded.load(Ordering::Relaxed)) {
        Ok(StatusCode::PAYLOAD_TOO_LARGE) => Failure::message_too_large(request.endpoint.settings.body_limit),
        Ok(StatusCode::REQUEST_TIMEOUT) => {
            Failure::too_slow(request.endpoint.settings.read_timeout.unwrap_or_default())
        }
        _ => status.into(),
    }
}
