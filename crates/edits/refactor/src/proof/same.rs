//! Equality of options and comments, but for strings and links that may change.

use std::collections::BTreeSet;

use crate::link_text::links;
use protoward_schema::wire::{WireReader, WireValue};

/// Pairs of an old and a new text.
type Pairs = BTreeSet<(String, String)>;

/// Returns serialized options without a field.
pub(super) fn without(options: &[u8], number: u32) -> Vec<u8> {
    let fields = WireReader::new(options).fields();
    fields.filter(|field| field.number != number).flat_map(|field| field.raw.to_vec()).collect()
}

/// Returns `true` if options are equal but for strings that may change. A part that is a message is compared in the same way.
pub(super) fn same_options(old: &[u8], new: &[u8], strings: &Pairs) -> bool {
    if old == new {
        return true;
    }
    if strings.is_empty() {
        return false;
    }
    let (Some(olds), Some(news)) = (fields(old), fields(new)) else { return false };
    olds.len() == news.len()
        && olds.iter().zip(&news).all(|(old, new)| match (old.1, new.1) {
            (WireValue::Bytes(was), WireValue::Bytes(is)) if old.0 == new.0 => {
                was == is || is_changed(was, is, strings) || same_options(was, is, strings)
            }
            (was, is) => old.0 == new.0 && was == is,
        })
}

/// Returns the fields of a message; `None` for other bytes.
fn fields(bytes: &[u8]) -> Option<Vec<(u32, WireValue<'_>)>> {
    let mut all = Vec::new();
    let mut length = 0;
    for field in WireReader::new(bytes).fields() {
        length += field.raw.len();
        all.push((field.number, field.value));
    }
    (length == bytes.len()).then_some(all)
}

fn is_changed(was: &[u8], is: &[u8], strings: &Pairs) -> bool {
    let (Ok(was), Ok(is)) = (std::str::from_utf8(was), std::str::from_utf8(is)) else { return false };
    let is_pair = |was: &str, is: &str| strings.contains(&(was.to_owned(), is.to_owned()));
    // The URL of a type ends with its name.
    let url = || match (was.rsplit_once('/'), is.rsplit_once('/')) {
        (Some((host, was)), Some((other, is))) => host == other && is_pair(was, is),
        _ => false,
    };
    is_pair(was, is) || url()
}

/// Returns `true` if comments are equal but for links that may change.
pub(super) fn same_comments(old: Option<&str>, new: Option<&str>, changed: &Pairs) -> bool {
    if old == new {
        return true;
    }
    let (Some(old), Some(new)) = (old, new) else { return false };
    let ((old_rest, old_names), (new_rest, new_names)) = (without_links(old), without_links(new));
    old_rest == new_rest
        && old_names.len() == new_names.len()
        && old_names
            .iter()
            .zip(&new_names)
            .all(|(&old, &new)| old == new || changed.contains(&(old.to_owned(), new.to_owned())))
}

/// Returns a comment without the names in its links, and those names.
pub(super) fn without_links(text: &str) -> (String, Vec<&str>) {
    let mut rest = String::new();
    let mut names = Vec::new();
    let mut at = 0;
    for link in links(text, 0..text.len()) {
        let mut parts: Vec<_> = [Some(link.name), link.label].into_iter().flatten().collect();
        parts.sort_by_key(|part| part.start);
        for part in parts {
            if part.start < at {
                continue;
            }
            rest.push_str(&text[at..part.start]);
            names.push(&text[part.clone()]);
            at = part.end;
        }
    }
    rest.push_str(&text[at..]);
    (rest, names)
}

#[cfg(test)]
mod tests {
    use super::{same_comments, same_options};

    #[test]
    fn only_named_links_may_change() {
        let changed = [("a.B".to_owned(), "a.C".to_owned())].into();
        let same = |old, new| same_comments(Some(old), Some(new), &changed);
        assert!(same("See [a.B][] and [it][a.B].", "See [a.C][] and [it][a.C]."));
        assert!(!same("See [a.B][].", "See [a.D][]."));
        assert!(!same("See [a.B][].", "see [a.C][]."));
        assert!(!same("See a.B.", "See a.C."));
        assert!(!same_comments(Some("a"), None, &changed));
    }

    #[test]
    fn only_named_strings_may_change() {
        let strings = [("/v1/{a}".to_owned(), "/v1/{bc}".to_owned())].into();
        let message = |text: &str| [&[0x12, text.len() as u8], text.as_bytes()].concat();
        let outer = |inner: Vec<u8>| [vec![0x0a, inner.len() as u8], inner].concat();
        assert!(same_options(&outer(message("/v1/{a}")), &outer(message("/v1/{bc}")), &strings));
        assert!(!same_options(&outer(message("/v1/{a}")), &outer(message("/v1/{bd}")), &strings));
        assert!(!same_options(&outer(message("/v1/{a}")), &message("/v1/{bc}"), &strings));
    }
}
