//! Responses of a server, the messages in them, and the statuses of connections that break.

use std::error::Error;

use axum::body::Body as HttpBody;
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use http_body::Body as _;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use prost::Message;
use serde_json::value::RawValue;
use tonic::Status;
use tonic::metadata::MetadataMap;

use crate::rest::body::without_byte_order_mark;
use crate::rest::failure::{Violation, shortened};
use crate::rest::json::{Json, ReadSeed};
use crate::rest::media_type::is_type;
use crate::rest::schema::ResponseBody;
use crate::rest::tree::{Node, Tree};
use crate::rest::{metadata, raw, read, wire};

/// An HTTP response whose body is not read yet.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    headers: HeaderMap,
    extensions: http::Extensions,
    body: HttpBody,
}

/// The head of a successful response.
pub(super) struct AnswerHead {
    pub(super) content_type: Option<HeaderValue>,
    pub(super) metadata: MetadataMap,
    pub(super) extensions: http::Extensions,
}

impl<B> From<Response<B>> for Answer
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    fn from(response: Response<B>) -> Answer {
        let (head, body) = response.into_parts();
        let body = HttpBody::new(body);
        Answer { status: head.status, headers: head.headers, extensions: head.extensions, body }
    }
}

impl Answer {
    /// Splits a response into its head and its body.
    ///
    /// # Errors
    /// Fails if the body is compressed, or if a header cannot be metadata.
    pub(super) fn into_parts(self) -> Result<(AnswerHead, HttpBody), Status> {
        let Answer { mut headers, extensions, body, .. } = self;
        let content_type = headers.remove(CONTENT_TYPE);
        if let Some(encoding) =
            headers.get(CONTENT_ENCODING).filter(|it| !it.as_bytes().eq_ignore_ascii_case(b"identity"))
        {
            let encoding = String::from_utf8_lossy(encoding.as_bytes());
            return Err(Status::internal(format!(
                "the response has the content encoding `{}`; a layer that decompresses responses is missing",
                shortened(&encoding)
            )));
        }
        let invalid = |Violation { field, description }| {
            Status::internal(format!("the header `{field}` of the response is not valid: {description}"))
        };
        let metadata = metadata::from_headers(headers, None).map_err(invalid)?;
        Ok((AnswerHead { content_type, metadata, extensions }, body))
    }
}

/// Returns the message in a response.
///
/// # Errors
/// Fails if the message exceeds the limit, breaks off, or cannot be read.
pub(super) async fn message<J: Json<T>, T: Message + Default>(
    answer: Answer,
    kind: ResponseBody,
    limit: usize,
) -> Result<tonic::Response<T>, Status> {
    let is_empty_message = answer.status == StatusCode::NO_CONTENT;
    let (AnswerHead { content_type, metadata, extensions }, body) = answer.into_parts()?;
    let body = collect(body, limit).await?;
    let message = match kind {
        _ if is_empty_message && body.is_empty() => T::default(),
        ResponseBody::All | ResponseBody::Field { .. } => {
            require_json(content_type.as_ref())?;
            of_json::<J, T>(&without_byte_order_mark(body), kind)?
        }
        ResponseBody::Raw | ResponseBody::RawField(_) => of_bytes(content_type.as_ref(), body, kind)?,
    };
    Ok(tonic::Response::from_parts(metadata, message, extensions))
}

/// Reads a whole body, up to the limit.
pub(super) async fn collect(body: HttpBody, limit: usize) -> Result<Bytes, Status> {
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large(limit));
    }
    let body = Limited::new(body, limit).collect().await;
    let body = body.map_err(|error| if error.is::<LengthLimitError>() { too_large(limit) } else { broken(error) });
    Ok(body?.to_bytes())
}

/// Returns the error for a response, or a message of a stream, above the limit. tonic has the same code.
pub(super) fn too_large(limit: usize) -> Status {
    Status::out_of_range(format!("the response is larger than the limit of {limit} bytes"))
}

/// Fails if a body is not JSON by its content type. A body without a content type may be.
fn require_json(content_type: Option<&HeaderValue>) -> Result<(), Status> {
    let Some(content_type) = content_type else { return Ok(()) };
    let text = String::from_utf8_lossy(content_type.as_bytes());
    let name = text.split(';').next().unwrap_or_default().trim();
    if is_type(&text, "application/json") || name.ends_with("+json") {
        Ok(())
    } else {
        Err(unreadable_type(&text, "application/json"))
    }
}

/// Returns the error for a response with another content type.
pub(super) fn unreadable_type(content_type: &str, expected: &str) -> Status {
    let content_type = shortened(content_type);
    Status::internal(format!("the response is `{content_type}`, and `{expected}` was expected"))
}

/// Reads a message from JSON, which is the message or one of its fields.
pub(super) fn of_json<J: Json<T>, T>(json: &[u8], kind: ResponseBody) -> Result<T, Status> {
    let ResponseBody::Field { json_name, .. } = kind else { return read_json::<J, T>(json) };
    // Read first, so that the text cannot have further members.
    let value: &RawValue = serde_json::from_slice(json)
        .map_err(|error| Status::internal(format!("the response cannot be read: it is not JSON: {error}")))?;
    let object = [b"{\"", json_name.as_bytes(), b"\":", value.get().as_bytes(), b"}"].concat();
    read_json::<J, T>(&object)
}

fn read_json<J: Json<T>, T>(json: &[u8]) -> Result<T, Status> {
    let node = Node::Json(json, Tree::default());
    read::read(&node, ReadSeed::<J, T>::new).map_err(|Violation { field, description }| {
        let description = shortened(&description);
        Status::internal(if field.is_empty() {
            format!("the response cannot be read: {description}")
        } else {
            format!("the response cannot be read: `{}`: {description}", shortened(&field))
        })
    })
}

/// Returns a message with bytes: a `google.api.HttpBody`, or a message whose field with this number is one.
pub(super) fn of_bytes<T: Message + Default>(
    content_type: Option<&HeaderValue>,
    data: Bytes,
    kind: ResponseBody,
) -> Result<T, Status> {
    let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let body = raw::HttpBody { content_type, data }.encode_to_vec();
    let encoded = match kind {
        ResponseBody::RawField(number) => wire::delimited_field(number, &body),
        _ => body,
    };
    T::decode(encoded.as_slice()).map_err(|error| Status::internal(format!("the response cannot be read: {error}")))
}

/// Returns the status for a server that cannot be reached, or a connection that breaks before a response.
pub(super) fn unreachable(error: Box<dyn Error + Send + Sync>) -> Status {
    of_error("the server did not answer", error)
}

/// Returns the status for a response that breaks off.
pub(super) fn broken(error: Box<dyn Error + Send + Sync>) -> Status {
    of_error("the response broke off", error)
}

/// Returns the status that caused an error, such as one of a layer or of the body of the request, or `UNAVAILABLE`.
fn of_error(what: &str, error: Box<dyn Error + Send + Sync>) -> Status {
    Status::try_from_error(error).unwrap_or_else(|error| {
        let causes = std::iter::successors(error.source(), |cause: &&(dyn Error + 'static)| (*cause).source());
        let causes: String = causes.map(|cause| format!(": {cause}")).collect();
        let mut status = Status::unavailable(format!("{what}: {error}{causes}"));
        status.set_source(error.into());
        status
    })
}
