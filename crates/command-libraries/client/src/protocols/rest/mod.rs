//! REST: calls by the `google.api.http` rule of a method.
//!
//! Input: messages in the wire format. Output: HTTP requests with JSON, and the messages of the response in the wire format, so that
//! callers need not know which protocol was used. The mapping is that of
//! [`google/api/http.proto`](https://github.com/googleapis/googleapis/blob/master/google/api/http.proto). Streams are those of
//! protoward's servers, grpc-gateway and Google's APIs.

mod frames;
mod http_body;
mod parts;
mod request;
mod response;
mod status;

pub use request::{RestError, RestRequest};
pub(crate) use response::RestExchange;
