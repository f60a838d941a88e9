//! The expressions in CEL among the rules of a schema.

use super::EXTENSION;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{CustomOption, Element, FileId, Schema};

/// The number of the extension `buf.validate.predefined`.
const PREDEFINED: u32 = 1160;

/// The maximum depth of rules for the items of lists and maps. More than two have no effect.
const MAX_DEPTH: usize = 4;

/// The fields of a message of rules.
#[derive(Clone, Copy)]
struct Numbers {
    /// The number of `cel`, which has messages of type `Rule`.
    cel: u32,
    /// The number of the field with bare expressions, if the message has one.
    expression: Option<u32>,
    /// The fields with the rules of items, keys and values: the number in this message, and that in the message below.
    nested: &'static [(u32, u32)],
}

/// `buf.validate.MessageRules`
const MESSAGE: Numbers = Numbers { cel: 3, expression: Some(5), nested: &[] };
/// `buf.validate.FieldRules`
const FIELD: Numbers = Numbers { cel: 23, expression: Some(29), nested: &[(18, 4), (19, 4), (19, 5)] };
/// `buf.validate.PredefinedRules`
const OF_PREDEFINED: Numbers = Numbers { cel: 1, expression: None, nested: &[] };
/// `buf.validate.Rule.expression`
const TEXT: u32 = 3;

/// Returns the expressions in the rules of some files, with the declarations that have the rules.
pub(super) fn expressions<'a>(schema: &'a Schema, files: &[FileId]) -> Vec<(Element, &'a str)> {
    let mut found = Vec::new();
    for (id, message) in schema.messages.iter().filter(|(_, message)| files.contains(&message.file)) {
        add(id.into(), message.options.custom(), EXTENSION, MESSAGE, &mut found);
    }
    for (id, field) in schema.fields.iter().filter(|(_, field)| files.contains(&field.file)) {
        add(id.into(), field.options.custom(), EXTENSION, FIELD, &mut found);
        // The engine itself has the rules of `buf/validate/validate.proto`, whose expressions are not at extensions.
        if field.is_extension() {
            add(id.into(), field.options.custom(), PREDEFINED, OF_PREDEFINED, &mut found);
        }
    }
    found
}

/// Adds the expressions in an option of a declaration.
fn add<'a>(
    of: Element,
    options: impl Iterator<Item = CustomOption<'a>>,
    extension: u32,
    numbers: Numbers,
    found: &mut Vec<(Element, &'a str)>,
) {
    let mut texts = Vec::new();
    for option in options.filter(|option| option.number == extension) {
        if let WireValue::Bytes(rules) = option.value {
            texts_of(rules, numbers, 0, &mut texts);
        }
    }
    found.extend(texts.into_iter().filter_map(|text| Some((of, std::str::from_utf8(text).ok()?))));
}

fn texts_of<'a>(rules: &'a [u8], numbers: Numbers, depth: usize, found: &mut Vec<&'a [u8]>) {
    values(rules, numbers.cel).for_each(|rule| found.extend(values(rule, TEXT)));
    found.extend(numbers.expression.into_iter().flat_map(|number| values(rules, number)));
    for &(list, items) in numbers.nested.iter().filter(|_| depth < MAX_DEPTH) {
        for rules in values(rules, list).flat_map(|list| values(list, items)) {
            texts_of(rules, numbers, depth + 1, found);
        }
    }
}

/// Returns the values of a field of strings or messages.
fn values(message: &[u8], number: u32) -> impl Iterator<Item = &[u8]> {
    WireReader::new(message).fields().filter(move |field| field.number == number).filter_map(|field| {
        match field.value {
            WireValue::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    })
}
