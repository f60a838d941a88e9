//! The naming style that editions from 2024 on enforce.
//!
//! Source: <https://protobuf.dev/editions/features/#enforce_naming_style>, and the behavior of protoc for each kind of
//! name.

use super::diagnostics::NamedDeclaration;
use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics::style as diagnostics};
use crate::edition_rules::{Case, FORBIDDEN_NAME, accessor_stems};
use crate::link::collect::{FieldDecl, FieldEntry, FieldScope, MessageDecl};
use crate::link::options::OptionsHolder;
use crate::lookup::HashMap;
use protoward_schema::{Element, FieldId, MessageId, NamingStyle, Parent, Syntax};
use protoward_syntax::ast::Span;
use protoward_syntax::literal;

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    if !matches!(cx.unit().syntax, Syntax::Edition(_)) {
        return;
    }
    package(cx, report);
    messages(cx, report);
    fields(cx, report);
    enums(cx, report);
    services(cx, report);
}

const fn is_enforced(style: NamingStyle) -> bool {
    match style {
        NamingStyle::Style2024 | NamingStyle::Style2026 => true,
        NamingStyle::Legacy => false,
    }
}

fn package(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    if !is_enforced(cx.tables.features.files[cx.file].naming_style) {
        return;
    }
    let Some(decl) = cx.unit().file.package() else { return };
    let name = literal::path(cx.text(), decl.name);
    if let Some(fault) = Case::LowerSnake.fault(&name) {
        let diagnostic = diagnostics::style("package", &name, Case::LowerSnake, fault, cx.place(decl.name.span));
        report.push(Phase::Style, cx.file, diagnostic.in_protoc(cx.place(decl.span)));
    }
}

/// A declaration with a naming style.
struct Declared {
    /// The kind of the declaration.
    what: &'static str,
    case: Case,
    id: Element,
    span: Span,
}

fn name(cx: &CheckContext<'_>, report: &mut PhaseReport, declared: Declared) {
    let Declared { what, case, id, span } = declared;
    let written = span.of(cx.text());
    if let Some(fault) = case.fault(written) {
        let holder = OptionsHolder::Element(id);
        let diagnostic = diagnostics::style(what, written, case, fault, cx.place(span));
        report.push(Phase::Style, holder, cx.at_name(holder, diagnostic));
    }
}

fn messages(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    for (id, entry) in cx.messages() {
        match entry.decl {
            MessageDecl::Message(decl) if is_enforced(cx.tables.features.messages[id].naming_style) => {
                name(cx, report, Declared { what: "message", case: Case::Title, id: id.into(), span: decl.name });
            }
            _ => {}
        }
        for &oneof in &entry.rest().oneofs {
            let style = cx.tables.features.oneofs[oneof].naming_style;
            if let Some(decl) = cx.tables.decls.oneofs[oneof].decl
                && is_enforced(style)
            {
                name(cx, report, Declared { what: "oneof", case: Case::LowerSnake, id: oneof.into(), span: decl.name });
            }
        }
        collisions(cx, report, id);
    }
}

fn fields(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    for (id, entry) in cx.fields() {
        let FieldDecl::Field(decl) = entry.decl() else { continue };
        let style = cx.tables.features.fields[id].naming_style;
        if is_enforced(style) {
            name(cx, report, Declared { what: "field", case: Case::LowerSnake, id: id.into(), span: decl.name });
        }
        if style == NamingStyle::Style2026 && is_at_top(entry) {
            named_descriptor(cx, report, "field", id.into(), decl.name);
        }
    }
}

/// Returns `true` if a field is an extension outside all messages.
const fn is_at_top(entry: &FieldEntry<'_>) -> bool {
    matches!(entry.scope(), FieldScope::Extend { scope: Parent::File(_), .. })
}

fn enums(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    for (id, entry) in cx.enums() {
        if is_enforced(cx.tables.features.enums[id].naming_style) {
            name(cx, report, Declared { what: "enum", case: Case::Title, id: id.into(), span: entry.decl.name });
        }
        for &value in &entry.values {
            if is_enforced(cx.tables.features.enum_values[value].naming_style) {
                let decl = cx.tables.decls.enum_values[value].decl;
                name(
                    cx,
                    report,
                    Declared { what: "enum value", case: Case::UpperSnake, id: value.into(), span: decl.name },
                );
            }
        }
    }
}

fn services(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    for &id in &cx.tables.decls.files[cx.file].services {
        let entry = &cx.tables.decls.services[id];
        if is_enforced(cx.tables.features.services[id].naming_style) {
            name(cx, report, Declared { what: "service", case: Case::Title, id: id.into(), span: entry.decl.name });
        }
        for &method in &entry.methods {
            if is_enforced(cx.tables.features.methods[method].naming_style) {
                let decl = cx.tables.decls.methods[method].decl;
                name(cx, report, Declared { what: "method", case: Case::Title, id: method.into(), span: decl.name });
            }
        }
    }
}

/// Reports fields, oneofs and extensions with names of generated accessors, as STYLE2026 requires.
fn collisions(cx: &CheckContext<'_>, report: &mut PhaseReport, id: MessageId) {
    let decls = cx.tables.decls;
    let features = cx.tables.features;
    let entry = &decls.messages[id];
    let named = |field: FieldId| match decls.fields[field].decl() {
        FieldDecl::Field(decl) => Some((Element::Field(field), decl.name)),
        FieldDecl::MapKey(_) | FieldDecl::MapValue(_) => None,
    };
    let mut checked: Vec<(Element, Span)> = Vec::new();
    for &oneof in &entry.rest().oneofs {
        if let Some(decl) = decls.oneofs[oneof].decl
            && features.oneofs[oneof].naming_style == NamingStyle::Style2026
        {
            checked.push((Element::Oneof(oneof), decl.name));
        }
    }
    for fields in [&entry.fields, &entry.rest().extensions] {
        for &field in fields {
            if features.fields[field].naming_style == NamingStyle::Style2026 {
                checked.extend(named(field));
            }
        }
    }
    if checked.is_empty() {
        return;
    }
    let all_oneofs = entry.rest().oneofs.iter().filter_map(|&oneof| Some(decls.oneofs[oneof].decl?.name));
    let all_fields = entry.fields.iter().filter_map(|&field| Some(named(field)?.1));
    let taken: HashMap<&str, Span> = all_oneofs.chain(all_fields).map(|span| (span.of(cx.text()), span)).collect();
    for &(element, span) in &checked {
        let what = if matches!(element, Element::Oneof(_)) { "oneof" } else { "field" };
        named_descriptor(cx, report, what, element, span);
        let written = span.of(cx.text());
        for (affix, rest) in accessor_stems(written) {
            if let Some(&other) = taken.get(rest) {
                let holder = OptionsHolder::Element(element);
                let diagnostic = {
                    let named = NamedDeclaration { name: written, place: cx.place(span) };
                    diagnostics::collision(what, affix, named, NamedDeclaration { name: rest, place: cx.place(other) })
                };
                report.push(Phase::Style, holder, cx.at_name(holder, diagnostic));
            }
        }
    }
}

fn named_descriptor(cx: &CheckContext<'_>, report: &mut PhaseReport, what: &str, id: Element, span: Span) {
    if span.of(cx.text()) == FORBIDDEN_NAME {
        let holder = OptionsHolder::Element(id);
        let diagnostic = diagnostics::descriptor(what, cx.place(span));
        report.push(Phase::Style, holder, cx.at_name(holder, diagnostic));
    }
}
