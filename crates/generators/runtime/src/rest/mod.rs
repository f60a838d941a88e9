//! REST for tonic services, according to their `google.api.http` rules.
//!
//! protoward generates a function `routes` for each service (the option `rest`), which uses this module. The path
//! templates of the rules route a request to a method, as defined in `google/api/http.proto`. The method is called on
//! the same service implementation as in gRPC, in the same process, without a socket. Behind a generated gateway, the
//! implementation is a client of a server in another process and any language.
//!
//! ```
//! use std::sync::Arc;
//!
//! use axum::body::Body;
//! use http::{Request, StatusCode};
//! use protoward_runtime::rest::{Binding, Field, Kind, Message, Method, ServiceRoutes};
//! use tower::ServiceExt as _;
//!
// The generated method for `get: "/v1/{name=shelves/*}"`.
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
//! let library = Arc::new(());
//! let routes = ServiceRoutes::new(library)
//!     .unary(&GET_SHELF, async |_, request: tonic::Request<Shelf>| Ok(tonic::Response::new(request.into_inner())))
//!     .into_routes();
//! let response = routes.into_router()?.oneshot(Request::get("/v1/shelves/a%20b").body(Body::empty())?).await?;
//! assert_eq!(response.status(), StatusCode::OK);
//! let body = axum::body::to_bytes(response.into_body(), 100).await?;
//! assert_eq!(body, r#"{"name":"shelves/a b"}"#);
//! # Ok(())
//! # }
//! ```
//!
//! # Requests
//!
//! - Fields come from the path, the query and the body, according to the binding. Query names are those of the schema
//!   or of JSON (`page_size`, `pageSize`), with dots for nested fields; a repeated field may occur several times.
//! - An invalid value fails with 400 and a `google.rpc.BadRequest` that names the parameter, or the path of the field
//!   in the body. [`UnknownParameters`] determines how unknown parameters are handled.
//! - A body is `application/json`; another content type fails with 415, a body above [`Routes::body_limit`] with 413.
//! - A `PATCH` whose body is one field of the request, and whose request has a field `update_mask`, needs no mask: it
//!   defaults to the fields in the body.
//! - Headers become metadata, except those of HTTP itself; `grpc-timeout` is the deadline of the call.
//!
//! # Responses
//!
//! - A message is JSON; a `google.api.HttpBody` is its bytes.
//! - A stream has one JSON value per line (`application/x-ndjson`), or server-sent events if `Accept` includes
//!   `text/event-stream`. An error after the first message is the last line, `{"error": …}`, or an event named `error`.
//! - An error is a `google.rpc.Status` in JSON, with the HTTP status of its code in `google/rpc/code.proto`.
//! - Metadata become headers.
//!
//! # Connect
//!
//! Methods after [`ServiceRoutes::connect`] also answer the [Connect protocol](https://connectrpc.com/docs/protocol). With
//! the feature `rest-gzip`, its messages may be compressed.
//!
//! # Clients
//!
//! With the feature `rest-client`, there is also what generated clients over HTTP call: `client::RestChannel`.
//!
//! The crate does not depend on a server: [`Routes::into_router`] returns an axum router, and
//! [`Routes::into_service`] a tower service. TLS, CORS, compression and time limits are layers around it.

mod body;
mod call;
#[cfg(feature = "rest-client")]
pub mod client;
mod connect;
mod deadline;
mod decoded;
mod details;
mod endpoint;
mod failure;
mod gateway;
mod google_rpc;
mod incoming;
mod json;
mod mask;
mod media_type;
mod metadata;
mod methods;
mod outgoing;
mod parameter;
mod raw;
mod read;
mod response_message;
mod routes;
mod schema;
mod service;
mod settings;
mod split;
mod tree;
mod unread_body;
mod values;
mod wire;

pub use call::MatchedRoute;
pub use details::any_as_json;
pub use gateway::{Failed, Requests, Responses, Sent, forward};
pub use json::{Json, Serde};
pub use metadata::ClientConnection;
pub use methods::ServiceRoutes;
pub use routes::{RouteError, Routes};
pub use schema::{Binding, Body, Field, Kind, Message, Method, ResponseBody};
pub use service::{ResponseFuture, RestService};
pub use settings::UnknownParameters;
