//! Names of elements, with all references.

use super::LintPlanner;
use crate::resolver::Overlay;
use protoward_edit::{Decl, Node};
use protoward_schema::{Element, EnumValueId, FieldOwner, Parent, Schema, default_json_name, qualified};
use protoward_source::Edit;
use protoward_syntax::ast::ValueKind;

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
            Element::Message(_) | Element::Enum(_) | Element::Service(_) => {
                edits.extend(self.references_to(element, [old, name])?);
            }
            Element::Field(id) if schema[id].is_extension() => {
                edits.extend(self.references_to(element, [old, name])?);
            }
            Element::EnumValue(value) => edits.extend(self.defaults(value, name)?),
            Element::Field(_) | Element::File(_) | Element::Oneof(_) | Element::Method(_) => {}
        }
        Some((edits, Some(self.broken(element, name))))
    }

    /// Returns the edits of references to an element, and of those that its new name would hide.
    fn references_to(&self, element: Element, [old, new]: [&str; 2]) -> Option<Vec<Edit>> {
        let overlay = Overlay::renamed(self.schema, element, new);
        self.respelled(&overlay, [old, new].into_iter(), None)
    }

    /// Returns `true` if another element has the name.
    fn is_taken(&self, element: Element, name: &str) -> bool {
        let schema = self.schema;
        let has_name = |of: Element| schema.name(of) == name;
        match element {
            Element::EnumValue(value) => {
                let holder = &schema[schema[value].parent];
                let scope = match holder.parent {
                    Parent::File(file) => schema.package(file).to_owned(),
                    Parent::Message(message) => schema.full_name(message.into()),
                };
                holder.values.iter().any(|&value| has_name(value.into()))
                    || schema.find(&qualified(&scope, name)).is_some()
            }
            Element::Method(method) => schema[schema[method].service].methods.iter().any(|&it| has_name(it.into())),
            element => {
                let full_name = schema.full_name(element);
                let scope = full_name.rsplit_once('.').map_or("", |(scope, _)| scope);
                let is_member = schema.find_message(scope).is_some_and(|message| {
                    let message = &schema[message];
                    message.fields.iter().any(|&field| has_name(field.into()))
                        || message.oneofs.iter().any(|&oneof| has_name(oneof.into()))
                });
                is_member || schema.find(&qualified(scope, name)).is_some()
            }
        }
    }

    /// Returns `true` if an option of the schema has the name as a word: the path of an http rule, or a value.
    fn is_mentioned(&self, element: Element, name: &str) -> bool {
        match element {
            Element::EnumValue(_) | Element::Field(_) => self.mentions.has_name(name) || self.mentions.has_word(name),
            _ => self.mentions.has_word(name),
        }
    }

    /// Returns what stops working when an element gets another name.
    fn broken(&self, element: Element, name: &str) -> &'static str {
        match element {
            // A group has the lower-case name of its message.
            Element::Message(id) if self.groups.contains(&id) => "JSON, text format and generated code",
            Element::Message(_) => "generated code, `Any` and text that names the message",
            Element::Enum(_) | Element::Oneof(_) => "generated code",
            Element::EnumValue(_) => "JSON, text format and generated code",
            Element::Service(_) | Element::Method(_) => "clients that call the method by its path, and generated code",
            Element::Field(id) => match self.schema[id].owner {
                FieldOwner::Message(_) if keeps_json_name(self.schema, id, name) => "text format and generated code",
                _ => "JSON, text format and generated code",
            },
            Element::File(_) => "imports",
        }
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

fn is_identifier(name: &str) -> bool {
    let is_letter = |character: char| character.is_ascii_alphabetic() || character == '_';
    name.starts_with(is_letter) && name.chars().all(|character| is_letter(character) || character.is_ascii_digit())
}

fn keeps_json_name(schema: &Schema, id: protoward_schema::FieldId, name: &str) -> bool {
    let field = &schema[id];
    let is_explicit = field.json_name.is_some() && !field.json_name_made;
    is_explicit || default_json_name(name) == schema.json_name(id)
}
