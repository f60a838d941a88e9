//! What can be said of a file without looking at any other: how much it declares, and the names that its text does not
//! spell, such as full names.
//!
//! Names are made here once, in the order of the walk, which takes them one by one.

use std::collections::BTreeSet;

use crate::link::names;
use protoward_schema::twins::Kinds;
use protoward_schema::{Edition, Syntax};
use protoward_syntax::ast::{self, Span};
use protoward_syntax::{Dialect, Parsed, literal};

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

/// See [the module](self).
pub(crate) struct Outline {
    syntax: Syntax,
    /// All names, one behind the other.
    text: String,
    ends: Vec<u32>,
    pub(in crate::link) counts: Counts,
    has_extensions: bool,
}

impl Outline {
    /// Goes through a file once.
    pub(crate) fn new(text: &str, parsed: &Parsed) -> Self {
        let outline = Self {
            text: String::new(),
            ends: Vec::new(),
            counts: Counts::default(),
            has_extensions: false,
            syntax: syntax_of(parsed.dialect),
        };
        let mut walk = Walk { text, outline };
        walk.file(&parsed.file);
        walk.outline.text.shrink_to_fit();
        walk.outline.ends.shrink_to_fit();
        walk.outline
    }

    /// The language that the file says it is in.
    pub(crate) const fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// Which kinds of elements the file declares, at any depth.
    pub(crate) const fn kinds(&self) -> Kinds {
        Kinds::of(self.counts.messages > 0, self.counts.enums > 0, self.has_extensions)
    }

    /// The names, in the order in which they were made.
    pub(in crate::link) fn names(&self) -> Made<'_> {
        Made { outline: self, next: 0, start: 0 }
    }
}

/// Gives the names of an outline, one by one.
pub(in crate::link) struct Made<'t> {
    outline: &'t Outline,
    next: usize,
    start: usize,
}

impl<'t> Made<'t> {
    pub(in crate::link) fn next(&mut self) -> &'t str {
        let end = self.outline.ends[self.next] as usize;
        let name = &self.outline.text[self.start..end];
        (self.next, self.start) = (self.next + 1, end);
        name
    }
}

/// The statement that names the package; the first one, where there are several.
pub(in crate::link) fn package(file: &ast::File) -> Option<&ast::PackageDecl> {
    file.items.iter().find_map(|item| match item {
        ast::Item::Package(package) => Some(package),
        _ => None,
    })
}

/// Whether a field of proto3 says `optional`.
pub(in crate::link) fn is_proto3_optional(syntax: Syntax, decl: &ast::FieldDecl) -> bool {
    syntax == Syntax::Proto3 && matches!(decl.label, Some((ast::Label::Optional, _)))
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

/// A stretch of the names that were made.
#[derive(Clone, Copy)]
struct Scope {
    start: usize,
    end: usize,
}

struct Walk<'t> {
    text: &'t str,
    outline: Outline,
}

impl Walk<'_> {
    fn file(&mut self, file: &ast::File) {
        let package = package(file).map(|package| literal::path(self.text, package.name));
        let scope = match package {
            Some(package) => self.make(&package),
            None => Scope { start: 0, end: 0 },
        };
        for item in &file.items {
            match item {
                ast::Item::Message(message) => self.message(message.name, &message.body, scope),
                ast::Item::Enum(declared) => self.enumeration(declared, scope),
                ast::Item::Service(service) => self.service(service, scope),
                ast::Item::Extend(extend) => self.extend(extend, scope),
                ast::Item::Package(_) | ast::Item::Import(_) | ast::Item::Option(_) => {}
            }
        }
    }

    fn make(&mut self, name: &str) -> Scope {
        let start = self.outline.text.len();
        self.outline.text.push_str(name);
        self.done(start)
    }

    /// A name inside of another.
    fn make_in(&mut self, scope: Scope, name: &str) -> Scope {
        let start = self.outline.text.len();
        if scope.start < scope.end {
            self.outline.text.extend_from_within(scope.start..scope.end);
            self.outline.text.push('.');
        }
        self.outline.text.push_str(name);
        self.done(start)
    }

    fn done(&mut self, start: usize) -> Scope {
        let end = self.outline.text.len();
        self.outline.ends.push(u32::try_from(end).expect("names are about as long as the text, which is bounded"));
        Scope { start, end }
    }

    fn message(&mut self, name: Span, body: &[ast::Member], scope: Scope) {
        self.outline.counts.messages += 1;
        let scope = self.make_in(scope, name.of(self.text));
        for member in body {
            match member {
                ast::Member::Field(field) => self.field(field, scope),
                ast::Member::Oneof(oneof) => {
                    self.outline.counts.oneofs += 1;
                    oneof_fields(oneof).for_each(|field| self.field(field, scope));
                }
                ast::Member::Message(message) => self.message(message.name, &message.body, scope),
                ast::Member::Enum(declared) => self.enumeration(declared, scope),
                ast::Member::Extend(extend) => self.extend(extend, scope),
                ast::Member::Extensions(_) | ast::Member::Reserved(_) | ast::Member::Option(_) => {}
            }
        }
        if self.outline.syntax == Syntax::Proto3 {
            self.synthetic_oneofs(body);
        }
    }

    /// Each `optional` field of proto3 gets a oneof of its own, behind all others. Names of fields and of other oneofs
    /// are avoided; a message of that name clashes.
    fn synthetic_oneofs(&mut self, body: &[ast::Member]) {
        let is_optional = |field: &&ast::FieldDecl| is_proto3_optional(Syntax::Proto3, field);
        let plain_fields = || body.iter().filter_map(plain_field);
        if !plain_fields().any(|field| is_optional(&field)) {
            return;
        }
        let text = self.text;
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for field in plain_fields() {
            taken.insert(field_name(field, text));
        }
        for oneof in body.iter().filter_map(oneof) {
            taken.insert(oneof.name.of(text).to_owned());
            for field in oneof_fields(oneof) {
                taken.insert(field_name(field, text));
            }
        }
        for field in plain_fields().filter(is_optional) {
            let name = names::synthetic_oneof(&field_name(field, text), |name| taken.contains(name));
            self.make(&name);
            self.outline.counts.oneofs += 1;
            taken.insert(name);
        }
    }

    fn extend(&mut self, extend: &ast::ExtendDecl, scope: Scope) {
        self.outline.has_extensions |= !extend.fields.is_empty();
        extend.fields.iter().for_each(|field| self.field(field, scope));
    }

    fn field(&mut self, decl: &ast::FieldDecl, scope: Scope) {
        self.outline.counts.fields += 1;
        match (&decl.ty, &decl.group) {
            (ast::TypeExpr::Group(_), group) => {
                if let Some(group) = group {
                    self.message(decl.name, &group.body, scope);
                }
                self.make(&field_name(decl, self.text));
            }
            (ast::TypeExpr::Map { .. }, _) => {
                self.outline.counts.messages += 1;
                self.outline.counts.fields += 2;
                self.make_in(scope, &names::map_entry(decl.name.of(self.text)));
            }
            (ast::TypeExpr::Named(_), _) => {}
        }
    }

    fn enumeration(&mut self, decl: &ast::EnumDecl, scope: Scope) {
        self.outline.counts.enums += 1;
        self.make_in(scope, decl.name.of(self.text));
        let values = decl.body.iter().filter(|member| matches!(member, ast::EnumMember::Value(_)));
        self.outline.counts.enum_values += values.count();
    }

    fn service(&mut self, decl: &ast::ServiceDecl, scope: Scope) {
        self.outline.counts.services += 1;
        self.make_in(scope, decl.name.of(self.text));
        let methods = decl.body.iter().filter(|member| matches!(member, ast::ServiceMember::Method(_)));
        self.outline.counts.methods += methods.count();
    }
}

/// The name of a field: a group lends its own, in lower case.
fn field_name(decl: &ast::FieldDecl, text: &str) -> String {
    match decl.ty {
        ast::TypeExpr::Group(_) => decl.name.of(text).to_ascii_lowercase(),
        ast::TypeExpr::Named(_) | ast::TypeExpr::Map { .. } => decl.name.of(text).to_owned(),
    }
}

const fn plain_field(member: &ast::Member) -> Option<&ast::FieldDecl> {
    if let ast::Member::Field(field) = member { Some(field) } else { None }
}

const fn oneof(member: &ast::Member) -> Option<&ast::OneofDecl> {
    if let ast::Member::Oneof(oneof) = member { Some(oneof) } else { None }
}

/// The fields of a oneof.
pub(in crate::link) fn oneof_fields(oneof: &ast::OneofDecl) -> impl Iterator<Item = &ast::FieldDecl> {
    oneof.body.iter().filter_map(|member| match member {
        ast::OneofMember::Field(field) => Some(field),
        ast::OneofMember::Option(_) => None,
    })
}
