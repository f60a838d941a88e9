//! The judgment of one text.

use std::borrow::Cow;

use protoward_compiler::{Compiler, MemoryTree};
use protoward_format::format;

use super::Subject;
use super::essence::Essence;
use crate::unordered::{Field, descriptor};
use protoward_source::LineEnds;

/// The comparison with buf.
pub(super) enum Verdict {
    /// The text of buf.
    Same,
    Different,
    /// The text of buf is wrong, for one of [`REASONS`].
    Excused(&'static str),
    /// One of the two programs refuses the text.
    Refused,
}

pub(super) struct Judgment {
    pub(super) verdict: Verdict,
    /// A property that the formatted text lacks, or an internal error.
    pub(super) problem: Option<&'static str>,
    /// `true` if the descriptors were compared.
    pub(super) has_descriptors: bool,
}

const INVALID: &str = "writes a text with syntax errors";
const TOKENS: &str = "changes a token";
const DROPPED: &str = "drops or changes a comment";
const MOVED: &str = "moves a comment across tokens";
const MEANING: &str = "changes the descriptors";
const UNSTABLE: &str = "changes its own text again";

pub(super) const REASONS: [&str; 6] = [INVALID, TOKENS, MEANING, DROPPED, MOVED, UNSTABLE];

pub(super) fn judge(subject: &Subject<'_>, buf: Option<&str>, buf_again: Option<&str>) -> Judgment {
    let ours = match format(&subject.text) {
        Ok(ours) => ours,
        Err(error) => {
            let is_bad =
                matches!(error, protoward_format::FormatError::Syntax(_) | protoward_format::FormatError::Value { .. });
            let problem = (!is_bad).then_some("is not formatted, because of an internal error");
            return Judgment { verdict: Verdict::Refused, problem, has_descriptors: false };
        }
    };
    let Some(before) = Essence::of(&subject.text) else {
        return Judgment {
            verdict: Verdict::Refused,
            problem: Some("is formatted although it has errors"),
            has_descriptors: false,
        };
    };
    let mut problem = lacking(&before, &ours);
    let mut has_descriptors = false;
    if problem.is_none()
        && ours != subject.text.as_str()
        && let Some(old) = descriptor_of(subject, &subject.text)
    {
        has_descriptors = true;
        if descriptor_of(subject, &ours).as_ref() != Some(&old) {
            problem = Some("has other descriptors than before");
        }
    }
    let verdict = match buf {
        None => Verdict::Refused,
        Some(buf) if buf == LineEnds::Lf.apply(&ours) => Verdict::Same,
        Some(buf) => match mistake(&before, buf, buf_again) {
            Some(mistake) => Verdict::Excused(mistake),
            None if has_descriptors && descriptor_of(subject, buf) != descriptor_of(subject, &ours) => {
                Verdict::Excused(MEANING)
            }
            None => Verdict::Different,
        },
    };
    Judgment { verdict, problem, has_descriptors }
}

/// Returns the property that our text lacks.
fn lacking(before: &Essence, ours: &str) -> Option<&'static str> {
    let Some(after) = Essence::of(ours) else { return Some("has syntax errors") };
    if before.tokens().ne(after.tokens()) {
        return Some("has other tokens");
    }
    if *before != after {
        return Some("has other comments");
    }
    match format(ours) {
        Ok(Cow::Borrowed(_)) => None,
        _ => Some("is not formatted"),
    }
}

/// Returns the mistake of buf, if it made one.
fn mistake(before: &Essence, buf: &str, again: Option<&str>) -> Option<&'static str> {
    let Some(after) = Essence::of(buf) else { return Some(INVALID) };
    if before.tokens().ne(after.tokens()) {
        return Some(TOKENS);
    }
    if before.comments() != after.comments() {
        return Some(DROPPED);
    }
    if *before != after {
        return Some(MOVED);
    }
    (again != Some(buf)).then_some(UNSTABLE)
}

/// Returns the descriptor of a file with another text.
fn descriptor_of(subject: &Subject<'_>, text: &str) -> Option<Vec<Field>> {
    let own = MemoryTree::new([(subject.file, text)]);
    let compiler = Compiler::new().resolver(own);
    let compiler = match subject.tree {
        Some(tree) => compiler.include(&tree.dir).includes(tree.includes.iter()),
        None => compiler,
    };
    descriptor(compiler, subject.file)
}
