//! The value of a string, with the places of its parts in the text.

use std::ops::Range;

/// The value of adjacent string literals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JoinedText {
    pub(crate) value: String,
    /// The parts without escapes: where they start in the value, and their range in the text.
    parts: Vec<(usize, Range<usize>)>,
}

impl JoinedText {
    /// Returns the value of literals; `None` if there are escapes by number, which have no place here.
    pub(crate) fn new(text: &str, literals: &[Range<usize>]) -> Option<Self> {
        let mut joined = Self { value: String::new(), parts: Vec::new() };
        for literal in literals {
            let mut at = literal.start + 1;
            let end = literal.end.checked_sub(1)?;
            while at < end {
                let rest = text.get(at..end)?;
                let plain = rest.find('\\').unwrap_or(rest.len());
                joined.parts.push((joined.value.len(), at..at + plain));
                joined.value.push_str(&rest[..plain]);
                at += plain;
                if let Some(escape) = rest[plain..].chars().nth(1) {
                    joined.value.push(unescaped(escape)?);
                    at += 2;
                }
            }
        }
        Some(joined)
    }

    /// Returns the places of a part of the value: several if it is written in several literals. `None` if there are escapes in it.
    pub(crate) fn places(&self, part: &Range<usize>) -> Option<Vec<Range<usize>>> {
        let inside = self.parts.iter().filter_map(|(start, written)| {
            let from = part.start.max(*start) - start;
            let to = part.end.min(start + written.len()).checked_sub(*start)?;
            (from < to).then(|| written.start + from..written.start + to)
        });
        let places: Vec<Range<usize>> = inside.collect();
        (places.iter().map(ExactSizeIterator::len).sum::<usize>() == part.len()).then_some(places)
    }
}

const fn unescaped(escape: char) -> Option<char> {
    Some(match escape {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' | '\'' | '"' | '?' => escape,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::JoinedText;

    #[test]
    fn parts_of_literals_have_places() {
        let text = r#"x = "this.a == \"b\"" ' && this.c';"#;
        let joined = JoinedText::new(text, &[4..21, 22..34]).expect("there are no numbers");
        assert_eq!(joined.value, r#"this.a == "b" && this.c"#);
        let place = |part: &str| {
            let at = joined.value.find(part).expect("it is a part");
            joined
                .places(&(at..at + part.len()))
                .map(|all| all.into_iter().map(|range| &text[range]).collect::<Vec<_>>())
        };
        assert_eq!(place("this.c"), Some(vec!["this.c"]));
        assert_eq!(place("b"), Some(vec!["b"]));
        assert_eq!(place("\" &&"), None);
        assert_eq!(JoinedText::new(r#""\x41""#, std::slice::from_ref(&(0..6))), None);
        let joined = JoinedText::new(r#""this.na" 'me'"#, &[0..9, 10..14]).expect("there are no numbers");
        assert_eq!(joined.places(&(5..9)), Some(vec![6..8, 11..13]));
    }
}
