//! Default values: fields with one value of a scalar type or an enum can have one.
//!
//! <https://protobuf.dev/programming-guides/proto2/#optional>. Whether a number or a string fits its type, the parser
//! says.

use super::said::{Phase, Said};
use super::{Context, diagnostics, visibility};
use crate::link::collect::{FieldDecl, FieldEntry};
use crate::schema::{EnumId, FieldId, FieldType};
use crate::source::nearest;
use crate::syntax::ast::{self, Value, ValueKind};

pub(super) fn check(cx: &Context<'_>, said: &mut Said) {
    for (id, entry) in cx.fields() {
        let FieldDecl::Field(decl) = entry.decl else { continue };
        if let Some(value) = default(cx, decl) {
            check_field(cx, id, entry, value, said);
        }
    }
}

/// The value of `default = …`.
pub(super) fn default<'t>(cx: &Context<'_>, decl: &'t ast::FieldDecl) -> Option<&'t Value> {
    let mut options = decl.options.as_ref()?.items.iter();
    options.find(|option| option.name_span.of(cx.text()) == "default").map(|option| &option.value)
}

fn check_field(cx: &Context<'_>, id: FieldId, entry: &FieldEntry<'_>, value: &Value, said: &mut Said) {
    let place = cx.place(value.span);
    if cx.is_repeated(entry) {
        said.say(Phase::Build, id, diagnostics::default_of_repeated(place));
        return;
    }
    if cx.tables.types.unknown.contains(&id) || visibility::is_hidden(cx, cx.tables.types.fields[id]) {
        return;
    }
    match cx.tables.types.fields[id] {
        FieldType::Message(_) | FieldType::Group(_) => {
            said.say(Phase::Link, id, diagnostics::default_of_message(place));
        }
        FieldType::Enum(declared) => enum_default(cx, id, declared, value, said),
        FieldType::Scalar(_) => {}
    }
}

fn enum_default(cx: &Context<'_>, id: FieldId, declared: EnumId, value: &Value, said: &mut Said) {
    let (word, decls) = (value.span.of(cx.text()), cx.tables.decls);
    let name = decls.names.text(decls.enums[declared].full_name);
    let values = || decls.enums[declared].values.iter().map(|&value| decls.names.text(decls.enum_values[value].name));
    if value.kind != ValueKind::Identifier {
        let diagnostic = diagnostics::enum_default_is_no_name(name, cx.place(value.span), values().next());
        said.say(Phase::Link, id, diagnostic);
    } else if !values().any(|known| known == word) {
        let near = nearest(word, values());
        let diagnostic = diagnostics::enum_default_unknown(word, name, cx.place(value.span), &near, values().next());
        said.say(Phase::Link, id, diagnostic);
    }
}
