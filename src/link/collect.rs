//! First pass: every declaration of every file gets an id and a full name.
//!
//! Ids are given out file by file, in the order of the text; a message comes in front of what it contains. Nothing is
//! looked up, so that the order of files does not matter here.

use std::collections::HashMap;
use std::ops::Range;

use super::names;
use super::unit::Unit;
use crate::schema::{
    Enum, EnumId, EnumValue, EnumValueId, Field, FieldId, File, FileId, Id, IdMap, Message, MessageId, Method,
    MethodId, Name, Names, Oneof, OneofId, Parent, Service, ServiceId, Syntax, qualified,
};
use crate::syntax::ast::{self, Span};
use crate::syntax::literal;

/// What a full name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
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
#[derive(Debug, Default)]
pub(super) struct Decls<'t> {
    pub(super) names: Names,
    pub(super) files: IdMap<File, FileDecls>,
    pub(super) messages: IdMap<Message, MessageEntry<'t>>,
    pub(super) fields: IdMap<Field, FieldEntry<'t>>,
    pub(super) oneofs: IdMap<Oneof, OneofEntry<'t>>,
    pub(super) enums: IdMap<Enum, EnumEntry<'t>>,
    pub(super) enum_values: IdMap<EnumValue, EnumValueEntry<'t>>,
    pub(super) services: IdMap<Service, ServiceEntry<'t>>,
    pub(super) methods: IdMap<Method, MethodEntry<'t>>,
    /// The first declaration of each full name.
    pub(super) symbols: HashMap<Name, (FileId, Symbol)>,
    /// The files of each package, and of the packages inside it, sorted.
    pub(super) packages: HashMap<Name, Vec<FileId>>,
    /// Names that are taken already, in the order of the text.
    pub(super) clashes: Vec<Clash>,
}

/// A name that is declared a second time.
#[derive(Debug)]
pub(super) struct Clash {
    pub(super) file: FileId,
    pub(super) span: Span,
    pub(super) name: Name,
    pub(super) symbol: Symbol,
}

/// Everything that a file declares, at any depth: ids of one file stand together.
#[derive(Clone, Debug, Default)]
pub(super) struct Declared {
    pub(super) messages: Range<usize>,
    pub(super) fields: Range<usize>,
    pub(super) oneofs: Range<usize>,
    pub(super) enums: Range<usize>,
    pub(super) enum_values: Range<usize>,
    pub(super) services: Range<usize>,
    pub(super) methods: Range<usize>,
}

/// What a file declares at its top level, and in all.
#[derive(Debug, Default)]
pub(super) struct FileDecls {
    pub(super) all: Declared,
    pub(super) package: Option<Name>,
    pub(super) messages: Vec<MessageId>,
    pub(super) enums: Vec<EnumId>,
    pub(super) services: Vec<ServiceId>,
    pub(super) extensions: Vec<FieldId>,
}

/// What a message was read from.
#[derive(Clone, Copy, Debug)]
pub(super) enum MessageDecl<'t> {
    Message(&'t ast::MessageDecl),
    /// The message of a group.
    Group(&'t ast::FieldDecl),
    /// The entry of a map.
    MapEntry(&'t ast::FieldDecl),
}

#[derive(Debug)]
pub(super) struct MessageEntry<'t> {
    pub(super) file: FileId,
    pub(super) parent: Parent,
    pub(super) name: Name,
    pub(super) full_name: Name,
    pub(super) decl: MessageDecl<'t>,
    pub(super) fields: Vec<FieldId>,
    pub(super) oneofs: Vec<OneofId>,
    pub(super) messages: Vec<MessageId>,
    pub(super) enums: Vec<EnumId>,
    pub(super) extensions: Vec<FieldId>,
}

/// What a field was read from.
#[derive(Clone, Copy, Debug)]
pub(super) enum FieldDecl<'t> {
    Field(&'t ast::FieldDecl),
    MapKey(&'t ast::FieldDecl),
    MapValue(&'t ast::FieldDecl),
}

/// Where a field is declared.
#[derive(Clone, Copy, Debug)]
pub(super) enum FieldScope<'t> {
    Message(MessageId),
    Extend { scope: Parent, decl: &'t ast::ExtendDecl },
}

#[derive(Debug)]
pub(super) struct FieldEntry<'t> {
    pub(super) file: FileId,
    pub(super) scope: FieldScope<'t>,
    pub(super) name: Name,
    pub(super) decl: FieldDecl<'t>,
    pub(super) oneof: Option<OneofId>,
    /// The message that a group or a map brings along.
    pub(super) own_message: Option<MessageId>,
    pub(super) proto3_optional: bool,
}

#[derive(Debug)]
pub(super) struct OneofEntry<'t> {
    pub(super) message: MessageId,
    pub(super) index: u32,
    pub(super) name: Name,
    /// `None` for the oneof of a proto3 `optional` field.
    pub(super) decl: Option<&'t ast::OneofDecl>,
    pub(super) fields: Vec<FieldId>,
}

#[derive(Debug)]
pub(super) struct EnumEntry<'t> {
    pub(super) file: FileId,
    pub(super) parent: Parent,
    pub(super) name: Name,
    pub(super) full_name: Name,
    pub(super) decl: &'t ast::EnumDecl,
    pub(super) values: Vec<EnumValueId>,
}

#[derive(Debug)]
pub(super) struct EnumValueEntry<'t> {
    pub(super) parent: EnumId,
    pub(super) name: Name,
    pub(super) decl: &'t ast::EnumValueDecl,
}

#[derive(Debug)]
pub(super) struct ServiceEntry<'t> {
    pub(super) file: FileId,
    pub(super) name: Name,
    pub(super) full_name: Name,
    pub(super) decl: &'t ast::ServiceDecl,
    pub(super) methods: Vec<MethodId>,
}

#[derive(Debug)]
pub(super) struct MethodEntry<'t> {
    pub(super) service: ServiceId,
    pub(super) name: Name,
    pub(super) decl: &'t ast::MethodDecl,
}

pub(super) fn collect<'t>(units: &[Unit<'t>]) -> Decls<'t> {
    let mut decls = Decls::default();
    for (index, unit) in units.iter().enumerate() {
        Collector { decls: &mut decls, text: unit.text, file: Id::new(index), syntax: unit.syntax }.file(unit.file);
    }
    decls
}

impl Decls<'_> {
    fn declared_until_here(&self) -> Declared {
        Declared {
            messages: 0..self.messages.len(),
            fields: 0..self.fields.len(),
            oneofs: 0..self.oneofs.len(),
            enums: 0..self.enums.len(),
            enum_values: 0..self.enum_values.len(),
            services: 0..self.services.len(),
            methods: 0..self.methods.len(),
        }
    }
}

impl Declared {
    /// What was declared since.
    fn up_to(&self, later: &Self) -> Self {
        let since = |from: &Range<usize>, to: &Range<usize>| from.end..to.end;
        Self {
            messages: since(&self.messages, &later.messages),
            fields: since(&self.fields, &later.fields),
            oneofs: since(&self.oneofs, &later.oneofs),
            enums: since(&self.enums, &later.enums),
            enum_values: since(&self.enum_values, &later.enum_values),
            services: since(&self.services, &later.services),
            methods: since(&self.methods, &later.methods),
        }
    }
}

struct Collector<'d, 't> {
    decls: &'d mut Decls<'t>,
    text: &'t str,
    file: FileId,
    syntax: Syntax,
}

/// Where something is declared: the element it becomes a child of, and the name in front of its own.
#[derive(Clone, Copy)]
struct Within<'s> {
    parent: Parent,
    scope: &'s str,
}

impl<'t> Collector<'_, 't> {
    fn file(&mut self, file: &'t ast::File) {
        let package = file.items.iter().find_map(|item| match item {
            ast::Item::Package(package) => Some(package),
            _ => None,
        });
        let scope = package.map(|package| literal::path(self.text, package.name)).unwrap_or_default();
        let package = package.map(|package| self.package(&scope, package.name.span));
        let made = self.decls.files.push(FileDecls { package, ..FileDecls::default() });
        debug_assert_eq!(made, self.file, "files are collected in order");
        let within = Within { parent: Parent::File(self.file), scope: &scope };
        let before = self.decls.declared_until_here();
        for item in &file.items {
            match item {
                ast::Item::Message(message) => {
                    self.message(message.name, MessageDecl::Message(message), &message.body, within);
                }
                ast::Item::Enum(declared) => self.enumeration(declared, within),
                ast::Item::Service(service) => self.service(service, within),
                ast::Item::Extend(extend) => self.extend(extend, within),
                ast::Item::Package(_) | ast::Item::Import(_) | ast::Item::Option(_) => {}
            }
        }
        self.decls.files[self.file].all = before.up_to(&self.decls.declared_until_here());
    }

    /// A package `a.b.c` makes `a`, `a.b` and `a.b.c` names of packages.
    fn package(&mut self, package: &str, span: Span) -> Name {
        let ends = package.match_indices('.').map(|(at, _)| at).chain([package.len()]);
        for end in ends {
            let name = self.decls.names.intern(&package[..end]);
            match self.decls.symbols.get(&name) {
                None => drop(self.decls.symbols.insert(name, (self.file, Symbol::Package))),
                Some((_, Symbol::Package)) => {}
                Some(_) => self.decls.clashes.push(Clash { file: self.file, span, name, symbol: Symbol::Package }),
            }
            self.decls.packages.entry(name).or_default().push(self.file);
        }
        self.decls.names.intern(package)
    }

    fn declare(&mut self, full_name: &str, span: Span, symbol: Symbol) -> Name {
        let name = self.decls.names.intern(full_name);
        if let std::collections::hash_map::Entry::Vacant(vacant) = self.decls.symbols.entry(name) {
            vacant.insert((self.file, symbol));
        } else {
            self.decls.clashes.push(Clash { file: self.file, span, name, symbol });
        }
        name
    }

    fn message(&mut self, name: Span, decl: MessageDecl<'t>, body: &'t [ast::Member], within: Within<'_>) -> MessageId {
        let full_name = qualified(within.scope, name.of(self.text));
        let id = self.new_message(name.of(self.text), &full_name, name, decl, within);
        let inner = Within { parent: Parent::Message(id), scope: &full_name };
        for member in body {
            match member {
                ast::Member::Field(field) => drop(self.field(field, FieldScope::Message(id), None, inner)),
                ast::Member::Oneof(oneof) => self.oneof(oneof, id, inner),
                ast::Member::Message(message) => {
                    self.message(message.name, MessageDecl::Message(message), &message.body, inner);
                }
                ast::Member::Enum(declared) => self.enumeration(declared, inner),
                ast::Member::Extend(extend) => self.extend(extend, inner),
                ast::Member::Extensions(_) | ast::Member::Reserved(_) | ast::Member::Option(_) => {}
            }
        }
        self.synthetic_oneofs(id, &full_name);
        id
    }

    fn new_message(
        &mut self,
        name: &str,
        full_name: &str,
        span: Span,
        decl: MessageDecl<'t>,
        within: Within<'_>,
    ) -> MessageId {
        let entry = MessageEntry {
            file: self.file,
            parent: within.parent,
            name: self.decls.names.intern(name),
            full_name: self.decls.names.intern(full_name),
            decl,
            fields: Vec::new(),
            oneofs: Vec::new(),
            messages: Vec::new(),
            enums: Vec::new(),
            extensions: Vec::new(),
        };
        let id = self.decls.messages.push(entry);
        match within.parent {
            Parent::File(file) => self.decls.files[file].messages.push(id),
            Parent::Message(outer) => self.decls.messages[outer].messages.push(id),
        }
        self.declare(full_name, span, Symbol::Message(id));
        id
    }

    fn oneof(&mut self, decl: &'t ast::OneofDecl, message: MessageId, within: Within<'_>) {
        let name = decl.name.of(self.text);
        let id = self.new_oneof(name, decl.name, Some(decl), message, within.scope);
        for member in &decl.body {
            if let ast::OneofMember::Field(field) = member {
                self.field(field, FieldScope::Message(message), Some(id), within);
            }
        }
    }

    fn new_oneof(
        &mut self,
        name: &str,
        span: Span,
        decl: Option<&'t ast::OneofDecl>,
        message: MessageId,
        scope: &str,
    ) -> OneofId {
        let index = self.decls.messages[message].oneofs.len() as u32;
        let interned = self.decls.names.intern(name);
        let id = self.decls.oneofs.push(OneofEntry { message, index, name: interned, decl, fields: Vec::new() });
        self.decls.messages[message].oneofs.push(id);
        self.declare(&qualified(scope, name), span, Symbol::Oneof(id));
        id
    }

    /// Each `optional` field of proto3 gets a oneof of its own, behind all others.
    fn synthetic_oneofs(&mut self, message: MessageId, scope: &str) {
        for index in 0..self.decls.messages[message].fields.len() {
            let field = self.decls.messages[message].fields[index];
            if !self.decls.fields[field].proto3_optional {
                continue;
            }
            let FieldDecl::Field(decl) = self.decls.fields[field].decl else { continue };
            // Names of other things are not asked; a message of that name clashes.
            let is_taken = |name: &str| {
                let full_name = self.decls.names.find(&qualified(scope, name));
                let symbol = full_name.and_then(|full_name| self.decls.symbols.get(&full_name));
                symbol.is_some_and(|(_, symbol)| matches!(symbol, Symbol::Field(_) | Symbol::Oneof(_)))
            };
            let name = names::synthetic_oneof(self.decls.names.text(self.decls.fields[field].name), is_taken);
            let oneof = self.new_oneof(&name, decl.name, None, message, scope);
            self.decls.oneofs[oneof].fields.push(field);
            self.decls.fields[field].oneof = Some(oneof);
        }
    }

    fn extend(&mut self, decl: &'t ast::ExtendDecl, within: Within<'_>) {
        for field in &decl.fields {
            self.field(field, FieldScope::Extend { scope: within.parent, decl }, None, within);
        }
    }

    fn field(
        &mut self,
        decl: &'t ast::FieldDecl,
        scope: FieldScope<'t>,
        oneof: Option<OneofId>,
        within: Within<'_>,
    ) -> FieldId {
        let written = decl.name.of(self.text);
        let own_message = match (&decl.ty, &decl.group) {
            (ast::TypeExpr::Group(_), Some(group)) => {
                Some(self.message(decl.name, MessageDecl::Group(decl), &group.body, within))
            }
            (ast::TypeExpr::Map { .. }, _) => Some(self.map_entry(decl, within)),
            _ => None,
        };
        // A group lends its name, in lower case, to its field.
        let name = match decl.ty {
            ast::TypeExpr::Group(_) => written.to_ascii_lowercase(),
            ast::TypeExpr::Named(_) | ast::TypeExpr::Map { .. } => written.to_owned(),
        };
        let proto3_optional =
            self.syntax == Syntax::Proto3 && matches!(decl.label, Some((ast::Label::Optional, _))) && oneof.is_none();
        let full_name = qualified(within.scope, &name);
        let id = self.new_field(&name, FieldDecl::Field(decl), scope, oneof);
        self.decls.fields[id].own_message = own_message;
        self.decls.fields[id].proto3_optional = proto3_optional;
        if let Some(oneof) = oneof {
            self.decls.oneofs[oneof].fields.push(id);
        }
        self.declare(&full_name, decl.name, Symbol::Field(id));
        id
    }

    fn new_field(&mut self, name: &str, decl: FieldDecl<'t>, scope: FieldScope<'t>, oneof: Option<OneofId>) -> FieldId {
        let entry = FieldEntry {
            file: self.file,
            scope,
            name: self.decls.names.intern(name),
            decl,
            oneof,
            own_message: None,
            proto3_optional: false,
        };
        let id = self.decls.fields.push(entry);
        match scope {
            FieldScope::Message(message) => self.decls.messages[message].fields.push(id),
            FieldScope::Extend { scope: Parent::File(file), .. } => self.decls.files[file].extensions.push(id),
            FieldScope::Extend { scope: Parent::Message(outer), .. } => self.decls.messages[outer].extensions.push(id),
        }
        id
    }

    fn map_entry(&mut self, decl: &'t ast::FieldDecl, within: Within<'_>) -> MessageId {
        let name = names::map_entry(decl.name.of(self.text));
        let full_name = qualified(within.scope, &name);
        let id = self.new_message(&name, &full_name, decl.name, MessageDecl::MapEntry(decl), within);
        for (name, part) in [("key", FieldDecl::MapKey(decl)), ("value", FieldDecl::MapValue(decl))] {
            let field = self.new_field(name, part, FieldScope::Message(id), None);
            self.declare(&qualified(&full_name, name), decl.name, Symbol::Field(field));
        }
        id
    }

    fn enumeration(&mut self, decl: &'t ast::EnumDecl, within: Within<'_>) {
        let full_name = qualified(within.scope, decl.name.of(self.text));
        let entry = EnumEntry {
            file: self.file,
            parent: within.parent,
            name: self.decls.names.intern(decl.name.of(self.text)),
            full_name: self.decls.names.intern(&full_name),
            decl,
            values: Vec::new(),
        };
        let id = self.decls.enums.push(entry);
        match within.parent {
            Parent::File(file) => self.decls.files[file].enums.push(id),
            Parent::Message(outer) => self.decls.messages[outer].enums.push(id),
        }
        self.declare(&full_name, decl.name, Symbol::Enum(id));
        for member in &decl.body {
            if let ast::EnumMember::Value(value) = member {
                self.enum_value(value, id, within.scope);
            }
        }
    }

    /// A value is named beside its enum, as in C++.
    fn enum_value(&mut self, decl: &'t ast::EnumValueDecl, parent: EnumId, scope: &str) {
        let written = decl.name.of(self.text);
        let name = self.decls.names.intern(written);
        let id = self.decls.enum_values.push(EnumValueEntry { parent, name, decl });
        self.decls.enums[parent].values.push(id);
        self.declare(&qualified(scope, written), decl.name, Symbol::EnumValue(id));
    }

    fn service(&mut self, decl: &'t ast::ServiceDecl, within: Within<'_>) {
        let full_name = qualified(within.scope, decl.name.of(self.text));
        let entry = ServiceEntry {
            file: self.file,
            name: self.decls.names.intern(decl.name.of(self.text)),
            full_name: self.decls.names.intern(&full_name),
            decl,
            methods: Vec::new(),
        };
        let id = self.decls.services.push(entry);
        self.decls.files[self.file].services.push(id);
        self.declare(&full_name, decl.name, Symbol::Service(id));
        for member in &decl.body {
            if let ast::ServiceMember::Method(method) = member {
                let written = method.name.of(self.text);
                let name = self.decls.names.intern(written);
                let made = self.decls.methods.push(MethodEntry { service: id, name, decl: method });
                self.decls.services[id].methods.push(made);
                self.declare(&qualified(&full_name, written), method.name, Symbol::Method(made));
            }
        }
    }
}
