//! What comes back comes back deprecated: somebody wanted it gone.

use std::collections::BTreeMap;
use std::ops::Range;

use super::statement::Statement;
use super::texts::Declared;
use super::tree::Decl;
use super::{brackets, options};
use crate::breaking::fix::change::What;

const OPTION: &str = "deprecated";

/// The text of a declaration; a field, a value or a method says that it is deprecated.
pub(super) fn deprecated(declared: &Declared<'_>) -> Option<String> {
    let edits = match declared.decl {
        Decl::Field(_) | Decl::Value(_) if brackets::find(declared, OPTION).is_none() => {
            brackets::edits(declared, &BTreeMap::from([(OPTION, Some("true"))]))
        }
        Decl::Method(_) if options::find(declared, OPTION).is_none() => {
            let statement = Statement::of_lines(vec![format!("option {OPTION} = true;")]);
            match options::add(declared, &statement, 0)?.what {
                What::Text { start, end, text, .. } => vec![(start..end, text)],
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    };
    Some(edited(declared.text.text, declared.decl.span().range(), edits))
}

/// A stretch of a text with edits made in it; they do not overlap.
pub(super) fn edited(text: &str, whole: Range<usize>, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut result = String::new();
    let mut at = whole.start;
    for (range, new) in edits {
        result.push_str(&text[at..range.start]);
        result.push_str(&new);
        at = range.end;
    }
    result.push_str(&text[at..whole.end]);
    result
}
