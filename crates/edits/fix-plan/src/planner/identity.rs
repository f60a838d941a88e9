//! Restoration of names and numbers, if nothing else has taken them.

use super::rest;
use crate::change::ChangeKind;
use crate::context::{FieldPair, FixContext, OldAndNew, Pair};
use crate::plan::{Plan, PlanResult};
use crate::resolver::{Side, scope_of};
use protoward_edit::Decl;
use protoward_schema::{Element, EnumType, EnumValueId, FieldId, default_json_name, qualified};

/// Restores the old name of a field.
pub(crate) fn restore_field_name(cx: &FixContext<'_>, field: &FieldPair<'_>, plan: &mut Plan) -> PlanResult {
    let &Pair { old, new, ref was, ref now } = field;
    // The message of a group has the same name, and others may reference it.
    let is_group = matches!(now.decl, Decl::Field(field) if field.group_body().is_some());
    if is_group || cx.new.map_field(new.into()).is_some() {
        return None;
    }
    if cx.new[new].is_extension() {
        // Restoring the name does not move an extension back to another scope.
        let was = cx.old.full_name(old.into());
        let is = cx.new.full_name(new.into());
        (cx.new.find(&was).is_none() && scope_of(&was) == scope_of(&is)).then_some(())?;
    } else {
        let name = cx.old.text(cx.old[old].name);
        let stock = cx.resolver.stock(Side::New, cx.new[new].containing())?;
        // The JSON name of a field follows from the name unless it is set.
        let json = default_json_name(name);
        let is_set = now.bracket_setting("json_name").is_some() || cx.new.json_name(new) == json;
        (stock.is_free(name) && (is_set || !stock.json.contains(&*json))).then_some(())?;
    }
    plan.rename(now, was)?;
    plan.push(now, ChangeKind::Named { owner: now.start() });
    Some(())
}

/// Restores the old name of an enum value.
pub(crate) fn restore_value_name(cx: &FixContext<'_>, value: &Pair<'_, EnumValueId>, plan: &mut Plan) -> PlanResult {
    let parent = cx.new[value.new].parent;
    let name = value.was.name();
    let is_taken = cx.resolver.has_value(&qualified(scope_of(&cx.new.full_name(value.new.into())), name));
    let is_used = cx.resolver.is_default(parent, cx.new.text(cx.new[value.new].name));
    (!is_taken && !is_used && cx.resolver.stock(Side::New, parent)?.is_free(name)).then_some(())?;
    plan.rename(&value.now, &value.was)
}

/// Restores the old number of a field, and the remaining differences.
pub(crate) fn restore_field_number(cx: &FixContext<'_>, field: &FieldPair<'_>, plan: &mut Plan) -> PlanResult {
    let was = &cx.old[field.old];
    let is = &cx.new[field.new];
    let parents = OldAndNew { old: was.containing().into(), new: is.containing().into() };
    restore_number(cx, parents, OldAndNew { old: was.number.0, new: is.number.0 }, field, plan)?;
    plan.uses(&cx.now(parents.new)?, was.number.0, cx.old.text(was.name));
    rest::restore(cx, field, plan)
}

/// Restores the old number of an enum value.
pub(crate) fn restore_value_number(cx: &FixContext<'_>, value: &Pair<'_, EnumValueId>, plan: &mut Plan) -> PlanResult {
    let was = &cx.old[value.old];
    let is = &cx.new[value.new];
    let parent = &cx.new[is.parent];
    let is_first = parent.values.first() == Some(&value.new);
    if is_first && was.number != 0 && parent.features.enum_type == EnumType::Open {
        return None;
    }
    let parents = OldAndNew { old: was.parent.into(), new: is.parent.into() };
    restore_number(cx, parents, OldAndNew { old: was.number, new: is.number }, value, plan)?;
    plan.uses(&cx.now(is.parent)?, was.number, cx.old.text(was.name));
    Some(())
}

fn restore_number<T>(
    cx: &FixContext<'_>,
    parents: OldAndNew<Element>,
    numbers: OldAndNew<i32>,
    pair: &Pair<'_, T>,
    plan: &mut Plan,
) -> PlanResult {
    let is_same = pair.was.decl.name().is_some() && pair.was.name() == pair.now.name();
    let is_of_another = cx.resolver.stock(Side::Old, parents.old)?.numbers.contains(numbers.new);
    let is_free = cx.resolver.stock(Side::New, parents.new)?.is_free_number(numbers.old);
    // A declaration with another name is a different element.
    (is_same && !is_of_another && is_free).then_some(())?;
    plan.renumber(&pair.now, &pair.was)
}

/// Makes a required field optional, or restores its old number.
pub(crate) fn relax(cx: &FixContext<'_>, id: FieldId, plan: &mut Plan) -> PlanResult {
    match cx.resolver.old_field(id) {
        Some(old) => restore_field_number(cx, &cx.pair(old, id)?, plan),
        None => {
            let now = cx.now(id)?;
            now.label()?;
            plan.edits(&now, now.set_label(Some("optional")));
            Some(())
        }
    }
}
