//! The messages of a response, one by one.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use futures_util::FutureExt as _;
use futures_util::stream::{Stream, StreamExt as _};
use serde_json::value::RawValue;
use tonic::Status;

use crate::rest::failure;
use crate::rest::json::{Json, JsonMessage};
use crate::rest::schema::ResponseBody;

/// Returns the next message of a stream. A panic of the method is the last error.
pub(crate) async fn next_message<S, T>(messages: &mut Pin<Box<S>>) -> Option<Result<T, Status>>
where
    S: Stream<Item = Result<T, Status>>,
{
    let message = AssertUnwindSafe(messages.next()).catch_unwind().await;
    message.unwrap_or_else(|_| Some(Err(failure::panicked())))
}

/// Returns the JSON of a response, or of its field that is the body.
pub(crate) fn json<J: Json<T>, T>(message: &T, body: ResponseBody) -> Result<Vec<u8>, Status> {
    let failed = |error| Status::internal(format!("the response has no JSON: {error}"));
    let json = serde_json::to_vec(&JsonMessage::<J, T>::new(message)).map_err(failed)?;
    let ResponseBody::Field { name, json_name, default } = body else { return Ok(json) };
    let fields: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_slice(&json).map_err(failed)?;
    let field = fields.get(json_name).or_else(|| fields.get(name));
    Ok(field.map_or(default, |field| field.get()).as_bytes().to_vec())
}
