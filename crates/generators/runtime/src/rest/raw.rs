//! `google.api.HttpBody`: bodies with bytes of any content type.

use axum::body::Body as HttpResponseBody;
use bytes::Bytes;
use http::HeaderValue;
use prost::Message;
use tonic::Status;

use crate::rest::endpoint::Endpoint;
use crate::rest::schema::Body;
use crate::rest::wire;

/// A `google.api.HttpBody` without its extensions, which no part of HTTP corresponds to.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct HttpBody {
    #[prost(string, tag = "1")]
    pub(crate) content_type: String,
    #[prost(bytes = "bytes", tag = "2")]
    pub(crate) data: Bytes,
}

/// Returns the part of an encoded request that is a raw body.
pub(crate) fn request_part(endpoint: &Endpoint, content_type: Option<&HeaderValue>, body: &[u8]) -> Option<Vec<u8>> {
    let path = match endpoint.binding.body {
        Body::Raw => Vec::new(),
        Body::RawField(name) => vec![endpoint.method.request.field(name)?],
        Body::None | Body::All | Body::Field(_) => return None,
    };
    let content_type =
        content_type.and_then(|value| value.to_str().ok()).unwrap_or("application/octet-stream").to_owned();
    let raw = HttpBody { content_type, data: Bytes::copy_from_slice(body) };
    Some(wire::nested(&path, raw.encode_to_vec()))
}

/// Returns the raw body in a message: the message itself, or the field with this number.
pub(crate) fn of_message(message: &impl Message, field: Option<u32>) -> Result<HttpBody, Status> {
    let encoded = Bytes::from(message.encode_to_vec());
    let encoded = field.map_or(Some(encoded.clone()), |number| wire::message_field(encoded, number));
    let body = encoded.and_then(|encoded| HttpBody::decode(encoded).ok());
    body.ok_or_else(|| Status::internal("the message is not a google.api.HttpBody"))
}

impl HttpBody {
    /// Returns the content type of the body.
    pub(crate) fn header(&self) -> HeaderValue {
        let content_type = HeaderValue::from_str(&self.content_type).ok().filter(|value| !value.is_empty());
        content_type.unwrap_or_else(|| HeaderValue::from_static("application/octet-stream"))
    }

    /// Returns the content type and the bytes.
    pub(crate) fn into_parts(self) -> (HeaderValue, HttpResponseBody) {
        (self.header(), self.data.into())
    }
}
