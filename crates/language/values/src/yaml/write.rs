//! YAML output in buf's layout: two spaces per level, with lists below their keys.

use super::super::view::blanks;
use super::super::{Node, View, Written};
use super::quote::{Readers, Scalar, key, number, scalar};

const INDENT: usize = 2;

/// Formats a value as a document.
pub fn write(node: &Node) -> String {
    write_for(node, Readers::Modern)
}

/// Formats a value as a document that YAML 1.1 parsers read alike: `no`, `on` and `12:30` are quoted.
pub fn write_portable(value: &impl Written) -> String {
    write_for(value, Readers::All)
}

fn write_for(value: &impl Written, readers: Readers) -> String {
    let mut writer = Writer { out: String::new(), readers };
    writer.value(value, 0, Place::Root);
    writer.out
}

/// The text before a value on its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Key,
    Dash,
}

struct Writer {
    out: String,
    readers: Readers,
}

impl Writer {
    /// Writes a value. The parser has limited the recursion depth.
    fn value<V: Written>(&mut self, value: &V, indent: usize, place: Place) {
        match value.view() {
            View::Array([]) => self.word(place, "[]"),
            View::Object([]) => self.word(place, "{}"),
            View::Array(values) => {
                self.start(place);
                for (index, value) in values.iter().enumerate() {
                    self.line(indent, index == 0 && place == Place::Dash);
                    self.out.push('-');
                    self.value(value, indent + INDENT, Place::Dash);
                }
            }
            View::Object(entries) => {
                self.start(place);
                for (index, (name, value)) in entries.iter().enumerate() {
                    self.line(indent, index == 0 && place == Place::Dash);
                    let place = self.key(name.as_ref(), indent);
                    self.out.push(':');
                    self.value(value, indent + INDENT, place);
                }
            }
            View::Null => self.word(place, "null"),
            View::Bool(value) => self.word(place, if value { "true" } else { "false" }),
            View::Number(text) => self.word(place, &number(text, self.readers)),
            View::String(text) => self.text(text, indent, place),
        }
    }

    fn text(&mut self, text: &str, indent: usize, place: Place) {
        match scalar(text, self.readers) {
            Scalar::Line(line) => self.word(place, &line),
            Scalar::Block(header) => self.block(place, &header, text, indent.max(INDENT)),
        }
    }

    /// Writes a key. Returns the text before its value. A long or multi-line key is written after `?` on its own lines.
    fn key(&mut self, text: &str, indent: usize) -> Place {
        const LONGEST: usize = 128;
        if text.len() <= LONGEST && !text.contains('\n') {
            self.out.push_str(&key(text, self.readers));
            return Place::Key;
        }
        self.out.push('?');
        self.text(text, indent + INDENT, Place::Dash);
        self.line(indent, false);
        Place::Dash
    }

    /// Starts the lines of a multi-line value, after a key or a dash.
    fn start(&mut self, place: Place) {
        match place {
            Place::Root => {}
            Place::Key => self.out.push('\n'),
            Place::Dash => self.out.push(' '),
        }
    }

    fn line(&mut self, indent: usize, goes_on: bool) {
        if !goes_on {
            blanks(indent, &mut self.out);
        }
    }

    fn word(&mut self, place: Place, word: &str) {
        if place != Place::Root {
            self.out.push(' ');
        }
        self.out.push_str(word);
        self.out.push('\n');
    }

    fn block(&mut self, place: Place, header: &str, text: &str, indent: usize) {
        self.word(place, header);
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            if !line.is_empty() {
                blanks(indent, &mut self.out);
            }
            self.out.push_str(line);
            self.out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{write, write_portable};
    use crate::json;

    #[test]
    fn writes_long_and_multi_line_keys_after_an_indicator() {
        let long = "k".repeat(129);
        let text = format!(r#"{{"a\nb": {{"c": 1, "d": [2]}}, "x \ny": 3, "{long}": "z", "{}": 4}}"#, &long[1..]);
        let Ok(node) = json::parse(text.as_bytes()) else { panic!("it is JSON") };
        let expected =
            format!("? |-\n  a\n  b\n: c: 1\n  d:\n    - 2\n? \"x \\ny\"\n: 3\n? {long}\n: z\n{}: 4\n", &long[1..]);
        assert_eq!(write(&node), expected);
    }

    #[test]
    fn quotes_what_older_parsers_misread() {
        let text = r#"{"on": ["NO", "12:30", "=", "<<", "1e400", "3D", "no one", "-x"]}"#;
        let Ok(node) = json::parse(text.as_bytes()) else { panic!("it is JSON") };
        let expected = "\"on\":\n  - \"NO\"\n  - \"12:30\"\n  - \"=\"\n  - \"<<\"\n  - \"1e400\"\n  - \"3D\"\n  - no one\n  - \"-x\"\n";
        assert_eq!(write_portable(&node), expected);
        assert!(write(&node).starts_with("on:\n  - NO\n  - 12:30\n"));
    }

    #[test]
    fn numbers_stay_numbers_for_older_parsers() {
        let Ok(node) = json::parse(b"[1, -1e-7, 1E21, 1.5e3, 0.25]") else { panic!("it is JSON") };
        assert_eq!(write_portable(&node), "- 1\n- -1.0e-7\n- 1.0e+21\n- 1.5e+3\n- 0.25\n");
        assert!(write(&node).contains("- -1e-7\n"));
    }
}
