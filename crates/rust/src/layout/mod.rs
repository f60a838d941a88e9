//! The layout of generated code: line breaks and indentation, as prettyplease chooses them.
//!
//! Code is written line by line. A line has places where it may be broken, grouped by boxes; [`line`] chooses among them
//! when the line is complete. On top of that, [`rust`] knows how types, attributes and signatures are grouped, and
//! [`expression`] how expressions are.

mod expression;
mod line;
mod rust;

pub(crate) use expression::{Expr, NONE, SOME, call, path, text};
pub(crate) use line::INDENT;

use line::Line;

/// So many bytes of code are handed on at once, or more: enough that it does not matter what that costs.
const MANY: usize = 1 << 17;

/// Writes code, one line after the other.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    out: String,
    /// The number of spaces in front of the current line.
    indent: usize,
    line: Line,
}

impl Writer {
    /// The code that was written.
    pub(crate) fn into_code(self) -> String {
        self.out
    }

    /// Hands on the lines that were written, where they are many. Nothing is open.
    pub(crate) fn hand_on(&mut self, take: &mut dyn FnMut(&str)) {
        debug_assert!(self.indent == 0 && self.line.is_empty(), "the last item has its end");
        if self.out.len() >= MANY {
            take(&self.out);
            self.out.clear();
        }
    }

    /// Adds text to the current line.
    pub(crate) fn word(&mut self, text: &str) {
        self.line.word(text);
    }

    /// Ends the current line, with line breaks where it is too long.
    pub(crate) fn newline(&mut self) {
        self.line.print(self.indent, &mut self.out);
        self.out.push('\n');
        self.line.clear();
    }

    /// Writes a line that is not broken.
    pub(crate) fn line(&mut self, text: &str) {
        debug_assert!(self.line.is_empty(), "the line before has its end");
        if !text.is_empty() {
            self.out.extend(std::iter::repeat_n(' ', self.indent));
            self.out.push_str(text);
        }
        self.out.push('\n');
    }

    /// Writes lines that are not broken, with the current indentation in front of each.
    pub(crate) fn lines(&mut self, text: &str) {
        text.lines().for_each(|line| self.line(line));
    }

    /// Adds a comment at the end of the last line.
    pub(crate) fn comment_behind(&mut self, text: &str) {
        debug_assert!(self.line.is_empty() && self.out.ends_with('\n'), "there is a last line");
        self.out.pop();
        self.out.push_str(" // ");
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Indents the lines that follow.
    pub(crate) fn indent(&mut self) {
        self.indent += INDENT as usize;
    }

    /// Ends the indentation of the last [`indent`](Self::indent).
    pub(crate) fn dedent(&mut self) {
        self.indent -= INDENT as usize;
    }

    /// A writer for what stands in a module here.
    pub(crate) fn nested(&self) -> Self {
        Self { indent: self.indent + INDENT as usize, ..Self::default() }
    }

    /// Writes a module with the code of a writer that [`nested`](Self::nested) gave.
    pub(crate) fn module(&mut self, name: &str, inner: Self) {
        match inner.out.is_empty() {
            true => self.line(&format!("pub mod {name} {{}}")),
            false => {
                self.line(&format!("pub mod {name} {{"));
                self.out.push_str(&inner.out);
                self.line("}");
            }
        }
    }

    /// Ends the current line, which opens a block, and indents what follows.
    pub(crate) fn open(&mut self) {
        self.newline();
        self.indent();
    }

    /// Opens a block behind what the current line has.
    pub(crate) fn open_block(&mut self) {
        self.word(" {");
        self.open();
    }

    /// Writes the line that ends a block.
    pub(crate) fn close(&mut self, text: &str) {
        self.dedent();
        self.line(text);
    }
}
