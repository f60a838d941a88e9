//! First pass: assigns ids to all messages and enums, so that types can refer to elements that are built later.
//!
//! Ids are in the order in which the second pass builds elements: a message, then its enums, then nested messages.

use super::raw;
use crate::{EnumId, Id, MessageId, Name, NameMap, NameTable, most_name_bytes, qualified};

/// The target of a type name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypeId {
    Message(MessageId),
    Enum(EnumId),
}

/// The types of all files, by full name without a leading dot.
#[derive(Default)]
pub(super) struct Types {
    by_name: NameMap<TypeId>,
    pub(super) messages: usize,
    /// The number of fields and extensions.
    pub(super) fields: usize,
    pub(super) oneofs: usize,
    pub(super) enums: usize,
    pub(super) enum_values: usize,
    pub(super) services: usize,
    pub(super) methods: usize,
    /// The first full name that two types share; it makes the set invalid.
    pub(super) duplicate: Option<Name>,
    /// The path of the first file whose full names exceed the limit.
    pub(super) too_long: Option<String>,
    /// The number of bytes that full names of the current file may still take.
    left: usize,
}

impl Types {
    /// Adds the types of the next file.
    pub(super) fn add(&mut self, file: &raw::File<'_>, names: &mut NameTable) {
        let scope = file.package.unwrap_or_default();
        self.left = file.size.map_or(usize::MAX, most_name_bytes);
        self.enums(scope, &file.enums, names);
        self.messages(scope, &file.messages, names);
        // `Schema::by_name` is indexed by name, and small if full names are interned before other names.
        self.others(scope, file.extensions.iter().map(|extension| extension.name), names);
        self.others(scope, file.services.iter().map(|service| service.name), names);
        self.fields += file.extensions.len();
        self.services += file.services.len();
        for service in &file.services {
            self.methods += service.methods.len();
            self.count_in(scope.len() + service.name.len(), service.methods.len());
        }
        if self.left == 0 {
            self.too_long.get_or_insert_with(|| file.name.to_owned());
        }
    }

    pub(super) fn find(&self, name: Name) -> Option<TypeId> {
        self.by_name.get(name)
    }

    fn messages(&mut self, scope: &str, messages: &[raw::Message<'_>], names: &mut NameTable) {
        for message in messages {
            let Some(full_name) = self.qualified(scope, message.name) else { return };
            let id = TypeId::Message(Id::new(self.messages));
            self.messages += 1;
            self.fields += message.fields.len() + message.extensions.len();
            self.oneofs += message.oneofs.len();
            self.count_in(full_name.len(), message.fields.len() + message.oneofs.len());
            self.insert(names.intern(&full_name), id);
            self.others(&full_name, message.extensions.iter().map(|extension| extension.name), names);
            self.enums(&full_name, &message.enums, names);
            self.messages(&full_name, &message.messages, names);
        }
    }

    fn enums(&mut self, scope: &str, enums: &[raw::Enum<'_>], names: &mut NameTable) {
        for declared in enums {
            let Some(full_name) = self.qualified(scope, declared.name) else { return };
            let id = TypeId::Enum(Id::new(self.enums));
            self.enums += 1;
            self.enum_values += declared.values.len();
            self.count_in(scope.len(), declared.values.len());
            self.insert(names.intern(&full_name), id);
        }
    }

    /// Interns the full names of declarations other than types.
    fn others<'a>(&mut self, scope: &str, declared: impl Iterator<Item = &'a str>, names: &mut NameTable) {
        for name in declared {
            let Some(full_name) = self.qualified(scope, name) else { return };
            names.intern(&full_name);
        }
    }

    /// Counts full names that are not built: those of some declarations in a scope whose name has `scope` bytes.
    fn count_in(&mut self, scope: usize, declarations: usize) {
        self.left = self.left.saturating_sub(scope.saturating_mul(declarations));
    }

    /// Returns a full name; `None` if the full names of the file exceed the limit.
    fn qualified(&mut self, scope: &str, name: &str) -> Option<String> {
        self.left = self.left.saturating_sub(scope.len() + name.len());
        (self.left > 0).then(|| qualified(scope, name))
    }

    fn insert(&mut self, name: Name, id: TypeId) {
        if self.by_name.insert(name, id).is_some() {
            self.duplicate.get_or_insert(name);
        }
    }
}
