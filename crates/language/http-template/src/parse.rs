//! The parser, with one function for each production of the grammar.

use std::borrow::Cow;
use std::ops::Range;

use crate::error::{TemplateError, TemplateErrorKind as Kind};
use crate::escape::{self, Decoding, Malformed};
use crate::template::{Segment, Template, Variable};

impl Template {
    /// Parses a template: `Template = "/" [ Segments [ Verb ] ] ;`.
    ///
    /// ```
    /// use protoward_http_template::Template;
    ///
    /// assert!(Template::parse("/v1/{name=shelves/*/books/*}").is_ok());
    /// let error = Template::parse("/v1/{name=shelves/*/books/*").unwrap_err();
    /// assert_eq!(error.to_string(), "unclosed `{`");
    /// ```
    ///
    /// # Errors
    /// The first rule that the text violates, from left to right.
    pub fn parse(text: &str) -> Result<Template, TemplateError> {
        let Some(rest) = text.strip_prefix('/') else { return Err(TemplateError::new(Kind::NoLeadingSlash, 0..0)) };
        let mut parser = Parser { text, at: 1, ..Parser::default() };
        if !rest.is_empty() {
            parser.segments()?;
        }
        let inner_multi = parser.multi.filter(|_| !matches!(parser.segments.last(), Some(Segment::Multi)));
        Ok(Template { segments: parser.segments, variables: parser.variables, verb: parser.verb, inner_multi })
    }
}

#[derive(Default)]
struct Parser<'t> {
    text: &'t str,
    at: usize,
    segments: Vec<Segment>,
    variables: Vec<Variable>,
    verb: Option<String>,
    /// The byte range of the first `**`, if there is one.
    multi: Option<Range<usize>>,
}

impl<'t> Parser<'t> {
    /// Parses `Segments = Segment { "/" Segment } ;` up to the end of the text, with the verb after the last segment.
    fn segments(&mut self) -> Result<(), TemplateError> {
        loop {
            if self.rest().starts_with('{') {
                self.variable()?;
                self.after_variable()?;
            } else {
                self.outer_segment()?;
            }
            if !self.take('/') {
                return Ok(());
            }
        }
    }

    /// Parses a segment outside variables, with a verb after the last one.
    fn outer_segment(&mut self) -> Result<(), TemplateError> {
        let start = self.at;
        let mut end = self.find(&['/', '{', '}']);
        self.brace_at(end)?;
        let segment = &self.text[start..end];
        let colon = if segment.starts_with('*') { segment.find(':') } else { segment.rfind(':') };
        // A `:` in a literal that is not the last segment is an ordinary character.
        let verb = colon.map(|colon| start + colon).filter(|_| end == self.text.len() || segment.starts_with('*'));
        end = verb.unwrap_or(end);
        self.segment(start..end)?;
        if verb.is_some() { self.verb() } else { Ok(()) }
    }

    /// Reports braces in the middle of a segment.
    fn brace_at(&self, at: usize) -> Result<(), TemplateError> {
        match self.text[at..].chars().next() {
            Some('}') => Err(TemplateError::new(Kind::UnopenedVariable, at..at + 1)),
            Some('{') => Err(TemplateError::new(Kind::PartialVariable, at..at + 1)),
            _ => Ok(()),
        }
    }

    /// Parses `Variable = "{" FieldPath [ "=" Segments ] "}" ;`.
    fn variable(&mut self) -> Result<(), TemplateError> {
        let open = self.at;
        self.at += 1;
        let end = self.find(&['=', '}', '{', '/']);
        let span = self.at..end;
        let path = self.field_path(span.clone(), open)?;
        let first = self.segments.len();
        self.at = end;
        if self.take('=') {
            self.inner_segments(open)?;
        } else {
            self.segments.push(Segment::Single);
        }
        self.close(open)?;
        let segments = first..self.segments.len();
        let multi = !matches!(self.segments[first..], [Segment::Single | Segment::Literal(_)]);
        let variable = Variable { path, segments, multi, span: span.clone() };
        if self.variables.iter().any(|other| other.path == variable.path) {
            return Err(TemplateError::new(Kind::FieldTwice(variable.dotted()), span));
        }
        self.variables.push(variable);
        Ok(())
    }

    /// Parses `FieldPath = IDENT { "." IDENT } ;`.
    fn field_path(&self, span: Range<usize>, open: usize) -> Result<Vec<String>, TemplateError> {
        let mut start = span.start;
        let mut path = Vec::new();
        for name in self.text[span.clone()].split('.') {
            let range = start..start + name.len();
            start = range.end + 1;
            if name.is_empty() {
                // At the end of the text, the missing `}` is reported instead of the missing field.
                let unclosed = span.end == self.text.len();
                let (kind, range) =
                    if unclosed { (Kind::UnclosedVariable, open..open + 1) } else { (Kind::EmptyField, range) };
                return Err(TemplateError::new(kind, range));
            }
            if !is_identifier(name) {
                return Err(TemplateError::new(Kind::InvalidField(name.to_owned()), range));
            }
            path.push(name.to_owned());
        }
        Ok(path)
    }

    /// Parses the `Segments` of a variable up to `}`.
    fn inner_segments(&mut self, open: usize) -> Result<(), TemplateError> {
        loop {
            if self.rest().starts_with('{') {
                return Err(self.nested());
            }
            let start = self.at;
            let end = self.find(&['/', '{', '}']);
            if end == self.text.len() {
                return Err(TemplateError::new(Kind::UnclosedVariable, open..open + 1));
            }
            if self.text[end..].starts_with('{') {
                self.at = end;
                return Err(self.nested());
            }
            let segment = &self.text[start..end];
            if let Some(colon) = segment.find(':').filter(|_| segment.starts_with('*')) {
                return Err(TemplateError::new(Kind::VerbInVariable, start + colon..end));
            }
            self.segment(start..end)?;
            if !self.take('/') {
                return Ok(());
            }
        }
    }

    fn close(&mut self, open: usize) -> Result<(), TemplateError> {
        if self.take('}') {
            return Ok(());
        }
        let nested = self.rest().starts_with('{');
        Err(if nested { self.nested() } else { TemplateError::new(Kind::UnclosedVariable, open..open + 1) })
    }

    /// Returns the error of a variable inside another one.
    fn nested(&self) -> TemplateError {
        let end = (self.find(&['}']) + 1).min(self.text.len());
        TemplateError::new(Kind::NestedVariable, self.at..end)
    }

    /// Parses the text after a variable: the end, `/`, or a verb.
    fn after_variable(&mut self) -> Result<(), TemplateError> {
        match self.rest().chars().next() {
            None | Some('/') => Ok(()),
            Some(':') => self.verb(),
            Some('}') => Err(TemplateError::new(Kind::UnopenedVariable, self.at..self.at + 1)),
            Some(_) => Err(TemplateError::new(Kind::PartialVariable, self.at..self.find(&['/', '{', '}', ':']))),
        }
    }

    /// Parses `Segment = "*" | "**" | LITERAL ;`.
    fn segment(&mut self, range: Range<usize>) -> Result<(), TemplateError> {
        let segment = match &self.text[range.clone()] {
            "" => return Err(TemplateError::new(Kind::EmptySegment, range)),
            "*" => Segment::Single,
            "**" if self.multi.is_some() => return Err(TemplateError::new(Kind::SecondMulti, range)),
            "**" => {
                self.multi = Some(range.clone());
                Segment::Multi
            }
            _ => Segment::Literal(self.literal(range.clone())?),
        };
        self.segments.push(segment);
        self.at = range.end;
        Ok(())
    }

    /// Parses `Verb = ":" LITERAL ;` up to the end of the text.
    fn verb(&mut self) -> Result<(), TemplateError> {
        let range = self.at + 1..self.text.len();
        if let Some(slash) = self.rest().find('/') {
            return Err(TemplateError::new(Kind::VerbNotLast, self.at..self.at + slash));
        }
        if range.is_empty() {
            return Err(TemplateError::new(Kind::EmptyVerb, self.at..range.end));
        }
        self.verb = Some(self.literal(range.clone())?);
        self.at = range.end;
        Ok(())
    }

    fn literal(&self, range: Range<usize>) -> Result<String, TemplateError> {
        let text = &self.text[range.clone()];
        let odd = text.char_indices().find(|(_, character)| *character != '%' && !escape::is_plain(*character));
        if let Some((at, character)) = odd {
            let kind = match character {
                '*' => Kind::PartialWildcard,
                '{' => Kind::PartialVariable,
                '}' => Kind::UnopenedVariable,
                _ => Kind::InvalidCharacter(character),
            };
            let start = range.start + at;
            return Err(TemplateError::new(kind, start..start + character.len_utf8()));
        }
        escape::decode(text, Decoding::All).map(Cow::into_owned).map_err(|malformed| match malformed {
            Malformed::Escape(at) => {
                let start = range.start + at;
                TemplateError::new(Kind::InvalidEscape, start..(start + 3).min(range.end))
            }
            Malformed::Utf8 => TemplateError::new(Kind::InvalidUtf8, range.clone()),
        })
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Returns the offset of the first of `characters`, or the end of the text.
    fn find(&self, characters: &[char]) -> usize {
        self.rest().find(characters).map_or(self.text.len(), |found| self.at + found)
    }

    fn take(&mut self, character: char) -> bool {
        let taken = self.rest().starts_with(character);
        if taken {
            self.at += character.len_utf8();
        }
        taken
    }
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Templates with their canonical form.
    const VALID: [(&str, &str); 24] = [
        ("/", "/"),
        ("/v1/shelves", "/v1/shelves"),
        ("/v1/{shelf}", "/v1/{shelf}"),
        ("/v1/{shelf=*}", "/v1/{shelf}"),
        ("/v1/{_a1.b_2}", "/v1/{_a1.b_2}"),
        ("/v1/{name=shelves/*/books/*}", "/v1/{name=shelves/*/books/*}"),
        ("/v1/{name=me}/x", "/v1/{name=me}/x"),
        ("/v1/{name=**}:cancel", "/v1/{name=**}:cancel"),
        ("/*/**", "/*/**"),
        ("/v1/*:all", "/v1/*:all"),
        ("/v1/messages:batch", "/v1/messages:batch"),
        ("/v1/a:b:c", "/v1/a:b:c"),
        ("/v1/a:b/{c}", "/v1/a:b/{c}"),
        ("/v1/{c}:d:e", "/v1/{c}:d:e"),
        ("/v1/{c=a:b}", "/v1/{c=a:b}"),
        ("/v1/a%3ab", "/v1/a%3Ab"),
        ("/v1/a%3ab:c%3Ad", "/v1/a:b:c%3Ad"),
        ("/v1/*:c%3Ad", "/v1/*:c:d"),
        ("/%7Euser/%2f/caf%c3%A9/%2A", "/~user/%2F/caf%C3%A9/%2A"),
        ("/-._~!$&'()+,;=@", "/-._~!$&'()+,;=@"),
        ("/v1/../.", "/v1/../."),
        ("/v1/{parent=a/**}/{id}", "/v1/{parent=a/**}/{id}"),
        ("/v1/{name=**/sessions/*}", "/v1/{name=**/sessions/*}"),
        ("/v1/=", "/v1/="),
    ];

    /// Invalid templates with their error message, and the text at the range of the error.
    const INVALID: [(&str, &str, &str); 45] = [
        ("", "missing `/` at the start of the path template", ""),
        ("v1", "missing `/` at the start of the path template", ""),
        ("{a}", "missing `/` at the start of the path template", ""),
        ("//", "empty segment", ""),
        ("/v1/", "empty segment", ""),
        ("/v1//a", "empty segment", ""),
        ("/:verb", "empty segment", ""),
        ("/v1/:verb", "empty segment", ""),
        ("/v1/{a}/", "empty segment", ""),
        ("/{a=}", "empty segment", ""),
        ("/{a=b/}", "empty segment", ""),
        ("/{a=/b}", "empty segment", ""),
        ("/v1:", "empty verb", ":"),
        ("/v1:a:", "empty verb", ":"),
        ("/{a}:", "empty verb", ":"),
        ("/**:", "empty verb", ":"),
        ("/{a=*:b}", "verb inside a variable", ":b"),
        ("/a b", "character ` ` is not allowed in a path", " "),
        ("/café", "character `é` is not allowed in a path", "é"),
        ("/a?b", "character `?` is not allowed in a path", "?"),
        ("/a\n", "character `\\n` is not allowed in a path", "\n"),
        ("/{a}:b/c", "verb before the end of the template", ":b"),
        ("/a*", "`*` as a part of a segment", "*"),
        ("/***", "`*` as a part of a segment", "*"),
        ("/*a:b", "`*` as a part of a segment", "*"),
        ("/*:b/c", "verb before the end of the template", ":b"),
        ("/a:b*", "`*` as a part of a segment", "*"),
        ("/a%", "`%` is not followed by two hexadecimal digits", "%"),
        ("/a%2", "`%` is not followed by two hexadecimal digits", "%2"),
        ("/a%+1b", "`%` is not followed by two hexadecimal digits", "%+1"),
        ("/a:%zz", "`%` is not followed by two hexadecimal digits", "%zz"),
        ("/%ff", "percent-encoded bytes are not UTF-8", "%ff"),
        ("/**/**", "second `**`", "**"),
        ("/{a=**}/{b=**}", "second `**`", "**"),
        ("/{", "unclosed `{`", "{"),
        ("/{a", "unclosed `{`", "{"),
        ("/{a=b", "unclosed `{`", "{"),
        ("/{a/b}", "unclosed `{`", "{"),
        ("/a}", "unexpected `}`", "}"),
        ("/{a}}", "unexpected `}`", "}"),
        ("/{a={b}}", "nested variables", "{b}"),
        ("/{a{b}}", "nested variables", "{b}"),
        ("/{a=b{c}}", "nested variables", "{c}"),
        ("/a{b}", "variable as a part of a segment", "{"),
        ("/{a}b{c}", "variable as a part of a segment", "b"),
    ];

    const INVALID_FIELDS: [(&str, &str, &str); 9] = [
        ("/{}", "variable without a field", ""),
        ("/{=*}", "variable without a field", ""),
        ("/{.a}", "variable without a field", ""),
        ("/{a.}", "variable without a field", ""),
        ("/{a..b}", "variable without a field", ""),
        ("/{1a}", "`1a` is not the name of a field", "1a"),
        ("/{a.b-c}", "`b-c` is not the name of a field", "b-c"),
        ("/{*}", "`*` is not the name of a field", "*"),
        ("/{a.b}/{a.b=*}", "duplicate field `a.b`", "a.b"),
    ];

    #[test]
    fn formats_valid_templates_in_canonical_form() {
        for (text, canonical) in VALID {
            let template = Template::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(template.to_string(), canonical, "{text}");
            let again = Template::parse(canonical).unwrap_or_else(|error| panic!("{canonical}: {error}"));
            assert_eq!(again.shape(), template.shape(), "{text}");
            assert_eq!(again.to_string(), canonical, "{text}");
            let shape = template.shape();
            let of_shape = Template::parse(&shape.to_string()).unwrap_or_else(|error| panic!("{shape}: {error}"));
            assert_eq!(of_shape.shape(), shape, "{text}");
        }
    }

    #[test]
    fn reports_invalid_templates_at_the_text_to_change() {
        for (text, message, range) in INVALID.into_iter().chain(INVALID_FIELDS) {
            let error = Template::parse(text).expect_err(text);
            assert_eq!(error.to_string(), message, "{text}");
            assert_eq!(&text[error.range()], range, "{text}");
            assert!(!error.help().is_empty());
        }
    }

    #[test]
    fn parses_any_prefix_and_any_byte_without_panic() {
        for (text, _) in VALID {
            for end in 0..text.len() {
                let _ = Template::parse(&text[..end]);
                for character in ['{', '}', '*', ':', '/', '%', '=', '.', 'é', '\0'] {
                    if let Err(error) = Template::parse(&format!("{}{character}{}", &text[..end], &text[end..])) {
                        assert!(error.range().end <= text.len() + character.len_utf8());
                    }
                }
            }
        }
    }

    #[test]
    fn finds_the_colon_that_starts_the_verb() {
        let verb = |text| Template::parse(text).expect(text).verb;
        assert_eq!(verb("/a/b:c:d").as_deref(), Some("d"));
        assert_eq!(verb("/a/{b}:c:d").as_deref(), Some("c:d"));
        assert_eq!(verb("/a/**:c:d").as_deref(), Some("c:d"));
        assert_eq!(verb("/a/b%3Ac"), None);
        assert_eq!(verb("/a:b/c"), None);
    }
}
