//! The value of a string, with the places of its parts in the text.

use std::ops::Range;

use super::literal;

/// The value of adjacent string literals.
///
/// ```
/// use protoward_syntax::DecodedString;
/// let text = r#"get: "/v1/{or" "d\x65r}""#;
/// let decoded = DecodedString::new(text, &[5..14, 15..text.len()]).unwrap();
/// assert_eq!(decoded.value(), "/v1/{order}");
/// assert_eq!(decoded.replaced(&(5..10), "cart"), Some(vec![(11..13, "cart".into()), (16..22, String::new())]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodedString {
    value: String,
    parts: Vec<Part>,
    literals: Vec<Literal>,
}

/// Characters of a literal: one escape sequence, or characters that are written as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    value: Range<usize>,
    written: Range<usize>,
    is_escape: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Literal {
    written: Range<usize>,
    /// The end of the literal before this one, if only white space is between them.
    before: Option<usize>,
}

impl Literal {
    fn contents(&self) -> Range<usize> {
        self.written.start + 1..self.written.end - 1
    }
}

impl DecodedString {
    /// Decodes literals, whose ranges include their quotes. Returns `None` for a value that is not UTF-8, and for literals that are not
    /// closed.
    pub fn new(text: &str, literals: &[Range<usize>]) -> Option<Self> {
        let mut bytes = Vec::new();
        let mut parts = Vec::new();
        let mut all = Vec::<Literal>::new();
        for written in literals {
            let last = all.last().map(|last| last.written.end);
            let before = last.filter(|&end| text.get(end..written.start).is_some_and(|gap| gap.trim().is_empty()));
            let end = written.end.checked_sub(1).filter(|end| *end > written.start)?;
            let mut at = written.start + 1;
            while at < end {
                let rest = text.get(at..end)?;
                let start = bytes.len();
                let plain = rest.find('\\').unwrap_or(rest.len());
                let length = match rest[plain..].strip_prefix('\\') {
                    Some(escape) if plain == 0 => rest.len() - literal::escape(escape.as_bytes(), &mut bytes).len(),
                    _ => {
                        bytes.extend_from_slice(&rest.as_bytes()[..plain]);
                        plain
                    }
                };
                parts.push(Part { value: start..bytes.len(), written: at..at + length, is_escape: plain == 0 });
                at += length;
            }
            all.push(Literal { written: written.clone(), before });
        }
        Some(Self { value: String::from_utf8(bytes).ok()?, parts, literals: all })
    }

    /// Returns the decoded value.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Returns the range of the literals in the text, with their quotes.
    pub fn written(&self) -> Range<usize> {
        let start = self.literals.first().map_or(0, |first| first.written.start);
        self.literals.last().map_or(0..0, |last| start..last.written.end)
    }

    /// Returns the edits of the text that replace a part of the value. If the part is in several literals, the first one gets all, and
    /// those of which nothing is left are removed. Returns `None` for a part of an escape sequence.
    pub fn replaced(&self, part: &Range<usize>, by: &str) -> Option<Vec<(Range<usize>, String)>> {
        let mut edits = Vec::<(Range<usize>, String)>::new();
        for place in self.places(part)? {
            match edits.last_mut() {
                Some((range, _)) if range.end == place.start => range.end = place.end,
                Some(_) => edits.push((place, String::new())),
                None => edits.push((place, by.to_owned())),
            }
        }
        for (range, _) in edits.iter_mut().skip(1) {
            let emptied = self.literals.iter().find(|literal| literal.contents() == *range);
            if let Some((literal, before)) = emptied.and_then(|literal| Some((literal, literal.before?))) {
                *range = before..literal.written.end;
            }
        }
        Some(edits)
    }

    /// Returns the places of a part of the value in the text.
    fn places(&self, part: &Range<usize>) -> Option<Vec<Range<usize>>> {
        let mut places = Vec::new();
        for Part { value, written, is_escape } in &self.parts {
            let (start, end) = (part.start.max(value.start), part.end.min(value.end));
            if start >= end {
                continue;
            }
            if !*is_escape {
                let at = written.start + start - value.start;
                places.push(at..at + end - start);
            } else if (start, end) == (value.start, value.end) {
                places.push(written.clone());
            } else {
                return None;
            }
        }
        Some(places)
    }
}

#[cfg(test)]
mod tests {
    use super::DecodedString;

    fn decoded(text: &str) -> DecodedString {
        let mut lexer = crate::Lexer::new(text);
        let tokens = std::iter::from_fn(|| Some(lexer.next_token()).filter(|it| it.kind != crate::TokenKind::End));
        let literals: Vec<_> = tokens.map(|token| token.span.range()).collect();
        DecodedString::new(text, &literals).expect("the strings are closed")
    }

    fn replaced(text: &str, part: &str, by: &str) -> Option<String> {
        let decoded = decoded(text);
        let at = decoded.value().find(part).expect("it is a part");
        let mut result = text.to_owned();
        for (range, text) in decoded.replaced(&(at..at + part.len()), by)?.into_iter().rev() {
            result.replace_range(range, &text);
        }
        assert_eq!(self::decoded(&result).value(), decoded.value().replacen(part, by, 1));
        Some(result)
    }

    #[test]
    fn parts_of_literals_are_replaced() {
        let check = |text: &str, part: &str, fixed: &str| {
            assert_eq!(replaced(text, part, "new").as_deref(), Some(fixed), "{text}");
        };
        check(r#""this.old == \"x\"""#, "old", r#""this.new == \"x\"""#);
        check(r#""this.old == \"x\"""#, "x", r#""this.old == \"new\"""#);
        check(r#""\x6fld""#, "old", r#""new""#);
        check(r#""a.o\154\u0064""#, "old", r#""a.new""#);
        check(r#""{o" 'ld=x}'"#, "old", r#""{new" '=x}'"#);
        check(r#""o" "l" "d.x""#, "old", r#""new" ".x""#);
        check("\"o\"\n  \"ld\"", "old", "\"new\"");
        check(r#""o" /* why */ "ld""#, "old", r#""new" /* why */ """#);
        check(r#""\303\244.old""#, "old", r#""\303\244.new""#);
    }

    #[test]
    fn values_are_those_of_the_language() {
        for text in [r#""\a\b\f\n\r\t\v\\\'\"\?""#, r#""\1\12\123\x4\x41\u00e4\U0001F600""#, r#""\ud83d\ude00" 'ä'"#] {
            let span = crate::ast::Span::new(0, text.len() as u32);
            assert_eq!(decoded(text).value().as_bytes(), &*crate::literal::string(text, span));
        }
    }

    #[test]
    fn parts_of_characters_have_no_place() {
        let decoded = decoded(r#""\u00e4""#);
        assert_eq!(decoded.replaced(&(0..1), "x"), None);
        assert_eq!(DecodedString::new(r#""\377""#, std::slice::from_ref(&(0..6))), None);
        assert_eq!(DecodedString::new("\"", std::slice::from_ref(&(0..1))), None);
    }
}
