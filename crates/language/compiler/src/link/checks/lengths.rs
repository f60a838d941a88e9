//! Lengths of names: protoc stores them in 16 bits.
//!
//! protoc stores the full name of a field together with its lower-case, camel-case and JSON names, where they differ.

use super::phase::{DeclarationKey, Phase};
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics};
use crate::link::collect::{FieldDecl, FieldEntry, FieldScope, MessageDecl};
use protoward_schema::{Parent, default_json_name};
use protoward_source::Place;
use protoward_syntax::ast::Span;
use protoward_syntax::literal;

/// Maximum number of bytes that protoc can store for all names of a declaration.
const MOST: usize = 65_535;
/// Field names up to this length are safe, because protoc stores them at most four times.
const SAFE: usize = 8_000;
/// protoc's limits of a package name: bytes, and parts between dots.
const MOST_OF_PACKAGE: usize = 511;
const MOST_PARTS_OF_PACKAGE: usize = 101;

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    package(cx, report);
    // Names are not longer than the text of their file.
    if cx.text().len() > SAFE {
        Lengths { cx, report }.all();
    }
}

fn package(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    let Some(name) = cx.tables.decls.files[cx.file].package else { return };
    let is_too_deep = name.split('.').count() > MOST_PARTS_OF_PACKAGE;
    if name.len() <= MOST_OF_PACKAGE && !is_too_deep {
        return;
    }
    let Some(decl) = cx.unit().file.package() else { return };
    let place = cx.place(decl.name.span);
    let diagnostic = if name.len() > MOST_OF_PACKAGE {
        diagnostics::package_too_long(name.len(), MOST_OF_PACKAGE, place)
    } else {
        diagnostics::package_too_deep(MOST_PARTS_OF_PACKAGE, place)
    };
    report.push_first(Phase::Build, cx.file, diagnostic.in_protoc(cx.place(decl.span)));
}

struct Lengths<'a, 'c> {
    cx: &'c CheckContext<'a>,
    report: &'c mut PhaseReport,
}

impl<'a> Lengths<'a, '_> {
    fn all(&mut self) {
        let cx = self.cx;
        let decls = cx.tables.decls;
        for (id, entry) in cx.messages() {
            let is_map = matches!(entry.decl, MessageDecl::MapEntry(_));
            let in_protoc = if is_map { cx.nowhere() } else { cx.place(entry.decl.name()) };
            let length = cx.message_text(entry).len();
            let span = entry.decl.name();
            self.name(entry.parent, LongName { length, span, at: id.into(), in_protoc });
            for &oneof in &entry.rest().oneofs {
                if let Some(decl) = decls.oneofs[oneof].decl {
                    let length = decl.name.of(cx.text()).len();
                    let span = decl.name;
                    let name = LongName { length, span, at: oneof.into(), in_protoc: cx.nowhere() };
                    self.name(Parent::Message(id), name);
                }
            }
        }
        for (id, entry) in cx.fields() {
            self.field(entry, id.into());
        }
        for (id, entry) in cx.enums() {
            let name = entry.decl.name;
            self.name(entry.parent, LongName::new(cx, name, id));
            for &value in &entry.values {
                let name = decls.enum_values[value].decl.name;
                self.name(entry.parent, LongName::new(cx, name, value));
            }
        }
        for &id in &decls.files[cx.file].services {
            let entry = &decls.services[id];
            let name = entry.decl.name;
            let file = Parent::File(cx.file);
            self.name(file, LongName::new(cx, name, id));
            for &method in &entry.methods {
                let span = decls.methods[method].decl.name;
                let length = name.of(cx.text()).len() + 1 + span.of(cx.text()).len();
                self.name(file, LongName { length, span, at: method.into(), in_protoc: cx.place(span) });
            }
        }
    }

    /// Returns the length of the enclosing full name, including the trailing dot.
    fn scope(&self, scope: Parent) -> usize {
        let decls = self.cx.tables.decls;
        let name = match scope {
            Parent::File(file) => decls.files[file].package,
            Parent::Message(message) => Some(decls.messages[message].full_name),
        };
        name.map_or(0, |name| name.len() + 1)
    }

    fn name(&mut self, scope: Parent, name: LongName) {
        let LongName { length, span, at, in_protoc } = name;
        let full = if length > SAFE { self.scope(scope) + length } else { self.long_scope(scope) + length };
        if full > MOST {
            let diagnostic = diagnostics::name_too_long(full, MOST, self.cx.place(span));
            self.report.push_first(Phase::Build, at, diagnostic.in_protoc(in_protoc));
        }
    }

    /// Finds the message that makes a scope too long. Scopes are almost always short.
    fn long_scope(&self, scope: Parent) -> usize {
        match scope {
            Parent::File(_) => 0,
            Parent::Message(_) => self.scope(scope),
        }
    }

    fn field(&mut self, entry: &FieldEntry<'a>, at: DeclarationKey) {
        let cx = self.cx;
        let name = cx.field_name(entry);
        let scope = self.scope(match entry.scope() {
            FieldScope::Message(message) => Parent::Message(message),
            FieldScope::Extend { scope, .. } => scope,
        });
        let json = json_length(cx, entry);
        if scope + name.len() + json.unwrap_or_default() <= SAFE {
            return;
        }
        let is_own = matches!(entry.decl(), FieldDecl::Field(_));
        let in_protoc = if is_own { cx.place(cx.name_span(entry)) } else { cx.nowhere() };
        let length = stored(name, scope + name.len(), json);
        if length > MOST {
            let diagnostic = diagnostics::name_too_long(length, MOST, cx.place(cx.name_span(entry)));
            self.report.push_first(Phase::Build, at, diagnostic.in_protoc(in_protoc));
        }
    }
}

/// A name that may be too long.
struct LongName {
    length: usize,
    span: Span,
    at: DeclarationKey,
    in_protoc: Place,
}

impl LongName {
    fn new(cx: &CheckContext<'_>, span: Span, at: impl Into<DeclarationKey>) -> Self {
        Self { length: span.of(cx.text()).len(), span, at: at.into(), in_protoc: cx.place(span) }
    }
}

/// Returns the number of bytes that protoc stores for the names of a field, with separators.
fn stored(name: &str, full: usize, json: Option<usize>) -> usize {
    let default = default_json_name(name);
    let is_lower = !name.bytes().any(|byte| byte.is_ascii_uppercase());
    match json {
        None if is_lower && default == name => full.max(name.len() + 1),
        None if is_lower => full + default.len() + 2,
        json => full + name.len() + default.len() + json.unwrap_or(default.len()) + 4,
    }
}

/// Returns the length of a JSON name that is not the default one.
fn json_length(cx: &CheckContext<'_>, entry: &FieldEntry<'_>) -> Option<usize> {
    let mut options = cx.field_decl(entry).options.as_ref()?.items.iter();
    let option = options.find(|option| option.name_span.of(cx.text()) == "json_name")?;
    let name = literal::string(cx.text(), option.value.span);
    (*name != *default_json_name(cx.field_name(entry)).as_bytes()).then_some(name.len())
}
