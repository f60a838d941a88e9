//! A YAML parser that keeps byte ranges. Unquoted scalars keep their text, because they may be intended as strings.

use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::super::{Key, Node, Tree};
use protoward_protojson::number::is_number;

type Result<T> = std::result::Result<T, YamlError>;

/// The limits of the parser.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Maximum nesting depth of lists and objects.
    pub depth: usize,
    /// Maximum number of values, including those repeated by aliases.
    pub values: usize,
    /// `true` to accept a list of one word as a key, which is the name of an extension in brackets.
    pub takes_extensions: bool,
}

/// The reason why a text is rejected.
#[derive(Clone, Debug, PartialEq)]
pub struct YamlError {
    /// The byte range to mark; empty if the parser knows only an offset.
    pub place: Range<usize>,
    /// The reason why the text is rejected.
    pub problem: YamlProblem,
}

/// A problem in a text.
#[derive(Clone, Debug, PartialEq)]
pub enum YamlProblem {
    /// A text that is not YAML, with the reason of the parser.
    Syntax(String),
    /// A second document starts, where one is expected.
    TwoDocuments,
    /// Values are nested more deeply than the limit.
    TooDeep,
    /// Too many values, possibly because of aliases.
    TooLarge,
    /// A value that cannot be a key.
    Key(Node),
}

/// Maximum number of values repeated by aliases, including anchors. Otherwise, a few lines of nested aliases could
/// exhaust the memory.
pub(super) const MAX_REPEATED: usize = 100_000;

/// The number of text bytes that count as one value.
const BYTES_OF_A_VALUE: usize = 64;

/// Parses a single document; `None` for an empty text.
///
/// # Errors
/// Returns an error if the text is not YAML, exceeds the limits, or has several documents.
pub fn document(text: &str, limits: &Limits) -> Result<Option<Node>> {
    let mut offsets = Offsets { text, letter: 0, byte: 0 };
    let mut builder =
        Builder { limits, open: Vec::new(), anchors: HashMap::new(), values: 0, repeated: 0, document: None };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let place = offsets.range(Span::empty(*error.marker()));
            YamlError { place, problem: YamlProblem::Syntax(error.info().to_owned()) }
        })?;
        builder.event(event, offsets.range(span))?;
    }
    Ok(builder.document)
}

/// A converter of the parser's character offsets to byte offsets. Offsets mostly increase.
struct Offsets<'t> {
    text: &'t str,
    letter: usize,
    byte: usize,
}

impl Offsets<'_> {
    fn range(&mut self, span: Span) -> Range<usize> {
        let start = self.byte_of(span.start.index());
        start..self.byte_of(span.end.index()).max(start)
    }

    fn byte_of(&mut self, letter: usize) -> usize {
        if letter < self.letter {
            // An offset slightly before the last one, such as that of a key or an open list.
            let back = self.text[..self.byte].char_indices().rev().nth(self.letter - letter - 1);
            return back.map_or(0, |(at, _)| at);
        }
        let ahead = self.text[self.byte..].char_indices().nth(letter - self.letter);
        self.byte = ahead.map_or(self.text.len(), |(at, _)| self.byte + at);
        self.letter = letter;
        self.byte
    }
}

struct OpenNode {
    place: Range<usize>,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map(Vec<(Key, Node)>, Option<Key>),
}

struct Builder<'l> {
    limits: &'l Limits,
    open: Vec<OpenNode>,
    anchors: HashMap<usize, (Node, usize)>,
    values: usize,
    repeated: usize,
    document: Option<Node>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, place: Range<usize>) -> Result<()> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) if self.document.is_some() => {
                Err(YamlError { place, problem: YamlProblem::TwoDocuments })
            }
            Event::DocumentStart(_) => Ok(()),
            Event::Alias(anchor) => self.alias(anchor, place),
            Event::Scalar(text, style, anchor, tag) => {
                let is_string = tag.is_some_and(|tag| tag.suffix == "str");
                let node = scalar(place, text.into_owned(), style != ScalarStyle::Plain || is_string);
                self.finish(node, anchor, 1)
            }
            Event::SequenceStart(anchor, _) => self.begin(place, anchor, Content::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.begin(place, anchor, Content::Map(Vec::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.end(),
        }
    }

    fn begin(&mut self, place: Range<usize>, anchor: usize, content: Content) -> Result<()> {
        if self.open.len() >= self.limits.depth {
            return Err(YamlError { place, problem: YamlProblem::TooDeep });
        }
        self.open.push(OpenNode { place, anchor, content });
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        let Some(OpenNode { place, anchor, content }) = self.open.pop() else { return Ok(()) };
        let tree = match content {
            Content::List(nodes) => Tree::Array(nodes),
            Content::Map(entries, _) => Tree::Object(entries),
        };
        self.finish(Node::new(place, tree), anchor, 1)
    }

    fn alias(&mut self, anchor: usize, place: Range<usize>) -> Result<()> {
        let Some((node, size)) = self.anchors.get(&anchor) else {
            let message = "an alias to something that is not finished".to_owned();
            return Err(YamlError { place, problem: YamlProblem::Syntax(message) });
        };
        self.repeated += size;
        if self.repeated > MAX_REPEATED || self.values + size > self.limits.values {
            return Err(YamlError { place, problem: YamlProblem::TooLarge });
        }
        let node = node.clone();
        let size = *size;
        if self.open.len() + depth(&node) > self.limits.depth {
            return Err(YamlError { place, problem: YamlProblem::TooDeep });
        }
        self.finish(node, 0, size)
    }

    /// Adds a finished value to its container. `size` is its weight.
    fn finish(&mut self, node: Node, anchor: usize, size: usize) -> Result<()> {
        self.values += size;
        let held = if anchor == 0 { 0 } else { weight(&node) };
        self.repeated += held;
        if self.values > self.limits.values || self.repeated > MAX_REPEATED {
            return Err(YamlError { place: node.at..node.end, problem: YamlProblem::TooLarge });
        }
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), held));
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.document = Some(node),
            Some(Content::List(nodes)) => nodes.push(node),
            Some(Content::Map(entries, key)) => match key.take() {
                None => *key = Some(key_of(node, self.limits)?),
                Some(key) => entries.push((key, node)),
            },
        }
        Ok(())
    }
}

/// Converts a node to a key. A list of one unquoted word may be the name of an extension.
fn key_of(node: Node, limits: &Limits) -> Result<Key> {
    let text = match (&node.tree, &node.plain) {
        (_, Some(plain)) => Some(plain.to_string()),
        (Tree::String(text), _) => Some(text.clone()),
        (Tree::Array(nodes), _) if limits.takes_extensions => match &nodes[..] {
            [Node { plain: Some(name), .. }] => Some(format!("[{name}]")),
            _ => None,
        },
        _ => None,
    };
    match text {
        Some(text) => Ok(Key { at: node.at, end: node.end, text, is_plain: node.plain.is_some() }),
        None => Err(YamlError { place: node.at..node.end, problem: YamlProblem::Key(node) }),
    }
}

/// Returns the number of values in a node. A long text counts as several. The depth is bounded.
fn weight(node: &Node) -> usize {
    let extra = |text: &str| text.len() / BYTES_OF_A_VALUE;
    match &node.tree {
        Tree::Array(nodes) => 1 + nodes.iter().map(weight).sum::<usize>(),
        Tree::Object(entries) => 1 + entries.iter().map(|(key, node)| extra(&key.text) + weight(node)).sum::<usize>(),
        Tree::Number(text) | Tree::String(text) => 1 + extra(text),
        Tree::Null | Tree::Bool(_) => 1,
    }
}

/// Returns the nesting depth of a node, which is bounded.
fn depth(node: &Node) -> usize {
    match &node.tree {
        Tree::Array(nodes) => 1 + nodes.iter().map(depth).max().unwrap_or_default(),
        Tree::Object(entries) => 1 + entries.iter().map(|(_, node)| depth(node)).max().unwrap_or_default(),
        Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::String(_) => 0,
    }
}

/// Converts a scalar. Quoted scalars are strings; others have the type of the same JSON text, or else are strings.
fn scalar(place: Range<usize>, text: String, is_string: bool) -> Node {
    if is_string {
        return Node::new(place, Tree::String(text));
    }
    let tree = match &*text {
        "" | "~" | "null" | "Null" | "NULL" => Tree::Null,
        "true" => Tree::Bool(true),
        "false" => Tree::Bool(false),
        number if is_number(number) => Tree::Number(number.to_owned()),
        other => Tree::String(other.to_owned()),
    };
    Node { plain: Some(text.into_boxed_str()), ..Node::new(place, tree) }
}
