//! Path templates of `google.api.http`, and a router for them.
//!
//! A template such as `/v1/{name=shelves/*/books/*}:publish` says which request paths belong to a method, and which parts
//! of a path are fields of its request message. The specification is the comment of `HttpRule` in
//! `google/api/http.proto`. Generators use [`Template`] to check what a `.proto` file says; servers use [`Router`], which
//! finds the template of a request and decodes what its variables capture, and [`query_pairs`]. Clients use
//! [`Template::expand`], which writes the path of a request for values of the variables.
//!
//! This crate depends on nothing but the standard library. It knows no descriptors and no HTTP server.
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
//! # What a template may contain
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
//! The specification leaves some questions open. The answers of this crate:
//!
//! - **`/` alone** is a template without segments that matches the path `/` only, as in grpc-gateway and Envoy. The grammar
//!   in `http.proto` asks for a segment.
//! - **A literal** is made of the characters that RFC 3986 allows in a segment of a path (`pchar`: letters, digits,
//!   `-._~!$&'()+,;=:@`, and `%` with two hexadecimal digits), without `*`, which stands for a segment. Other characters are
//!   written as their percent-encoded UTF-8. Two literals that decode to the same text are the same literal.
//! - **A verb** begins at the last `:` of the last segment where that segment is a literal, and at the first `:` behind a
//!   variable, as in grpc-gateway, or behind `*` or `**`. In literals of other segments, and inside variables, `:` is an
//!   ordinary character; `%3A` is one everywhere.
//! - **`**`** stands once in a template. `http.proto` wants it to be the last segment, but APIs of Google have more behind it
//!   (`/v1/{parent=projects/*/databases/*/documents/**}/{collection_id}` of Firestore). Such a template is accepted, since
//!   what it matches is never in doubt; [`Template::departure`] reports it.

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
pub use query::query_pairs;
pub use router::{Found, Match, RouteConflict, Router};
pub use template::{Part, Segment, Shape, Template, Variable};
