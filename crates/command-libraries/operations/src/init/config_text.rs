//! The text of a configuration: TOML, with comments, that is written line by line because comments are a part of it.

use std::fmt::Write as _;

/// A configuration to write, with an explanation.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The text of a `protoward.toml`.
    pub text: String,
    /// The choices, one line each.
    pub choices: Vec<String>,
}

/// A `protoward.toml` in the making.
#[derive(Debug, Default)]
pub(crate) struct ConfigText(String);

impl ConfigText {
    /// Adds a comment of one paragraph.
    pub(crate) fn comment(&mut self, text: &str) {
        for line in textwrap::wrap(text, COMMENT_WIDTH) {
            let _ = writeln!(self.0, "# {line}");
        }
    }

    /// Adds an empty line, except at the start.
    pub(crate) fn gap(&mut self) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
    }

    /// Adds a table header, with an empty line before it.
    pub(crate) fn table(&mut self, header: &str, comment: &str) {
        self.gap();
        if !comment.is_empty() {
            self.comment(comment);
        }
        let _ = writeln!(self.0, "{header}");
    }

    /// Adds a key with a text.
    pub(crate) fn string(&mut self, key: &str, text: &str) {
        let _ = writeln!(self.0, "{key} = {}", quoted(text));
    }

    /// Adds a key with a value of TOML.
    pub(crate) fn value(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.0, "{key} = {value}");
    }

    /// Adds a key that is true.
    pub(crate) fn flag(&mut self, key: &str) {
        let _ = writeln!(self.0, "{key} = true");
    }

    /// Adds a key with a list of texts, unless it is empty.
    pub(crate) fn strings<T: AsRef<str>>(&mut self, key: &str, texts: &[T]) {
        if !texts.is_empty() {
            let _ = writeln!(self.0, "{key} = {}", list(texts));
        }
    }

    /// Adds a key with a list, one item on each line.
    pub(crate) fn items(&mut self, key: &str, items: &[String]) {
        let lines: String = items.iter().map(|item| format!("  {item},\n")).collect();
        let _ = if items.is_empty() { writeln!(self.0, "{key} = []") } else { writeln!(self.0, "{key} = [\n{lines}]") };
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

/// The width of the texts of comments.
const COMMENT_WIDTH: usize = 98;

/// Returns a list of texts as TOML.
pub(crate) fn list<T: AsRef<str>>(texts: &[T]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

/// Returns a text as a TOML string.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(control));
            }
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}
