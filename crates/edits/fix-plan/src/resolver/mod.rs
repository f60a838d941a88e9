//! The resolver, which answers questions about the two schemas: free names, numbers and ranges, corresponding
//! elements, the meaning of names at a place, and the language there.

mod language;
mod stock;
mod support;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use protoward_schema::{
    Edition, Element, EnumId, FieldId, FieldOwner, FieldType, FileId, MessageId, OneofId, Schema, Syntax, qualified,
};

pub(crate) use language::Language;
pub(crate) use protoward_refactor::{NameKind, NameResolver, scope_of};
pub(crate) use stock::UsedNamesAndNumbers;
pub(crate) use support::{FIELD_OPTIONS, home_of};

/// A side of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Old,
    New,
}

/// The two schemas, with tables that are computed on first use.
pub(crate) struct Resolver<'t> {
    pub(crate) old: &'t Schema,
    pub(crate) new: &'t Schema,
    pub(crate) old_names: NameResolver<'t>,
    pub(crate) new_names: NameResolver<'t>,
    stocks: RefCell<BTreeMap<(Side, Element), Rc<UsedNamesAndNumbers<'t>>>>,
    defaults: OnceCell<HashSet<(EnumId, &'t [u8])>>,
    extensions: OnceCell<HashSet<(&'t str, i32)>>,
    values: OnceCell<HashSet<String>>,
}

impl<'t> Resolver<'t> {
    pub(crate) fn new(old: &'t Schema, new: &'t Schema) -> Self {
        Self {
            old,
            new,
            old_names: NameResolver::new(old),
            new_names: NameResolver::new(new),
            stocks: RefCell::default(),
            defaults: OnceCell::new(),
            extensions: OnceCell::new(),
            values: OnceCell::new(),
        }
    }

    pub(crate) const fn schema(&self, side: Side) -> &'t Schema {
        match side {
            Side::Old => self.old,
            Side::New => self.new,
        }
    }

    /// Returns the names and numbers of a message or enum.
    pub(crate) fn stock(&self, side: Side, parent: impl Into<Element>) -> Option<Rc<UsedNamesAndNumbers<'t>>> {
        let schema = self.schema(side);
        let parent = parent.into();
        if let Some(stock) = self.stocks.borrow().get(&(side, parent)) {
            return Some(Rc::clone(stock));
        }
        let stock = Rc::new(match parent {
            Element::Message(id) => UsedNamesAndNumbers::of_message(schema, id),
            Element::Enum(id) => UsedNamesAndNumbers::of_enum(schema, id),
            _ => return None,
        });
        self.stocks.borrow_mut().insert((side, parent), Rc::clone(&stock));
        Some(stock)
    }

    /// Returns `true` if a field of the new schema has a value of an enum as its default.
    pub(crate) fn is_default(&self, parent: EnumId, name: &str) -> bool {
        let of = |ty: FieldType, default: Option<&'t [u8]>| match ty {
            FieldType::Enum(parent) => Some((parent, default?)),
            _ => None,
        };
        let all = || self.new.fields.iter().filter_map(|(_, field)| of(field.ty, field.default.as_deref())).collect();
        self.defaults.get_or_init(all).contains(&(parent, name.as_bytes()))
    }

    /// Returns `true` if the new schema has an enum value with a full name. Values are in the scope around their enum.
    pub(crate) fn has_value(&self, full_name: &str) -> bool {
        let all = || self.new.enum_values.ids().map(|value| self.new.full_name(value.into())).collect();
        self.values.get_or_init(all).contains(full_name)
    }

    /// Returns `true` if the new schema has an extension of a message with a number.
    pub(crate) fn has_extension(&self, extendee: &str, number: i32) -> bool {
        let all = || self.new.fields.ids().filter_map(|id| self.new.extended(id)).collect();
        self.extensions.get_or_init(all).contains(&(extendee, number))
    }

    /// Returns the new message with the name of an old one.
    pub(crate) fn new_message(&self, old: MessageId) -> Option<MessageId> {
        match self.new.find(self.old.text(self.old[old].full_name)) {
            Some(Element::Message(found)) => Some(found),
            _ => None,
        }
    }

    /// Returns the new enum with the name of an old one.
    pub(crate) fn new_enum(&self, old: EnumId) -> Option<EnumId> {
        match self.new.find(self.old.text(self.old[old].full_name)) {
            Some(Element::Enum(found)) => Some(found),
            _ => None,
        }
    }

    /// Returns the oneof of a new message that has the name of an old oneof.
    pub(crate) fn new_oneof(&self, message: MessageId, old: OneofId) -> Option<OneofId> {
        let name = self.old.text(self.old[old].name);
        let is_it = |&oneof: &OneofId| !self.new[oneof].synthetic && self.new.text(self.new[oneof].name) == name;
        self.new[message].oneofs.iter().copied().find(is_it)
    }

    /// Returns the field of the new message that has the number of an old field.
    pub(crate) fn new_field(&self, old: FieldId) -> Option<FieldId> {
        let FieldOwner::Message(message) = self.old[old].owner else { return None };
        let number = self.old[old].number;
        self.new[self.new_message(message)?].fields.iter().copied().find(|&field| self.new[field].number == number)
    }

    /// Returns the field of the old message that has the name of a new field.
    pub(crate) fn old_field(&self, new: FieldId) -> Option<FieldId> {
        let message = self.new[new].containing();
        let Some(Element::Message(old)) = self.old.find(self.new.text(self.new[message].full_name)) else {
            return None;
        };
        self.old_field_in(old, self.new.text(self.new[new].name))
    }

    /// Returns the old version of a new field in a message, by number or by name.
    pub(crate) fn old_member(&self, message: MessageId, new: FieldId) -> Option<FieldId> {
        let number = self.new[new].number;
        let by_number = self.old[message].fields.iter().copied().find(|&old| self.old[old].number == number);
        by_number.or_else(|| self.old_field_in(message, self.new.text(self.new[new].name)))
    }

    fn old_field_in(&self, message: MessageId, name: &str) -> Option<FieldId> {
        self.old[message].fields.iter().copied().find(|&field| self.old.text(self.old[field].name) == name)
    }

    /// Returns the extension, or the field of a message, that an old scope declares by a name.
    pub(crate) fn old_field_of(&self, scope: &str, name: &str) -> Option<FieldId> {
        match (self.old.find(&qualified(scope, name)), self.old.find(scope)) {
            (Some(Element::Field(extension)), _) => Some(extension),
            (_, Some(Element::Message(message))) => self.old_field_in(message, name),
            _ => None,
        }
    }

    /// Returns the oneof of an old message.
    pub(crate) fn old_oneof_of(&self, scope: &str, name: &str) -> Option<OneofId> {
        let Some(Element::Message(message)) = self.old.find(scope) else { return None };
        self.old[message].oneofs.iter().copied().find(|&oneof| self.old.text(self.old[oneof].name) == name)
    }

    /// Returns the explicit oneof of a field.
    pub(crate) fn real_oneof(&self, side: Side, field: FieldId) -> Option<OneofId> {
        let schema = self.schema(side);
        schema[field].oneof.filter(|&oneof| !schema[oneof].synthetic)
    }

    /// Returns an old element with all types and extensions that are declared in it.
    pub(crate) fn inside(&self, element: Element) -> Vec<Element> {
        let mut all = vec![element];
        let mut next = 0;
        while let Some(&element) = all.get(next) {
            if let Element::Message(id) = element {
                let message = &self.old[id];
                all.extend(message.messages.iter().map(|&inner| Element::from(inner)));
                all.extend(message.enums.iter().map(|&inner| Element::from(inner)));
                all.extend(message.extensions.iter().map(|&inner| Element::from(inner)));
            }
            next += 1;
        }
        all
    }

    /// Returns the new file with the path of an old one.
    pub(crate) fn new_file(&self, old: FileId) -> Option<FileId> {
        self.new.find_file(self.old.text(self.old[old].path))
    }

    /// Returns `true` if statements of one file may be invalid in the other.
    pub(crate) fn is_other_language(&self, old: FileId, new: FileId) -> bool {
        // The unstable edition has other names for integers.
        let kind = |syntax: Syntax| (std::mem::discriminant(&syntax), syntax.edition() == Edition::UNSTABLE);
        kind(self.old[old].syntax) != kind(self.new[new].syntax)
    }

    /// Returns `true` if the old and the new field have types with the same name.
    pub(crate) fn is_same_type(&self, old: FieldId, new: FieldId) -> bool {
        self.old.type_name(self.old[old].ty) == self.new.type_name(self.new[new].ty)
    }
}
