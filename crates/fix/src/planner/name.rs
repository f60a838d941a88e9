//! Names that return.

use crate::change::What;
use crate::context::{Context, FieldPair, Pair};
use crate::plan::{Plan, Planned};
use crate::resolver::{Side, scope_of};
use protoward_edit::Decl;
use protoward_schema::{EnumValueId, OneofId, default_json_name, qualified};
use protoward_syntax::ast::FieldDecl;

/// Gives a field its old name.
pub(crate) fn restore_field(cx: &Context<'_>, field: &FieldPair<'_>, plan: &mut Plan) -> Planned {
    let &Pair { old, new, ref was, ref now } = field;
    // The message of a group has the name too, and others may refer to it.
    let is_group = matches!(now.decl, Decl::Field(FieldDecl { group: Some(_), .. }));
    if is_group || cx.new.map_field(new.into()).is_some() {
        return None;
    }
    if cx.new[new].is_extension() {
        // An extension that moved to another scope does not return by a name.
        let (was, is) = (cx.old.full_name(old.into()), cx.new.full_name(new.into()));
        (cx.new.find(&was).is_none() && scope_of(&was) == scope_of(&is)).then_some(())?;
    } else {
        let name = cx.old.text(cx.old[old].name);
        let stock = cx.resolver.stock(Side::New, cx.new[new].containing())?;
        // With its name a field changes its JSON name, unless that is set.
        let json = default_json_name(name);
        let is_set = now.bracket_setting("json_name").is_some() || cx.new.json_name(new) == json;
        (stock.is_free(name) && (is_set || !stock.json.contains(&*json))).then_some(())?;
    }
    plan.rename(now, was)?;
    plan.push(now, What::Named { owner: now.start() });
    Some(())
}

/// Gives an enum value its old name.
pub(crate) fn restore_value(cx: &Context<'_>, value: &Pair<'_, EnumValueId>, plan: &mut Plan) -> Planned {
    let (whole, name) = (cx.new[value.new].parent, value.was.name());
    let is_taken = cx.resolver.has_value(&qualified(scope_of(&cx.new.full_name(value.new.into())), name));
    let is_used = cx.resolver.is_default(whole, cx.new.text(cx.new[value.new].name));
    (!is_taken && !is_used && cx.resolver.stock(Side::New, whole)?.is_free(name)).then_some(())?;
    plan.rename(&value.now, &value.was)
}

/// Gives a oneof its old name.
pub(crate) fn restore_oneof(cx: &Context<'_>, oneof: &Pair<'_, OneofId>, plan: &mut Plan) -> Planned {
    let stock = cx.resolver.stock(Side::New, cx.new[oneof.new].message)?;
    (!stock.is_declared(oneof.was.name())).then_some(())?;
    plan.rename(&oneof.now, &oneof.was)
}
