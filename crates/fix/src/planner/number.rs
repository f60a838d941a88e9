//! Numbers that return.

use super::rest;
use crate::context::{Context, FieldPair, Pair};
use crate::plan::{Plan, Planned};
use crate::resolver::Side;
use protoward_schema::{Element, EnumType, EnumValueId, FieldId};

/// Gives a field its old number, and everything else that shows once the number is back.
pub(crate) fn restore_field(cx: &Context<'_>, field: &FieldPair<'_>, plan: &mut Plan) -> Planned {
    let (old, new) = (cx.old[field.old].containing(), cx.new[field.new].containing());
    let numbers = (cx.old[field.old].number.0, cx.new[field.new].number.0);
    restore(cx, (old.into(), new.into()), numbers, field, plan)?;
    plan.uses(&cx.now(new)?, numbers.0, cx.old.text(cx.old[field.old].name));
    rest::restore(cx, field, plan)
}

/// Gives an enum value its old number.
pub(crate) fn restore_value(cx: &Context<'_>, value: &Pair<'_, EnumValueId>, plan: &mut Plan) -> Planned {
    let (was, is) = (&cx.old[value.old], &cx.new[value.new]);
    let whole = &cx.new[is.parent];
    let is_first = whole.values.first() == Some(&value.new);
    if is_first && was.number != 0 && whole.features.enum_type == EnumType::Open {
        return None;
    }
    restore(cx, (was.parent.into(), is.parent.into()), (was.number, is.number), value, plan)?;
    plan.uses(&cx.now(is.parent)?, was.number, cx.old.text(was.name));
    Some(())
}

fn restore<T>(
    cx: &Context<'_>,
    (old, new): (Element, Element),
    (was, is): (i32, i32),
    pair: &Pair<'_, T>,
    plan: &mut Plan,
) -> Planned {
    let is_same = pair.was.decl.name().is_some() && pair.was.name() == pair.now.name();
    let is_of_another = cx.resolver.stock(Side::Old, old)?.numbers.contains(is);
    let is_free = cx.resolver.stock(Side::New, new)?.is_free_number(was);
    // A declaration with another name is another thing.
    (is_same && !is_of_another && is_free).then_some(())?;
    plan.renumber(&pair.now, &pair.was)
}

/// Makes a field optional that is required, or gives it the number back that it had.
pub(crate) fn relax(cx: &Context<'_>, id: FieldId, plan: &mut Plan) -> Planned {
    match cx.resolver.old_field(id) {
        Some(old) => restore_field(cx, &cx.pair(old, id)?, plan),
        None => {
            let now = cx.now(id)?;
            now.label()?;
            plan.edits(&now, now.set_label(Some("optional")));
            Some(())
        }
    }
}
