//! Every declaration by its id, and every name.

use std::collections::BTreeMap;
use std::ops::Range;

use super::symbols::{self, Hasher, Members, Owner, PackageId, Symbols, Target};
use protoward_schema::{
    Enum, EnumId, EnumValue, EnumValueId, Field, FieldId, File, FileId, IdMap, Message, MessageId, Method, MethodId,
    Oneof, OneofId, Parent, Service, ServiceId,
};
use protoward_syntax::ast::{self, Span};

/// What a full name stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::link) enum Symbol {
    Package,
    Message(MessageId),
    Field(FieldId),
    Oneof(OneofId),
    Enum(EnumId),
    EnumValue(EnumValueId),
    Service(ServiceId),
    Method(MethodId),
}

/// What is declared, and what it was read from.
pub(in crate::link) struct Decls<'t> {
    pub(in crate::link) files: IdMap<File, FileDecls<'t>>,
    pub(in crate::link) messages: IdMap<Message, MessageEntry<'t>>,
    pub(in crate::link) fields: IdMap<Field, FieldEntry<'t>>,
    pub(in crate::link) oneofs: IdMap<Oneof, OneofEntry<'t>>,
    pub(in crate::link) enums: IdMap<Enum, EnumEntry<'t>>,
    pub(in crate::link) enum_values: IdMap<EnumValue, EnumValueEntry<'t>>,
    pub(in crate::link) services: IdMap<Service, ServiceEntry<'t>>,
    pub(in crate::link) methods: IdMap<Method, MethodEntry<'t>>,
    /// The first declaration of each name at the top level, and all packages.
    pub(in crate::link) symbols: Symbols<'t>,
    /// The messages that groups and maps bring along, by field.
    pub(in crate::link) own_messages: BTreeMap<FieldId, MessageId>,
    /// Names that are taken already, in the order of the files.
    pub(in crate::link) clashes: Vec<Clash>,
    /// The seed of the hashes of members.
    pub(super) hasher: Hasher,
}

impl<'t> Decls<'t> {
    /// What has this full name, without a leading dot, in whatever file.
    pub(in crate::link) fn find(&self, full_name: &str) -> Option<Target> {
        self.find_inside(Target::Package(PackageId::ROOT), full_name)
    }

    /// What has this name of several parts inside of something.
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

    /// What has this name right inside of something.
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

    /// What has this name inside of a message or a service.
    fn inside(&self, file: FileId, owner: Owner, name: &str) -> Option<Symbol> {
        let members = &self.files[file].members;
        let is_it = |symbol: &Symbol| {
            self.declared_as(*symbol)
                .is_some_and(|(scope, declared)| declared == name && members.first(scope) == members.first(owner))
        };
        members.candidates(owner, name, &self.hasher).find(is_it)
    }

    /// Where something is named, and its name.
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

    /// The message with this full name, in whatever file.
    pub(in crate::link) fn message(&self, full_name: &str) -> Option<MessageId> {
        match self.find(full_name)? {
            Target::Declared(_, Symbol::Message(id)) => Some(id),
            Target::Declared(..) | Target::Package(_) => None,
        }
    }

    /// The full name of what other things are inside of.
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

    /// The full name of what something is declared in; the package, for a file.
    pub(in crate::link) fn scope_name(&self, scope: Parent) -> &'t str {
        match scope {
            Parent::File(file) => self.files[file].package.unwrap_or_default(),
            Parent::Message(message) => self.messages[message].full_name,
        }
    }
}

/// A name that is declared a second time.
pub(in crate::link) struct Clash {
    pub(in crate::link) file: FileId,
    pub(in crate::link) span: Span,
    /// The full name.
    pub(in crate::link) name: Box<str>,
    pub(in crate::link) symbol: Symbol,
    /// What has the name already.
    pub(in crate::link) first: (FileId, Symbol),
}

/// How many elements of each kind a file declares, at any depth.
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
    /// All kinds together.
    pub(in crate::link) const fn all(self) -> usize {
        let Self { messages, fields, oneofs, enums, enum_values, services, methods } = self;
        (messages + fields + oneofs + enums + enum_values + services + methods) as usize
    }
}

/// Everything that a file declares, at any depth: ids of one file stand together.
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
    /// The ids right behind these.
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

/// What a file declares at its top level, and in all.
pub(in crate::link) struct FileDecls<'t> {
    pub(in crate::link) all: Declared,
    pub(in crate::link) package: Option<&'t str>,
    pub(in crate::link) package_id: PackageId,
    pub(in crate::link) messages: Vec<MessageId>,
    pub(in crate::link) enums: Vec<EnumId>,
    pub(in crate::link) services: Vec<ServiceId>,
    pub(in crate::link) extensions: Vec<FieldId>,
    /// What is inside of messages and services.
    pub(super) members: Members,
}

/// What a message was read from.
#[derive(Clone, Copy)]
pub(in crate::link) enum MessageDecl<'t> {
    Message(&'t ast::MessageDecl),
    /// The message of a group.
    Group(&'t ast::FieldDecl),
    /// The entry of a map.
    MapEntry(&'t ast::FieldDecl),
}

impl<'t> MessageDecl<'t> {
    /// The name as it is written; that of the field for the message of a group or a map.
    pub(in crate::link) const fn name(self) -> Span {
        match self {
            Self::Message(decl) => decl.name,
            Self::Group(decl) | Self::MapEntry(decl) => decl.name,
        }
    }

    /// The members between the braces; none for the entry of a map.
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
    /// What it declares beside fields; most messages declare nothing else.
    pub(super) rest: Option<Box<MessageRest>>,
}

/// What a message declares beside fields.
#[derive(Default)]
pub(in crate::link) struct MessageRest {
    pub(in crate::link) oneofs: Vec<OneofId>,
    pub(in crate::link) messages: Vec<MessageId>,
    pub(in crate::link) enums: Vec<EnumId>,
    pub(in crate::link) extensions: Vec<FieldId>,
}

impl MessageEntry<'_> {
    /// What it declares beside fields.
    pub(in crate::link) fn rest(&self) -> &MessageRest {
        const NOTHING: &MessageRest =
            &MessageRest { oneofs: Vec::new(), messages: Vec::new(), enums: Vec::new(), extensions: Vec::new() };
        self.rest.as_deref().unwrap_or(NOTHING)
    }
}

/// What a field was read from.
#[derive(Clone, Copy)]
pub(in crate::link) enum FieldDecl<'t> {
    Field(&'t ast::FieldDecl),
    MapKey(&'t ast::FieldDecl),
    MapValue(&'t ast::FieldDecl),
}

impl FieldDecl<'_> {
    /// The name as it is written; that of the map for its key and its value.
    pub(in crate::link) const fn name(&self) -> Span {
        match self {
            Self::Field(decl) | Self::MapKey(decl) | Self::MapValue(decl) => decl.name,
        }
    }
}

/// Where a field is declared.
#[derive(Clone, Copy)]
pub(in crate::link) enum FieldScope<'t> {
    Message(MessageId),
    Extend { scope: Parent, decl: &'t ast::ExtendDecl },
}

impl FieldScope<'_> {
    /// The message or the file around the declaration.
    pub(in crate::link) const fn parent(self) -> Parent {
        match self {
            Self::Message(message) => Parent::Message(message),
            Self::Extend { scope, .. } => scope,
        }
    }
}

/// A field. There are more of them than of anything else, so that they are kept small.
pub(in crate::link) struct FieldEntry<'t> {
    pub(in crate::link) file: FileId,
    pub(in crate::link) name: &'t str,
    place: FieldPlace<'t>,
    decl: &'t ast::FieldDecl,
    part: FieldPart,
    pub(in crate::link) proto3_optional: bool,
}

/// Where a field is declared, with its oneof: that of an extension is none.
#[derive(Clone, Copy)]
enum FieldPlace<'t> {
    Message { message: MessageId, oneof: Option<OneofId> },
    Extend { scope: Parent, decl: &'t ast::ExtendDecl },
}

/// What of its declaration a field is.
#[derive(Clone, Copy)]
enum FieldPart {
    Whole,
    MapKey,
    MapValue,
}

impl<'t> FieldEntry<'t> {
    /// A field that is in no oneof.
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

    /// Puts a field of a message into a oneof.
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
    /// `None` for the oneof of a proto3 `optional` field.
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

#[cfg(test)]
mod tests {
    use super::{FieldEntry, MessageEntry};

    #[test]
    fn entries_are_small() {
        assert!(size_of::<FieldEntry<'_>>() <= 48);
        assert!(size_of::<MessageEntry<'_>>() <= 96);
    }
}
