//! The YAML parser of configurations.

use protoward_config::{ConfigValue, Node, PlaceFactory, Table, diagnostics};
use protoward_source::{Diagnostic, LocatedText, Report, SourceId, Sources};
use protoward_values::{Key, Limits, Tree, YamlError, YamlProblem};

const LIMITS: Limits = Limits { depth: 64, values: 10_000, takes_extensions: false };

type Result<T> = std::result::Result<T, Box<Diagnostic>>;

/// Parses a YAML text. Returns `None` after errors, which are added to `report`.
pub fn parse(source: SourceId, sources: &Sources, report: &mut Report) -> Option<Node> {
    let text = sources.get(source).text.clone().unwrap_or_default();
    let places = PlaceFactory::new(source, sources);
    let read = match protoward_values::document(&text, &LIMITS) {
        Ok(None) => Ok(Node { place: places.at(0..0), value: ConfigValue::Null }),
        Ok(Some(node)) => meant(node, &places),
        Err(error) => Err(worded(error, &places)),
    };
    read.map_err(|diagnostic| report.push(*diagnostic)).ok()
}

fn worded(error: YamlError, places: &PlaceFactory<'_>) -> Box<Diagnostic> {
    let place = places.at(error.place);
    Box::new(match error.problem {
        YamlProblem::Syntax(message) => diagnostics::syntax(&message, place),
        YamlProblem::TwoDocuments => diagnostics::two_documents(place),
        YamlProblem::TooDeep => diagnostics::too_deep(place),
        YamlProblem::TooLarge => diagnostics::too_large(place),
        YamlProblem::Key(node) => match meant(node, places) {
            Ok(node) => diagnostics::bad_key(&node),
            Err(diagnostic) => *diagnostic,
        },
    })
}

/// Converts a value to the document model. The recursion is bounded by the nesting depth.
fn meant(node: protoward_values::Node, places: &PlaceFactory<'_>) -> Result<Node> {
    let place = places.at(node.at..node.end);
    let value = match (node.tree, node.plain) {
        (Tree::Array(nodes), _) => {
            ConfigValue::List(nodes.into_iter().map(|node| meant(node, places)).collect::<Result<_>>()?)
        }
        (Tree::Object(entries), _) => ConfigValue::Table(table(entries, places)?),
        (_, Some(plain)) => scalar(&plain),
        (Tree::String(text), None) => ConfigValue::String(text),
        // Only strings are quoted.
        (Tree::Null | Tree::Bool(_) | Tree::Number(_), None) => ConfigValue::Null,
    };
    Ok(Node { place, value })
}

fn table(read: Vec<(Key, protoward_values::Node)>, places: &PlaceFactory<'_>) -> Result<Table> {
    let mut entries: Vec<(LocatedText, Node)> = Vec::with_capacity(read.len());
    for (key, node) in read {
        let key = word(key, places)?;
        if let Some((first, _)) = entries.iter().find(|(other, _)| other.text == key.text) {
            return Err(Box::new(diagnostics::key_twice(&key, first)));
        }
        entries.push((key, meant(node, places)?));
    }
    Ok(Table { entries: merged(entries) })
}

/// Adds the merged entries of `<<`, a table or several, after the existing ones.
fn merged(mut entries: Vec<(LocatedText, Node)>) -> Vec<(LocatedText, Node)> {
    let is_merge = |(key, node): &(LocatedText, Node)| {
        key.text == "<<" && matches!(node.value, ConfigValue::Table(_) | ConfigValue::List(_))
    };
    let Some(at) = entries.iter().position(is_merge) else { return entries };
    let (_, node) = entries.remove(at);
    let tables = match node.value {
        ConfigValue::List(nodes) => nodes,
        _ => vec![node],
    };
    for table in tables {
        let ConfigValue::Table(Table { entries: more }) = table.value else { continue };
        let new: Vec<_> =
            more.into_iter().filter(|(key, _)| entries.iter().all(|(it, _)| it.text != key.text)).collect();
        entries.extend(new);
    }
    entries
}

/// Converts a key, which is always a string.
fn word(key: Key, places: &PlaceFactory<'_>) -> Result<LocatedText> {
    let place = places.at(key.at..key.end);
    let value = if key.is_plain { scalar(&key.text) } else { ConfigValue::String(key.text) };
    let text = match value {
        ConfigValue::String(text) => text,
        ConfigValue::Boolean(value) => value.to_string(),
        ConfigValue::Integer(number) => number.to_string(),
        ConfigValue::Null | ConfigValue::Float(_) | ConfigValue::List(_) | ConfigValue::Table(_) => {
            return Err(Box::new(diagnostics::bad_key(&Node { place, value })));
        }
    };
    Ok(LocatedText { text, place: Some(place) })
}

/// Interprets an unquoted scalar according to the core schema of YAML 1.2.
fn scalar(text: &str) -> ConfigValue {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => ConfigValue::Null,
        "true" | "True" | "TRUE" => ConfigValue::Boolean(true),
        "false" | "False" | "FALSE" => ConfigValue::Boolean(false),
        _ => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(number), _) => ConfigValue::Integer(number),
            (_, Ok(number)) if text.starts_with(|it: char| it.is_ascii_digit() || "+-.".contains(it)) => {
                ConfigValue::Float(number)
            }
            _ => ConfigValue::String(text.to_owned()),
        },
    }
}
