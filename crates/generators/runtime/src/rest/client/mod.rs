//! REST clients: calls of a server over HTTP, by the `google.api.http` rules of its methods.
//!
//! protoward generates a client for each service (the option `rest_client`), with the methods and types of tonic's
//! client. It calls a [`RestChannel`], which sends requests with any HTTP client that is a tower service, such as
//! `hyper_util::client::legacy::Client`. TLS, proxies, retries and logs belong to that client, or to layers around it.
//!
//! ```
//! use protoward_runtime::rest::client::RestChannel;
//! use protoward_runtime::rest::{Binding, Field, Kind, Message, Method, Serde};
//! use tonic::{IntoRequest as _, Request};
//!
//! // The generated method for `get: "/v1/{name=shelves/*}"`.
//! static GET_SHELF: Method = Method::new("/library.v1.Library/GetShelf", &GET_SHELF_REQUEST, &[
//!     Binding::new("GET", "/v1/{name=shelves/*}"),
//! ]);
//! static GET_SHELF_REQUEST: Message = Message::new(&[Field::new(1, "name", "name", Kind::Text)]);
//!
//! #[derive(Clone, PartialEq, prost::Message, serde::Deserialize, serde::Serialize)]
//! struct Shelf {
//!     #[prost(string, tag = "1")]
//!     name: String,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = std::sync::Arc::new(());
//! # let routes = protoward_runtime::rest::ServiceRoutes::new(server)
//! #     .unary(&GET_SHELF, async |_, request: Request<Shelf>| Ok(tonic::Response::new(request.into_inner())))
//! #     .into_routes();
//! # let http_client = routes.into_router()?;
//! let mut channel = RestChannel::new(http_client, "https://library.example.com".parse()?);
//! let request = Shelf { name: "shelves/a b".into() }.into_request();
//! // Sends `GET /v1/shelves/a%20b`.
//! let shelf = channel.unary::<Serde, Serde, Shelf, Shelf>(&GET_SHELF, request).await?;
//! assert_eq!(shelf.into_inner().name, "shelves/a b");
//! # Ok(())
//! # }
//! ```
//!
//! # Requests
//!
//! - The first binding of the method that can carry the request determines the URL and the body. A field that can be
//!   neither in the path, in the query nor in the body is an error (`INVALID_ARGUMENT`), as is an unset path variable.
//! - Metadata become headers, except for names of HTTP itself. A timeout is sent as `grpc-timeout`, and the client also
//!   ends the call itself.
//! - A stream of requests is sent as lines of JSON. If the path or the query depends on the message, the first message
//!   determines them, and others must agree.
//!
//! # Responses
//!
//! - Headers become metadata. A message is JSON, or the bytes of a `google.api.HttpBody`.
//! - A stream of responses consists of server-sent events or lines of JSON. A stream in `application/json` may have the
//!   members `result` and `error`, as those of grpc-gateway have. A stream that breaks off is an error.
//! - An error has the code, message and details of its `google.rpc.Status`. Without one, the HTTP status determines the
//!   code. Details of `google/rpc/error_details.proto`, and of types that [`RestChannel::error_detail`] adds, become
//!   messages again.
//! - A broken connection is `UNAVAILABLE`. A response above [`RestChannel::max_decoding_message_size`] is
//!   `OUT_OF_RANGE`, as for clients of tonic. A response that cannot be read is `INTERNAL`.

mod answer;
mod channel;
mod details;
mod download;
mod events;
mod form;
mod masks;
mod parameters;
mod status;
mod upload;

pub use channel::RestChannel;

use crate::rest::metadata::HeaderMatcher;
use details::KnownDetails;

/// The settings of a channel.
#[derive(Clone)]
struct ClientSettings {
    /// The maximum size of a response, or of one message of a stream.
    limit: usize,
    details: KnownDetails,
    request_headers: Option<HeaderMatcher>,
}
