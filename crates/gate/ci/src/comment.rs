//! One comment on the pull request, which later runs update.

use std::fs::OpenOptions;
use std::io::Write as _;

use crate::CommentOutcome;
use crate::comment_api::{CommentApi, CommentError, ServiceComment};
use crate::review::{NoReview, Review, ReviewService, review};
use crate::variables::Variables;
use protoward_report::{CommentForm, Document, comment_mark};

/// Writes the comment of a document. Returns a line about it, which is a warning if it could not be written. `approve_flags` are the
/// flags with which the command `approve` finds the findings of the document.
pub fn publish(variables: &Variables<'_>, document: &Document, name: &str, approve_flags: &str) -> CommentOutcome {
    let review = match review(variables) {
        Ok(review) => review,
        Err(NoReview::NotARequest) => {
            return CommentOutcome::Done("no comment: this run is not for a pull request".to_owned());
        }
        Err(NoReview::Missing(what)) => return CommentOutcome::Failed(format!("the environment lacks {what}"), None),
    };
    let form = match review.service {
        ReviewService::Github => CommentForm::Github,
        ReviewService::Gitlab => CommentForm::Gitlab,
    };
    let text = document.comment(form, name, approve_flags);
    match write(&review, document, &text, name) {
        Ok(done) => CommentOutcome::Done(done.to_owned()),
        Err(error) => {
            let summary = in_summary(variables, &text);
            let help = error.help(review.service);
            CommentOutcome::Failed(format!("{error}{summary}"), help)
        }
    }
}

/// Creates the comment, or updates that of an earlier run.
fn write(review: &Review, document: &Document, text: &str, name: &str) -> Result<&'static str, CommentError> {
    let mut api = CommentApi::new(review);
    let mark = comment_mark(name);
    let mut own: Vec<ServiceComment> =
        api.comments()?.into_iter().filter(|comment| comment.body.starts_with(&mark)).collect();
    // The mark is no secret: the comment may be one of another person.
    if !own.is_empty() {
        let user = api.token_user();
        own.retain(|comment| user.wrote(comment));
    }
    if own.is_empty() {
        // A comment that says that nothing is wrong is noise.
        if document.has_nothing_to_report() {
            return Ok("no comment: there is nothing to report");
        }
        api.create(text)?;
        return Ok("a comment was added");
    }
    let first = own.remove(0);
    if first.body != text {
        api.update(&first, text)?;
    }
    // Two runs at the same time may both have found no comment.
    for repeated in own.iter().filter(|comment| comment.author == first.author) {
        api.delete(repeated)?;
    }
    Ok(if first.body == text { "the comment is up to date" } else { "the comment was updated" })
}

/// Appends the text to the summary of the job, if the service has one, and returns where it is.
fn in_summary(variables: &Variables<'_>, text: &str) -> &'static str {
    let append = |path| {
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(text.as_bytes())
    };
    match variables.get("GITHUB_STEP_SUMMARY").map(append) {
        Some(Ok(())) => "; the summary of the job has the same text",
        Some(Err(_)) | None => "",
    }
}
