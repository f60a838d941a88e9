//! Shapes: the numbers, names and types by which renamed elements are recognized, in a canonical order.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::open::UnmatchedElements;
use crate::versions::Versions;
use crate::wire::TypeKind;
use protoward_schema::{Element, EnumId, FieldId, FieldType, MessageId, Schema, ServiceId, Shape};

/// One token of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Token<'a> {
    Number(i32),
    Text(&'a str),
    /// A message or an enum that is referenced or nested.
    Type(Element),
}

/// Returns the shape of a message, an enum or a service; empty for other elements.
pub(super) fn tokens(schema: &Schema, element: Element) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    match element {
        Element::Message(id) => message(schema, id, &mut tokens),
        Element::Enum(id) => enumeration(schema, id, &mut tokens),
        Element::Service(id) => service(schema, id, &mut tokens),
        Element::File(_) | Element::Field(_) | Element::Oneof(_) | Element::EnumValue(_) | Element::Method(_) => {}
    }
    tokens
}

/// Returns the number of members, a measure of how unlikely an equal shape is by chance.
pub(super) fn weight(schema: &Schema, element: Element) -> usize {
    match element {
        Element::Message(id) => schema[id].fields.len(),
        Element::Enum(id) => schema[id].values.len(),
        Element::Service(id) => schema[id].methods.len(),
        Element::File(_) | Element::Field(_) | Element::Oneof(_) | Element::EnumValue(_) | Element::Method(_) => 0,
    }
}

fn message<'a>(schema: &'a Schema, id: MessageId, tokens: &mut Vec<Token<'a>>) {
    let message = &schema[id];
    let mut fields = message.fields.clone();
    fields.sort_by_key(|&field| schema[field].number);
    for field in fields {
        tokens.extend([Token::Number(schema[field].number.0), Token::Text(schema.text(schema[field].name))]);
        tokens.extend(field_type(schema, field));
    }
    let inner = message.messages.iter().filter(|&&inner| !schema.is_map_entry(inner)).map(|&inner| inner.into());
    let mut inner: Vec<Element> = inner.chain(message.enums.iter().map(|&inner| inner.into())).collect();
    inner.sort_by_key(|&inner| schema.name(inner));
    tokens.extend(inner.into_iter().flat_map(|inner| [Token::Text(schema.name(inner)), Token::Type(inner)]));
}

/// Returns the type and cardinality of a field.
pub(super) fn field_type(schema: &Schema, id: FieldId) -> Vec<Token<'_>> {
    match schema.shape(id) {
        Shape::Map { key, value } => [vec![Token::Text("map")], single(schema, key), single(schema, value)].concat(),
        Shape::Repeated { .. } => [vec![Token::Text("repeated")], single(schema, id)].concat(),
        Shape::Single(_) => single(schema, id),
    }
}

fn single(schema: &Schema, id: FieldId) -> Vec<Token<'_>> {
    let form = match TypeKind::of(schema, id) {
        TypeKind::Scalar(scalar) => scalar.keyword(),
        TypeKind::Enum => "enum",
        TypeKind::Message => "message",
        TypeKind::Group => "group",
    };
    match schema[id].ty {
        FieldType::Scalar(_) => vec![Token::Text(form)],
        FieldType::Enum(ty) => vec![Token::Text(form), Token::Type(ty.into())],
        FieldType::Message(ty) | FieldType::Group(ty) => vec![Token::Text(form), Token::Type(ty.into())],
    }
}

fn enumeration<'a>(schema: &'a Schema, id: EnumId, tokens: &mut Vec<Token<'a>>) {
    let mut values: Vec<_> =
        schema[id].values.iter().map(|&value| (schema[value].number, schema.text(schema[value].name))).collect();
    values.sort_unstable();
    tokens.extend(values.into_iter().flat_map(|(number, name)| [Token::Number(number), Token::Text(name)]));
}

fn service<'a>(schema: &'a Schema, id: ServiceId, tokens: &mut Vec<Token<'a>>) {
    let mut methods = schema[id].methods.clone();
    methods.sort_by_key(|&method| schema.text(schema[method].name));
    for method in methods {
        let method = &schema[method];
        tokens.extend([
            Token::Text(schema.text(method.name)),
            Token::Type(method.input.into()),
            Token::Type(method.output.into()),
            Token::Number(i32::from(method.client_streaming)),
            Token::Number(i32::from(method.server_streaming)),
        ]);
    }
}

/// The hashes of the shapes of all candidates in both versions.
pub(super) struct Shapes {
    pub(super) old: HashMap<Element, u64>,
    pub(super) new: HashMap<Element, u64>,
}

/// Depth to which a hash includes the shapes of referenced candidates.
const ROUNDS: usize = 3;

impl Shapes {
    /// Computes the hashes. A referenced type that is no candidate contributes its name in the new version.
    pub(super) fn new(cx: &Versions<'_>, open: &UnmatchedElements, known: &BTreeMap<Element, Element>) -> Self {
        let old_name = |element: Element| match known.get(&element) {
            Some(&new) => Some(cx.new.full_name(new)),
            None => (!open.has_old(element)).then(|| cx.old.full_name(element)),
        };
        let taken: std::collections::HashSet<_> = known.values().copied().collect();
        let new_name =
            |element: Element| (!open.has_new(element) || taken.contains(&element)).then(|| cx.new.full_name(element));
        Self { old: hashes(cx.old, &open.old, old_name), new: hashes(cx.new, &open.new, new_name) }
    }
}

fn hashes(schema: &Schema, elements: &[Element], name: impl Fn(Element) -> Option<String>) -> HashMap<Element, u64> {
    let shapes: Vec<_> = elements.iter().map(|&element| (element, tokens(schema, element))).collect();
    let mut hashes = HashMap::new();
    for _ in 0..ROUNDS {
        let refined = |(element, tokens): &(Element, Vec<Token<'_>>)| {
            let mut hasher = DefaultHasher::new();
            std::mem::discriminant(element).hash(&mut hasher);
            for token in tokens {
                match *token {
                    Token::Number(number) => (0, number).hash(&mut hasher),
                    Token::Text(text) => (1, text).hash(&mut hasher),
                    Token::Type(ty) => match name(ty) {
                        Some(name) => (2, name).hash(&mut hasher),
                        None => (3, hashes.get(&ty).copied().unwrap_or(0_u64)).hash(&mut hasher),
                    },
                }
            }
            (*element, hasher.finish())
        };
        hashes = shapes.iter().map(refined).collect();
    }
    hashes
}
