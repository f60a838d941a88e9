//! Plain HTTP requests, for the APIs of services: one request for each connection.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request};
use http_body::Body;
use hyper::body::Incoming;
use tokio::runtime::Builder;

use crate::body::RequestBody;
use crate::connection::{Connection, reason};
use crate::{ConnectError, ConnectOptions, Roots, Target, TargetError, TlsOptions};

/// A request to a URL.
#[derive(Clone, Debug)]
pub struct WebRequest {
    /// The method.
    pub method: Method,
    /// The URL, with its query.
    pub url: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; empty for none.
    pub body: Vec<u8>,
}

/// The response to a request.
#[derive(Clone, Debug)]
pub struct WebResponse {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// The reason why there is no response.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// The URL is invalid.
    #[error("`{url}` cannot be requested: {source}")]
    Url {
        /// The URL.
        url: String,
        /// The reason.
        source: TargetError,
    },
    /// The server cannot be reached.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The request or its response failed.
    #[error("the request failed: {0}")]
    Exchange(String),
    /// The response is too large.
    #[error("the response is larger than {0} bytes")]
    TooLarge(usize),
    /// There was no response in time.
    #[error("there was no response in {} s", .0.as_secs())]
    Timeout(Duration),
}

/// Returns `false` if the server of an `https` URL speaks without TLS on its port. Its certificate is not verified.
pub fn speaks_tls(url: &str, timeout: Duration) -> bool {
    let (Ok(target), Ok(runtime)) = (Target::parse(url, false), Builder::new_current_thread().enable_all().build())
    else {
        return true;
    };
    let tls = TlsOptions { roots: Roots::Unverified, ..TlsOptions::default() };
    let options = ConnectOptions { tls, timeout: Some(timeout), ..ConnectOptions::default() };
    let opened = runtime.block_on(Connection::open(&target, &options));
    !opened.is_err_and(|error| error.is_without_tls())
}

impl WebRequest {
    /// Sends the request, and returns the response. Redirects are not followed.
    ///
    /// # Errors
    /// If the server cannot be reached, does not respond in time, or responds with more than `limit` bytes.
    pub fn send(self, timeout: Duration, limit: usize) -> Result<WebResponse, WebError> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(ConnectError::Runtime)?;
        runtime.block_on(async {
            let exchange = tokio::time::timeout(timeout, self.exchange(limit)).await;
            exchange.unwrap_or(Err(WebError::Timeout(timeout)))
        })
    }

    async fn exchange(self, limit: usize) -> Result<WebResponse, WebError> {
        let (base, query) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let target = Target::parse(base, false).map_err(|source| WebError::Url { url: self.url.clone(), source })?;
        let mut connection = Connection::open(&target, &ConnectOptions::default()).await?;
        // A target has no final slash, and services distinguish paths with and without one.
        let slash = if base.ends_with('/') { "/" } else { "" };
        let rest = if query.is_empty() { slash.to_owned() } else { format!("{slash}?{query}") };
        let failed = |reason: String| WebError::Exchange(reason);
        let url = connection.url(&rest).map_err(|error| failed(error.to_string()))?;
        let mut request = Request::builder().method(self.method).uri(url);
        if let Some(headers) = request.headers_mut() {
            *headers = self.headers;
            let agent = http::HeaderValue::from_static(concat!("protoward/", env!("CARGO_PKG_VERSION")));
            headers.insert(http::header::USER_AGENT, agent);
        }
        let body = Some(Bytes::from(self.body)).filter(|body| !body.is_empty());
        let request = request.body(RequestBody::Whole(body)).map_err(|error| failed(error.to_string()))?;
        let response = connection.send(request).await.map_err(|error| failed(reason(&error)))?;
        let (parts, body) = response.await.map_err(|error| failed(reason(&error)))?.into_parts();
        let body = read(body, limit).await?;
        Ok(WebResponse { status: parts.status.as_u16(), headers: parts.headers, body })
    }
}

async fn read(mut body: Incoming, limit: usize) -> Result<Vec<u8>, WebError> {
    let mut bytes = Vec::new();
    while let Some(frame) = std::future::poll_fn(|cx| std::pin::Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|error| WebError::Exchange(reason(&error)))?;
        if let Ok(data) = frame.into_data() {
            if bytes.len() + data.len() > limit {
                return Err(WebError::TooLarge(limit));
            }
            bytes.extend_from_slice(&data);
        }
    }
    Ok(bytes)
}
