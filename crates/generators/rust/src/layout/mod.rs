//! The formatting of generated code, with the line breaks and indentation of prettyplease.
//!
//! Code is written line by line. A line has possible breaks, grouped by boxes. [`line`] chooses among the breaks when the line
//! is complete. [`rust`] and [`expression`] build on it: they group types, attributes, signatures and expressions into boxes.

mod expression;
mod line;
mod rust;

pub(crate) use expression::{Expr, NONE, SOME, call, path, text};
pub(crate) use line::INDENT;

use line::Line;

/// The minimum number of bytes passed on at once. It is large enough to make the cost per call negligible.
const FLUSH_THRESHOLD: usize = 1 << 17;

/// Writes code line by line.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    out: String,
    /// The number of spaces before the current line.
    indent: usize,
    line: Line,
}

impl Writer {
    /// Returns the code that was not passed on by [`flush`](Self::flush).
    pub(crate) fn into_code(self) -> String {
        self.out
    }

    /// Passes the code to `take` and clears it, if it has at least [`FLUSH_THRESHOLD`] bytes. Must be called between top-level
    /// items.
    pub(crate) fn flush(&mut self, take: &mut dyn FnMut(&str)) {
        debug_assert!(self.indent == 0 && self.line.is_empty(), "the last item has its end");
        if self.out.len() >= FLUSH_THRESHOLD {
            take(&self.out);
            self.out.clear();
        }
    }

    /// Adds text to the current line.
    pub(crate) fn word(&mut self, text: &str) {
        self.line.word(text);
    }

    /// Ends the current line, and breaks it if it is too long.
    pub(crate) fn newline(&mut self) {
        self.line.print(self.indent, &mut self.out);
        self.out.push('\n');
        self.line.clear();
    }

    /// Adds the last text of a line and ends the line.
    pub(crate) fn end_line(&mut self, text: &str) {
        self.word(text);
        self.newline();
    }

    /// Writes a line without breaking it.
    pub(crate) fn line(&mut self, text: &str) {
        debug_assert!(self.line.is_empty(), "the line before has its end");
        if !text.is_empty() {
            self.out.extend(std::iter::repeat_n(' ', self.indent));
            self.out.push_str(text);
        }
        self.out.push('\n');
    }

    /// Writes lines without breaking them. Each gets the current indentation.
    pub(crate) fn lines(&mut self, text: &str) {
        text.lines().for_each(|line| self.line(line));
    }

    /// Adds a comment to the end of the last line.
    pub(crate) fn trailing_comment(&mut self, text: &str) {
        debug_assert!(self.line.is_empty() && self.out.ends_with('\n'), "there is a last line");
        self.out.pop();
        self.out.push_str(" // ");
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Increases the indentation by one level.
    pub(crate) fn indent(&mut self) {
        self.indent += INDENT as usize;
    }

    /// Decreases the indentation by one level.
    pub(crate) fn dedent(&mut self) {
        self.indent -= INDENT as usize;
    }

    /// Creates a writer for the content of a module, for [`module`](Self::module).
    pub(crate) fn nested(&self) -> Self {
        Self { indent: self.indent + INDENT as usize, ..Self::default() }
    }

    /// Writes a module with the code of a writer from [`nested`](Self::nested).
    pub(crate) fn module(&mut self, name: &str, inner: Self) {
        if inner.out.is_empty() {
            self.line(&format!("pub mod {name} {{}}"))
        } else {
            self.line(&format!("pub mod {name} {{"));
            self.out.push_str(&inner.out);
            self.line("}");
        }
    }

    /// Ends the current line, which opens a block, and increases the indentation.
    pub(crate) fn open(&mut self) {
        self.newline();
        self.indent();
    }

    /// Adds ` {` to the current line and opens a block.
    pub(crate) fn open_block(&mut self) {
        self.word(" {");
        self.open();
    }

    /// Decreases the indentation and writes the line that ends a block.
    pub(crate) fn close(&mut self, text: &str) {
        self.dedent();
        self.line(text);
    }
}
