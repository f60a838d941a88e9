//! Texts with `\r\n`. They are formatted with `\n`, and get the line ends back that most of their lines had: mixed ones, as
//! those of buf (bufbuild/buf#1437), would be a change of every line for git.

use std::borrow::Cow;
use std::ops::Range;

use protoward_source::LineEnds;
use protoward_syntax::ast::Span;

use crate::FormatError;
use crate::scan::Reading;

/// A text without the returns of its line ends.
pub(crate) struct WithoutReturns<'t> {
    original: &'t str,
    pub(crate) text: String,
    returns: Vec<Return>,
}

/// A removed return.
struct Return {
    /// The offset in the original.
    original: usize,
    /// The offset in the text at which it was.
    inside: usize,
}

impl<'t> WithoutReturns<'t> {
    /// Returns `None` for a text without `\r\n`.
    ///
    /// # Errors
    /// If the text has syntax errors, whose places are those of the original.
    pub(crate) fn new(original: &'t str) -> Result<Option<Self>, FormatError> {
        if !original.contains("\r\n") {
            return Ok(None);
        }
        Reading::new(original).map_err(FormatError::Syntax)?;
        let before = |end: usize| original[..end].bytes().rev().take_while(|&byte| byte == b'\r').count();
        let offsets = original.match_indices('\n').flat_map(|(end, _)| end - before(end)..end);
        let returns = offsets.enumerate().map(|(removed, original)| Return { original, inside: original - removed });
        Ok(Some(Self { original, text: LineEnds::Lf.apply(original).into_owned(), returns: returns.collect() }))
    }

    /// Returns a text with the line ends of the original.
    pub(crate) fn restored<'a>(&self, text: &'a str) -> Cow<'a, str> {
        LineEnds::of(self.original).apply(text)
    }

    /// Returns the range in the original of a range in the text.
    pub(crate) fn original_range(&self, range: &Range<usize>) -> Range<usize> {
        let original = |at: usize| at + self.returns.partition_point(|it| it.inside < at);
        original(range.start)..original(range.end)
    }

    /// Returns an error of the text with its place in the original.
    pub(crate) fn original_error(&self, error: FormatError) -> FormatError {
        match error {
            FormatError::Value { span, expected } => {
                let Range { start, end } = self.original_range(&span.range());
                FormatError::Value { span: Span::new(start as u32, end as u32), expected }
            }
            other => other,
        }
    }

    /// Returns the range in the text of a range in the original. A range that begins between the characters of a line end begins
    /// behind it, since it does not touch what is before.
    pub(crate) fn range(&self, range: &Range<usize>) -> Range<usize> {
        let before = |at: usize| self.returns.partition_point(|it| it.original < at);
        let is_split = self.original.get(..range.start).is_some_and(|start| start.ends_with('\r'))
            && self.original[range.start..].trim_start_matches('\r').starts_with('\n');
        range.start - before(range.start) + usize::from(is_split)..range.end - before(range.end)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::{format, format_range};

    const LF: &str =
        "// a\nsyntax = \"proto3\";\n\n/* b\n * c */\nmessage  A {\n  int32  x = 1; // d\n\n}\nmessage  B {}";

    #[test]
    fn a_formatted_text_stays_formatted_with_returns() {
        let formatted = format(LF).unwrap().replace('\n', "\r\n");
        assert!(matches!(format(&formatted), Ok(Cow::Borrowed(_))));
    }

    #[test]
    fn most_lines_decide() {
        let formatted = format(LF).unwrap();
        let with_returns = LF.replace('\n', "\r\n");
        assert_eq!(format(&with_returns).unwrap(), formatted.replace('\n', "\r\n"));
        assert_eq!(format(&with_returns.replacen("\r\n", "\n", 1)).unwrap(), formatted.replace('\n', "\r\n"));
        assert_eq!(format(&LF.replacen('\n', "\r\n", 1)).unwrap(), formatted);
    }

    #[test]
    fn a_range_is_formatted_as_without_returns() {
        let with_returns = LF.replace('\n', "\r\n");
        // Between the characters of a line end, a range of the other text is before or behind it.
        let is_split = |at: &usize| with_returns[..*at].ends_with('\r');
        for at in (0..=with_returns.len()).filter(|at| !is_split(at)) {
            let range = at..at;
            let mut edited = with_returns.clone();
            for edit in format_range(&with_returns, range.clone()).unwrap().into_iter().rev() {
                edited.replace_range(edit.range, &edit.text);
            }
            let inside = WithoutReturns::new(&with_returns).unwrap().unwrap().range(&range);
            let mut expected = LF.to_owned();
            for edit in format_range(LF, inside).unwrap().into_iter().rev() {
                expected.replace_range(edit.range, &edit.text);
            }
            assert_eq!(edited, expected.replace('\n', "\r\n"), "at {at}");
        }
    }

    #[test]
    fn a_range_between_the_characters_of_a_line_end_touches_what_is_behind() {
        let text = "message  A {}\r\nmessage  B {}\r\n";
        let at = text.find('\n').unwrap();
        let edits = format_range(text, at..at + 1).unwrap();
        assert_eq!(edits.into_iter().map(|it| (it.range.start, it.range.end)).collect::<Vec<_>>(), [(23, 24)]);
    }

    #[test]
    fn places_of_errors_are_those_of_the_text() {
        let text = "syntax = \"proto3\";\r\n\r\nmessage {}\r\n";
        let Err(FormatError::Syntax(errors)) = format(text) else { panic!("it has an error") };
        assert_eq!(&text[errors[0].span.start as usize..][..1], "{");
    }
}
