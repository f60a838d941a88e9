//! YAML to values with places. What stands without quotes keeps its text, as it may be meant for a string.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::dynamic::{JsonError, Node, Tree, TreeKey, is_json_number};

type Result<T> = std::result::Result<T, JsonError>;

/// How deep values may nest, as for JSON.
const DEEPEST: usize = 300;

/// How many values aliases may repeat: a few lines of aliases to aliases would otherwise fill the memory.
const MAX_REPEATED: usize = 100_000;

/// How much of a text counts as a value there.
const BYTES_OF_A_VALUE: usize = 256;

/// Reads the one document of a text; nothing at all is `null`.
///
/// # Errors
/// When it is not YAML, or too deep, or has more than one document.
pub fn parse(text: &[u8]) -> Result<Node> {
    let text =
        std::str::from_utf8(text).map_err(|error| JsonError::at(error.valid_up_to(), "the text is not UTF-8"))?;
    let mut offsets = Offsets { text, letter: 0, byte: 0 };
    let mut builder = Builder { open: Vec::new(), anchors: HashMap::new(), repeated: 0, document: None };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let at = offsets.of(error.marker().index());
            JsonError::at(at, format!("it is not YAML: {}", error.info()))
        })?;
        builder.event(event, offsets.of(span.start.index()))?;
    }
    Ok(builder.document.unwrap_or(Node::new(0, Tree::Null)))
}

/// From letters, which the parser counts, to bytes; places mostly come in order.
struct Offsets<'t> {
    text: &'t str,
    letter: usize,
    byte: usize,
}

impl Offsets<'_> {
    fn of(&mut self, letter: usize) -> usize {
        if letter < self.letter {
            // A place a little way back: of a key that turned out to be one, of a list that was open.
            let back = self.text[..self.byte].char_indices().rev().nth(self.letter - letter - 1);
            return back.map_or(0, |(at, _)| at);
        }
        let ahead = self.text[self.byte..].char_indices().nth(letter - self.letter);
        self.byte = ahead.map_or(self.text.len(), |(at, _)| self.byte + at);
        self.letter = letter;
        self.byte
    }
}

struct Open {
    at: usize,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map(Vec<(TreeKey, Node)>, Option<TreeKey>),
}

struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, (Node, usize)>,
    repeated: usize,
    document: Option<Node>,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, at: usize) -> Result<()> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) if self.document.is_some() => {
                Err(JsonError::at(at, "there is a second document, and a message is one"))
            }
            Event::DocumentStart(_) => Ok(()),
            Event::Alias(anchor) => self.alias(anchor, at),
            Event::Scalar(text, style, anchor, tag) => {
                let is_string = tag.is_some_and(|tag| tag.suffix == "str");
                self.finish(scalar(at, text.into_owned(), style != ScalarStyle::Plain || is_string), anchor)
            }
            Event::SequenceStart(anchor, _) => self.begin(at, anchor, Content::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.begin(at, anchor, Content::Map(Vec::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.end(),
        }
    }

    fn begin(&mut self, at: usize, anchor: usize, content: Content) -> Result<()> {
        if self.open.len() >= DEEPEST {
            return Err(JsonError::at(at, format!("values are nested more than {DEEPEST} deep")));
        }
        self.open.push(Open { at, anchor, content });
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        let Some(Open { at, anchor, content }) = self.open.pop() else { return Ok(()) };
        let tree = match content {
            Content::List(nodes) => Tree::Array(nodes),
            Content::Map(entries, _) => Tree::Object(entries),
        };
        self.finish(Node::new(at, tree), anchor)
    }

    fn alias(&mut self, anchor: usize, at: usize) -> Result<()> {
        let Some((node, size)) = self.anchors.get(&anchor) else {
            return Err(JsonError::at(at, "it is not YAML: an alias to something that is not finished"));
        };
        self.repeated += size;
        if self.repeated > MAX_REPEATED {
            return Err(JsonError::at(at, format!("aliases repeat more than {MAX_REPEATED} values")));
        }
        let node = node.clone();
        let levels = depth(&node);
        if self.open.len() + levels > DEEPEST {
            return Err(JsonError::at(at, format!("values are nested more than {DEEPEST} deep")));
        }
        self.finish(node, 0)
    }

    /// Puts a finished value where it belongs.
    fn finish(&mut self, node: Node, anchor: usize) -> Result<()> {
        if anchor != 0 {
            let size = size(&node);
            self.repeated += size;
            if self.repeated > MAX_REPEATED {
                return Err(JsonError::at(node.at, format!("anchors hold more than {MAX_REPEATED} values")));
            }
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.document = Some(node),
            Some(Content::List(nodes)) => nodes.push(node),
            Some(Content::Map(entries, key)) => match key.take() {
                None => *key = Some(key_of(&node)?),
                Some(key) => entries.push((key, node)),
            },
        }
        Ok(())
    }
}

/// A key is a text, whatever it looks like; a list of one, without quotes, is the name of an extension.
fn key_of(node: &Node) -> Result<TreeKey> {
    let text = match (&node.tree, &node.plain) {
        (_, Some(plain)) => plain.to_string(),
        (Tree::String(text), _) => text.clone(),
        (Tree::Array(nodes), _) => match &nodes[..] {
            [Node { plain: Some(name), .. }] => format!("[{name}]"),
            _ => return Err(JsonError::at(node.at, "a list is no key")),
        },
        _ => return Err(JsonError::at(node.at, format!("{} is no key", node.shown()))),
    };
    Ok(TreeKey { at: node.at, text, is_plain: node.plain.is_some() })
}

/// The number of values in a node, a long text counting as several; its depth is bounded.
fn size(node: &Node) -> usize {
    let extra = |text: &str| text.len() / BYTES_OF_A_VALUE;
    match &node.tree {
        Tree::Array(nodes) => 1 + nodes.iter().map(size).sum::<usize>(),
        Tree::Object(entries) => 1 + entries.iter().map(|(key, node)| extra(&key.text) + size(node)).sum::<usize>(),
        Tree::Number(text) | Tree::String(text) => 1 + extra(text),
        Tree::Null | Tree::Bool(_) => 1,
    }
}

/// How deep a node nests, which is bounded.
fn depth(node: &Node) -> usize {
    match &node.tree {
        Tree::Array(nodes) => 1 + nodes.iter().map(depth).max().unwrap_or_default(),
        Tree::Object(entries) => 1 + entries.iter().map(|(_, node)| depth(node)).max().unwrap_or_default(),
        Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::String(_) => 0,
    }
}

/// What stands in quotes is a text; the rest is what JSON would take it for, else a text.
fn scalar(at: usize, text: String, is_string: bool) -> Node {
    if is_string {
        return Node::new(at, Tree::String(text));
    }
    let tree = match &*text {
        "" | "~" | "null" | "Null" | "NULL" => Tree::Null,
        "true" => Tree::Bool(true),
        "false" => Tree::Bool(false),
        number if is_json_number(number) => Tree::Number(number.to_owned()),
        other => Tree::String(other.to_owned()),
    };
    Node { at, tree, plain: Some(text.into_boxed_str()) }
}
