//! What comes back comes back deprecated: somebody wanted it gone.

use std::collections::BTreeMap;
use std::ops::Range;

use super::change::What;
use super::statement::Statement;
use super::texts::Declared;
use super::translate::Translation;
use super::tree::Decl;
use super::{brackets, options};

const OPTION: &str = "deprecated";

/// The text of a declaration in the words of another language; a field, a value or a method says that it is deprecated.
pub(crate) fn deprecated(declared: &Declared<'_>, translation: &Translation) -> Option<String> {
    let mut edits = translation.edits.clone();
    let mut options: BTreeMap<usize, BTreeMap<&str, Option<&str>>> = BTreeMap::new();
    for (&owner, wanted) in &translation.options {
        let wanted = wanted.iter().map(|(&name, value)| (name, value.as_deref()));
        options.entry(owner).or_default().extend(wanted);
    }
    match declared.decl {
        Decl::Field(_) | Decl::Value(_) if brackets::find(declared, OPTION).is_none() => {
            options.entry(declared.start()).or_default().insert(OPTION, Some("true"));
        }
        Decl::Method(_) if options::find(declared, OPTION).is_none() => {
            let statement = Statement::of_lines(vec![format!("option {OPTION} = true;")]);
            if let What::Text { start, end, text, .. } = options::add(declared, &statement, 0)?.what {
                edits.push((start..end, text));
            }
        }
        _ => {}
    }
    for (owner, wanted) in options {
        edits.extend(brackets::edits(&declared.text.at(owner)?, &wanted));
    }
    Some(edited(declared.text.text, declared.decl.span().range(), edits))
}

/// A stretch of a text with edits made in it; they do not overlap.
pub(crate) fn edited(text: &str, whole: Range<usize>, mut edits: Vec<(Range<usize>, String)>) -> String {
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
