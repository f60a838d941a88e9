//! Every declaration by its id, and every name.

use std::ops::Range;

use super::symbols::{self, Members, PackageId, Symbols, Target};
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
    /// Names that are taken already, in the order of the files.
    pub(in crate::link) clashes: Vec<Clash>,
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
                let symbol = self.files[file].members.find(symbols::owner_of(symbol)?, name)?;
                Some(Target::Declared(file, symbol))
            }
        }
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
    pub(in crate::link) messages: usize,
    pub(in crate::link) fields: usize,
    pub(in crate::link) oneofs: usize,
    pub(in crate::link) enums: usize,
    pub(in crate::link) enum_values: usize,
    pub(in crate::link) services: usize,
    pub(in crate::link) methods: usize,
}

impl Counts {
    /// All kinds together.
    pub(in crate::link) const fn all(self) -> usize {
        self.messages + self.fields + self.oneofs + self.enums + self.enum_values + self.services + self.methods
    }
}

/// Everything that a file declares, at any depth: ids of one file stand together.
#[derive(Clone, Default)]
pub(in crate::link) struct Declared {
    pub(in crate::link) messages: Range<usize>,
    pub(in crate::link) fields: Range<usize>,
    pub(in crate::link) oneofs: Range<usize>,
    pub(in crate::link) enums: Range<usize>,
    pub(in crate::link) enum_values: Range<usize>,
    pub(in crate::link) services: Range<usize>,
    pub(in crate::link) methods: Range<usize>,
}

impl Declared {
    /// The ids right behind these.
    pub(in crate::link) fn followed_by(&self, counts: Counts) -> Self {
        let behind = |range: &Range<usize>, count: usize| range.end..range.end + count;
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
    /// By where and by which name everything is declared.
    pub(in crate::link) members: Members<'t>,
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
            Self::Group(decl) => decl.group.as_ref().map_or(&[], |group| &group.body),
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
    pub(in crate::link) oneofs: Vec<OneofId>,
    pub(in crate::link) messages: Vec<MessageId>,
    pub(in crate::link) enums: Vec<EnumId>,
    pub(in crate::link) extensions: Vec<FieldId>,
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

pub(in crate::link) struct FieldEntry<'t> {
    pub(in crate::link) file: FileId,
    pub(in crate::link) scope: FieldScope<'t>,
    pub(in crate::link) name: &'t str,
    pub(in crate::link) decl: FieldDecl<'t>,
    pub(in crate::link) oneof: Option<OneofId>,
    /// The message that a group or a map brings along.
    pub(in crate::link) own_message: Option<MessageId>,
    pub(in crate::link) proto3_optional: bool,
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
