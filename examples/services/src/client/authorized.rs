//! The tokens of calls.

use std::pin::Pin;
use std::task::{Context, Poll};

use http::header::AUTHORIZATION;
use http::{HeaderValue, Request};
use tonic::Status;
use tonic::body::Body;
use tower::Service;

use super::ConnectError;
#[cfg(feature = "oauth")]
use super::oauth::TokenSource;

/// A service that sends a token with every call that does not contain one.
#[derive(Clone, Debug)]
pub struct Authorized<S> {
    inner: S,
    tokens: Tokens,
}

#[derive(Clone, Debug)]
enum Tokens {
    None,
    Fixed(HeaderValue),
    #[cfg(feature = "oauth")]
    Issued(TokenSource),
}

impl<S> Authorized<S> {
    pub(super) fn new(inner: S, token: Option<&str>) -> Result<Self, ConnectError> {
        let tokens = match token {
            Some(token) => Tokens::Fixed(bearer(token).ok_or(ConnectError::Token)?),
            None => Tokens::None,
        };
        Ok(Self { inner, tokens })
    }

    /// Returns the service with the tokens of an authorization server.
    #[cfg(feature = "oauth")]
    pub(super) fn with_source(self, source: TokenSource) -> Self {
        Self { tokens: Tokens::Issued(source), ..self }
    }
}

/// Returns the value of the header for a token; `None` if the token contains invalid characters.
pub(super) fn bearer(token: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(format!("Bearer {token}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

impl<S> Service<Request<Body>> for Authorized<S>
where
    S: Service<Request<Body>, Error = Status, Future: Send + 'static> + Clone + Send + 'static,
{
    type Response = S::Response;
    type Error = Status;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, Status>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Status>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        match &self.tokens {
            _ if request.headers().contains_key(AUTHORIZATION) => {}
            Tokens::None => {}
            Tokens::Fixed(token) => _ = request.headers_mut().insert(AUTHORIZATION, token.clone()),
            #[cfg(feature = "oauth")]
            Tokens::Issued(source) => {
                let source = source.clone();
                // The service that is ready makes the call.
                let rest = self.inner.clone();
                let mut ready = std::mem::replace(&mut self.inner, rest);
                return Box::pin(async move {
                    request.headers_mut().insert(AUTHORIZATION, source.token().await?);
                    ready.call(request).await
                });
            }
        }
        Box::pin(self.inner.call(request))
    }
}
