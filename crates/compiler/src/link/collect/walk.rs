//! Goes through one file, and gives everything in it an id.

use std::ops::{Index, IndexMut};

use super::decls::{
    Clash, Declared, EnumEntry, EnumValueEntry, FieldDecl, FieldEntry, FieldScope, FileDecls, MessageDecl,
    MessageEntry, MethodEntry, OneofEntry, ServiceEntry, Symbol,
};
use super::outline::{self, Made};
use super::symbols::{Members, Owner, PackageId, TopLevel};
use crate::link::unit::Unit;
use protoward_schema::{
    Enum, EnumId, EnumValue, Field, FieldId, FileId, Id, Message, MessageId, Method, Oneof, OneofId, Parent, Service,
    Syntax, qualified,
};
use protoward_syntax::ast::{self, Span};

/// What one file declares.
pub(super) struct Part<'t> {
    pub(super) file: FileDecls<'t>,
    pub(super) messages: Facts<Message, MessageEntry<'t>>,
    pub(super) fields: Facts<Field, FieldEntry<'t>>,
    pub(super) oneofs: Facts<Oneof, OneofEntry<'t>>,
    pub(super) enums: Facts<Enum, EnumEntry<'t>>,
    pub(super) enum_values: Facts<EnumValue, EnumValueEntry<'t>>,
    pub(super) services: Facts<Service, ServiceEntry<'t>>,
    pub(super) methods: Facts<Method, MethodEntry<'t>>,
    shared: Shared<'t>,
}

/// What concerns other files as well.
#[derive(Default)]
pub(super) struct Shared<'t> {
    pub(super) package: Option<&'t str>,
    /// What other files may declare as well.
    pub(super) top_level: Vec<TopLevel<'t>>,
    /// Names that this file itself declares twice.
    pub(super) clashes: Vec<Clash>,
}

impl<'t> Part<'t> {
    pub(super) fn take_shared(&mut self) -> Shared<'t> {
        std::mem::take(&mut self.shared)
    }
}

/// Facts about elements whose ids begin somewhere.
pub(super) struct Facts<T, V> {
    first: Id<T>,
    facts: Vec<V>,
}

impl<T, V> Facts<T, V> {
    fn new(ids: &std::ops::Range<usize>) -> Self {
        Self { first: Id::new(ids.start), facts: Vec::with_capacity(ids.len()) }
    }

    fn push(&mut self, fact: V) -> Id<T> {
        self.facts.push(fact);
        Id::new(self.first.index() + self.facts.len() - 1)
    }

    pub(super) const fn len(&self) -> usize {
        self.facts.len()
    }

    pub(super) fn into_facts(self) -> Vec<V> {
        self.facts
    }
}

impl<T, V> Index<Id<T>> for Facts<T, V> {
    type Output = V;
    fn index(&self, id: Id<T>) -> &V {
        &self.facts[id.index() - self.first.index()]
    }
}

impl<T, V> IndexMut<Id<T>> for Facts<T, V> {
    fn index_mut(&mut self, id: Id<T>) -> &mut V {
        &mut self.facts[id.index() - self.first.index()]
    }
}

/// Collects one file, whose ids are these.
pub(super) fn walk<'t>(unit: &Unit<'t>, file: FileId, ids: Declared) -> Part<'t> {
    let mut made = unit.outline.names();
    let package = outline::package(unit.file).map(|_| made.next());
    let part = Part {
        messages: Facts::new(&ids.messages),
        fields: Facts::new(&ids.fields),
        oneofs: Facts::new(&ids.oneofs),
        enums: Facts::new(&ids.enums),
        enum_values: Facts::new(&ids.enum_values),
        services: Facts::new(&ids.services),
        methods: Facts::new(&ids.methods),
        shared: Shared { package, ..Shared::default() },
        file: FileDecls {
            package,
            package_id: PackageId::ROOT,
            messages: Vec::new(),
            enums: Vec::new(),
            services: Vec::new(),
            extensions: Vec::new(),
            members: Members::with_capacity(unit.outline.counts.all()),
            all: ids,
        },
    };
    let mut walk = Walk { part, made, text: unit.text, file, syntax: unit.syntax };
    walk.file(unit.file);
    debug_assert_eq!(walk.part.fields.len(), walk.part.file.all.fields.len(), "the outline has counted the same");
    debug_assert_eq!(walk.part.messages.len(), walk.part.file.all.messages.len(), "the outline has counted the same");
    walk.part
}

struct Walk<'t> {
    part: Part<'t>,
    made: Made<'t>,
    text: &'t str,
    file: FileId,
    syntax: Syntax,
}

impl<'t> Walk<'t> {
    fn file(&mut self, file: &'t ast::File) {
        let within = Parent::File(self.file);
        for item in &file.items {
            match item {
                ast::Item::Message(message) => {
                    self.message(message.name, MessageDecl::Message(message), &message.body, within);
                }
                ast::Item::Enum(declared) => self.enumeration(declared, within),
                ast::Item::Service(service) => self.service(service),
                ast::Item::Extend(extend) => self.extend(extend, within),
                ast::Item::Package(_) | ast::Item::Import(_) | ast::Item::Option(_) => {}
            }
        }
    }

    /// What is left of a declaration that could not be read may have no name.
    fn declare(&mut self, owner: Owner, name: &'t str, span: Span, symbol: Symbol) {
        if name.is_empty() {
            return;
        }
        match self.part.file.members.declare(owner, name, symbol) {
            Ok(()) if owner == Owner::File => self.part.shared.top_level.push(TopLevel { name, span, symbol }),
            Ok(()) => {}
            Err(first) => {
                let name = qualified(self.name_of(owner), name).into();
                self.part.shared.clashes.push(Clash { file: self.file, span, name, symbol, first: (self.file, first) });
            }
        }
    }

    fn name_of(&self, owner: Owner) -> &'t str {
        match owner {
            Owner::File => self.part.file.package.unwrap_or_default(),
            Owner::Message(id) => self.part.messages[id].full_name,
            Owner::Service(id) => self.part.services[id].full_name,
        }
    }

    fn message(&mut self, name: Span, decl: MessageDecl<'t>, body: &'t [ast::Member], within: Parent) -> MessageId {
        let id = self.new_message(name, decl, body.len(), within);
        let inner = Parent::Message(id);
        for member in body {
            match member {
                ast::Member::Field(field) => drop(self.field(field, FieldScope::Message(id), None, inner)),
                ast::Member::Oneof(oneof) => self.oneof(oneof, id),
                ast::Member::Message(message) => {
                    self.message(message.name, MessageDecl::Message(message), &message.body, inner);
                }
                ast::Member::Enum(declared) => self.enumeration(declared, inner),
                ast::Member::Extend(extend) => self.extend(extend, inner),
                ast::Member::Extensions(_) | ast::Member::Reserved(_) | ast::Member::Option(_) => {}
            }
        }
        self.synthetic_oneofs(id);
        id
    }

    fn new_message(&mut self, span: Span, decl: MessageDecl<'t>, members: usize, parent: Parent) -> MessageId {
        let full_name = self.made.next();
        let name = last_part(full_name);
        let entry = MessageEntry {
            file: self.file,
            parent,
            name,
            full_name,
            decl,
            fields: Vec::with_capacity(members),
            oneofs: Vec::new(),
            messages: Vec::new(),
            enums: Vec::new(),
            extensions: Vec::new(),
        };
        let id = self.part.messages.push(entry);
        match parent {
            Parent::File(_) => self.part.file.messages.push(id),
            Parent::Message(outer) => self.part.messages[outer].messages.push(id),
        }
        self.declare(owner(parent), name, span, Symbol::Message(id));
        id
    }

    fn oneof(&mut self, decl: &'t ast::OneofDecl, message: MessageId) {
        let id = self.new_oneof(decl.name.of(self.text), decl.name, Some(decl), message);
        for field in outline::oneof_fields(decl) {
            self.field(field, FieldScope::Message(message), Some(id), Parent::Message(message));
        }
    }

    fn new_oneof(
        &mut self,
        name: &'t str,
        span: Span,
        decl: Option<&'t ast::OneofDecl>,
        message: MessageId,
    ) -> OneofId {
        let index = self.part.messages[message].oneofs.len() as u32;
        let id = self.part.oneofs.push(OneofEntry { message, index, name, decl, fields: Vec::new() });
        self.part.messages[message].oneofs.push(id);
        self.declare(Owner::Message(message), name, span, Symbol::Oneof(id));
        id
    }

    /// Each `optional` field of proto3 gets a oneof of its own, behind all others.
    fn synthetic_oneofs(&mut self, message: MessageId) {
        if self.syntax != Syntax::Proto3 {
            return;
        }
        for index in 0..self.part.messages[message].fields.len() {
            let field = self.part.messages[message].fields[index];
            let FieldEntry { proto3_optional: true, decl: FieldDecl::Field(decl), .. } = self.part.fields[field] else {
                continue;
            };
            let name = self.made.next();
            let oneof = self.new_oneof(name, decl.name, None, message);
            self.part.oneofs[oneof].fields.push(field);
            self.part.fields[field].oneof = Some(oneof);
        }
    }

    fn extend(&mut self, decl: &'t ast::ExtendDecl, within: Parent) {
        for field in &decl.fields {
            self.field(field, FieldScope::Extend { scope: within, decl }, None, within);
        }
    }

    fn field(
        &mut self,
        decl: &'t ast::FieldDecl,
        scope: FieldScope<'t>,
        oneof: Option<OneofId>,
        within: Parent,
    ) -> FieldId {
        let own_message = match (&decl.ty, &decl.group) {
            (ast::TypeExpr::Group(_), Some(group)) => {
                Some(self.message(decl.name, MessageDecl::Group(decl), &group.body, within))
            }
            (ast::TypeExpr::Map { .. }, _) => Some(self.map_entry(decl, within)),
            _ => None,
        };
        // A group lends its name, in lower case, to its field.
        let name = match decl.ty {
            ast::TypeExpr::Group(_) => self.made.next(),
            ast::TypeExpr::Named(_) | ast::TypeExpr::Map { .. } => decl.name.of(self.text),
        };
        let proto3_optional = outline::is_proto3_optional(self.syntax, decl) && oneof.is_none();
        let decl_of = FieldDecl::Field(decl);
        let entry = FieldEntry { file: self.file, scope, name, decl: decl_of, oneof, own_message, proto3_optional };
        let id = self.new_field(entry);
        if let Some(oneof) = oneof {
            self.part.oneofs[oneof].fields.push(id);
        }
        self.declare(owner(within), name, decl.name, Symbol::Field(id));
        id
    }

    fn new_field(&mut self, entry: FieldEntry<'t>) -> FieldId {
        let scope = entry.scope;
        let id = self.part.fields.push(entry);
        match scope {
            FieldScope::Message(message) => self.part.messages[message].fields.push(id),
            FieldScope::Extend { scope: Parent::File(_), .. } => self.part.file.extensions.push(id),
            FieldScope::Extend { scope: Parent::Message(outer), .. } => self.part.messages[outer].extensions.push(id),
        }
        id
    }

    fn map_entry(&mut self, decl: &'t ast::FieldDecl, within: Parent) -> MessageId {
        let id = self.new_message(decl.name, MessageDecl::MapEntry(decl), 2, within);
        for &(name, decl_of) in &[("key", FieldDecl::MapKey(decl)), ("value", FieldDecl::MapValue(decl))] {
            let (scope, file) = (FieldScope::Message(id), self.file);
            let entry =
                FieldEntry { file, scope, name, decl: decl_of, oneof: None, own_message: None, proto3_optional: false };
            let field = self.new_field(entry);
            self.declare(Owner::Message(id), name, decl.name, Symbol::Field(field));
        }
        id
    }

    fn enumeration(&mut self, decl: &'t ast::EnumDecl, parent: Parent) {
        let full_name = self.made.next();
        let name = last_part(full_name);
        let values = Vec::with_capacity(decl.body.len());
        let id = self.part.enums.push(EnumEntry { file: self.file, parent, name, full_name, decl, values });
        match parent {
            Parent::File(_) => self.part.file.enums.push(id),
            Parent::Message(outer) => self.part.messages[outer].enums.push(id),
        }
        self.declare(owner(parent), name, decl.name, Symbol::Enum(id));
        for member in &decl.body {
            if let ast::EnumMember::Value(value) = member {
                self.enum_value(value, id, parent);
            }
        }
    }

    /// A value is named beside its enum, as in C++.
    fn enum_value(&mut self, decl: &'t ast::EnumValueDecl, parent: EnumId, beside: Parent) {
        let name = decl.name.of(self.text);
        let id = self.part.enum_values.push(EnumValueEntry { parent, name, decl });
        self.part.enums[parent].values.push(id);
        self.declare(owner(beside), name, decl.name, Symbol::EnumValue(id));
    }

    fn service(&mut self, decl: &'t ast::ServiceDecl) {
        let full_name = self.made.next();
        let name = last_part(full_name);
        let methods = Vec::with_capacity(decl.body.len());
        let id = self.part.services.push(ServiceEntry { file: self.file, name, full_name, decl, methods });
        self.part.file.services.push(id);
        self.declare(Owner::File, name, decl.name, Symbol::Service(id));
        for member in &decl.body {
            if let ast::ServiceMember::Method(decl) = member {
                let name = decl.name.of(self.text);
                let method = self.part.methods.push(MethodEntry { service: id, name, decl });
                self.part.services[id].methods.push(method);
                self.declare(Owner::Service(id), name, decl.name, Symbol::Method(method));
            }
        }
    }
}

const fn owner(parent: Parent) -> Owner {
    match parent {
        Parent::File(_) => Owner::File,
        Parent::Message(id) => Owner::Message(id),
    }
}

/// A full name without what it is inside of.
fn last_part(full_name: &str) -> &str {
    full_name.rsplit('.').next().unwrap_or(full_name)
}
