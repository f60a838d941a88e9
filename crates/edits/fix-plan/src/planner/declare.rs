//! Restoration of old declarations with all their requirements.

use std::collections::BTreeSet;

use super::bring_back::{RestoredDeclaration, bring_back, require};
use super::extensions;
use super::wrap::Wrapped;
use crate::context::FixContext;
use crate::plan::{Plan, PlanResult};
use crate::resolver::Side;
use protoward_edit::{Decl, Node};
use protoward_schema::{Element, EnumValueId, FieldId, FieldOwner, FieldType, MessageId, MethodId, OneofId, Parent};

/// Maximum number of declarations to restore together.
const MOST: usize = 64;

/// Declares the elements of [`Plan::open`] again, and the elements that they reference.
pub(crate) fn declare_open(cx: &FixContext<'_>, plan: &mut Plan) -> PlanResult {
    let mut seen = BTreeSet::new();
    while let Some(element) = plan.open.pop() {
        let element = outermost(cx, element)?;
        if !seen.insert(element) {
            continue;
        }
        plan.declared.insert(element);
        if seen.len() > MOST {
            return None;
        }
        match element {
            Element::Field(id) => declare_field(cx, id, plan)?,
            Element::Oneof(id) => declare_oneof(cx, id, plan)?,
            Element::EnumValue(id) => declare_value(cx, id, plan)?,
            Element::Method(id) => declare_method(cx, id, plan)?,
            Element::Message(_) | Element::Enum(_) | Element::Service(_) => declare_type(cx, element, plan)?,
            Element::File(_) => return None,
        }
    }
    Some(())
}

/// Returns the element to declare in order to restore another: itself, or the outermost deleted parent.
fn outermost(cx: &FixContext<'_>, mut element: Element) -> Option<Element> {
    loop {
        element = declaring(cx, element)?;
        let around = match element {
            Element::Field(id) => match cx.old[id].owner {
                FieldOwner::Message(message) => Parent::Message(message),
                FieldOwner::Extension { scope, .. } => scope,
            },
            Element::Message(id) => cx.old[id].parent,
            Element::Enum(id) => cx.old[id].parent,
            Element::Oneof(id) => Parent::Message(cx.old[id].message),
            Element::EnumValue(_) | Element::Service(_) | Element::Method(_) | Element::File(_) => {
                return Some(element);
            }
        };
        match around {
            Parent::Message(message) if cx.resolver.new_message(message).is_none() => element = message.into(),
            Parent::Message(_) | Parent::File(_) => return Some(element),
        }
    }
}

/// Returns the declared element: the field for a map entry and for the message of a group.
fn declaring(cx: &FixContext<'_>, element: Element) -> Option<Element> {
    if let Some(field) = cx.old.map_field(element) {
        return Some(field.into());
    }
    let Element::Message(id) = element else { return Some(element) };
    let is_group = matches!(cx.was(id)?.decl, Decl::Field(_));
    if !is_group {
        return Some(element);
    }
    let Parent::Message(outer) = cx.old[id].parent else { return None };
    let mut fields = cx.old[outer].fields.iter().copied();
    fields.find(|&field| cx.old[field].ty == FieldType::Group(id)).map(Element::from)
}

fn declare_field(cx: &FixContext<'_>, id: FieldId, plan: &mut Plan) -> PlanResult {
    let FieldOwner::Message(message) = cx.old[id].owner else { return extensions::declare(cx, id, plan) };
    let new = cx.resolver.new_message(message)?;
    if !is_free(cx, &[id], new)? {
        return None;
    }
    let node = cx.was(id)?;
    let parent = cx.now(new)?;
    let stock = cx.resolver.stock(Side::New, new)?;
    let is_left = |&field: &FieldId| stock.numbers.contains(cx.old[field].number.0);
    let oneof = cx.resolver.real_oneof(Side::Old, id);
    let into = match (oneof, oneof.and_then(|oneof| cx.resolver.new_oneof(new, oneof))) {
        (None, _) => Some(parent.clone()),
        (_, Some(oneof)) => Some(cx.now(oneof)?),
        (Some(oneof), None) if cx.old[oneof].fields.iter().any(is_left) => {
            declare_in_wrapped(cx, id, &node, &Wrapped::new(cx, oneof, new)?, plan)?;
            None
        }
        (Some(oneof), None) => return declare_oneof(cx, oneof, plan),
    };
    if let Some(into) = into {
        bring_back(cx, &RestoredDeclaration { node: &node, into: &into, element: id.into() }, plan)?;
    }
    plan.uses(&parent, cx.old[id].number.0, cx.old.text(cx.old[id].name));
    Some(())
}

/// Returns `true` if the names and numbers of old fields are free in a new message.
fn is_free(cx: &FixContext<'_>, fields: &[FieldId], message: MessageId) -> Option<bool> {
    let stock = cx.resolver.stock(Side::New, message)?;
    Some(fields.iter().all(|&id| {
        stock.is_free(cx.old.text(cx.old[id].name))
            && stock.is_free_number(cx.old[id].number.0)
            && !stock.json.contains(&cx.old.json_name(id))
    }))
}

/// Declares a field again together with its oneof, which is restored around other fields.
fn declare_in_wrapped<'t>(
    cx: &FixContext<'t>,
    id: FieldId,
    node: &Node<'t>,
    wrapped: &Wrapped<'t>,
    plan: &mut Plan,
) -> PlanResult {
    let translation = require(cx, &RestoredDeclaration { node, into: wrapped.message(), element: id.into() }, plan)?;
    let insertion = wrapped.insertion(node, translation)?;
    let end = insertion.end;
    plan.edit(wrapped.message(), insertion);
    wrapped.plan(end, plan)
}

/// Declares a oneof again if none of its fields is left, else wraps the remaining fields.
fn declare_oneof(cx: &FixContext<'_>, id: OneofId, plan: &mut Plan) -> PlanResult {
    let oneof = &cx.old[id];
    let new = cx.resolver.new_message(oneof.message)?;
    let stock = cx.resolver.stock(Side::New, new)?;
    if oneof.fields.iter().any(|&field| stock.numbers.contains(cx.old[field].number.0)) {
        return Wrapped::new(cx, id, new)?.plan(0, plan);
    }
    let fits = is_free(cx, &oneof.fields, new)? && stock.is_free(cx.old.text(oneof.name));
    let into = cx.now(new).filter(|_| fits)?;
    bring_back(cx, &RestoredDeclaration { node: &cx.was(id)?, into: &into, element: id.into() }, plan)?;
    for &field in &oneof.fields {
        plan.uses(&into, cx.old[field].number.0, cx.old.text(cx.old[field].name));
    }
    Some(())
}

fn declare_value(cx: &FixContext<'_>, id: EnumValueId, plan: &mut Plan) -> PlanResult {
    let value = &cx.old[id];
    let new = cx.resolver.new_enum(value.parent)?;
    let stock = cx.resolver.stock(Side::New, new)?;
    let name = cx.old.text(value.name);
    let is_alias = stock.numbers.contains(value.number) || has_alias(cx, id);
    let fits = !is_alias || cx.new[new].options.allow_alias() == Some(true);
    let is_taken = cx.resolver.has_value(&cx.old.full_name(id.into()));
    if !fits || is_taken || !stock.is_free(name) || stock.reserved.contains(value.number) {
        return None;
    }
    let into = cx.now(new)?;
    bring_back(cx, &RestoredDeclaration { node: &cx.was(id)?, into: &into, element: id.into() }, plan)?;
    plan.uses(&into, value.number, name);
    Some(())
}

/// Returns `true` if another value of the old enum has the same number; both are then restored together.
fn has_alias(cx: &FixContext<'_>, id: EnumValueId) -> bool {
    let number = cx.old[id].number;
    let parent = &cx.old[cx.old[id].parent];
    let is_same = |&&it: &&EnumValueId| cx.old[it].number == number;
    parent.options.allow_alias() == Some(true) && parent.values.iter().filter(is_same).count() > 1
}

fn declare_method(cx: &FixContext<'_>, id: MethodId, plan: &mut Plan) -> PlanResult {
    let service = cx.old[cx.old[id].service].full_name;
    let Some(Element::Service(new)) = cx.new.find(cx.old.text(service)) else { return None };
    let is_named = |&method: &MethodId| cx.new.text(cx.new[method].name) == cx.old.text(cx.old[id].name);
    if cx.new[new].methods.iter().any(is_named) {
        return None;
    }
    bring_back(cx, &RestoredDeclaration { node: &cx.was(id)?, into: &cx.now(new)?, element: id.into() }, plan)
}

/// Declares a message, enum or service again.
fn declare_type(cx: &FixContext<'_>, element: Element, plan: &mut Plan) -> PlanResult {
    // A type that moved to another file must not be declared twice.
    if cx.new.find(&cx.old.full_name(element)).is_some() {
        return None;
    }
    let is_taken = |&value: &EnumValueId| cx.resolver.has_value(&cx.old.full_name(value.into()));
    let parent = match element {
        Element::Enum(id) if cx.old[id].values.iter().any(is_taken) => return None,
        Element::Message(id) => cx.old[id].parent,
        Element::Enum(id) => cx.old[id].parent,
        _ => Parent::File(cx.old.file_of(element)),
    };
    let into = cx.new_scope(parent)?;
    if let Parent::Message(message) = parent {
        let stock = cx.resolver.stock(Side::New, cx.resolver.new_message(message)?)?;
        stock.is_free(cx.old.name(element)).then_some(())?;
    }
    let inside = cx.resolver.inside(element);
    let messages = inside.iter().filter_map(|it| if let Element::Message(id) = it { Some(*id) } else { None });
    let inner: Vec<FieldId> = messages.flat_map(|id| cx.old[id].extensions.iter().copied()).collect();
    extensions::open_for(cx, &inner, plan)?;
    bring_back(cx, &RestoredDeclaration { node: &cx.was(element)?, into: &into, element }, plan)
}
