//! Nested declarations. For a duplicate message or service, protoc first reports a duplicate nested name.

use super::CheckContext;
use crate::link::collect::{FieldDecl, Symbol};
use crate::lookup::HashSet;
use protoward_schema::{EnumId, FieldId, MessageId};
use protoward_syntax::ast::Span;

/// A declaration nested in a message or service.
pub(super) struct Inner {
    pub(super) symbol: Symbol,
    /// The span of the name.
    pub(super) span: Span,
    /// The full name relative to the outermost message or service.
    path: String,
}

/// Returns the first declaration, in protoc's order, that two messages or services of one name both contain.
pub(super) fn first_in_both(cx: &CheckContext<'_>, first: Symbol, again: Symbol) -> Option<Inner> {
    let taken: HashSet<String> = inner(cx, first).into_iter().map(|inner| inner.path).collect();
    inner(cx, again).into_iter().find(|inner| taken.contains(&inner.path))
}

fn inner(cx: &CheckContext<'_>, symbol: Symbol) -> Vec<Inner> {
    let mut names = Inside { cx, names: Vec::new() };
    match symbol {
        Symbol::Message(id) => names.message(id, ""),
        Symbol::Service(id) => {
            for &method in &cx.tables.decls.services[id].methods {
                let entry = &cx.tables.decls.methods[method];
                names.add("", entry.name, Symbol::Method(method), entry.decl.name);
            }
        }
        Symbol::Package
        | Symbol::Field(_)
        | Symbol::Oneof(_)
        | Symbol::Enum(_)
        | Symbol::EnumValue(_)
        | Symbol::Method(_) => {}
    }
    names.names
}

struct Inside<'a, 'c> {
    cx: &'c CheckContext<'a>,
    names: Vec<Inner>,
}

impl Inside<'_, '_> {
    fn add(&mut self, within: &str, name: &str, symbol: Symbol, span: Span) {
        self.names.push(Inner { symbol, span, path: format!("{within}.{name}") });
    }

    /// Adds the declarations of a message in protoc's order. The parser limits the recursion depth.
    fn message(&mut self, id: MessageId, within: &str) {
        let decls = self.cx.tables.decls;
        let entry = &decls.messages[id];
        for &oneof in &entry.rest().oneofs {
            let span = decls.oneofs[oneof].decl.map(|decl| decl.name).unwrap_or_default();
            self.add(within, decls.oneofs[oneof].name, Symbol::Oneof(oneof), span);
        }
        entry.fields.iter().for_each(|&field| self.field(field, within));
        entry.rest().enums.iter().for_each(|&declared| self.enumeration(declared, within));
        entry.rest().extensions.iter().for_each(|&field| self.field(field, within));
        for &nested in &entry.rest().messages {
            let name = decls.messages[nested].name;
            self.message(nested, &format!("{within}.{name}"));
            self.add(within, name, Symbol::Message(nested), decls.messages[nested].decl.name());
        }
    }

    fn field(&mut self, id: FieldId, within: &str) {
        let entry = &self.cx.tables.decls.fields[id];
        let (FieldDecl::Field(decl) | FieldDecl::MapKey(decl) | FieldDecl::MapValue(decl)) = entry.decl();
        self.add(within, self.cx.field_name(entry), Symbol::Field(id), decl.name);
    }

    fn enumeration(&mut self, id: EnumId, within: &str) {
        let decls = self.cx.tables.decls;
        for &value in &decls.enums[id].values {
            let entry = &decls.enum_values[value];
            self.add(within, entry.name, Symbol::EnumValue(value), entry.decl.name);
        }
        self.add(within, decls.enums[id].name, Symbol::Enum(id), decls.enums[id].decl.name);
    }
}
