//! Rules of the guidance on <https://protobuf.dev/best-practices/> that no rule of buf covers.

mod enums;
mod fields;
mod files;

use crate::rule::LintRule;

/// The rules of each file.
pub(crate) const ALL: &[&[LintRule]] = &[enums::RULES, fields::RULES, files::RULES];
