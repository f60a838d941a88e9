//! The text that is written, with its indentation and line breaks.

/// One level of indentation, as in `buf format`.
const INDENTATION: &str = "  ";

/// A state of a [`Writer`].
#[derive(Debug)]
pub(crate) struct Mark {
    length: usize,
    must_break: bool,
}

/// A text under construction, with its current indentation.
#[derive(Debug)]
pub(crate) struct Writer {
    text: String,
    depth: usize,
    /// `true` if a line comment was written, which the next token must not join.
    must_break: bool,
}

impl Writer {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { text: String::with_capacity(capacity), depth: 0, must_break: false }
    }

    /// Returns the text, which ends with a line break unless it is empty.
    pub(crate) fn finish(mut self) -> String {
        self.line();
        self.text
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(crate) fn indent(&mut self) {
        self.depth += 1;
    }

    pub(crate) fn dedent(&mut self) {
        self.depth -= 1;
    }

    /// Writes a text without line breaks at the current position.
    pub(crate) fn text(&mut self, text: &str) {
        if self.must_break {
            self.line();
        }
        if self.is_line_start() {
            for _ in 0..self.depth {
                self.text.push_str(INDENTATION);
            }
        }
        self.text.push_str(text);
    }

    /// Writes a space, unless it would be at the start or, after a line comment, at the end of a line.
    pub(crate) fn space(&mut self) {
        if !self.must_break && !self.is_line_start() {
            self.text.push(' ');
        }
    }

    /// Ends the line, unless it is empty.
    pub(crate) fn line(&mut self) {
        self.must_break = false;
        if !self.is_line_start() {
            self.text.push('\n');
        }
    }

    /// Continues the last line, after a space.
    pub(crate) fn join(&mut self) {
        if self.text.ends_with('\n') {
            self.text.pop();
            self.text.push(' ');
        }
    }

    /// Ends the line and writes a blank line. At the start of the text, writes nothing.
    pub(crate) fn blank(&mut self) {
        self.line();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Writes a line break at the start of the text.
    pub(crate) fn leading_break(&mut self) {
        self.text.push('\n');
    }

    /// Starts a line of a block comment: the indentation, a prefix and the rest. An empty line has no indentation.
    pub(crate) fn raw_line(&mut self, prefix: &str, rest: &str) {
        self.text.push('\n');
        if rest.is_empty() {
            return;
        }
        for _ in 0..self.depth {
            self.text.push_str(INDENTATION);
        }
        self.text.push_str(prefix);
        self.text.push_str(rest);
    }

    /// Demands a line break before the next text.
    pub(crate) fn break_next(&mut self) {
        self.must_break = true;
    }

    /// Returns the current state, to return to with [`Self::reset`].
    pub(crate) fn mark(&self) -> Mark {
        Mark { length: self.text.len(), must_break: self.must_break }
    }

    /// Returns whether a line break was written or demanded since a mark, other than the one demanded before it.
    pub(crate) fn has_break_since(&self, mark: &Mark) -> bool {
        let written = self.text.get(mark.length..).unwrap_or_default();
        let written = if mark.must_break { written.trim_start() } else { written };
        self.must_break || written.contains('\n')
    }

    /// Removes what was written since a mark.
    pub(crate) fn reset(&mut self, mark: Mark) {
        self.text.truncate(mark.length);
        self.must_break = mark.must_break;
    }

    fn is_line_start(&self) -> bool {
        self.text.is_empty() || self.text.ends_with('\n')
    }
}
