//! The result of the pass: all declarations by id with their syntax nodes, and the tables that find them by name.

use std::ops::Range;

use super::symbol::{NameClash, Symbol};
use super::symbols::{self, Members, Owner, PackageId, Symbols, Target};
use crate::lookup::Hasher;
use protoward_schema::{
    Enum, EnumId, EnumValue, EnumValueId, Field, FieldId, File, FileId, IdMap, Message, MessageId, Method, MethodId,
    Oneof, OneofId, Parent, Service, ServiceId,
};
use protoward_syntax::ast::{self, Span};

/// All declarations with their syntax nodes.
pub(in crate::link) struct Decls<'t> {
    pub(in crate::link) files: IdMap<File, FileDecls<'t>>,
    pub(in crate::link) messages: IdMap<Message, MessageEntry<'t>>,
    pub(in crate::link) fields: IdMap<Field, FieldEntry<'t>>,
    pub(in crate::link) oneofs: IdMap<Oneof, OneofEntry<'t>>,
    pub(in crate::link) enums: IdMap<Enum, EnumEntry<'t>>,
    pub(in crate::link) enum_values: IdMap<EnumValue, EnumValueEntry<'t>>,
    pub(in crate::link) services: IdMap<Service, ServiceEntry<'t>>,
    pub(in crate::link) methods: IdMap<Method, MethodEntry<'t>>,
    /// The first top-level declaration of each name, and all packages.
    pub(in crate::link) symbols: Symbols<'t>,
    /// The synthetic messages of groups and maps, by field.
    pub(in crate::link) own_messages: MessagesByField,
    /// Duplicate names, in file order.
    pub(in crate::link) clashes: Vec<NameClash<'t>>,
    /// The seed for hashes of member names.
    pub(super) hasher: Hasher,
}

impl<'t> Decls<'t> {
    /// Returns the declaration with this full name, without a leading dot, in any file.
    pub(in crate::link) fn find(&self, full_name: &str) -> Option<Target> {
        self.find_inside(Target::Package(PackageId::ROOT), full_name)
    }

    /// Returns the declaration with this relative name inside a target.
    pub(in crate::link) fn find_inside(&self, target: Target, name: &str) -> Option<Target> {
        let mut target = target;
        let mut rest = Some(name);
        while let Some(name) = rest {
            let (first, behind) = match name.split_once('.') {
                Some((first, behind)) => (first, Some(behind)),
                None => (name, None),
            };
            target = self.member(target, first)?;
            rest = behind;
        }
        Some(target)
    }

    /// Returns the direct member of a target with this name.
    pub(in crate::link) fn member(&self, target: Target, name: &str) -> Option<Target> {
        match target {
            Target::Package(package) => match self.symbols.top_level(package, name) {
                Some((file, symbol)) => Some(Target::Declared(file, symbol)),
                None => self.symbols.package_inside(package, name).map(Target::Package),
            },
            Target::Declared(file, symbol) => {
                let symbol = self.inside(file, symbols::owner_of(symbol)?, name)?;
                Some(Target::Declared(file, symbol))
            }
        }
    }

    /// Returns the member of a message or service with this name.
    fn inside(&self, file: FileId, owner: Owner, name: &str) -> Option<Symbol> {
        let members = &self.files[file].members;
        let is_it = |symbol: &Symbol| {
            self.declared_as(*symbol)
                .is_some_and(|(scope, declared)| declared == name && members.first(scope) == members.first(owner))
        };
        members.candidates(owner, name, &self.hasher).find(is_it)
    }

    /// Returns the owner of a declaration, and the name in the owner.
    fn declared_as(&self, symbol: Symbol) -> Option<(Owner, &'t str)> {
        Some(match symbol {
            Symbol::Package => return None,
            Symbol::Message(id) => (self.messages[id].parent.into(), self.messages[id].name),
            Symbol::Field(id) => (self.fields[id].scope().parent().into(), self.fields[id].name),
            Symbol::Oneof(id) => (Owner::Message(self.oneofs[id].message), self.oneofs[id].name),
            Symbol::Enum(id) => (self.enums[id].parent.into(), self.enums[id].name),
            Symbol::EnumValue(id) => {
                let value = &self.enum_values[id];
                (self.enums[value.parent].parent.into(), value.name)
            }
            Symbol::Service(id) => (Owner::File, self.services[id].name),
            Symbol::Method(id) => (Owner::Service(self.methods[id].service), self.methods[id].name),
        })
    }

    /// Returns the message with this full name, in any file.
    pub(in crate::link) fn message(&self, full_name: &str) -> Option<MessageId> {
        match self.find(full_name)? {
            Target::Declared(_, Symbol::Message(id)) => Some(id),
            Target::Declared(..) | Target::Package(_) => None,
        }
    }

    /// Returns the full name of a scope.
    pub(in crate::link) fn full_name(&self, target: Target) -> &'t str {
        match target {
            Target::Package(package) => self.symbols.full_name(package),
            Target::Declared(_, Symbol::Message(id)) => self.messages[id].full_name,
            Target::Declared(_, Symbol::Enum(id)) => self.enums[id].full_name,
            Target::Declared(_, Symbol::Service(id)) => self.services[id].full_name,
            Target::Declared(
                _,
                Symbol::Package | Symbol::Field(_) | Symbol::Oneof(_) | Symbol::EnumValue(_) | Symbol::Method(_),
            ) => "",
        }
    }

    /// Returns the full name of a scope; for a file, the package.
    pub(in crate::link) fn scope_name(&self, scope: Parent) -> &'t str {
        match scope {
            Parent::File(file) => self.files[file].package.unwrap_or_default(),
            Parent::Message(message) => self.messages[message].full_name,
        }
    }
}

/// The number of declarations of each kind in a file, at any depth.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(in crate::link) messages: u32,
    pub(in crate::link) fields: u32,
    pub(in crate::link) oneofs: u32,
    pub(in crate::link) enums: u32,
    pub(in crate::link) enum_values: u32,
    pub(in crate::link) services: u32,
    pub(in crate::link) methods: u32,
}

impl Counts {
    /// Returns the total number of declarations.
    pub(in crate::link) const fn all(self) -> usize {
        let Self { messages, fields, oneofs, enums, enum_values, services, methods } = self;
        (messages + fields + oneofs + enums + enum_values + services + methods) as usize
    }
}

/// The declarations of a file, at any depth. The ids of one file are contiguous.
#[derive(Clone, Default)]
pub(in crate::link) struct Declared {
    pub(in crate::link) messages: Range<u32>,
    pub(in crate::link) fields: Range<u32>,
    pub(in crate::link) oneofs: Range<u32>,
    pub(in crate::link) enums: Range<u32>,
    pub(in crate::link) enum_values: Range<u32>,
    pub(in crate::link) services: Range<u32>,
    pub(in crate::link) methods: Range<u32>,
}

impl Declared {
    /// Returns the ids that directly follow these.
    pub(in crate::link) fn followed_by(&self, counts: Counts) -> Self {
        let behind = |range: &Range<u32>, count: u32| range.end..range.end + count;
        Self {
            messages: behind(&self.messages, counts.messages),
            fields: behind(&self.fields, counts.fields),
            oneofs: behind(&self.oneofs, counts.oneofs),
            enums: behind(&self.enums, counts.enums),
            enum_values: behind(&self.enum_values, counts.enum_values),
            services: behind(&self.services, counts.services),
            methods: behind(&self.methods, counts.methods),
        }
    }
}

/// The declarations of a file: the top-level ones, and the totals.
pub(in crate::link) struct FileDecls<'t> {
    pub(in crate::link) all: Declared,
    pub(in crate::link) package: Option<&'t str>,
    pub(in crate::link) package_id: PackageId,
    pub(in crate::link) messages: Vec<MessageId>,
    pub(in crate::link) enums: Vec<EnumId>,
    pub(in crate::link) services: Vec<ServiceId>,
    pub(in crate::link) extensions: Vec<FieldId>,
    /// The members of messages and services.
    pub(super) members: Members,
}

/// The syntax node of a message.
#[derive(Clone, Copy)]
pub(in crate::link) enum MessageDecl<'t> {
    Message(&'t ast::MessageDecl),
    /// The message of a group.
    Group(&'t ast::FieldDecl),
    /// The entry of a map.
    MapEntry(&'t ast::FieldDecl),
}

impl<'t> MessageDecl<'t> {
    /// Returns the name; for the message of a group or map, the name of the field.
    pub(in crate::link) const fn name(self) -> Span {
        match self {
            Self::Message(decl) => decl.name,
            Self::Group(decl) | Self::MapEntry(decl) => decl.name,
        }
    }

    /// Returns the members between the braces; none for a map entry.
    pub(in crate::link) fn body(self) -> &'t [ast::Member] {
        match self {
            Self::Message(decl) => &decl.body,
            Self::Group(decl) => decl.group_body().unwrap_or_default(),
            Self::MapEntry(_) => &[],
        }
    }
}

pub(in crate::link) struct MessageEntry<'t> {
    pub(in crate::link) file: FileId,
    pub(in crate::link) parent: Parent,
    pub(in crate::link) name: &'t str,
    pub(in crate::link) full_name: &'t str,
    pub(in crate::link) decl: MessageDecl<'t>,
    pub(in crate::link) fields: Vec<FieldId>,
    /// Declarations other than fields; `None` in most messages.
    pub(super) rest: Option<Box<MessageRest>>,
}

/// The declarations in a message other than fields.
#[derive(Default)]
pub(in crate::link) struct MessageRest {
    pub(in crate::link) oneofs: Vec<OneofId>,
    pub(in crate::link) messages: Vec<MessageId>,
    pub(in crate::link) enums: Vec<EnumId>,
    pub(in crate::link) extensions: Vec<FieldId>,
}

impl MessageEntry<'_> {
    /// Returns the declarations other than fields.
    pub(in crate::link) fn rest(&self) -> &MessageRest {
        const NOTHING: &MessageRest =
            &MessageRest { oneofs: Vec::new(), messages: Vec::new(), enums: Vec::new(), extensions: Vec::new() };
        self.rest.as_deref().unwrap_or(NOTHING)
    }
}

/// The syntax node of a field.
#[derive(Clone, Copy)]
pub(in crate::link) enum FieldDecl<'t> {
    Field(&'t ast::FieldDecl),
    MapKey(&'t ast::FieldDecl),
    MapValue(&'t ast::FieldDecl),
}

impl FieldDecl<'_> {
    /// Returns the name; for the key and value of a map, the name of the map.
    pub(in crate::link) const fn name(&self) -> Span {
        match self {
            Self::Field(decl) | Self::MapKey(decl) | Self::MapValue(decl) => decl.name,
        }
    }
}

/// The scope in which a field is declared.
#[derive(Clone, Copy)]
pub(in crate::link) enum FieldScope<'t> {
    Message(MessageId),
    Extend { scope: Parent, decl: &'t ast::ExtendDecl },
}

impl FieldScope<'_> {
    /// Returns the enclosing message or file.
    pub(in crate::link) const fn parent(self) -> Parent {
        match self {
            Self::Message(message) => Parent::Message(message),
            Self::Extend { scope, .. } => scope,
        }
    }
}

/// A field. Fields are the most numerous declarations, so entries are kept small.
pub(in crate::link) struct FieldEntry<'t> {
    pub(in crate::link) file: FileId,
    pub(in crate::link) name: &'t str,
    place: FieldPlace<'t>,
    decl: &'t ast::FieldDecl,
    part: FieldPart,
    pub(in crate::link) proto3_optional: bool,
}

/// The compact scope of a field, with its oneof. Extensions have no oneof.
#[derive(Clone, Copy)]
enum FieldPlace<'t> {
    Message { message: MessageId, oneof: Option<OneofId> },
    Extend { scope: Parent, decl: &'t ast::ExtendDecl },
}

/// The part of a declaration that a field represents.
#[derive(Clone, Copy)]
enum FieldPart {
    Whole,
    MapKey,
    MapValue,
}

impl<'t> FieldEntry<'t> {
    /// Creates a field outside all oneofs.
    pub(super) const fn new(file: FileId, name: &'t str, decl: FieldDecl<'t>, scope: FieldScope<'t>) -> Self {
        let place = match scope {
            FieldScope::Message(message) => FieldPlace::Message { message, oneof: None },
            FieldScope::Extend { scope, decl } => FieldPlace::Extend { scope, decl },
        };
        let (part, decl) = match decl {
            FieldDecl::Field(decl) => (FieldPart::Whole, decl),
            FieldDecl::MapKey(decl) => (FieldPart::MapKey, decl),
            FieldDecl::MapValue(decl) => (FieldPart::MapValue, decl),
        };
        Self { file, name, place, decl, part, proto3_optional: false }
    }

    pub(in crate::link) const fn scope(&self) -> FieldScope<'t> {
        match self.place {
            FieldPlace::Message { message, .. } => FieldScope::Message(message),
            FieldPlace::Extend { scope, decl } => FieldScope::Extend { scope, decl },
        }
    }

    pub(in crate::link) const fn decl(&self) -> FieldDecl<'t> {
        match self.part {
            FieldPart::Whole => FieldDecl::Field(self.decl),
            FieldPart::MapKey => FieldDecl::MapKey(self.decl),
            FieldPart::MapValue => FieldDecl::MapValue(self.decl),
        }
    }

    pub(in crate::link) const fn oneof(&self) -> Option<OneofId> {
        match self.place {
            FieldPlace::Message { oneof, .. } => oneof,
            FieldPlace::Extend { .. } => None,
        }
    }

    /// Moves a field of a message into a oneof.
    pub(super) fn set_oneof(&mut self, id: OneofId) {
        if let FieldPlace::Message { oneof, .. } = &mut self.place {
            *oneof = Some(id);
        }
    }
}

pub(in crate::link) struct OneofEntry<'t> {
    pub(in crate::link) message: MessageId,
    pub(in crate::link) index: u32,
    pub(in crate::link) name: &'t str,
    /// `None` for the synthetic oneof of a proto3 `optional` field.
    pub(in crate::link) decl: Option<&'t ast::OneofDecl>,
    pub(in crate::link) fields: Vec<FieldId>,
}

pub(in crate::link) struct EnumEntry<'t> {
    pub(in crate::link) file: FileId,
    pub(in crate::link) parent: Parent,
    pub(in crate::link) name: &'t str,
    pub(in crate::link) full_name: &'t str,
    pub(in crate::link) decl: &'t ast::EnumDecl,
    pub(in crate::link) values: Vec<EnumValueId>,
}

pub(in crate::link) struct EnumValueEntry<'t> {
    pub(in crate::link) parent: EnumId,
    pub(in crate::link) name: &'t str,
    pub(in crate::link) decl: &'t ast::EnumValueDecl,
}

pub(in crate::link) struct ServiceEntry<'t> {
    pub(in crate::link) file: FileId,
    pub(in crate::link) name: &'t str,
    pub(in crate::link) full_name: &'t str,
    pub(in crate::link) decl: &'t ast::ServiceDecl,
    pub(in crate::link) methods: Vec<MethodId>,
}

pub(in crate::link) struct MethodEntry<'t> {
    pub(in crate::link) service: ServiceId,
    pub(in crate::link) name: &'t str,
    pub(in crate::link) decl: &'t ast::MethodDecl,
}

/// A map from fields to messages, for the few fields that have one.
#[derive(Default)]
pub(in crate::link) struct MessagesByField {
    /// Sorted by field.
    entries: Vec<(FieldId, MessageId)>,
}

impl MessagesByField {
    /// Adds the messages of fields with higher ids, sorted by field.
    pub(in crate::link) fn append(&mut self, mut later: Vec<(FieldId, MessageId)>) {
        self.entries.append(&mut later);
    }

    pub(in crate::link) fn get(&self, field: FieldId) -> Option<MessageId> {
        let index = self.entries.binary_search_by_key(&field, |&(other, _)| other).ok()?;
        Some(self.entries[index].1)
    }

    /// Returns the fields with their messages, in the order of the fields.
    pub(in crate::link) fn iter(&self) -> impl Iterator<Item = (FieldId, MessageId)> {
        self.entries.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldEntry, MessageEntry};

    #[test]
    fn entries_are_small() {
        assert!(size_of::<FieldEntry<'_>>() <= 48);
        assert!(size_of::<MessageEntry<'_>>() <= 96);
    }
}
