//! Values to YAML, laid out as buf does: two blanks for each level, lists below their keys.

use super::super::{Node, Tree};
use super::quote::{Scalar, key, scalar};

const INDENT: usize = 2;

/// Writes a value as a document.
pub fn write(node: &Node) -> String {
    let mut writer = Writer { out: String::new() };
    writer.node(node, 0, Place::Root);
    writer.out
}

/// What stands in front of a value on its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Key,
    Dash,
}

struct Writer {
    out: String,
}

impl Writer {
    /// Recurses as deep as the value nests, which its reader has bounded.
    fn node(&mut self, node: &Node, indent: usize, place: Place) {
        match &node.tree {
            Tree::Array(nodes) if nodes.is_empty() => self.word(place, "[]"),
            Tree::Object(entries) if entries.is_empty() => self.word(place, "{}"),
            Tree::Array(nodes) => {
                self.start(place);
                for (index, node) in nodes.iter().enumerate() {
                    self.line(indent, index == 0 && place == Place::Dash);
                    self.out.push('-');
                    self.node(node, indent + INDENT, Place::Dash);
                }
            }
            Tree::Object(entries) => {
                self.start(place);
                for (index, (name, node)) in entries.iter().enumerate() {
                    self.line(indent, index == 0 && place == Place::Dash);
                    self.out.push_str(&key(&name.text));
                    self.out.push(':');
                    self.node(node, indent + INDENT, Place::Key);
                }
            }
            Tree::Null => self.word(place, "null"),
            Tree::Bool(value) => self.word(place, if *value { "true" } else { "false" }),
            Tree::Number(text) => self.word(place, text),
            Tree::String(text) => match scalar(text) {
                Scalar::Line(line) => self.word(place, &line),
                Scalar::Block(header) => self.block(place, &header, text, indent.max(INDENT)),
            },
        }
    }

    /// What has lines of its own starts below a key and behind a dash.
    fn start(&mut self, place: Place) {
        match place {
            Place::Root => {}
            Place::Key => self.out.push('\n'),
            Place::Dash => self.out.push(' '),
        }
    }

    fn line(&mut self, indent: usize, goes_on: bool) {
        if !goes_on {
            self.out.extend(std::iter::repeat_n(' ', indent));
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
                self.out.extend(std::iter::repeat_n(' ', indent));
            }
            self.out.push_str(line);
            self.out.push('\n');
        }
    }
}
