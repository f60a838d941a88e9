//! CI services: the change that a job is about, and the comment on its pull request.
//!
//! In: the environment variables of the job. Out: a [`Change`](protoward_inputs::Change), from which the baseline of a
//! comparison follows, and with the feature `comment` one comment, which later jobs update. docs/ci.md has the table of the variables.

mod change;
pub mod codes;
#[cfg(feature = "comment")]
mod comment;
#[cfg(feature = "comment")]
mod comment_api;
mod github;
#[cfg(feature = "comment")]
mod review;
mod services;
mod variables;

pub use change::change;
#[cfg(feature = "comment")]
pub use comment::publish;
pub use variables::Variables;

/// The end of an attempt to comment on a pull request.
#[derive(Debug)]
pub enum CommentOutcome {
    /// A line about what was done.
    Done(String),
    /// The reason of a failure, and what to do.
    Failed(String, Option<String>),
}

/// Writes no comment without the feature `comment`, and returns the reason.
#[cfg(not(feature = "comment"))]
pub fn publish(_: &Variables<'_>, _: &protoward_report::Document, name: &str) -> CommentOutcome {
    let reason = format!("this program was built without HTTP, so that it cannot write the comment `{name}`");
    CommentOutcome::Failed(reason, None)
}
