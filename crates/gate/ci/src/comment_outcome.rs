//! The end of an attempt to comment on a pull request.

/// The end of an attempt to comment.
#[derive(Debug)]
pub enum CommentOutcome {
    /// A line about what was done.
    Done(String),
    /// The reason of a failure, and what to do.
    Failed(String, Option<String>),
}
