//! Places inside of values, such as a word of a string, which escapes may have moved.

use protoward_source::{LocatedText, Place, Sources};
use std::ops::Range;

/// Returns the place of a range of bytes in the text of a value. If the value is not written as it is, because of escapes
/// for example, it is the place of the whole value.
pub fn place_in(sources: &Sources, value: &LocatedText, range: &Range<usize>) -> Option<Place> {
    let place = value.place?;
    let exact = || {
        let bytes = sources.bytes(place)?;
        let written = sources.get(place.source).text.as_deref()?.get(bytes.clone())?;
        let start = bytes.start + start_of(written, &value.text)?;
        let within = |at: usize| start + at.min(value.text.len());
        Some(sources.place(place.source, within(range.start)..within(range.end)))
    };
    Some(exact().unwrap_or(place))
}

/// Returns the offset of a text in the value that is written: after its quotes, and after the line break that the first line
/// of a TOML string may have.
fn start_of(written: &str, text: &str) -> Option<usize> {
    let quotes = ["'''", "\"\"\"", "'", "\"", ""];
    quotes.into_iter().find_map(|quote| {
        let rest = written.strip_prefix(quote)?.strip_suffix(quote)?;
        let break_length =
            ["\r\n", "\n"].into_iter().find(|it| quote.len() == 3 && rest.starts_with(it)).map_or(0, str::len);
        (rest.get(break_length..)? == text).then_some(quote.len() + break_length)
    })
}

#[cfg(test)]
mod tests {
    use super::start_of;

    #[test]
    fn finds_texts_that_are_written_as_they_are() {
        assert_eq!(start_of("'a == b'", "a == b"), Some(1));
        assert_eq!(start_of("\"a == b\"", "a == b"), Some(1));
        assert_eq!(start_of("'''\na\n == b'''", "a\n == b"), Some(4));
        assert_eq!(start_of("\"\"\"a\"\"\"", "a"), Some(3));
        assert_eq!(start_of("a == b", "a == b"), Some(0));
        assert_eq!(start_of("\"a == \\\"b\\\"\"", "a == \"b\""), None);
        assert_eq!(start_of("'''a\r\nb'''", "a\nb"), None);
    }
}
