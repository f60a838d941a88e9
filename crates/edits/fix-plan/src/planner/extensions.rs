//! Restoration of extensions, with the extension ranges that they need.

use super::bring_back::{RestoredDeclaration, bring_back};
use crate::context::{FixContext, OldAndNew};
use crate::keys;
use crate::plan::{Plan, PlanResult};
use crate::resolver::{Side, scope_of};
use protoward_edit::{Decl, Node, Statement};
use protoward_schema::ranges::{MAX_FIELD, list};
use protoward_schema::{Element, FieldId, FieldOwner, MessageId, NumberRange, qualified};
use protoward_syntax::ast::{ExtensionsDecl, RangeDecl};

/// Declares an extension again: next to others of its message, or with the whole `extend` block.
pub(crate) fn declare(cx: &FixContext<'_>, id: FieldId, plan: &mut Plan) -> PlanResult {
    let FieldOwner::Extension { scope, .. } = cx.old[id].owner else { return None };
    let full_name = cx.old.full_name(id.into());
    if cx.new.find(&full_name).is_some() {
        return None;
    }
    let into = cx.new_scope(scope)?;
    let field = cx.was(id)?;
    let block = field.outer()?;
    let siblings = cx.places.keys(&into).get(&keys::key(block.decl, block.doc.text));
    if let Some(decl) = siblings.and_then(|index| into.body()?.items.get(index)) {
        open_for(cx, &[id], plan)?;
        return bring_back(
            cx,
            &RestoredDeclaration { node: &field, into: &into.inner(decl), element: id.into() },
            plan,
        );
    }
    let Decl::Extend(extend) = block.decl else { return None };
    let names = extend.fields.iter().map(|field| qualified(scope_of(&full_name), block.text(field.name)));
    let names: Vec<String> = names.collect();
    if names.iter().any(|name| cx.new.find(name).is_some()) {
        return None;
    }
    let named = |name: &String| match cx.old.find(name) {
        Some(Element::Field(id)) => Some(id),
        _ => None,
    };
    let all: Option<Vec<FieldId>> = names.iter().map(named).collect();
    open_for(cx, &all?, plan)?;
    bring_back(cx, &RestoredDeclaration { node: &block, into: &into, element: id.into() }, plan)
}

/// Opens the extension ranges of extensions, if no other extension uses the numbers.
pub(crate) fn open_for(cx: &FixContext<'_>, extensions: &[FieldId], plan: &mut Plan) -> PlanResult {
    for &id in extensions {
        let extendee = cx.old[id].containing();
        let number = cx.old[id].number.0;
        if cx.resolver.has_extension(cx.old.text(cx.old[extendee].full_name), number) {
            return None;
        }
        // A message that is restored as well has its ranges.
        let Some(new) = cx.resolver.new_message(extendee) else { continue };
        let stock = cx.resolver.stock(Side::New, new)?;
        if !stock.open.contains(number) {
            let ranges = &cx.old[extendee].extension_ranges;
            let range = ranges.iter().position(|range| range.numbers.contains(number))?;
            let missing = stock.open.missing(ranges[range].numbers);
            open(cx, OldAndNew { old: extendee, new }, range, &missing, plan)?;
        }
    }
    Some(())
}

/// Opens numbers again: in the range that was reduced, or else with a separate statement.
pub(crate) fn open(
    cx: &FixContext<'_>,
    message: OldAndNew<MessageId>,
    range: usize,
    missing: &[NumberRange],
    plan: &mut Plan,
) -> PlanResult {
    let OldAndNew { old, new } = message;
    let stock = cx.resolver.stock(Side::New, new)?;
    if missing.iter().any(|&range| stock.numbers.touches(range) || stock.reserved.touches(range)) {
        return None;
    }
    let was = cx.was(old)?;
    let now = cx.now(new)?;
    let (statement, decl) = nth(&was, range)?;
    let full_range = cx.old[old].extension_ranges.get(range)?.numbers;
    let mut ranges = cx.new[new].extension_ranges.iter();
    let rest = rest(full_range, missing);
    if let Some(index) = rest.and_then(|rest| ranges.position(|range| range.numbers == rest)) {
        let (_, smaller) = nth(&now, index)?;
        plan.replace(&now, smaller.span, was.text(decl.span));
        return Some(());
    }
    let text = match &statement.options {
        // Extension declarations refer to single numbers and must be restored with all of them.
        Some(_) if missing != [full_range] || statement.ranges.len() > 1 => return None,
        Some(_) => was.text(statement.span).to_owned(),
        None => format!("extensions {};", list(missing, MAX_FIELD)),
    };
    let body = now.body()?;
    let last = (0..body.items.len()).rfind(|&index| matches!(body.items.get(index), Some(Decl::Extensions(_))));
    let at = match last {
        Some(last) => body.behind(last),
        None => cx.places.place(&was.inner(Decl::Extensions(statement)), &now)?,
    };
    let edit = body.insert(at, &Statement::new(text.lines().map(str::to_owned).collect()));
    plan.edit(&now, edit.ranked(decl.span.start as usize));
    Some(())
}

/// Returns a range without the missing numbers at one of its ends.
fn rest(full_range: NumberRange, missing: &[NumberRange]) -> Option<NumberRange> {
    match *missing {
        [NumberRange { start, end }] if start == full_range.start && end < full_range.end => {
            Some(NumberRange { start: end + 1, end: full_range.end })
        }
        [NumberRange { start, end }] if end == full_range.end && start > full_range.start => {
            Some(NumberRange { start: full_range.start, end: start - 1 })
        }
        _ => None,
    }
}

/// Returns a range of a message, counted across all statements, with its statement.
fn nth<'t>(message: &Node<'t>, index: usize) -> Option<(&'t ExtensionsDecl, &'t RangeDecl)> {
    let statements = message.items().filter_map(|decl| match decl {
        Decl::Extensions(statement) => Some(statement),
        _ => None,
    });
    statements.flat_map(|statement| statement.ranges.iter().map(move |range| (statement, range))).nth(index)
}
