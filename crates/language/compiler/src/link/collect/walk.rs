//! The walk over one file, which assigns ids to its declarations.

use std::ops::{Index, IndexMut};

use super::decls::{
    Declared, EnumEntry, EnumValueEntry, FieldDecl, FieldEntry, FieldScope, FileDecls, MessageDecl, MessageEntry,
    MessageRest, MethodEntry, OneofEntry, ServiceEntry,
};
use super::outline::{self, OutlineNames};
use super::symbol::{NameClash, ScopedName, Symbol};
use super::symbols::{FileNames, Members, Owner, PackageId, TopLevel};
use super::traverse::{FieldAt, Visitor, is_proto3_optional, traverse};
use crate::link::unit::CompilationUnit;
use crate::lookup::Hasher;
use protoward_schema::{
    Enum, EnumId, EnumValue, Field, FieldId, FileId, Id, Message, MessageId, Method, Oneof, OneofId, Parent, Service,
    Syntax,
};
use protoward_syntax::ast::{self, Span};

/// The declarations of one file.
pub(super) struct FilePart<'t> {
    pub(super) file: FileDecls<'t>,
    pub(super) messages: ElementTable<Message, MessageEntry<'t>>,
    pub(super) fields: ElementTable<Field, FieldEntry<'t>>,
    pub(super) oneofs: ElementTable<Oneof, OneofEntry<'t>>,
    pub(super) enums: ElementTable<Enum, EnumEntry<'t>>,
    pub(super) enum_values: ElementTable<EnumValue, EnumValueEntry<'t>>,
    pub(super) services: ElementTable<Service, ServiceEntry<'t>>,
    pub(super) methods: ElementTable<Method, MethodEntry<'t>>,
    /// The synthetic messages of groups and maps.
    pub(super) own_messages: Vec<(FieldId, MessageId)>,
    pub(super) shared: SharedNames<'t>,
}

/// The names that concern other files.
#[derive(Default)]
pub(super) struct SharedNames<'t> {
    pub(super) package: Option<&'t str>,
    /// The top-level declarations, which join the shared symbols when files are merged.
    pub(super) top_level: Vec<TopLevel<'t>>,
    /// Names that this file declares twice.
    pub(super) clashes: Vec<NameClash<'t>>,
}

/// Facts about elements whose ids start at `first`.
pub(super) struct ElementTable<T, V> {
    first: Id<T>,
    facts: Vec<V>,
}

impl<T, V> ElementTable<T, V> {
    fn new(ids: &std::ops::Range<u32>) -> Self {
        Self { first: Id::new(ids.start as usize), facts: Vec::with_capacity(ids.len()) }
    }

    fn push(&mut self, fact: V) -> Id<T> {
        self.facts.push(fact);
        Id::new(self.first.index() + self.facts.len() - 1)
    }

    pub(super) fn into_facts(self) -> Vec<V> {
        self.facts
    }
}

impl<T, V> Index<Id<T>> for ElementTable<T, V> {
    type Output = V;
    fn index(&self, id: Id<T>) -> &V {
        &self.facts[id.index() - self.first.index()]
    }
}

impl<T, V> IndexMut<Id<T>> for ElementTable<T, V> {
    fn index_mut(&mut self, id: Id<T>) -> &mut V {
        &mut self.facts[id.index() - self.first.index()]
    }
}

/// Collects one file with the given id range.
pub(super) fn walk<'t>(unit: &CompilationUnit<'t>, file: FileId, ids: Declared, hasher: &Hasher) -> FilePart<'t> {
    let mut made = unit.outline.names();
    let package = unit.file.package().map(|_| made.next());
    let part = FilePart {
        messages: ElementTable::new(&ids.messages),
        fields: ElementTable::new(&ids.fields),
        oneofs: ElementTable::new(&ids.oneofs),
        enums: ElementTable::new(&ids.enums),
        enum_values: ElementTable::new(&ids.enum_values),
        services: ElementTable::new(&ids.services),
        methods: ElementTable::new(&ids.methods),
        own_messages: Vec::new(),
        shared: SharedNames { package, ..SharedNames::default() },
        file: FileDecls {
            package,
            package_id: PackageId::ROOT,
            messages: Vec::new(),
            enums: Vec::new(),
            services: Vec::new(),
            extensions: Vec::new(),
            members: Members::default(),
            all: ids,
        },
    };
    let names = FileNames::with_capacity(unit.outline.counts.all(), hasher.clone());
    let mut walk = Walk { part, names, made, text: unit.text, file, syntax: unit.syntax };
    traverse(&mut walk, unit.file, unit.syntax, Parent::File(file));
    let Walk { mut part, names, .. } = walk;
    part.file.members = names.into_members();
    part
}

struct Walk<'t> {
    part: FilePart<'t>,
    names: FileNames<'t>,
    made: OutlineNames<'t>,
    text: &'t str,
    file: FileId,
    syntax: Syntax,
}

impl<'t> Walk<'t> {
    /// Declares a name, unless the name is empty after a syntax error.
    fn declare(&mut self, owner: Owner, name: &'t str, span: Span, symbol: Symbol) {
        if name.is_empty() {
            return;
        }
        match self.names.declare(owner, name, symbol) {
            Ok(()) if owner == Owner::File => self.part.shared.top_level.push(TopLevel { name, span, symbol }),
            Ok(()) => {}
            Err(first) => {
                let name = ScopedName { scope: self.name_of(owner), name };
                self.part.shared.clashes.push(NameClash {
                    file: self.file,
                    span,
                    name,
                    symbol,
                    first: (self.file, first),
                });
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

    fn rest(&mut self, message: MessageId) -> &mut MessageRest {
        self.part.messages[message].rest.get_or_insert_default()
    }

    fn new_oneof(&mut self, oneof: NewOneof<'t>) -> OneofId {
        let NewOneof { name, span, decl, message } = oneof;
        let index = self.part.messages[message].rest().oneofs.len() as u32;
        let id = self.part.oneofs.push(OneofEntry { message, index, name, decl, fields: Vec::new() });
        self.rest(message).oneofs.push(id);
        self.declare(Owner::Message(message), name, span, Symbol::Oneof(id));
        id
    }

    fn field_name(&mut self, decl: FieldDecl<'t>) -> &'t str {
        match decl {
            FieldDecl::Field(decl) if outline::lends_name(decl) => self.made.next(),
            FieldDecl::Field(decl) => decl.name.of(self.text),
            FieldDecl::MapKey(_) => "key",
            FieldDecl::MapValue(_) => "value",
        }
    }

    /// Adds an enum value. Like in C++, the value is a sibling of its enum.
    fn enum_value(&mut self, decl: &'t ast::EnumValueDecl, parent: EnumId, beside: Parent) {
        let name = decl.name.of(self.text);
        let id = self.part.enum_values.push(EnumValueEntry { parent, name, decl });
        self.part.enums[parent].values.push(id);
        self.declare(beside.into(), name, decl.name, Symbol::EnumValue(id));
    }
}

/// A oneof to be added.
struct NewOneof<'t> {
    name: &'t str,
    span: Span,
    decl: Option<&'t ast::OneofDecl>,
    message: MessageId,
}

impl<'t> Visitor<'t> for Walk<'t> {
    type Scope = Parent;
    type Oneof = OneofId;
    type Field = FieldId;

    fn message(&mut self, decl: MessageDecl<'t>, parent: Parent) -> Parent {
        let full_name = self.made.next();
        let name = last_part(full_name);
        let members = if matches!(decl, MessageDecl::MapEntry(_)) { 2 } else { decl.body().len() };
        let entry = MessageEntry {
            file: self.file,
            parent,
            name,
            full_name,
            decl,
            fields: Vec::with_capacity(members),
            rest: None,
        };
        let id = self.part.messages.push(entry);
        match parent {
            Parent::File(_) => self.part.file.messages.push(id),
            Parent::Message(outer) => self.rest(outer).messages.push(id),
        }
        self.declare(parent.into(), name, decl.name(), Symbol::Message(id));
        Parent::Message(id)
    }

    fn field(&mut self, field: FieldAt<'t, Parent, OneofId>) -> FieldId {
        let FieldAt { decl, scope: within, extend, oneof, own_message } = field;
        let name = self.field_name(decl);
        let scope = match (extend, within) {
            (None, Parent::Message(message)) => FieldScope::Message(message),
            (Some(decl), scope) => FieldScope::Extend { scope, decl },
            (None, Parent::File(_)) => unreachable!("fields are in messages, extensions in `extend` blocks"),
        };
        let mut entry = FieldEntry::new(self.file, name, decl, scope);
        if let Some(oneof) = oneof {
            entry.set_oneof(oneof);
        }
        let is_optional = |decl| is_proto3_optional(self.syntax, decl) && oneof.is_none();
        entry.proto3_optional = matches!(decl, FieldDecl::Field(decl) if is_optional(decl));
        let id = self.part.fields.push(entry);
        if let Some(Parent::Message(message)) = own_message {
            self.part.own_messages.push((id, message));
        }
        match scope {
            FieldScope::Message(message) => self.part.messages[message].fields.push(id),
            FieldScope::Extend { scope: Parent::File(_), .. } => self.part.file.extensions.push(id),
            FieldScope::Extend { scope: Parent::Message(outer), .. } => self.rest(outer).extensions.push(id),
        }
        if let Some(oneof) = oneof {
            self.part.oneofs[oneof].fields.push(id);
        }
        self.declare(within.into(), name, decl.name(), Symbol::Field(id));
        id
    }

    fn oneof(&mut self, decl: &'t ast::OneofDecl, message: Parent) -> OneofId {
        let Parent::Message(message) = message else { unreachable!("oneofs are in messages") };
        self.new_oneof(NewOneof { name: decl.name.of(self.text), span: decl.name, decl: Some(decl), message })
    }

    fn synthetic_oneofs(&mut self, fields: &[(&'t ast::FieldDecl, FieldId)], message: Parent, _: &'t [ast::Member]) {
        let Parent::Message(message) = message else { unreachable!("fields are in messages") };
        for &(decl, field) in fields {
            let name = self.made.next();
            let oneof = self.new_oneof(NewOneof { name, span: decl.name, decl: None, message });
            self.part.oneofs[oneof].fields.push(field);
            self.part.fields[field].set_oneof(oneof);
        }
    }

    fn enumeration(&mut self, decl: &'t ast::EnumDecl, parent: Parent) {
        let full_name = self.made.next();
        let name = last_part(full_name);
        let values = Vec::with_capacity(decl.body.len());
        let id = self.part.enums.push(EnumEntry { file: self.file, parent, name, full_name, decl, values });
        match parent {
            Parent::File(_) => self.part.file.enums.push(id),
            Parent::Message(outer) => self.rest(outer).enums.push(id),
        }
        self.declare(parent.into(), name, decl.name, Symbol::Enum(id));
        for member in &decl.body {
            if let ast::EnumMember::Value(value) = member {
                self.enum_value(value, id, parent);
            }
        }
    }

    fn service(&mut self, decl: &'t ast::ServiceDecl, _: Parent) {
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

/// Returns the last component of a full name.
fn last_part(full_name: &str) -> &str {
    full_name.rsplit('.').next().unwrap_or(full_name)
}
