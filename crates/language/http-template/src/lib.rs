//! Path templates of `google.api.http`, and a router for them.
//!
//! A template such as `/v1/{name=shelves/*/books/*}:publish` determines which request paths belong to a method, and
//! which parts of a path are fields of its request message. The specification is the comment of `HttpRule` in
//! `google/api/http.proto`. Generators use [`Template`] to check a `.proto` file. Servers use [`Router`], which finds
//! the template of a request and decodes the captured values, and [`query_pairs`]. Clients use [`Template::expand`],
//! which builds the path of a request from values, and [`query_string`].
//!
//! The crate depends only on the standard library. It does not know descriptors or HTTP servers.
//!
//! ```
//! use protoward_http_template::Template;
//!
//! let template = Template::parse("/v1/{name=shelves/*/books/*}:publish")?;
//! assert_eq!(template.variables()[0].dotted(), "name");
//! assert_eq!(template.verb(), Some("publish"));
//! # Ok::<(), protoward_http_template::TemplateError>(())
//! ```
//!
//! # Template syntax
//!
//! ```text
//! Template  = "/" [ Segments [ Verb ] ] ;
//! Segments  = Segment { "/" Segment } ;
//! Segment   = "*" | "**" | LITERAL | Variable ;
//! Variable  = "{" FieldPath [ "=" Segments ] "}" ;
//! FieldPath = IDENT { "." IDENT } ;
//! Verb      = ":" LITERAL ;
//! ```
//!
//! The specification leaves some questions open. This crate decides them as follows:
//!
//! - **`/` alone** is a template without segments that matches only the path `/`, as in grpc-gateway and Envoy. The
//!   grammar in `http.proto` requires a segment.
//! - **A literal** consists of the characters that RFC 3986 permits in a path segment (`pchar`: letters, digits,
//!   `-._~!$&'()+,;=:@`, and `%` with two hexadecimal digits), except `*`, which is a wildcard. Other characters are
//!   percent-encoded UTF-8. Literals are equal if their decoded texts are.
//! - **A verb** starts at the last `:` of the last segment if that is a literal, and at the first `:` after a variable,
//!   as in grpc-gateway, or after `*` or `**`. In other literals and inside variables, `:` is an ordinary character.
//!   `%3A` is always an ordinary character.
//! - **`**`** may occur once in a template. `http.proto` requires it to be the last segment, but Google's own APIs have
//!   segments after it (`/v1/{parent=projects/*/databases/*/documents/**}/{collection_id}` of Firestore). Such a
//!   template is unambiguous and accepted; [`Template::departure`] reports it.

mod error;
mod escape;
mod expand;
mod parse;
mod query;
mod router;
mod template;

pub use error::{TemplateError, TemplateErrorKind};
pub use escape::DecodeError;
pub use expand::ExpandError;
pub use query::{query_bytes, query_pairs, query_string};
pub use router::{Match, RouteConflict, RouteMatch, Router};
pub use template::{Segment, Shape, Template, TemplatePart, Variable};
