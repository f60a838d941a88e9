//! The text of generated code, with its indentation.

/// Lines of Rust. A line that ends with `{` begins a block, and a line that begins with `}` ends one.
#[derive(Debug)]
pub(in crate::additions) struct Code {
    text: String,
    depth: usize,
}

impl Code {
    /// Creates an empty text whose lines are indented.
    pub(in crate::additions) const fn new(depth: usize) -> Self {
        Self { text: String::new(), depth }
    }

    /// Adds a line.
    pub(in crate::additions) fn line(&mut self, line: &str) {
        if line.starts_with('}') {
            self.depth = self.depth.saturating_sub(1);
        }
        self.text.push_str(&"    ".repeat(self.depth));
        self.text.push_str(line);
        self.text.push('\n');
        if line.ends_with('{') {
            self.depth += 1;
        }
    }

    /// Adds lines that were written before.
    pub(in crate::additions) fn lines(&mut self, lines: &str) {
        lines.lines().for_each(|line| self.line(line.trim_start()));
    }

    /// Adds a block: `head` and `{`, the lines that `content` adds, and `}`.
    pub(in crate::additions) fn block(&mut self, head: &str, content: impl FnOnce(&mut Self)) {
        self.line(&format!("{head} {{"));
        content(self);
        self.line("}");
    }

    pub(in crate::additions) fn into_text(self) -> String {
        self.text
    }
}
