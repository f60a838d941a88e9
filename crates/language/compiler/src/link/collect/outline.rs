//! The outline of a file: the number of its declarations, and derived names such as full names. It needs no other file.
//!
//! Names are created once, in the order of [`traverse`]. The walk consumes them in the same order.

use super::decls::{Counts, FieldDecl, MessageDecl};
use super::traverse::{FieldAt, Visitor, oneof_fields, traverse};
use crate::link::names;
use crate::lookup::HashSet;
use protoward_schema::{Edition, Syntax, most_name_bytes};
use protoward_syntax::ast;
use protoward_syntax::{Dialect, Parsed, literal};

/// The outline of a file; see [the module](self).
pub(crate) struct Outline {
    syntax: Syntax,
    /// All names, concatenated in the order of the traversal.
    text: String,
    ends: Vec<u32>,
    pub(in crate::link) counts: Counts,
    has_extensions: bool,
    too_long: Option<ast::Span>,
}

impl Outline {
    /// Creates the outline of a file.
    pub(crate) fn new(text: &str, parsed: &Parsed) -> Self {
        let outline = Self {
            text: String::new(),
            ends: Vec::new(),
            counts: Counts::default(),
            has_extensions: false,
            too_long: None,
            syntax: syntax_of(parsed.dialect),
        };
        let mut maker = OutlineBuilder { text, left: most_name_bytes(text.len()), outline };
        let scope = match parsed.file.package() {
            Some(package) => maker.make(&literal::path(text, package.name)),
            None => ScopeName { start: 0, end: 0 },
        };
        let syntax = maker.outline.syntax;
        traverse(&mut maker, &parsed.file, syntax, scope);
        maker.outline.text.shrink_to_fit();
        maker.outline.ends.shrink_to_fit();
        maker.outline
    }

    /// Returns the syntax or edition of the file.
    pub(crate) const fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// Returns the first declaration whose full name exceeds the limit of all full names in the file. The outline is incomplete
    /// then.
    pub(crate) const fn too_long(&self) -> Option<ast::Span> {
        self.too_long
    }

    /// Returns the kinds of elements that the file declares, at any depth.
    #[cfg(feature = "comparison")]
    pub(crate) const fn kinds(&self) -> protoward_schema::unchanged::Kinds {
        protoward_schema::unchanged::Kinds::of(self.counts.messages > 0, self.counts.enums > 0, self.has_extensions)
    }

    /// Returns an iterator over the names in creation order.
    pub(in crate::link) fn names(&self) -> OutlineNames<'_> {
        OutlineNames { outline: self, next: 0, start: 0 }
    }
}

/// An iterator over the names of an outline.
pub(in crate::link) struct OutlineNames<'t> {
    outline: &'t Outline,
    next: usize,
    start: usize,
}

impl<'t> OutlineNames<'t> {
    pub(in crate::link) fn next(&mut self) -> &'t str {
        let end = self.outline.ends[self.next] as usize;
        let name = &self.outline.text[self.start..end];
        (self.next, self.start) = (self.next + 1, end);
        name
    }
}

const fn syntax_of(dialect: Dialect) -> Syntax {
    match dialect {
        Dialect::Proto2 | Dialect::Unknown => Syntax::Proto2,
        Dialect::Proto3 => Syntax::Proto3,
        Dialect::Edition2023 => Syntax::Edition(Edition::E2023),
        Dialect::Edition2024 => Syntax::Edition(Edition::E2024),
        Dialect::Edition2026 => Syntax::Edition(Edition::E2026),
        Dialect::EditionUnstable => Syntax::Edition(Edition::UNSTABLE),
    }
}

/// The range of a scope's full name in the text of all names.
#[derive(Clone, Copy)]
struct ScopeName {
    start: usize,
    end: usize,
}

struct OutlineBuilder<'t> {
    text: &'t str,
    /// The number of bytes that full names may still take, whether or not they are part of the outline.
    left: usize,
    outline: Outline,
}

impl OutlineBuilder<'_> {
    fn make(&mut self, name: &str) -> ScopeName {
        let start = self.outline.text.len();
        self.outline.text.push_str(name);
        self.done(start)
    }

    /// Creates the full name of a declaration in a scope.
    fn make_in(&mut self, scope: ScopeName, name: &str, declared: ast::Span) -> ScopeName {
        let start = self.outline.text.len();
        self.count_in(scope, declared);
        if self.outline.too_long.is_some() {
            return self.done(start);
        }
        if scope.start < scope.end {
            self.outline.text.extend_from_within(scope.start..scope.end);
            self.outline.text.push('.');
        }
        self.outline.text.push_str(name);
        self.done(start)
    }

    /// Counts the full name of a declaration in a scope.
    fn count_in(&mut self, scope: ScopeName, declared: ast::Span) {
        let length = scope.end - scope.start + (declared.end - declared.start) as usize;
        match self.left.checked_sub(length) {
            Some(left) => self.left = left,
            None => drop(self.outline.too_long.get_or_insert(declared)),
        }
    }

    fn done(&mut self, start: usize) -> ScopeName {
        let end = self.outline.text.len();
        self.outline.ends.push(u32::try_from(end).expect("full names and files are limited"));
        ScopeName { start, end }
    }
}

impl<'t> Visitor<'t> for OutlineBuilder<'_> {
    type Scope = ScopeName;
    type Oneof = ();
    type Field = ();

    fn message(&mut self, decl: MessageDecl<'t>, scope: ScopeName) -> ScopeName {
        self.outline.counts.messages += 1;
        let name = decl.name().of(self.text);
        match decl {
            MessageDecl::Message(_) | MessageDecl::Group(_) => self.make_in(scope, name, decl.name()),
            MessageDecl::MapEntry(_) => self.make_in(scope, &names::map_entry_name(name), decl.name()),
        }
    }

    fn field(&mut self, field: FieldAt<'t, ScopeName, ()>) {
        self.outline.counts.fields += 1;
        self.outline.has_extensions |= field.extend.is_some();
        self.count_in(field.scope, field.decl.name());
        if let FieldDecl::Field(decl) = field.decl
            && lends_name(decl)
        {
            self.make(&field_name(decl, self.text));
        }
    }

    fn oneof(&mut self, decl: &'t ast::OneofDecl, scope: ScopeName) {
        self.count_in(scope, decl.name);
        self.outline.counts.oneofs += 1;
    }

    /// Names synthetic oneofs. Such a name avoids fields and other oneofs; a message of the same name is a conflict.
    fn synthetic_oneofs(&mut self, fields: &[(&'t ast::FieldDecl, ())], _: ScopeName, body: &'t [ast::Member]) {
        let text = self.text;
        let mut taken: HashSet<String> = HashSet::default();
        for member in body {
            match member {
                ast::Member::Field(field) => drop(taken.insert(field_name(field, text))),
                ast::Member::Oneof(oneof) => {
                    taken.insert(oneof.name.of(text).to_owned());
                    taken.extend(oneof_fields(oneof).map(|field| field_name(field, text)));
                }
                _ => {}
            }
        }
        for (field, ()) in fields {
            let name = names::synthetic_oneof(&field_name(field, text), |name| taken.contains(name));
            self.make(&name);
            self.outline.counts.oneofs += 1;
            taken.insert(name);
        }
    }

    fn enumeration(&mut self, decl: &'t ast::EnumDecl, scope: ScopeName) {
        self.outline.counts.enums += 1;
        self.make_in(scope, decl.name.of(self.text), decl.name);
        for member in &decl.body {
            if let ast::EnumMember::Value(value) = member {
                self.outline.counts.enum_values += 1;
                self.count_in(scope, value.name);
            }
        }
    }

    fn service(&mut self, decl: &'t ast::ServiceDecl, file: ScopeName) {
        self.outline.counts.services += 1;
        let service = self.make_in(file, decl.name.of(self.text), decl.name);
        for member in &decl.body {
            if let ast::ServiceMember::Method(method) = member {
                self.outline.counts.methods += 1;
                self.count_in(service, method.name);
            }
        }
    }
}

/// Returns `true` if the field name is derived, as that of a group is from the name of its message.
pub(super) const fn lends_name(decl: &ast::FieldDecl) -> bool {
    matches!(decl.ty, ast::TypeExpr::Group(_))
}

/// Returns the name of a field. A group's field has the group's name in lower case.
fn field_name(decl: &ast::FieldDecl, text: &str) -> String {
    if lends_name(decl) { decl.name.of(text).to_ascii_lowercase() } else { decl.name.of(text).to_owned() }
}
