//! The questions of a build script to the generator, as messages.
//!
//! A builder of the crate `protoward-build` records its settings in [`Options`]. A [`Call`] has those of one call, with its
//! files. The generator, which is the crate `protoward-build-engine`, runs in the build script itself or in the program
//! `protoward`: then each call is a [`Request`] on the standard input of `protoward build-script`, and a [`Reply`] comes back
//! on its standard output. The process lives as long as the build script, because later calls depend on earlier ones. Both
//! directions begin with a [greeting](send_greeting) that names the version, because only equal versions generate equal code.
//!
//! The crate depends on prost alone, so a build script that runs the program compiles little.

#![forbid(unsafe_code)]

mod call;
mod error;
mod frames;
mod options;
mod runtime;

pub use call::{Call, Input, InputFiles, Reply, Request, Variable, from_path, to_path};
pub use error::Error;
pub use frames::{receive, receive_greeting, send, send_greeting};
pub use options::{Attribute, Comments, OptionValue, Options, Pairs, ServiceOptions, TakenTypes, Texts, Value};
pub use runtime::Runtime;

/// The version of the protocol and of the code that is generated: that of all crates of protoward.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The argument with which the program answers requests.
pub const SUBCOMMAND: &str = "build-script";
