//! Maps: keys are whole numbers, booleans or strings, and an enum that is a value has zero first.
//!
//! <https://protobuf.dev/programming-guides/proto3/#maps>

use super::numbers::number;
use super::said::{Phase, Said};
use super::{Context, diagnostics};
use crate::link::collect::{FieldDecl, FieldEntry};
use crate::schema::{EnumId, EnumType, FieldId, FieldType, Scalar};
use crate::source::Place;
use crate::syntax::ast::TypeExpr;

pub(super) fn check(cx: &Context<'_>, said: &mut Said) {
    for (id, entry) in cx.fields() {
        if let (Some(message), FieldDecl::Field(decl)) = (entry.own_message, entry.decl)
            && let (TypeExpr::Map { .. }, [key, value]) = (&decl.ty, &cx.tables.decls.messages[message].fields[..])
        {
            check_map(cx, id, entry, [*key, *value], said);
        }
    }
}

fn check_map(cx: &Context<'_>, id: FieldId, entry: &FieldEntry<'_>, [key, value]: [FieldId; 2], said: &mut Said) {
    let TypeExpr::Map { span, key: key_path, value: value_path } = &cx.field_decl(entry).ty else { return };
    let in_protoc = cx.place(*span);
    let types = cx.tables.types;
    let wrong = match types.fields[key] {
        _ if types.unknown.contains(&key) => None,
        FieldType::Scalar(Scalar::Double | Scalar::Float) => Some("a number with a fraction"),
        FieldType::Scalar(Scalar::Bytes) => Some("bytes"),
        FieldType::Scalar(_) => None,
        FieldType::Message(_) | FieldType::Group(_) => Some("a message"),
        FieldType::Enum(_) => Some("an enum"),
    };
    if let Some(wrong) = wrong {
        let diagnostic = diagnostics::map_key(wrong, cx.place(key_path.span));
        said.say(Phase::Validate, id, diagnostic.in_protoc(in_protoc));
    }
    if let FieldType::Enum(declared) = types.fields[value] {
        check_value(cx, id, declared, (cx.place(value_path.span), in_protoc), said);
    }
}

/// That an open enum begins with zero is a rule of its own.
fn check_value(cx: &Context<'_>, id: FieldId, declared: EnumId, (place, in_protoc): (Place, Place), said: &mut Said) {
    let is_open = cx.tables.features.enums[declared].enum_type == EnumType::Open;
    let entry = &cx.tables.decls.enums[declared];
    let there = Context { file: entry.file, ..*cx };
    let first = entry.values.first().map(|&first| cx.tables.decls.enum_values[first].decl.number);
    if let Some(first) = first.filter(|&first| !is_open && number(there.text(), first) != 0) {
        let name = cx.tables.decls.names.text(entry.full_name);
        let diagnostic = diagnostics::map_value_without_zero(name, place, there.place(first));
        said.say(Phase::Validate, id, diagnostic.in_protoc(in_protoc));
    }
}
