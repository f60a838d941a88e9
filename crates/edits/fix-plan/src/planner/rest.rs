//! The properties of a field besides its name and number. They matter if a fix creates another pair of fields: an
//! uncompared difference would be the next finding.

use std::collections::BTreeSet;

use super::{option, shape};
use crate::context::{FieldPair, FixContext};
use crate::plan::{Plan, PlanResult};
use crate::resolver::Side;
use protoward_edit::{Decl, Node, head_span, option_name};
use protoward_syntax::ast::{FieldDecl, TypeExpr};

/// Restores a new field to the old one, except for its name and number.
pub(crate) fn restore(cx: &FixContext<'_>, field: &FieldPair<'_>, plan: &mut Plan) -> PlanResult {
    let custom = |node| options(node).into_iter().filter(|(name, _)| name.starts_with('(')).collect::<BTreeSet<_>>();
    if !shape::inherits_the_same(cx, field, |_| true) || custom(&field.was) != custom(&field.now) {
        return None;
    }
    if !is_same_shape(cx, field) {
        shape::restore(cx, field, plan)?;
    }
    shape::restore_typed_options(cx, field, plan)?;
    if cx.old.json_name(field.old) != cx.new.json_name(field.new) {
        option::restore_json_name(cx, field, plan)?;
    }
    Some(())
}

fn is_same_shape(cx: &FixContext<'_>, field: &FieldPair<'_>) -> bool {
    let is_map = |node: &Node<'_>| matches!(node.decl, Decl::Field(FieldDecl { ty: TypeExpr::Map { .. }, .. }));
    if is_map(&field.was) || is_map(&field.now) {
        return head(&field.was) == head(&field.now);
    }
    let before = &cx.old[field.old];
    let after = &cx.new[field.new];
    let was_in = cx.resolver.real_oneof(Side::Old, field.old).map(|id| cx.old.text(cx.old[id].name));
    let is_in = cx.resolver.real_oneof(Side::New, field.new).map(|id| cx.new.text(cx.new[id].name));
    cx.resolver.is_same_type(field.old, field.new)
        && before.cardinality == after.cardinality
        && before.proto3_optional == after.proto3_optional
        && was_in == is_in
}

/// Returns the label and the type as written.
pub(crate) fn head(node: &Node<'_>) -> Option<String> {
    let Decl::Field(field) = node.decl else { return None };
    Some(plain(node.text(head_span(field))))
}

/// Returns the type as written.
pub(crate) fn ty(node: &Node<'_>) -> Option<String> {
    let Decl::Field(field) = node.decl else { return None };
    Some(plain(node.text(field.ty.span())))
}

/// Returns the bracket options as written.
pub(crate) fn options(node: &Node<'_>) -> BTreeSet<(String, String)> {
    let options = node.bracket_options();
    options.map(|option| (option_name(option, node.doc.text), plain(node.text(option.value.span)))).collect()
}

/// Returns a text with one space between words.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
