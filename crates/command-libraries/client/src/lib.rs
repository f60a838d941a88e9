//! A client for running servers: calls with requests and responses as text, and lists of what a server has.
//!
//! In: the address of a [`Server`], the texts of headers, requests in a [`MessageFormat`], and a schema, which is given or that of the
//! server's reflection service ([`SchemaSource`]). Requests are validated by the rules of `buf.validate`. Out: responses as text on a [`CallOutput`], and the end of the call. How messages
//! get to a server is up to the module [`protocols`]. The crate does not print, and reads the environment only through the caller.
//!
//! ```
//! use protoward_client::{CallOptions, CallProblem, SchemaSource, example, list};
//! use protoward_compiler::{Compiler, MemoryTree};
//!
//! let text = "package a; service Users { rpc Get(User) returns (User); } message User { optional int32 id = 1; }";
//! let tree = MemoryTree::new([("a.proto", text)]);
//! let compiled = Compiler::new().resolver(tree).compile(["a.proto"]).expect("the text is valid");
//! let known = || (compiled.schema().clone(), compiled.sources().clone());
//! let source = || SchemaSource::new(Some(known()), None, CallOptions::default());
//! assert_eq!(list(source()?, Some("a.Users"))?, ["a.Users/Get"]);
//! assert_eq!(example(source()?, "a.Users/Get")?, "{\n  \"id\": 1\n}\n");
//! # Ok::<(), Box<CallProblem>>(())
//! ```

mod calling;
pub mod codes;
mod connection;
mod diagnostics;
mod documents;
mod headers;
mod listing;
pub mod protocols;
mod requests;
mod response;
mod schema_source;

pub use calling::{CallEnd, CallFailure, MethodCall, call};
pub use connection::{CallProtocol, ConnectionSettings, MethodName, Server};
pub use diagnostics::CallProblem;
pub use documents::MessageFormat;
pub use headers::{HeaderTexts, Headers, VariableLookup};
pub use listing::{describe, example, list};
pub use protocols::CallOptions;
pub use requests::{RequestData, Requests};
pub use response::{CallOutput, ResponseStyle};
pub use schema_source::SchemaSource;
