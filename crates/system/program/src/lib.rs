//! Programs as child processes: lookup, input, output, and limits on time, output and memory.
//!
//! In: the path or the name of a program, its input, and [`Limits`]. Out: what it wrote, or a [`ProgramError`] beside
//! it. The crate does not know what programs are for, and it prints nothing.

#![forbid(unsafe_code)]

mod error;
mod find;
mod run;
mod search;
mod stop;
mod usage;

pub use error::{ProgramError, SearchedIn, Stopped, help_if_not_started};
pub use find::{at, find, find_as_cmd};
pub use run::{InputWriter, Limits, ProcessResult, run, run_until};
pub use stop::StopSignal;
