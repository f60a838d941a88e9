//! Symbol visibility: `export`, `local`, and the default of the file.
//!
//! Source: <https://protobuf.dev/editions/features/#symbol-visibility>, and the behavior of protoc.

use super::holders::statement;
use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics::visibility as diagnostics};
use crate::link::collect::{FieldDecl, FieldScope, MessageDecl};
use crate::link::options::OptionsHolder;
use protoward_schema::ranges::MAX_FIELD;
use protoward_schema::{EnumId, FieldType, FileId, MessageId, Parent, SymbolVisibility};
use protoward_source::Diagnostic;
use protoward_syntax::ast::{self, Member, Reserved, Span, TypeExpr, VisibilityDecl};

/// A message or enum with the properties that decide its visibility.
#[derive(Clone, Copy)]
struct Declared<'a> {
    file: FileId,
    full_name: &'a str,
    name: Span,
    is_nested: bool,
    visibility: Option<VisibilityDecl>,
}

/// Reports uses of types that are not visible in this file.
pub(super) fn uses(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    let decls = cx.tables.decls;
    let types = cx.tables.types;
    for (id, entry) in cx.fields() {
        if let FieldScope::Extend { decl: block, .. } = entry.scope()
            && let FieldDecl::Field(_) = entry.decl()
            && let Some(declared) = types.extendees.get(id).and_then(|extendee| hidden_message(cx, extendee))
        {
            report.push(Phase::Link, id, not_visible(cx, declared, block.extendee.span));
        }
        let declared = match types.fields[id] {
            FieldType::Message(message) | FieldType::Group(message) => hidden_message(cx, message),
            FieldType::Enum(id) => hidden_enum(cx, id),
            FieldType::Scalar(_) => None,
        };
        let Some(declared) = declared else { continue };
        let (FieldDecl::Field(decl) | FieldDecl::MapKey(decl) | FieldDecl::MapValue(decl)) = entry.decl();
        match &decl.ty {
            TypeExpr::Named(path) => report.push(Phase::Link, id, not_visible(cx, declared, path.span)),
            TypeExpr::Map(map) => {
                let diagnostic = not_visible(cx, declared, map.value.span).in_protoc(cx.nowhere());
                report.push(Phase::Link, id, diagnostic);
            }
            TypeExpr::Group(_) => {}
        }
    }
    for (id, method) in decls.methods.slice(cx.declared().methods.clone()) {
        let Some((input, output)) = types.methods[id] else { continue };
        for &(message, ty) in &[(input, &method.decl.input), (output, &method.decl.output)] {
            if let Some(declared) = hidden_message(cx, message) {
                report.push(Phase::Link, id, not_visible(cx, declared, ty.name.span));
            }
        }
    }
}

/// Returns `true` if a type of another file is not visible in this file.
pub(super) fn is_hidden(cx: &CheckContext<'_>, ty: FieldType) -> bool {
    match ty {
        FieldType::Message(id) | FieldType::Group(id) => hidden_message(cx, id).is_some(),
        FieldType::Enum(id) => hidden_enum(cx, id).is_some(),
        FieldType::Scalar(_) => false,
    }
}

fn hidden_message<'a>(cx: &CheckContext<'a>, id: MessageId) -> Option<Declared<'a>> {
    let entry = &cx.tables.decls.messages[id];
    if entry.file == cx.file {
        return None;
    }
    hidden(cx, message(cx, id)?)
}

fn message<'a>(cx: &CheckContext<'a>, id: MessageId) -> Option<Declared<'a>> {
    let entry = &cx.tables.decls.messages[id];
    let (name, visibility) = match entry.decl {
        MessageDecl::Message(decl) => (decl.name, decl.visibility),
        MessageDecl::Group(decl) => (decl.name, None),
        MessageDecl::MapEntry(_) => return None,
    };
    let is_nested = matches!(entry.parent, Parent::Message(_));
    Some(Declared { file: entry.file, full_name: entry.full_name, name, is_nested, visibility })
}

fn hidden_enum<'a>(cx: &CheckContext<'a>, id: EnumId) -> Option<Declared<'a>> {
    let entry = &cx.tables.decls.enums[id];
    if entry.file == cx.file {
        return None;
    }
    let is_nested = matches!(entry.parent, Parent::Message(_));
    let name = entry.decl.name;
    let visibility = entry.decl.visibility;
    hidden(cx, Declared { file: entry.file, full_name: entry.full_name, name, is_nested, visibility })
}

fn hidden<'a>(cx: &CheckContext<'a>, declared: Declared<'a>) -> Option<Declared<'a>> {
    (!is_exported(cx, declared)).then_some(declared)
}

fn is_exported(cx: &CheckContext<'_>, declared: Declared<'_>) -> bool {
    match (declared.visibility, cx.tables.features.files[declared.file].symbol_visibility) {
        (Some(visibility), _) => visibility.is_export,
        (None, SymbolVisibility::ExportAll) => true,
        (None, SymbolVisibility::ExportTopLevel) => !declared.is_nested,
        (None, SymbolVisibility::LocalAll | SymbolVisibility::Strict) => false,
    }
}

fn not_visible(cx: &CheckContext<'_>, declared: Declared<'_>, used: Span) -> Diagnostic {
    let there = CheckContext { file: declared.file, ..*cx };
    let (place, why) = match declared.visibility {
        Some(visibility) => (there.place(visibility.span()), diagnostics::HiddenReason::Marked),
        None => {
            let path = ["features", "default_symbol_visibility"];
            let option = statement(&there, OptionsHolder::Element(declared.file.into()), &path);
            let why = match cx.tables.features.files[declared.file].symbol_visibility {
                SymbolVisibility::ExportTopLevel => diagnostics::HiddenReason::Nested,
                _ => diagnostics::HiddenReason::ByFile { option: option.map(|option| there.place(option.span)) },
            };
            (there.place(declared.name), why)
        }
    };
    diagnostics::not_visible(declared.full_name, there.unit().name, cx.place(used), place, why)
}

/// Reports nested exports under strict visibility. Only enums of a message that serves as a namespace may be exported.
pub(super) fn strict(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    if cx.tables.features.files[cx.file].symbol_visibility != SymbolVisibility::Strict {
        return;
    }
    for (id, entry) in cx.messages() {
        if let (Parent::Message(_), MessageDecl::Message(decl)) = (entry.parent, entry.decl)
            && let Some(export) = decl.visibility.filter(|visibility| visibility.is_export)
        {
            let diagnostic = diagnostics::nested_export("message", cx.place(export.span()), cx.place(decl.name), None);
            report.push(Phase::Strict, id, diagnostic.in_protoc(cx.nowhere()));
        }
    }
    for (id, entry) in cx.enums() {
        let Parent::Message(outer) = entry.parent else { continue };
        let Some(export) = entry.decl.visibility.filter(|visibility| visibility.is_export) else { continue };
        if !is_only_a_name(cx, outer) {
            let outer = cx.tables.decls.messages[outer].name;
            let diagnostic =
                diagnostics::nested_export("enum", cx.place(export.span()), cx.place(entry.decl.name), Some(outer));
            report.push(Phase::Strict, id, diagnostic.in_protoc(cx.nowhere()));
        }
    }
}

/// Returns `true` if a message is only a namespace: local, at the top level, with all numbers reserved.
fn is_only_a_name(cx: &CheckContext<'_>, id: MessageId) -> bool {
    let entry = &cx.tables.decls.messages[id];
    let is_local = message(cx, id).is_some_and(|declared| !is_exported(cx, declared));
    let mut ranges = entry.decl.body().iter().filter_map(|member| match member {
        Member::Reserved(ast::ReservedDecl { what: Reserved::Numbers(ranges), .. }) => Some(ranges),
        _ => None,
    });
    let mut ranges = ranges.by_ref().flatten();
    let holds_all = ranges.next().is_some_and(|range| {
        let number = |span: Span| protoward_syntax::literal::unsigned(span.of(cx.text()));
        number(range.start) == Some(1)
            && (range.end.of(cx.text()) == "max" || number(range.end) == Some(MAX_FIELD as u64))
    });
    is_local && matches!(entry.parent, Parent::File(_)) && holds_all && ranges.next().is_none()
}
