//! Text to document, for YAML.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::document::{Node, Table, Value};
use super::{Word, diagnostics};
use crate::report::{Diagnostic, Report};
use crate::source::{Place, SourceId, Sources};

/// How deep a document may nest.
const MAX_DEPTH: usize = 64;

/// How many values a document may have, counting those that aliases repeat: a few lines of aliases to aliases would
/// otherwise fill the memory.
const MAX_NODES: usize = 10_000;

/// How much of a text that an alias repeats counts as a value.
const BYTES_OF_A_VALUE: usize = 64;

/// Reads a text; `None` where it is no YAML, which is said in `report`.
pub fn parse(source: SourceId, sources: &Sources, report: &mut Report) -> Option<Node> {
    let text = sources.get(source).text.clone().unwrap_or_default();
    let mut offsets: Vec<usize> = text.char_indices().map(|(offset, _)| offset).collect();
    offsets.push(text.len());
    let mut builder = Builder {
        places: Places { places: super::Places::new(source, sources), offsets },
        open: Vec::new(),
        anchors: HashMap::new(),
        nodes: 0,
        document: None,
    };
    match builder.run(&text) {
        Ok(()) => Some(builder.document.unwrap_or_else(|| builder.places.empty())),
        Err(diagnostic) => {
            report.push(*diagnostic);
            None
        }
    }
}

/// From the parser's places, which count letters, to ours.
struct Places {
    places: super::Places,
    offsets: Vec<usize>,
}

impl Places {
    fn at(&self, span: Span) -> Place {
        let offset = |index: usize| self.offsets[index.min(self.offsets.len() - 1)];
        self.places.at(offset(span.start.index())..offset(span.end.index()))
    }

    fn empty(&self) -> Node {
        Node { place: self.places.at(0..0), value: Value::Null }
    }
}

/// A list or table that is not finished.
struct Open {
    place: Place,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Table { entries: Vec<(Word, Node)>, key: Option<Word> },
}

struct Builder {
    places: Places,
    open: Vec<Open>,
    anchors: HashMap<usize, (Node, usize)>,
    nodes: usize,
    document: Option<Node>,
}

type Result<T> = std::result::Result<T, Box<Diagnostic>>;

impl Builder {
    fn run(&mut self, text: &str) -> Result<()> {
        for event in Parser::new_from_str(text) {
            let (event, span) = event.map_err(|error| {
                let place = self.places.at(Span::empty(*error.marker()));
                Box::new(diagnostics::syntax(error.info(), place))
            })?;
            self.event(event, self.places.at(span))?;
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>, place: Place) -> Result<()> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) if self.document.is_some() => Err(Box::new(diagnostics::two_documents(place))),
            Event::DocumentStart(_) => Ok(()),
            Event::Alias(anchor) => self.alias(anchor, place),
            Event::Scalar(text, style, anchor, _) => {
                self.finish(Node { place, value: scalar(&text, style) }, anchor, 1)
            }
            Event::SequenceStart(anchor, _) => self.begin(place, anchor, Content::List(Vec::new())),
            Event::MappingStart(anchor, _) => {
                self.begin(place, anchor, Content::Table { entries: Vec::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
        }
    }

    fn begin(&mut self, place: Place, anchor: usize, content: Content) -> Result<()> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Box::new(diagnostics::too_deep(place)));
        }
        self.open.push(Open { place, anchor, content });
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        let Some(Open { place, anchor, content }) = self.open.pop() else { return Ok(()) };
        let value = match content {
            Content::List(nodes) => Value::List(nodes),
            Content::Table { entries, .. } => Value::Table(Table { entries: merged(entries) }),
        };
        self.finish(Node { place, value }, anchor, 1)
    }

    fn alias(&mut self, anchor: usize, place: Place) -> Result<()> {
        let Some((node, size)) = self.anchors.get(&anchor) else {
            return Err(Box::new(diagnostics::syntax("an alias to something that is not finished", place)));
        };
        if self.nodes + size > MAX_NODES {
            return Err(Box::new(diagnostics::too_large(place)));
        }
        let (node, size) = (node.clone(), *size);
        self.finish(node, 0, size)
    }

    /// Puts a finished node where it belongs.
    fn finish(&mut self, node: Node, anchor: usize, size: usize) -> Result<()> {
        self.nodes += size;
        if self.nodes > MAX_NODES {
            return Err(Box::new(diagnostics::too_large(node.place)));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), weight(&node)));
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.document = Some(node),
            Some(Content::List(nodes)) => nodes.push(node),
            Some(Content::Table { entries, key }) => match key.take() {
                None => *key = Some(word(&node).ok_or_else(|| Box::new(diagnostics::bad_key(&node)))?),
                Some(key) => {
                    if let Some((first, _)) = entries.iter().find(|(other, _)| other.text == key.text) {
                        return Err(Box::new(diagnostics::key_twice(&key, first)));
                    }
                    entries.push((key, node));
                }
            },
        }
        Ok(())
    }
}

/// With what `<<` brings along: the entries of a table, or of several, behind those that are there.
fn merged(mut entries: Vec<(Word, Node)>) -> Vec<(Word, Node)> {
    let is_merge =
        |(key, node): &(Word, Node)| key.text == "<<" && matches!(node.value, Value::Table(_) | Value::List(_));
    let Some(at) = entries.iter().position(is_merge) else { return entries };
    let (_, node) = entries.remove(at);
    let tables = match node.value {
        Value::List(nodes) => nodes,
        _ => vec![node],
    };
    for table in tables {
        let Value::Table(Table { entries: more }) = table.value else { continue };
        let new: Vec<_> =
            more.into_iter().filter(|(key, _)| entries.iter().all(|(it, _)| it.text != key.text)).collect();
        entries.extend(new);
    }
    entries
}

/// What a node weighs when it is repeated: the number of its values, a long text counting as several. Its depth is
/// bounded.
fn weight(node: &Node) -> usize {
    let extra = |text: &str| text.len() / BYTES_OF_A_VALUE;
    match &node.value {
        Value::List(nodes) => 1 + nodes.iter().map(weight).sum::<usize>(),
        Value::Table(table) => {
            1 + table.entries.iter().map(|(key, node)| extra(&key.text) + weight(node)).sum::<usize>()
        }
        Value::String(text) => 1 + extra(text),
        Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Float(_) => 1,
    }
}

/// A key is a text, whatever it looks like.
fn word(node: &Node) -> Option<Word> {
    let text = match &node.value {
        Value::String(text) => text.clone(),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Null | Value::Float(_) | Value::List(_) | Value::Table(_) => return None,
    };
    Some(Word { text, place: Some(node.place) })
}

/// What stands in quotes is a text; the rest is what it looks like, as in the core schema of YAML 1.2.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Boolean(true),
        "false" | "False" | "FALSE" => Value::Boolean(false),
        _ => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(number), _) => Value::Integer(number),
            (_, Ok(number)) if text.starts_with(|it: char| it.is_ascii_digit() || "+-.".contains(it)) => {
                Value::Float(number)
            }
            _ => Value::String(text.to_owned()),
        },
    }
}
