//! Restoration of references to types, and of the request and response of methods.

use super::bring_back::{Name, require_name};
use super::declare::declare_open;
use crate::context::{FieldPair, FixContext, Pair};
use crate::plan::{Plan, PlanResult};
use crate::resolver::{NameKind, scope_of};
use protoward_breaking::End;
use protoward_edit::{Decl, Node, TextEdit};
use protoward_schema::{Edition, Element, MethodId, Parent, Scalar, SymbolVisibility};
use protoward_syntax::ast::{MethodType, Path};
use protoward_syntax::literal;

/// Plans the requirements of a name in the old text to keep its meaning in the new text.
pub(crate) fn require(
    cx: &FixContext<'_>,
    was: &Node<'_>,
    now: &Node<'_>,
    name: &Name<'_>,
    plan: &mut Plan,
) -> PlanResult {
    require_name(cx, name, "", cx.files(was, now)?, plan)?;
    declare_open(cx, plan)
}

/// Plans the requirements of an old field type, or of the key or value type of a map, to keep its meaning.
pub(crate) fn require_field_type(cx: &FixContext<'_>, field: &FieldPair<'_>, ty: Path, plan: &mut Plan) -> PlanResult {
    let name = literal::path(field.was.doc.text, ty);
    if Scalar::from_keyword(&name).is_some() {
        return Some(());
    }
    // The key and value types of a map are resolved in the scope of the map.
    let declared = cx.old.map_field(field.old.into()).unwrap_or(field.old);
    let full_name = cx.old.full_name(declared.into());
    let name = Name { scope: scope_of(&full_name), name: &name, kind: NameKind::Type };
    require(cx, &field.was, &cx.now(field.new)?, &name, plan)
}

/// Restores the request or response type of a method.
pub(crate) fn method_type(cx: &FixContext<'_>, end: End, method: &Pair<'_, MethodId>, plan: &mut Plan) -> PlanResult {
    let Pair { was, now, .. } = method;
    let before = end_of(was, end)?.name;
    let after = end_of(now, end)?.name;
    let service = cx.old[cx.old[method.old].service].full_name;
    let name = literal::path(was.doc.text, before);
    require(cx, was, now, &Name { scope: cx.old.text(service), name: &name, kind: NameKind::Type }, plan)?;
    plan.replace(now, after.span, was.text(before.span));
    Some(())
}

/// Restores the `stream` keyword of the request or response.
pub(crate) fn stream(end: End, was: &Node<'_>, now: &Node<'_>, plan: &mut Plan) -> PlanResult {
    let before = end_of(was, end)?;
    let after = end_of(now, end)?;
    let name = after.name.span.start as usize;
    plan.edit(
        now,
        match (before.stream, after.stream) {
            (Some(_), None) => TextEdit::insert(name, "stream "),
            (None, Some(word)) => TextEdit::remove(word.start as usize..name),
            _ => return None,
        },
    );
    Some(())
}

fn end_of<'t>(method: &Node<'t>, end: End) -> Option<&'t MethodType> {
    let Decl::Method(method) = method.decl else { return None };
    Some(match end {
        End::Request => &method.input,
        End::Response => &method.output,
    })
}

/// Exports a type, if the new file has the keyword and allows it there.
pub(crate) fn export(cx: &FixContext<'_>, new: Element, now: &Node<'_>, plan: &mut Plan) -> PlanResult {
    let file = &cx.new[cx.new.file_of(new)];
    let (parent, word) = match (new, now.decl) {
        (Element::Message(id), Decl::Message(decl)) => (cx.new[id].parent, decl.visibility),
        (Element::Enum(id), Decl::Enum(decl)) => (cx.new[id].parent, decl.visibility),
        _ => return None,
    };
    let is_strict = file.features.symbol_visibility == SymbolVisibility::Strict;
    let is_refused = is_strict && matches!(parent, Parent::Message(_));
    if is_refused || file.syntax.edition() < Edition::E2024 {
        return None;
    }
    match word {
        Some(word) => plan.replace(now, word.span(), "export"),
        None => plan.edit(now, TextEdit::insert(now.start(), "export ")),
    }
    Some(())
}
