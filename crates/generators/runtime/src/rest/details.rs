//! The JSON of a status and its details, whose types the server need not know.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::json::Node;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prost::Message as _;
use prost_types::Any;
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use tonic::Status;

use crate::rest::google_rpc::{self, DetailVisitor, detail_name, visit_detail};

/// A function that writes the encoded message of a detail as JSON, with its `@type`.
type EncodeDetail = fn(&Any) -> Option<Box<RawValue>>;

/// A function that writes the body of an error.
type EncodeStatus = fn(&Status) -> serde_json::Result<Box<RawValue>>;

/// The types of details that are written as JSON: those of `google/rpc/error_details.proto`, and those that a service
/// adds.
#[derive(Clone, Default)]
pub(crate) struct Details {
    /// Writes the body of an error, if it is not a `google.rpc.Status`.
    body: Option<EncodeStatus>,
    added: Arc<BTreeMap<String, EncodeDetail>>,
}

#[derive(Serialize)]
struct StatusJson<'a> {
    code: i32,
    message: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<Box<RawValue>>,
}

/// A detail as an object with its fields.
#[derive(Serialize)]
pub(crate) struct DetailFields<'a, T> {
    #[serde(rename = "@type")]
    type_url: &'a str,
    #[serde(flatten)]
    message: T,
}

/// A detail of an unknown type.
#[derive(Serialize)]
struct EncodedDetail<'a> {
    #[serde(rename = "@type")]
    type_url: &'a str,
    value: String,
}

impl Details {
    /// Adds a message type, whose JSON serde writes.
    pub(crate) fn add<T: prost::Name + Default + Serialize>(&mut self) {
        Arc::make_mut(&mut self.added).insert(T::full_name(), write::<T>);
    }

    /// Sets the type of the body of errors.
    pub(crate) fn set_body<E: for<'a> From<&'a Status> + Serialize>(&mut self) {
        self.body = Some(|status| to_raw_value(&E::from(status)));
    }

    /// Returns the body of an error as JSON.
    pub(crate) fn json(&self, status: &Status) -> Vec<u8> {
        let json = self.body(status).map(|json| Box::<str>::from(json).into_boxed_bytes().into_vec());
        json.unwrap_or_default()
    }

    /// Returns the status as JSON under the key `error`, the end of a stream.
    pub(crate) fn json_in_stream(&self, status: &Status) -> Vec<u8> {
        let json = self.body(status).and_then(|body| serde_json::to_vec(&BTreeMap::from([("error", body)])));
        json.unwrap_or_default()
    }

    fn body(&self, status: &Status) -> serde_json::Result<Box<RawValue>> {
        self.body.map_or_else(|| to_raw_value(&self.status(status)), |write| write(status))
    }

    /// Returns a status with its details. A detail of an unknown type is written as base64 under `value`.
    fn status<'a>(&self, status: &'a Status) -> StatusJson<'a> {
        let details = google_rpc::Status::decode(status.details()).map(|status| status.details).unwrap_or_default();
        let details = details.iter().filter_map(|detail| self.detail(detail)).collect();
        StatusJson { code: status.code() as i32, message: status.message(), details }
    }

    /// Returns the details of a status.
    pub(crate) fn of(status: &Status) -> Vec<Any> {
        google_rpc::Status::decode(status.details()).map(|status| status.details).unwrap_or_default()
    }

    fn detail(&self, any: &Any) -> Option<Box<RawValue>> {
        self.added
            .get(detail_name(&any.type_url))
            .and_then(|write| write(any))
            .or_else(|| to_raw_value(&OtherDetail { type_url: &any.type_url, value: &any.value }).ok())
    }
}

/// A detail of another type.
struct OtherDetail<'a> {
    type_url: &'a str,
    value: &'a [u8],
}

impl Serialize for OtherDetail<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let &OtherDetail { type_url, value } = self;
        visit_detail(type_url, WriteAny { type_url, value, serializer })
    }
}

fn write<T: prost::Message + Default + Serialize>(any: &Any) -> Option<Box<RawValue>> {
    let message = T::decode(any.value.as_slice()).ok()?;
    to_raw_value(&DetailFields { type_url: &any.type_url, message }).ok()
}

/// Returns the JSON of an `Any` whose type is not part of the schema, for generated code: that of a message of
/// `google/rpc/error_details.proto` with its fields, and of any other one as base64 under `value`.
///
/// # Errors
/// Fails if a field of the message has no JSON form.
pub fn any_as_json(type_url: &str, value: &[u8]) -> Result<Node, String> {
    Node::of(&OtherDetail { type_url, value }).map_err(|error| error.to_string())
}

/// An `Any`, and the serializer that it is written with.
struct WriteAny<'a, S> {
    type_url: &'a str,
    value: &'a [u8],
    serializer: S,
}

impl<S: Serializer> DetailVisitor for WriteAny<'_, S> {
    type Output = Result<S::Ok, S::Error>;

    fn visit<T: prost::Message + Default + Serialize + DeserializeOwned>(self) -> Self::Output {
        match T::decode(self.value) {
            Ok(message) => DetailFields { type_url: self.type_url, message }.serialize(self.serializer),
            Err(_) => self.visit_other(),
        }
    }

    fn visit_other(self) -> Self::Output {
        EncodedDetail { type_url: self.type_url, value: STANDARD.encode(self.value) }.serialize(self.serializer)
    }
}

impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.added.keys()).finish()
    }
}
