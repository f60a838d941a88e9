//! Fields that move back into or out of a oneof.

use super::wrap::Wrapped;
use crate::context::{FieldPair, FixContext, Pair};
use crate::plan::{Plan, PlanResult};
use crate::resolver::Side;
use protoward_edit::{Decl, DocumentChange, FieldMove, InsertPosition, Node, Statement, TextEdit, Wrap};
use protoward_schema::{FieldId, MessageId, OneofId};

/// Moves a field back: into its old oneof, or out of any.
pub(crate) fn restore(cx: &FixContext<'_>, field: &FieldPair<'_>, plan: &mut Plan) -> PlanResult {
    let was_in = cx.resolver.real_oneof(Side::Old, field.old);
    let is_in = cx.resolver.real_oneof(Side::New, field.new);
    if cx.is_other_syntax(field) || cx.new[field.new].is_extension() {
        return None;
    }
    let message = cx.new[field.new].containing();
    let into = was_in.and_then(|was| cx.resolver.new_oneof(message, was));
    match (was_in, is_in, into) {
        (Some(_), _, Some(into)) => back_into(cx, into, field, plan),
        (Some(was), Some(is), None) => rename(cx, was, is, plan),
        (Some(was), None, None) => Wrapped::new(cx, was, message)?.plan(0, plan),
        (None, Some(is), _) => out_of(cx, is, field, plan),
        (None, None, _) => None,
    }
}

/// Restores the old name of a oneof, unless another old oneof had the new name.
fn rename(cx: &FixContext<'_>, was: OneofId, is: OneofId, plan: &mut Plan) -> PlanResult {
    is_new(cx, is, cx.old[was].message).then_some(())?;
    restore_name(cx, &cx.pair(was, is)?, plan)
}

/// Restores the old name of a oneof.
pub(crate) fn restore_name(cx: &FixContext<'_>, oneof: &Pair<'_, OneofId>, plan: &mut Plan) -> PlanResult {
    let stock = cx.resolver.stock(Side::New, cx.new[oneof.new].message)?;
    (!stock.is_declared(oneof.was.name())).then_some(())?;
    plan.rename(&oneof.now, &oneof.was)
}

/// Returns `true` if the old message has no oneof with the name of a new one.
fn is_new(cx: &FixContext<'_>, oneof: OneofId, old: MessageId) -> bool {
    let name = cx.new.text(cx.new[oneof].name);
    cx.old[old].oneofs.iter().all(|&oneof| cx.old.text(cx.old[oneof].name) != name)
}

/// Moves a field back into its old oneof, unless the current oneof would become empty.
fn back_into(cx: &FixContext<'_>, into: OneofId, field: &FieldPair<'_>, plan: &mut Plan) -> PlanResult {
    let leaves = cx.resolver.real_oneof(Side::New, field.new);
    if leaves.is_some_and(|oneof| cx.new[oneof].fields.len() < 2) {
        return None;
    }
    relocate(cx, field, &cx.now(into)?, plan)
}

/// Moves a field out of its oneof, or removes the oneof if none of its fields was in one.
fn out_of(cx: &FixContext<'_>, is: OneofId, field: &FieldPair<'_>, plan: &mut Plan) -> PlanResult {
    let old = cx.old[field.old].containing();
    let was_outside = |&field: &FieldId| {
        let was = cx.resolver.old_member(old, field);
        was.is_some_and(|was| cx.resolver.real_oneof(Side::Old, was).is_none())
    };
    if cx.new[is].fields.iter().all(was_outside) {
        return if is_new(cx, is, old) { unwrap(cx, is, old, plan) } else { None };
    }
    relocate(cx, field, &cx.now(cx.new[field.new].containing())?, plan)
}

/// Moves a field and restores its label.
fn relocate(cx: &FixContext<'_>, field: &FieldPair<'_>, into: &Node<'_>, plan: &mut Plan) -> PlanResult {
    let label = field.was.label().map(|label| format!("{label} ")).unwrap_or_default();
    let (at, is_bare) = place_of(cx, field, into)?;
    let leaves = match cx.resolver.real_oneof(Side::New, field.new) {
        Some(oneof) => cx.now(oneof).map(|node| (node.start(), cx.new[oneof].fields.len())),
        None => None,
    };
    let owner = field.now.start();
    let into = into.start();
    let rank = field.was.start();
    let it = FieldMove { owner, label, into, at, is_bare, indent: None, rank, leaves };
    plan.operation(&field.now, DocumentChange::FieldMove(it));
    Some(())
}

/// Returns the new position of a field, and `true` if its comment is already there: the field may have been moved
/// without it.
fn place_of(cx: &FixContext<'_>, field: &FieldPair<'_>, into: &Node<'_>) -> Option<(InsertPosition, bool)> {
    let at = cx.places.place(&field.was, into)?;
    let InsertPosition::Line(line) = at else { return Some((at, false)) };
    let was = cx.places.statement(&field.was, "", into, at);
    Some(match was.comments_in(into.doc, &into.body()?.gap(line)) {
        Some(behind) => (InsertPosition::Line(behind), was.comments == Statement::of(&field.now).comments),
        None => (at, false),
    })
}

/// Removes the braces of a oneof.
fn unwrap(cx: &FixContext<'_>, id: OneofId, old: MessageId, plan: &mut Plan) -> PlanResult {
    let oneof = cx.now(id)?;
    let doc = oneof.doc;
    let body = oneof.body()?;
    for (&field, decl) in cx.new[id].fields.iter().zip(body.items.iter()) {
        // The options of the oneof cannot exist outside of it.
        let Decl::Field(_) = decl else { return None };
        let was = cx.was(cx.resolver.old_member(old, field)?)?;
        plan.edits(&oneof, was.label().into_iter().flat_map(|label| oneof.inner(decl).set_label(Some(label))));
    }
    if body.items.len() != cx.new[id].fields.len() {
        return None;
    }
    let is_blank = |start: usize, end: usize| doc.text[start..end].trim().is_empty();
    let (Some(inside), Some(behind)) = (doc.next_line(body.open), doc.next_line(oneof.end())) else {
        // The oneof is on one line.
        let (first, last) =
            (body.items.get(0)?.span().start as usize, body.items.iter().next_back()?.span().end as usize);
        let outside = [oneof.start()..first, last..oneof.end()];
        plan.edits(&oneof, outside.map(TextEdit::remove));
        return (is_blank(body.open, first) && is_blank(last, body.close)).then_some(());
    };
    let outer = doc.indent(oneof.start())?;
    let close = doc.line_start(body.close);
    let is_bare = inside <= close && is_blank(body.open, inside) && doc.indent(body.close).is_some();
    if !is_bare || !is_blank(oneof.end(), behind) {
        return None;
    }
    let keeps_comment = has_own_comment(cx, &oneof, cx.new[id].fields.first().copied(), old);
    let head = if keeps_comment && !doc.is_blank_behind(inside) { doc.line_break() } else { "" };
    let around = [TextEdit::new(doc.line_start(oneof.start())..inside, head), TextEdit::remove(close..behind)];
    plan.edits(&oneof, around);
    let was = body.indent();
    let indent = outer.to_owned();
    let wrap = Wrap { start: inside, end: close, was, indent, foot: String::new(), rank: 0 };
    plan.operation(&oneof, DocumentChange::Wrap(wrap));
    Some(())
}

/// Returns `true` if the comment above a new oneof differs from that of its first field, above which it would be.
fn has_own_comment(cx: &FixContext<'_>, oneof: &Node<'_>, first: Option<FieldId>, old: MessageId) -> bool {
    let own = Statement::of(oneof);
    let was = first.and_then(|field| cx.was(cx.resolver.old_member(old, field)?));
    !own.comments.is_empty() && was.is_none_or(|was| Statement::of(&was).comments != own.comments)
}
