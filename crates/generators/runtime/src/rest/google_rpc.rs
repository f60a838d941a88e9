//! `google.rpc.Status`, and the types of its details by name, for the conversion between `Any` and JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use crate::grpc::rpc::*;

/// `google.rpc.Status`. It is not generated, because its details are written individually (`crate::rest::details`).
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Status {
    #[prost(int32, tag = "1")]
    pub(crate) code: i32,
    #[prost(string, tag = "2")]
    pub(crate) message: String,
    #[prost(message, repeated, tag = "3")]
    pub(crate) details: Vec<prost_types::Any>,
}

/// A use of a detail whose type is known only by its name.
pub(crate) trait DetailVisitor {
    type Output;

    /// Visits a type of `google/rpc/error_details.proto`.
    fn visit<T: prost::Message + Default + Serialize + DeserializeOwned>(self) -> Self::Output;

    /// Visits a type that is not in `google/rpc/error_details.proto`.
    fn visit_other(self) -> Self::Output;
}

/// Calls a visitor with the type in a type URL.
pub(crate) fn visit_detail<V: DetailVisitor>(type_url: &str, visitor: V) -> V::Output {
    let name = detail_name(type_url);
    match name.strip_prefix("google.rpc.").unwrap_or_default() {
        "ErrorInfo" => visitor.visit::<ErrorInfo>(),
        "RetryInfo" => visitor.visit::<RetryInfo>(),
        "DebugInfo" => visitor.visit::<DebugInfo>(),
        "QuotaFailure" => visitor.visit::<QuotaFailure>(),
        "PreconditionFailure" => visitor.visit::<PreconditionFailure>(),
        "BadRequest" => visitor.visit::<BadRequest>(),
        "RequestInfo" => visitor.visit::<RequestInfo>(),
        "ResourceInfo" => visitor.visit::<ResourceInfo>(),
        "Help" => visitor.visit::<Help>(),
        "LocalizedMessage" => visitor.visit::<LocalizedMessage>(),
        _ => visitor.visit_other(),
    }
}

/// Returns the full name of the type in a type URL.
pub(crate) fn detail_name(type_url: &str) -> &str {
    type_url.rsplit('/').next().unwrap_or_default()
}
