//! First pass: assigns ids to all messages and enums, so that types can refer to elements that are built later.
//!
//! Ids are in the order in which the second pass builds elements: a message, then its enums, then nested messages.

use super::raw;
use crate::{EnumId, Id, MessageId, Name, NameMap, Names, qualified};

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
    /// The first duplicate name.
    pub(super) duplicate: Option<Name>,
}

impl Types {
    /// Adds the types of the next file.
    pub(super) fn add(&mut self, file: &raw::File<'_>, names: &mut Names) {
        let scope = file.package.unwrap_or_default();
        self.enums(scope, &file.enums, names);
        self.messages(scope, &file.messages, names);
        // Names of declarations are interned before other names, so that a map by their numbers is small.
        for extension in &file.extensions {
            names.intern(&qualified(scope, extension.name));
        }
        for service in &file.services {
            names.intern(&qualified(scope, service.name));
        }
        self.fields += file.extensions.len();
        self.services += file.services.len();
        self.methods += file.services.iter().map(|service| service.methods.len()).sum::<usize>();
    }

    pub(super) fn find(&self, name: Name) -> Option<TypeId> {
        self.by_name.get(name)
    }

    fn messages(&mut self, scope: &str, messages: &[raw::Message<'_>], names: &mut Names) {
        for message in messages {
            let full_name = qualified(scope, message.name);
            let id = TypeId::Message(Id::new(self.messages));
            self.messages += 1;
            self.fields += message.fields.len() + message.extensions.len();
            self.oneofs += message.oneofs.len();
            self.insert(names.intern(&full_name), id);
            for extension in &message.extensions {
                names.intern(&qualified(&full_name, extension.name));
            }
            self.enums(&full_name, &message.enums, names);
            self.messages(&full_name, &message.messages, names);
        }
    }

    fn enums(&mut self, scope: &str, enums: &[raw::Enum<'_>], names: &mut Names) {
        for declared in enums {
            let id = TypeId::Enum(Id::new(self.enums));
            self.enums += 1;
            self.enum_values += declared.values.len();
            self.insert(names.intern(&qualified(scope, declared.name)), id);
        }
    }

    fn insert(&mut self, name: Name, id: TypeId) {
        if self.by_name.insert(name, id).is_some() {
            self.duplicate.get_or_insert(name);
        }
    }
}
