//! Names of elements, with all references.

use super::LintPlanner;
use crate::resolver::NameKind;
use protoward_edit::{Decl, Document, Node};
use protoward_schema::{Element, EnumValueId, FieldOwner, Parent, Schema, default_json_name, qualified};
use protoward_source::Edit;
use protoward_syntax::ast::{Path, ValueKind};
use protoward_syntax::{Lexer, TokenKind};

impl LintPlanner<'_> {
    /// Returns the edits of a declaration and its references, and what stops working. `None` if the name is taken, or if a
    /// text that no compiler reads may mean the element, such as the path of an http rule.
    pub(super) fn rename(&self, element: Element, name: &str) -> Option<(Vec<Edit>, Option<&'static str>)> {
        let schema = self.schema;
        let old = schema.name(element);
        if old == name || !is_identifier(name) || self.is_taken(element, name) || self.is_mentioned(element, old) {
            return None;
        }
        let source = schema[schema.file_of(element)].source;
        let node = self.texts.declared(schema, element)?;
        let own = node.decl.name()?;
        let mut edits = vec![self.edit(source, own.start as usize..own.end as usize, name)];
        match element {
            Element::Message(_) | Element::Enum(_) | Element::Field(_) => {
                edits.extend(self.references_to(element, name)?)
            }
            Element::EnumValue(value) => edits.extend(self.defaults(value, name)?),
            Element::File(_) | Element::Oneof(_) | Element::Service(_) | Element::Method(_) => {}
        }
        Some((edits, Some(broken(schema, element, name))))
    }

    /// Returns `true` if another element has the name.
    fn is_taken(&self, element: Element, name: &str) -> bool {
        let schema = self.schema;
        let scope = match element {
            Element::EnumValue(value) => match schema[schema[value].parent].parent {
                Parent::File(file) => schema.package(file).to_owned(),
                Parent::Message(message) => schema.full_name(message.into()),
            },
            element => {
                let full_name = schema.full_name(element);
                full_name.rsplit_once('.').map_or(String::new(), |(scope, _)| scope.to_owned())
            }
        };
        schema.find(&qualified(&scope, name)).is_some()
    }

    /// Returns `true` if a string or an option of the schema has the name as a word: the path of an http rule, or a value.
    fn is_mentioned(&self, element: Element, name: &str) -> bool {
        match element {
            Element::EnumValue(_) => self.option_names.contains(name),
            Element::Field(_) => self.option_names.contains(name) || self.words.contains(name),
            _ => self.words.contains(name),
        }
    }

    /// Returns the edits of all references to an element or to what it contains; `None` if one cannot be edited.
    fn references_to(&self, element: Element, name: &str) -> Option<Vec<Edit>> {
        let full_name = self.schema.full_name(element);
        let kind_of_element = if matches!(element, Element::Field(_)) { NameKind::Extension } else { NameKind::Type };
        let mut edits = Vec::new();
        let with_name = self.by_component.get(self.schema.name(element)).into_iter().flatten();
        for (file, source, reference) in with_name.map(|&index| &self.references[index]) {
            if kind_of_element == NameKind::Extension && reference.kind != NameKind::Extension {
                continue;
            }
            let Some(found) = self.names.meaning(*file, &reference.inside, &reference.name, reference.kind) else {
                continue;
            };
            let found = self.schema.full_name(found);
            // The number of components behind that of the element.
            let behind = match found.strip_prefix(&full_name) {
                Some("") => 0,
                Some(rest) if rest.starts_with('.') => rest.matches('.').count(),
                _ => continue,
            };
            let document = self.texts.get(*source)?;
            if let Some(range) = component(document, reference.path, behind)? {
                edits.push(self.edit(*source, range, name));
            }
        }
        Some(edits)
    }

    /// Returns the edits of the defaults of fields that name an enum value.
    fn defaults(&self, value: EnumValueId, name: &str) -> Option<Vec<Edit>> {
        let schema = self.schema;
        let (holder, old) = (schema[value].parent, schema.text(schema[value].name));
        let mut edits = Vec::new();
        for &id in self.defaults.get(&holder).into_iter().flatten() {
            if schema[id].default.as_deref() != Some(old.as_bytes()) {
                continue;
            }
            let node = self.texts.declared(schema, id)?;
            let range = default_value(&node)?;
            edits.push(self.edit(schema[schema.file_of(id.into())].source, range, name));
        }
        Some(edits)
    }
}

/// Returns the name in the option `default` of a field.
fn default_value(node: &Node<'_>) -> Option<std::ops::Range<usize>> {
    let Decl::Field(field) = node.decl else { return None };
    let options = field.options.as_deref()?;
    let text = |span: protoward_syntax::ast::Span| span.of(node.doc.text);
    let default = options.items.iter().find(|option| text(option.name_span) == "default")?;
    let value = default.value;
    (value.kind == ValueKind::Identifier).then_some(value.span.start as usize..value.span.end as usize)
}

/// Returns the range of a component of a name, counted from the end; the inner `None` if the name is too short to have it,
/// and the outer one if comments are between the components.
#[expect(clippy::option_option, reason = "a name that lacks the component needs no edit")]
fn component(document: &Document<'_>, path: Path, behind: usize) -> Option<Option<std::ops::Range<usize>>> {
    if !path.plain {
        return None;
    }
    let (start, text) = (path.span.start as usize, path.span.of(document.text));
    let mut end = start + text.len();
    let mut parts = text.split('.').rev();
    for _ in 0..behind {
        let Some(part) = parts.next() else { return Some(None) };
        end = end.checked_sub(part.len() + 1)?;
    }
    Some(parts.next().filter(|part| !part.is_empty()).map(|part| end - part.len()..end))
}

/// Returns the strings of a text, with their quotation marks.
pub(super) fn strings(text: &str) -> impl Iterator<Item = &str> {
    let mut lexer = Lexer::new(text);
    let tokens = std::iter::from_fn(move || Some(lexer.next_token()).filter(|token| token.kind != TokenKind::End));
    tokens.filter(|token| token.kind == TokenKind::String).map(move |token| token.span.of(text))
}

/// Returns the words of a string: what may be the name of an element.
pub(super) fn string_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_ascii_alphanumeric() && character != '_').filter(|word| !word.is_empty())
}

fn is_identifier(name: &str) -> bool {
    let is_letter = |character: char| character.is_ascii_alphabetic() || character == '_';
    name.starts_with(is_letter) && name.chars().all(|character| is_letter(character) || character.is_ascii_digit())
}

/// Returns what stops working when an element gets another name.
fn broken(schema: &Schema, element: Element, name: &str) -> &'static str {
    match element {
        Element::Message(_) => "generated code, `Any` and text that names the message",
        Element::Enum(_) | Element::Oneof(_) => "generated code",
        Element::EnumValue(_) => "JSON, text format and generated code",
        Element::Service(_) | Element::Method(_) => "clients that call the method by its path, and generated code",
        Element::Field(id) => match schema[id].owner {
            FieldOwner::Message(_) if default_json_name(name) == schema.json_name(id) => {
                "text format and generated code"
            }
            _ => "JSON, text format and generated code",
        },
        Element::File(_) => "imports",
    }
}
