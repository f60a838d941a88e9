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
mod comment_outcome;
mod github;
#[cfg(not(feature = "comment"))]
mod no_comment;
#[cfg(feature = "comment")]
mod review;
mod services;
mod variables;

pub use change::change;
#[cfg(feature = "comment")]
pub use comment::publish;
pub use comment_outcome::CommentOutcome;
#[cfg(not(feature = "comment"))]
pub use no_comment::publish;
pub use variables::Variables;
