//! protoc's command line as a library: its arguments, its exit codes, and its `file:line:column: message` on stderr.
//!
//! In: arguments, and the [`Surroundings`] of a run. Out: files, texts on the [`Streams`] of the caller, and an [`Exit`].
//! Unsupported features are reported and fail, because a silently missing output is worse than a stopped build.
//!
//! ```
//! use protoward_protoc_driver::{Exit, Streams, Surroundings, run};
//!
//! /// Keeps what a run prints.
//! #[derive(Default)]
//! struct Captured(String);
//!
//! impl Streams for Captured {
//!     fn print(&mut self, bytes: &[u8]) {
//!         self.0.push_str(&String::from_utf8_lossy(bytes));
//!     }
//!
//!     fn note(&mut self, text: &str) {
//!         self.0.push_str(text);
//!     }
//!
//!     fn input(&mut self) -> std::io::Result<Vec<u8>> {
//!         Ok(Vec::new())
//!     }
//! }
//!
//! let mut streams = Captured::default();
//! let exit = run(Surroundings::default(), &["--python_out=.".into()], &mut streams);
//! assert_eq!((exit, streams.0.lines().next()), (Exit::Failure, Some("no `.proto` file is given")));
//! ```

mod arguments;
mod bazel_text;
mod codec;
mod dependencies;
mod errors;
mod flags;
mod free_numbers;
mod generators;
mod help;
mod make_name;
mod mapped_files;
mod mapping;
mod output;
mod parse;
mod policy;
mod program_name;
mod run;
mod search;
mod sets;
mod streams;
mod surroundings;
mod text_mode;
mod wildcards;
mod worker;
pub mod worker_protocol;

use std::ffi::OsString;
use std::sync::Arc;

use arguments::Request;
use errors::ArgumentNotes;
pub use parse::arguments_for;
pub use program_name::own_name;
use protoward_schema::PROTOC_VERSION;
pub use streams::{Exit, Streams};
pub use surroundings::{Resident, Surroundings};
pub use worker::{Digests, Worker};

/// Returns the emulated version of protoc, as printed by `protoc --version`. Build scripts parse the first line, and some
/// compare all of stdout, so nothing else may be printed there.
pub fn version() -> String {
    format!("libprotoc {PROTOC_VERSION}\n")
}

/// The actual program, for stderr.
const PROGRAM: &str = concat!("protoward ", env!("CARGO_PKG_VERSION"), " in the place of protoc\n");

/// Runs protoc with these arguments, without the name of the executable.
pub fn run(surroundings: Surroundings, args: &[OsString], streams: &mut impl Streams) -> Exit {
    let mut notes = ArgumentNotes::default();
    let surroundings = Arc::new(surroundings);
    let request = parse::expand(args, &surroundings).and_then(|args| parse::parse(&args, &surroundings, &mut notes));
    streams.note(notes.text());
    match request {
        Ok(Request::Version) => {
            streams.print(version().as_bytes());
            streams.note(PROGRAM);
        }
        Ok(Request::Help) => streams.print(help::help().as_bytes()),
        Ok(Request::Notices) => streams.print(help::notices().as_bytes()),
        Ok(Request::Work(arguments)) => return run::run(&arguments, streams),
        Err(failure) => {
            streams.note(&format!("{failure}\n"));
            return Exit::Failure;
        }
    }
    Exit::Success
}
