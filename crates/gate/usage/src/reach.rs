//! The elements that code uses, from the names in it.

use std::collections::BTreeSet;

use super::generated::Generated;
use super::uses::Uses;
use protoward_schema::{Element, FieldId, FieldType, MessageId, OneofId, ServiceId};

/// The elements that a crate uses.
#[derive(Debug, Default)]
pub(crate) struct UsedElements {
    /// Types and services that the code names.
    pub(crate) named: BTreeSet<Element>,
    /// Fields, oneofs, values and methods.
    pub(crate) members: BTreeSet<Element>,
    /// Types of which all members are used.
    pub(crate) whole: BTreeSet<Element>,
}

/// Computes the used elements. Each value in the code has a type that the code names, or the type of a used field or method.
pub(crate) fn used(generated: &Generated<'_>, uses: &Uses) -> UsedElements {
    let named: BTreeSet<Element> = uses.items.iter().map(|&item| owner(generated, item)).collect();
    let extensions = uses.items.iter().copied().filter(|item| matches!(item, Element::Field(_)));
    let mut reached = Reached {
        generated,
        uses,
        is_whole: !uses.whole.is_empty(),
        types: BTreeSet::new(),
        open: Vec::new(),
        members: extensions.collect(),
    };
    for &item in &uses.items {
        reached.add(owner(generated, item));
        if let Element::Field(extension) = item {
            reached.add_type(generated.schema[extension].ty);
        }
    }
    while let Some(element) = reached.open.pop() {
        reached.members_of(element);
    }
    let types = reached.types.iter().copied().filter(|it| matches!(it, Element::Message(_) | Element::Enum(_)));
    let whole = types.filter(|_| reached.is_whole).collect();
    UsedElements { named, members: reached.members, whole }
}

/// Returns the type or service that an item belongs to: that of a oneof is its message, that of an extension the extended one.
fn owner(generated: &Generated<'_>, item: Element) -> Element {
    match item {
        Element::Oneof(id) => generated.schema[id].message.into(),
        Element::Field(id) => generated.schema[id].containing().into(),
        other => other,
    }
}

struct Reached<'a> {
    generated: &'a Generated<'a>,
    uses: &'a Uses,
    is_whole: bool,
    /// The types and services that the code has values of.
    types: BTreeSet<Element>,
    /// Those of them whose members were not looked at yet.
    open: Vec<Element>,
    members: BTreeSet<Element>,
}

impl Reached<'_> {
    fn add(&mut self, element: Element) {
        if self.types.insert(element) {
            self.open.push(element);
        }
    }

    fn add_type(&mut self, ty: FieldType) {
        match ty {
            FieldType::Message(id) | FieldType::Group(id) => self.add(id.into()),
            FieldType::Enum(id) => self.add(id.into()),
            FieldType::Scalar(_) => {}
        }
    }

    fn members_of(&mut self, element: Element) {
        match element {
            Element::Message(id) => self.message(id),
            Element::Enum(id) => {
                let values = self.generated.schema[id].values.iter().map(|&value| value.into());
                let used: Vec<Element> = values.filter(|&value| self.is_used(value, element)).collect();
                self.members.extend(used);
            }
            Element::Service(id) => self.service(id, element),
            Element::File(_) | Element::Field(_) | Element::Oneof(_) | Element::EnumValue(_) | Element::Method(_) => {}
        }
    }

    fn message(&mut self, id: MessageId) {
        let schema = self.generated.schema;
        for &field in &schema[id].fields {
            let oneof = schema[field].oneof.filter(|&oneof| !schema[oneof].synthetic);
            let is_used = schema.is_map_entry(id)
                || self.is_used(field.into(), id.into())
                || oneof.is_some_and(|oneof| self.is_used_variant(field, oneof));
            if is_used {
                self.field(field);
            }
        }
        for &oneof in &schema[id].oneofs {
            if !schema[oneof].synthetic && self.is_used(oneof.into(), id.into()) {
                self.members.insert(oneof.into());
            }
        }
    }

    fn field(&mut self, field: FieldId) {
        let schema = self.generated.schema;
        if !schema.is_map_entry(schema[field].containing()) {
            self.members.insert(field.into());
        }
        self.add_type(schema[field].ty);
    }

    /// Returns `true` if the variant of a field is used. Without any used variant, code that uses a oneof depends on all of
    /// them: it copies it, or asks whether it is set.
    fn is_used_variant(&self, field: FieldId, oneof: OneofId) -> bool {
        let schema = self.generated.schema;
        let is_variant = |field: FieldId| self.is_used(field.into(), oneof.into());
        let variants = || schema[schema[oneof].message].fields.iter().filter(|&&it| schema[it].oneof == Some(oneof));
        let is_field_used = || self.is_used(oneof.into(), schema[oneof].message.into());
        is_variant(field) || is_field_used() && !variants().any(|&it| is_variant(it))
    }

    fn service(&mut self, id: ServiceId, element: Element) {
        let schema = self.generated.schema;
        let methods = &schema[id].methods;
        let used: Vec<_> = methods.iter().copied().filter(|&method| self.is_used(method.into(), element)).collect();
        self.members.extend(used.iter().map(|&method| Element::from(method)));
        // A service without a method stands for all of its methods.
        for &method in if used.is_empty() { methods } else { &used } {
            self.add(schema[method].input.into());
            self.add(schema[method].output.into());
        }
    }

    /// Returns `true` if code names a member of a type.
    fn is_used(&self, member: Element, of: Element) -> bool {
        let known = self.uses.members_of.get(&of);
        self.is_whole && !matches!(member, Element::Method(_))
            || self.generated.is_named(member, &self.uses.members)
            || known.is_some_and(|known| self.generated.is_named(member, known))
    }
}
