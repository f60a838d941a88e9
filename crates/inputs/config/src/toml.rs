//! The TOML parser of configurations.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics;
use crate::document::{ConfigValue, Node, PlaceFactory, Table};
use protoward_source::{LocatedText, Place, Report, SourceId, Sources};

/// Parses a TOML text. Returns `None` after errors, which are added to `report`.
pub fn parse(source: SourceId, sources: &Sources, report: &mut Report) -> Option<Node> {
    let text = sources.get(source).text.clone().unwrap_or_default();
    let reader = TomlReader { places: PlaceFactory::new(source, sources) };
    let (table, errors) = DeTable::parse_recoverable(&text);
    // Only the first error is meaningful; the parser reports consequential ones after it.
    if let Some(error) = errors.first() {
        let place = error.span().map_or(Place::whole(source), |span| reader.places.at(span));
        report.push(diagnostics::syntax(error.message(), place));
    }
    errors.is_empty().then(|| reader.table(table.get_ref(), reader.places.at(0..0)))
}

struct TomlReader<'a> {
    places: PlaceFactory<'a>,
}

impl TomlReader<'_> {
    /// The parser limits the nesting depth.
    fn node(&self, value: &Spanned<DeValue<'_>>) -> Node {
        let place = self.places.at(value.span());
        let value = match value.get_ref() {
            DeValue::String(text) => ConfigValue::String(text.clone().into_owned()),
            DeValue::Boolean(value) => ConfigValue::Boolean(*value),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => ConfigValue::Integer(number),
                Err(_) => ConfigValue::Float(f64::INFINITY),
            },
            DeValue::Float(number) => ConfigValue::Float(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Datetime(date) => ConfigValue::String(date.to_string()),
            DeValue::Array(values) => ConfigValue::List(values.iter().map(|value| self.node(value)).collect()),
            DeValue::Table(table) => return self.table(table, place),
        };
        Node { place, value }
    }

    /// Restores the source order of keys, which the parser sorts alphabetically.
    fn table(&self, table: &DeTable<'_>, place: Place) -> Node {
        let mut entries: Vec<(usize, (LocatedText, Node))> = table
            .iter()
            .map(|(key, value)| {
                let word = LocatedText { text: key.get_ref().to_string(), place: Some(self.places.at(key.span())) };
                (key.span().start, (word, self.node(value)))
            })
            .collect();
        entries.sort_by_key(|(start, _)| *start);
        Node {
            place,
            value: ConfigValue::Table(Table { entries: entries.into_iter().map(|(_, entry)| entry).collect() }),
        }
    }
}
