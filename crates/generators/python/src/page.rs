//! A text writer with indentation, which writes long lines in parts.

use std::fmt::{Arguments, Write};

#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
    /// The number of leading spaces.
    indent: usize,
}

impl Page {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), indent: 0 }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    pub(super) fn line(&mut self, line: Arguments<'_>) {
        self.start();
        self.put(line);
        self.end();
    }

    /// Writes indented lines; empty ones stay empty.
    pub(super) fn lines(&mut self, lines: Arguments<'_>) {
        for line in lines.to_string().split_terminator('\n') {
            if line.is_empty() {
                self.end();
            } else {
                self.line(format_args!("{line}"));
            }
        }
    }

    /// Writes the indentation of a line.
    pub(super) fn start(&mut self) {
        self.text.extend(std::iter::repeat_n(' ', self.indent));
    }

    /// Writes a part of a line.
    pub(super) fn put(&mut self, part: Arguments<'_>) {
        self.text.write_fmt(part).expect("a string takes any text");
    }

    /// Writes a part of a line with a function.
    pub(super) fn part(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
    }

    pub(super) fn end(&mut self) {
        self.text.push('\n');
    }

    /// Writes lines with additional indentation.
    pub(super) fn deeper<R>(&mut self, spaces: usize, write: impl FnOnce(&mut Self) -> R) -> R {
        self.indent += spaces;
        let result = write(self);
        self.indent -= spaces;
        result
    }
}
