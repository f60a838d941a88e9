//! Differences that are wanted, each with its reason. Everything else is wrong.

use super::programs::{Answer, Question};

/// Why we say something else.
pub(super) type Excuse = &'static str;

pub(super) fn excuse(_question: &Question<'_>, _theirs: &Answer, _ours: &Answer) -> Option<Excuse> {
    None
}
