//! The label and type of a field, and the options that depend on them. A map combines both, and `packed` needs a
//! repeated numeric field.

use super::option::OptionToRestore;
use super::spelling::{CTYPE, DEFAULT, ENCODING, JAVA_UTF8, MESSAGES, PACKED, PRESENCE, STRING_TYPE, Spelling, UTF8};
use super::{oneofs, option, types};
use crate::context::{FieldPair, FixContext, Pair};
use crate::plan::{Plan, PlanResult};
use crate::resolver::Side;
use protoward_edit::{Decl, head_span};
use protoward_schema::{Cardinality, FeatureSet, FieldId, FieldOwner, FieldType, Scalar, Schema};
use protoward_syntax::ast::{FieldDecl, Path, Span, TypeExpr};

/// Options that depend on the type or the cardinality of a field.
const TYPED: [&str; 10] = [CTYPE, DEFAULT, STRING_TYPE, JAVA_UTF8, MESSAGES, ENCODING, UTF8, "jstype", "lazy", PACKED];

/// Restores the label and the type of a field, with the options that depend on them.
pub(crate) fn restore(cx: &FixContext<'_>, field: &FieldPair<'_>, plan: &mut Plan) -> PlanResult {
    let (before, after) = same_field(field)?;
    let planned = plan.changes.len();
    let was_in_oneof = cx.resolver.real_oneof(Side::Old, field.old).is_some();
    let is_in_oneof = cx.resolver.real_oneof(Side::New, field.new).is_some();
    let types = match (&before.ty, &after.ty) {
        (TypeExpr::Named(to), TypeExpr::Named(from)) => vec![(*to, from.span)],
        (TypeExpr::Map(to), TypeExpr::Map(from)) => vec![(to.key, from.key.span), (to.value, from.value.span)],
        _ => Vec::new(),
    };
    if was_in_oneof != is_in_oneof {
        // A change of the oneof also changes the cardinality.
        oneofs::restore(cx, field, plan)?;
    } else if !types.is_empty() {
        restore_label(cx, field, plan)?;
    }
    if types.is_empty() {
        restore_head(cx, field, plan)?;
    }
    let mut keeps_type = cx.is_other_syntax(field);
    for (to, from) in types {
        if !is_same_type(cx, field, to, from) {
            restore_type(cx, field, to, from, plan)?;
            keeps_type = false;
        }
    }
    if plan.changes.len() == planned {
        return option::restore_all(cx, &[PRESENCE], field, plan);
    }
    if keeps_type { Some(()) } else { restore_typed_options(cx, field, plan) }
}

/// Returns both declarations of a field, unless another field now has the old number.
fn same_field<'t>(field: &FieldPair<'t>) -> Option<(&'t FieldDecl, &'t FieldDecl)> {
    let (Decl::Field(before), Decl::Field(after)) = (field.was.decl, field.now.decl) else { return None };
    let is_same = field.was.name() == field.now.name();
    (is_same && before.group_body().is_none() && after.group_body().is_none()).then_some((before, after))
}

/// Returns `true` if two types have the same spelling and meaning; for a map, only the spelling counts.
fn is_same_type(cx: &FixContext<'_>, field: &FieldPair<'_>, was: Path, is: Span) -> bool {
    let is_map = cx.new.map_field(field.new.into()).is_some()
        || cx.new[field.new].ty.message().is_some_and(|it| cx.new.is_map_entry(it));
    let is_spelled_the_same = field.was.text(was.span) == field.now.text(is);
    is_spelled_the_same && (is_map || cx.resolver.is_same_type(field.old, field.new))
}

fn restore_type(cx: &FixContext<'_>, field: &FieldPair<'_>, to: Path, from: Span, plan: &mut Plan) -> PlanResult {
    // Differences that depend on the new type are not visible yet.
    if !inherits_the_same(cx, field, |name| name != PRESENCE) {
        return None;
    }
    types::require_field_type(cx, field, to, plan)?;
    plan.replace(&field.now, from, field.was.text(to.span));
    Some(())
}

/// Restores the label, or the equivalent feature.
fn restore_label(cx: &FixContext<'_>, field: &FieldPair<'_>, plan: &mut Plan) -> PlanResult {
    let Pair { was, now, .. } = field;
    if !cx.is_other_syntax(field) {
        plan.edits(now, now.set_label(was.label()));
        return Some(());
    }
    let language = cx.resolver.language(Side::New, field.new);
    let spelling = Spelling::new(&cx.resolver, field.old, was, language, cx.new[field.new].file)?;
    plan.edits(now, now.set_label(spelling.label));
    option::restore_all(cx, &[PRESENCE], field, plan)
}

/// Restores label and type together if one side is a map.
fn restore_head(cx: &FixContext<'_>, field: &FieldPair<'_>, plan: &mut Plan) -> PlanResult {
    let Pair { was, now, .. } = field;
    let (Decl::Field(before), Decl::Field(after)) = (was.decl, now.decl) else { return None };
    if cx.is_other_syntax(field) {
        return None;
    }
    let types = match &before.ty {
        TypeExpr::Map(map) => vec![map.key, map.value],
        TypeExpr::Named(name) => vec![*name],
        TypeExpr::Group(_) => return None,
    };
    // The map entry uses a name too.
    let entry = cx.old[field.old].ty.message().filter(|&entry| cx.old.is_map_entry(entry));
    let stock = cx.resolver.stock(Side::New, cx.new[field.new].containing())?;
    if entry.is_some_and(|entry| !stock.is_free(cx.old.text(cx.old[entry].name))) {
        return None;
    }
    types.into_iter().try_for_each(|name| types::require_field_type(cx, field, name, plan))?;
    plan.replace(now, head_span(after), was.text(head_span(before)));
    Some(())
}

/// Restores the options that depend on the type.
pub(crate) fn restore_typed_options(cx: &FixContext<'_>, field: &FieldPair<'_>, plan: &mut Plan) -> PlanResult {
    option::restore_all(cx, &TYPED, field, plan)
}

/// Restores an option of a field. An option that depends on the type is restored with it, if the type changed too.
pub(crate) fn restore_option(cx: &FixContext<'_>, name: &str, field: &FieldPair<'_>, plan: &mut Plan) -> PlanResult {
    let is_typed = TYPED.contains(&name);
    if is_typed && !cx.resolver.is_same_type(field.old, field.new) {
        return restore(cx, field, plan);
    }
    // A renamed enum value cannot be a default by its old name.
    if let (FieldType::Enum(parent), DEFAULT, Some(value)) = (cx.new[field.new].ty, name, field.was.bracket_value(name))
    {
        cx.resolver.stock(Side::New, parent)?.number(value)?;
    }
    if is_typed {
        option::restore_all(cx, &[name], field, plan)
    } else {
        option::restore(cx, OptionToRestore { name, otherwise: None }, field, plan)
    }
}

/// Returns `true` if a field inherits the same features as before, considering only those that apply to it and that
/// it does not set itself. `counts` selects features.
pub(crate) fn inherits_the_same(cx: &FixContext<'_>, field: &FieldPair<'_>, counts: impl Fn(&str) -> bool) -> bool {
    let before = around(cx.old, field.old);
    let after = around(cx.new, field.new);
    let old = &cx.old[field.old];
    let is_many = old.cardinality == Cardinality::Repeated;
    let is_text = old.ty == FieldType::Scalar(Scalar::String);
    let is_message = old.ty.message().is_some();
    let features = [
        (UTF8, is_text, before.utf8_validation == after.utf8_validation),
        (MESSAGES, is_message, before.message_encoding == after.message_encoding),
        (ENCODING, is_many && !is_text && !is_message, before.repeated_encoding == after.repeated_encoding),
        (PRESENCE, !is_many && !is_message, before.field_presence == after.field_presence),
    ];
    features.into_iter().all(|(name, applies, is_same)| {
        is_same || !applies || !counts(name) || field.was.bracket_setting(name).is_some()
    })
}

fn around(schema: &Schema, id: FieldId) -> FeatureSet {
    match schema[id].owner {
        FieldOwner::Message(message) => schema[message].features,
        FieldOwner::Extension { .. } => schema[schema[id].file].features,
    }
}
