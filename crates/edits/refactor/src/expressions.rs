//! Expressions of `buf.validate`, and what their names mean by the types of the values before them.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::mentions::words;
use crate::option_strings::{KeyedString, extension, keyed_strings};
use crate::texts::Texts;
use protoward_cel::{Expr, FieldValue, NodeKind, Type};
use protoward_constraints::cel::environment::Environment;
use protoward_constraints::cel::{compile, field_types};
use protoward_constraints::{FIELD, MESSAGE};
use protoward_schema::{Element, FieldId, Schema, Shape};
use protoward_source::{SourceId, Sources};
use protoward_syntax::DecodedString;
use protoward_syntax::ast::OptionDecl;

/// An expression in an option.
#[derive(Clone, Debug)]
pub(crate) struct ExpressionText {
    pub(crate) source: SourceId,
    pub(crate) text: DecodedString,
    names: Names,
}

/// The names in an expression.
#[derive(Clone, Debug, Default)]
struct Names {
    /// The names whose elements are known, by their range in the value. Each component of a full name is one.
    known: Vec<(Range<usize>, Element)>,
    /// The full names of types and enum values, without a leading dot. The enum is a part of the scope of a value.
    full: Vec<(Range<usize>, Element)>,
    /// Names that may mean any element.
    open: BTreeSet<String>,
}

impl ExpressionText {
    /// Returns the expressions of a schema. Those with mistakes are left out.
    pub(crate) fn all(schema: &Schema, texts: &Texts<'_>, sources: &Sources) -> Vec<Self> {
        let is_own = |element: Element| !sources.get(schema[schema.file_of(element)].source).is_built_in;
        let mut all = Vec::new();
        for (id, _) in schema.messages.iter().filter(|(_, message)| message.options.bytes().is_some()) {
            if MESSAGE.message(schema, id.into()).is_none() || !is_own(id.into()) {
                continue;
            }
            let Some(node) = texts.declared(schema, id) else { continue };
            let options: Vec<&OptionDecl> = node.option_statements().collect();
            let this = |_: &[&str]| field_types::of_message(schema, id);
            all.extend(in_options(schema, MESSAGE.name, (node.doc.id, node.doc.text), &options, this));
        }
        for (id, _) in schema.fields.iter().filter(|(_, field)| field.options.bytes().is_some()) {
            if FIELD.message(schema, id.into()).is_none() || !is_own(id.into()) {
                continue;
            }
            let Some(node) = texts.declared(schema, id) else { continue };
            let options: Vec<&OptionDecl> = node.bracket_options().collect();
            let this = |around: &[&str]| type_of_value(schema, id, around);
            all.extend(in_options(schema, FIELD.name, (node.doc.id, node.doc.text), &options, this));
        }
        all
    }

    /// Returns the ranges of the value that name an element.
    pub(crate) fn uses(&self, element: Element) -> Vec<Range<usize>> {
        let uses = self.names.known.iter().filter(|(_, of)| *of == element);
        uses.map(|(range, _)| range.clone()).collect()
    }

    /// Returns the full names of types and enum values, with their range in the value.
    pub(crate) fn full_names(&self) -> impl Iterator<Item = (Range<usize>, &str, Element)> {
        self.names.full.iter().map(|(range, element)| (range.clone(), &self.text.value()[range.clone()], *element))
    }

    /// Returns `true` if a string is this expression, and it is known what such a name means in it.
    pub(crate) fn explains(&self, source: SourceId, string: &Range<usize>, name: &str) -> bool {
        self.source == source && self.text.written() == *string && !self.names.open.contains(name)
    }
}

impl Names {
    /// Adds the full name of a type or enum value. The words of any other text with dots may mean any element.
    fn add_full(&mut self, schema: &Schema, text: &DecodedString, extent: &Range<usize>) {
        let whole = text.value().get(extent.clone()).unwrap_or_default();
        let written = whole.trim_start_matches('.');
        let start = extent.end - written.len();
        match named(schema, written) {
            Some(element) => {
                self.known.extend(components(schema, written, start, element));
                self.full.push((start..extent.end, element));
            }
            // A literal such as a number or the key of a map.
            None if !written.contains('.') => {}
            None => self.open.extend(words(written).map(str::to_owned)),
        }
    }
}

/// Returns the expressions in options. `this` is the type of the value, by the names of the rules around an expression.
fn in_options(
    schema: &Schema,
    of: &str,
    (source, text): (SourceId, &str),
    options: &[&OptionDecl],
    this: impl Fn(&[&str]) -> Type,
) -> Vec<ExpressionText> {
    let own = options.iter().filter(|option| extension(option, text) == Some(of));
    let strings = own.flat_map(|option| keyed_strings(option, text)).filter(is_expression);
    let expressions = strings.filter_map(|string| {
        let decoded = string.decoded(text)?;
        let environment = Environment::of_value(schema, this(&string.around));
        let names = names(schema, &compile(decoded.value(), &environment).ok()?, &decoded);
        Some(ExpressionText { source, text: decoded, names })
    });
    expressions.collect()
}

fn is_expression(string: &KeyedString<'_>) -> bool {
    match string.key {
        "cel_expression" => true,
        "expression" => string.around.last() == Some(&"cel"),
        _ => false,
    }
}

/// Returns the type of the value that the rules of a field are about: of the field, or of its items, keys or values.
fn type_of_value(schema: &Schema, field: FieldId, around: &[&str]) -> Type {
    let is_inside = |name: &str| around.contains(&name);
    match schema.shape(field) {
        Shape::Repeated { .. } if is_inside("items") => field_types::of_element(schema, field),
        Shape::Map { key, .. } if is_inside("keys") => field_types::of_element(schema, key),
        Shape::Map { value, .. } if is_inside("values") => field_types::of_element(schema, value),
        _ => field_types::of_field(schema, field),
    }
}

fn names(schema: &Schema, root: &Expr, text: &DecodedString) -> Names {
    let mut names = Names::default();
    for node in root.nodes() {
        match &node.kind {
            NodeKind::Select(operand, name) | NodeKind::Has(operand, name) => match &operand.fact.ty {
                Type::Message(of) => {
                    let message = schema.find_message(of);
                    let field = message.and_then(|message| field_types::field(schema, message, name));
                    names.known.extend(field.map(|field| (node.token.clone(), field.into())));
                }
                // The keys of a map are no names.
                Type::Map(..) => {}
                _ => _ = names.open.insert(name.clone()),
            },
            NodeKind::Message(of, entries) => {
                names.add_full(schema, text, &node.token);
                let message = schema.find_message(of);
                for FieldValue { name, token, .. } in entries {
                    let field = message.and_then(|message| field_types::field(schema, message, name));
                    names.known.extend(field.map(|field| (token.clone(), field.into())));
                }
            }
            // A constant is the name of an enum value, or a number.
            NodeKind::Literal(_) | NodeKind::Type(_) => names.add_full(schema, text, &node.extent),
            _ => {}
        }
    }
    names
}

/// Returns the type or enum value with a full name, in which the enum is a part of the scope.
fn named(schema: &Schema, name: &str) -> Option<Element> {
    schema.find(name).or_else(|| {
        let (of, value) = name.rsplit_once('.')?;
        let Some(Element::Enum(of)) = schema.find(of) else { return None };
        let mut values = schema[of].values.iter().map(|&value| Element::from(value));
        values.find(|&it| schema.name(it) == value)
    })
}

/// Returns the ranges of the components of a full name that name an element and those around it.
fn components(schema: &Schema, name: &str, start: usize, element: Element) -> Vec<(Range<usize>, Element)> {
    let mut found = Vec::new();
    let mut end = name.len();
    let mut next = Some(element);
    while let Some(element) = next {
        let at = name[..end].rfind('.').map_or(0, |dot| dot + 1);
        found.push((start + at..start + end, element));
        end = at.saturating_sub(1);
        next = schema.enclosing(element);
    }
    found
}
