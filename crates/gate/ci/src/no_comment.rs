//! The answer of a program without HTTP to a request for a comment.

use crate::comment_outcome::CommentOutcome;
use crate::variables::Variables;
use protoward_report::Document;

/// Writes no comment, and returns the reason.
pub fn publish(_variables: &Variables<'_>, _document: &Document, name: &str) -> CommentOutcome {
    let reason = format!("this program was built without HTTP, so that it cannot write the comment `{name}`");
    CommentOutcome::Failed(reason, None)
}
