//! Check plugins: programs with lint rules and rules about breaking changes.
//!
//! In: a program, its options, and schemas. Out: the [rules](Listing) that it has, and the [`Annotation`]s that it
//! returns. A program implements the service `buf.plugin.check.v1.CheckService` by the protocol `pluginrpc.v1`, as for
//! buf: it is started for each call, reads the request from standard input, and writes the response to standard output.
//!
//! The crate does not know configuration files, policies or terminals. Everything that a plugin returns is validated:
//! what it may not return is a [`PluginError`].
//!
//! ```
//! use protoward_check_plugin::OptionValue;
//!
//! let suffix = OptionValue::String("_at".to_owned());
//! assert!(suffix.check().is_ok());
//! assert!(OptionValue::List(vec![suffix, OptionValue::Int(1)]).check().is_err());
//! ```

#![forbid(unsafe_code)]

pub mod answers;
mod client;
mod error;
mod listing;
mod messages;
mod option;
mod request;
mod rpc;

pub use client::CheckPlugin;
pub use error::{PluginError, PluginProblem};
pub use listing::{Listing, PluginRule, RuleKind};
pub use messages::{Annotation, FileLocation};
pub use option::{OptionValue, UnusableValue};
pub use protoward_program::Limits;
pub use request::{CheckRequest, CheckedFiles};
