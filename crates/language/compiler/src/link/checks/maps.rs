//! Maps: keys are integers, booleans or strings, and enum values have a zero value first.
//!
//! <https://protobuf.dev/programming-guides/proto3/#maps>

use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::ranges::number;
use super::{CheckContext, diagnostics};
use crate::link::collect::{FieldDecl, FieldEntry, MessageDecl};
use protoward_schema::{EnumId, EnumType, FieldId, FieldType, Scalar};
use protoward_source::{Diagnostic, Place};
use protoward_syntax::ast::{MapType, TypeExpr};

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    for (id, entry) in cx.fields() {
        entry_as_type(cx, id, entry, report);
        if let (Some(message), FieldDecl::Field(decl)) = (cx.tables.decls.own_messages.get(id), entry.decl())
            && let (TypeExpr::Map { .. }, [key, value]) = (&decl.ty, &cx.tables.decls.messages[message].fields[..])
        {
            check_map(cx, id, entry, [*key, *value], report);
        }
    }
}

/// Reports the synthetic entry message of a map as a field type. Only names that end with `Entry` are compared.
fn entry_as_type(cx: &CheckContext<'_>, id: FieldId, entry: &FieldEntry<'_>, report: &mut PhaseReport) {
    let span = match (&cx.field_decl(entry).ty, entry.decl()) {
        (TypeExpr::Named(path), _) => path.span,
        (TypeExpr::Map(map), FieldDecl::MapKey(_)) => map.key.span,
        (TypeExpr::Map(map), FieldDecl::MapValue(_)) => map.value.span,
        _ => return,
    };
    if !span.of(cx.text()).ends_with("Entry") || cx.tables.types.unknown.contains(id) {
        return;
    }
    let FieldType::Message(message) = cx.tables.types.fields[id] else { return };
    let MessageDecl::MapEntry(map) = cx.tables.decls.messages[message].decl else { return };
    let there = CheckContext { file: cx.tables.decls.messages[message].file, ..*cx };
    let name = there.message_text(&cx.tables.decls.messages[message]);
    let diagnostic = diagnostics::map_entry_as_type(name, cx.place(span), there.place(map.name));
    let in_protoc = if matches!(entry.decl(), FieldDecl::Field(_)) { cx.place(span) } else { cx.nowhere() };
    report.push(Phase::Validate, id, diagnostic.in_protoc(in_protoc));
}

fn check_map(
    cx: &CheckContext<'_>,
    id: FieldId,
    entry: &FieldEntry<'_>,
    [key, value]: [FieldId; 2],
    report: &mut PhaseReport,
) {
    let TypeExpr::Map(map) = &cx.field_decl(entry).ty else { return };
    let MapType { span, key: key_path, value: value_path } = &**map;
    let in_protoc = || cx.place(*span);
    let types = cx.tables.types;
    let wrong = match types.fields[key] {
        _ if types.unknown.contains(key) => None,
        FieldType::Scalar(Scalar::Double | Scalar::Float) => Some("floating-point numbers"),
        FieldType::Scalar(Scalar::Bytes) => Some("bytes"),
        FieldType::Scalar(_) => None,
        FieldType::Message(_) | FieldType::Group(_) => Some("messages"),
        FieldType::Enum(_) => Some("enums"),
    };
    if let Some(wrong) = wrong {
        let diagnostic = diagnostics::map_key(wrong, cx.place(key_path.span));
        report.push(Phase::Validate, id, diagnostic.in_protoc(in_protoc()));
    }
    if let FieldType::Enum(declared) = types.fields[value]
        && let Some(diagnostic) = check_value(cx, declared, cx.place(value_path.span))
    {
        report.push(Phase::Validate, id, diagnostic.in_protoc(in_protoc()));
    }
}

/// Checks the enum of a map value. The zero value of open enums is checked elsewhere.
fn check_value(cx: &CheckContext<'_>, declared: EnumId, place: Place) -> Option<Diagnostic> {
    let is_open = cx.tables.features.enums[declared].enum_type == EnumType::Open;
    let entry = &cx.tables.decls.enums[declared];
    let there = CheckContext { file: entry.file, ..*cx };
    let first = entry.values.first().map(|&first| cx.tables.decls.enum_values[first].decl.number);
    let first = first.filter(|&first| !is_open && number(there.text(), first) != 0)?;
    Some(diagnostics::map_value_without_zero(entry.full_name, place, there.place(first)))
}
