//! Bodies of requests: the checks of their headers, and their limits.

use std::error::Error;

use axum::body::Body as HttpBody;
use bytes::{Buf as _, Bytes};
use http::HeaderValue;
use http_body::{Body as _, Frame};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use crate::rest::endpoint::Endpoint;
use crate::rest::failure::{self, Failure, Violation};
use crate::rest::media_type::is_type;
use crate::rest::schema::Body;

/// The byte order mark of UTF-8, which some editors and shells write before JSON.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads the body of a request that is one message.
pub(crate) struct BodyReader<'a> {
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) content_type: Option<&'a HeaderValue>,
    /// The content encoding, unless it is `identity`.
    pub(crate) encoding: Option<&'a HeaderValue>,
}

impl BodyReader<'_> {
    /// Reads a body, within the limits of the route.
    pub(crate) async fn read(&self, body: HttpBody) -> Result<Bytes, Failure> {
        let Endpoint { binding, settings, .. } = self.endpoint;
        if binding.body == Body::None {
            return Ok(Bytes::new());
        }
        self.check_head(&body)?;
        let body = settings.within_read_timeout(self.collect(body)).await?;
        if body.is_empty() && binding.is_body_required {
            let field = binding.body.field().unwrap_or(failure::WHOLE_BODY);
            return Err(Failure::invalid(vec![Violation::new(field, "the request needs a body")]));
        }
        Ok(body)
    }

    /// Checks the headers of a body before it is read. A body without a content type may turn out to be empty.
    fn check_head(&self, body: &HttpBody) -> Result<(), Failure> {
        let size = body.size_hint();
        if size.lower() > 0 || (self.content_type.is_some() && size.exact() != Some(0)) {
            self.check_type()?;
        }
        let limit = self.endpoint.settings.body_limit;
        if size.lower() > limit as u64 { Err(Failure::too_large(limit)) } else { Ok(()) }
    }

    /// Checks the content type and the content encoding of a body.
    fn check_type(&self) -> Result<(), Failure> {
        require_plain(self.encoding)?;
        match (self.endpoint.binding.body, self.endpoint.binding.verb) {
            (Body::All | Body::Field(_), "PATCH") => {
                require_type(self.content_type, &["application/json", "application/merge-patch+json"])
            }
            (Body::All | Body::Field(_), _) => require_type(self.content_type, &["application/json"]),
            (Body::None | Body::Raw | Body::RawField(_), _) => Ok(()),
        }
    }

    /// Collects a body, up to the limit of the route. Its type is checked at its first byte, if it is not known before
    /// whether there is one.
    async fn collect(&self, body: HttpBody) -> Result<Bytes, Failure> {
        let limit = self.endpoint.settings.body_limit;
        let failed = |error: Box<dyn Error + Send + Sync>| {
            if error.is::<LengthLimitError>() { Failure::too_large(limit) } else { failure::broken(&*error).into() }
        };
        let mut body = Limited::new(body, limit);
        let first = loop {
            match body.frame().await.transpose().map_err(failed)?.map(Frame::into_data) {
                None => return Ok(Bytes::new()),
                Some(Ok(data)) if !data.is_empty() => break data,
                Some(_) => {}
            }
        };
        self.check_type()?;
        let rest = body.collect().await.map_err(failed)?.to_bytes();
        let whole = if rest.is_empty() { first } else { [first, rest].concat().into() };
        Ok(match self.endpoint.binding.body {
            Body::All | Body::Field(_) => without_byte_order_mark(whole),
            Body::None | Body::Raw | Body::RawField(_) => whole,
        })
    }
}

/// Fails if the body is compressed. A layer that decompresses bodies removes the header.
pub(crate) fn require_plain(encoding: Option<&HeaderValue>) -> Result<(), Failure> {
    encoding.map_or(Ok(()), |encoding| Err(Failure::unsupported_encoding(encoding)))
}

/// Fails unless the body has one of these content types.
pub(crate) fn require_type(content_type: Option<&HeaderValue>, accepted: &[&str]) -> Result<(), Failure> {
    let text = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepted.iter().any(|accepted| is_type(text, accepted)) {
        Ok(())
    } else {
        Err(Failure::unsupported_media_type(content_type, accepted.first().copied().unwrap_or_default()))
    }
}

/// Removes the byte order mark of UTF-8.
pub(crate) fn without_byte_order_mark(mut body: Bytes) -> Bytes {
    if body.starts_with(BYTE_ORDER_MARK) {
        body.advance(BYTE_ORDER_MARK.len());
    }
    body
}
