//! The line ends of a text: `\n`, or `\r\n` as git checks texts out on Windows (`core.autocrlf`).

use std::borrow::Cow;

/// The line ends of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnds {
    /// `\n`.
    #[default]
    Lf,
    /// `\r\n`.
    CrLf,
}

impl LineEnds {
    /// Returns the line ends that most lines of a text have; `\n` for a text of one line.
    pub fn of(text: &str) -> Self {
        let lines = text.matches('\n').count();
        let with_return = text.matches("\r\n").count();
        if with_return * 2 > lines { Self::CrLf } else { Self::Lf }
    }

    /// Returns the characters at the end of a line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
        }
    }

    /// Returns a text with these line ends. A line that was converted twice, and ends with `\r\r\n`, gets one too.
    ///
    /// ```
    /// use protoward_source::LineEnds;
    ///
    /// let mixed = "message A {\r\n}\n";
    /// assert_eq!(LineEnds::Lf.apply(mixed), "message A {\n}\n");
    /// assert_eq!(LineEnds::CrLf.apply(mixed), "message A {\r\n}\r\n");
    /// ```
    pub fn apply(self, text: &str) -> Cow<'_, str> {
        let with_lf = if text.contains("\r\n") { Cow::Owned(without_returns(text)) } else { Cow::Borrowed(text) };
        match self {
            Self::Lf => with_lf,
            Self::CrLf => Cow::Owned(with_lf.replace('\n', "\r\n")),
        }
    }
}

fn without_returns(text: &str) -> String {
    let mut without = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.strip_suffix('\n') {
            Some(content) => without.extend([content.trim_end_matches('\r'), "\n"]),
            None => without.push_str(line),
        }
    }
    without
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_lines_decide() {
        for text in ["", "a", "a\n", "a\r\nb\n", "a\r\n\nb", "\r"] {
            assert_eq!(LineEnds::of(text), LineEnds::Lf, "{text:?}");
        }
        for text in ["\r\n", "a\r\nb", "a\r\nb\nc\r\n"] {
            assert_eq!(LineEnds::of(text), LineEnds::CrLf, "{text:?}");
        }
    }

    #[test]
    fn a_return_within_a_line_stays() {
        assert_eq!(LineEnds::Lf.apply("a\rb\r\n"), "a\rb\n");
        assert_eq!(LineEnds::CrLf.apply("a\rb\n"), "a\rb\r\n");
        assert_eq!(LineEnds::CrLf.apply("a\r\r\nb\r"), "a\r\nb\r");
    }
}
