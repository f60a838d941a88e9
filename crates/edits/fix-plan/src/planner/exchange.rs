//! Swapped numbers or names within one message or enum, which are restored all together or not at all.

use super::rest;
use crate::change::ChangeKind;
use crate::context::{FixContext, OldAndNew, Pair};
use crate::plan::{Plan, PlanResult};
use crate::resolver::{Side, UsedNamesAndNumbers};
use protoward_breaking::ElementPart;
use protoward_edit::{Node, Statement};
use protoward_schema::{Element, EnumType, Schema};

/// Maximum number of elements in a swap.
const MOST: usize = 64;

/// An element of a swap.
struct Step<'t> {
    new: Element,
    now: Node<'t>,
    /// The old element with its name.
    by_name: Element,
    named: Node<'t>,
    /// The declaration of the old element with its number.
    numbered: Node<'t>,
}

/// Undoes a swap that includes a pair. `None` if there is none, so that the pair can be handled alone.
///
/// The swap explains all differences between elements that swapped their numbers.
pub(crate) fn undo(cx: &FixContext<'_>, part: ElementPart, pair: OldAndNew<Element>, plan: &mut Plan) -> PlanResult {
    let steps = steps(cx, pair)?;
    let concerns_names = match part {
        ElementPart::Name | ElementPart::Number => true,
        // A JSON name follows from the name unless it is set.
        ElementPart::JsonName => {
            let json = |node: &Node<'_>| node.bracket_value("json_name").map(str::to_owned);
            steps.iter().all(|it| json(&it.now) == json(&it.numbered))
        }
        _ => false,
    };
    if were_names_exchanged(cx, &steps) {
        return if concerns_names { rename(&steps, plan) } else { None };
    }
    let renumbered = plan.attempt(|plan| renumber(cx, &steps, plan));
    renumbered.or_else(|| {
        // Names can be restored too if all types stay in place.
        let keeps_types = steps.iter().all(|it| rest::ty(&it.now) == rest::ty(&it.numbered));
        if keeps_types && concerns_names { rename(&steps, plan) } else { None }
    })
}

/// Returns all elements of a swap.
fn steps<'t>(cx: &FixContext<'t>, pair: OldAndNew<Element>) -> Option<Vec<Step<'t>>> {
    let before = parent(cx.old, pair.old)?;
    let after = parent(cx.new, pair.new)?;
    let was = cx.resolver.stock(Side::Old, before)?;
    let is = cx.resolver.stock(Side::New, after)?;
    let first = match pair.new {
        Element::Field(id) => cx.new[id].number.0,
        Element::EnumValue(id) => cx.new[id].number,
        _ => return None,
    };
    let mut steps = Vec::new();
    let mut number = first;
    while steps.is_empty() || number != first {
        // The element that now has the number had another one before, which leads to the next step.
        let own = was.number(is.name(number)?)?;
        if own == number || steps.len() >= MOST {
            return None;
        }
        let new = by_number(cx.new, after, number, &is)?;
        let by_name = by_number(cx.old, before, own, &was)?;
        let numbered = cx.was(by_number(cx.old, before, number, &was)?)?;
        steps.push(Step { new, now: cx.now(new)?, by_name, named: cx.was(by_name)?, numbered });
        number = own;
    }
    Some(steps)
}

/// Returns `true` if names were swapped, and `false` if numbers were: whatever is harder to swap stayed in place.
fn were_names_exchanged(cx: &FixContext<'_>, steps: &[Step<'_>]) -> bool {
    // The first value of an open enum is zero.
    if steps.iter().any(|step| must_keep_number(cx, step)) {
        return true;
    }
    let stays = |is_same: fn(&Node<'_>, &Node<'_>) -> bool| {
        let by_name = steps.iter().filter(|step| is_same(&step.now, &step.named)).count();
        let by_number = steps.iter().filter(|step| is_same(&step.now, &step.numbered)).count();
        by_number.cmp(&by_name)
    };
    let by_content = stays(|a, b| rest::head(a) == rest::head(b) && rest::options(a) == rest::options(b))
        .then_with(|| stays(|a, b| rest::head(a) == rest::head(b)))
        .then_with(|| stays(has_same_comments));
    by_content.is_gt()
}

fn has_same_comments(one: &Node<'_>, other: &Node<'_>) -> bool {
    let one = Statement::of(one);
    let other = Statement::of(other);
    one.comments == other.comments && one.trailing == other.trailing
}

fn must_keep_number(cx: &FixContext<'_>, step: &Step<'_>) -> bool {
    let (Element::EnumValue(new), Element::EnumValue(old)) = (step.new, step.by_name) else { return false };
    let parent = &cx.new[cx.new[new].parent];
    parent.features.enum_type == EnumType::Open && parent.values.first() == Some(&new) && cx.old[old].number != 0
}

/// Restores the old numbers of all members, and the remaining differences.
fn renumber<'t>(cx: &FixContext<'t>, steps: &[Step<'t>], plan: &mut Plan) -> PlanResult {
    for Step { new, now, by_name, named, .. } in steps {
        plan.renumber(now, named)?;
        if let (Element::Field(old), Element::Field(new)) = (*by_name, *new) {
            rest::restore(cx, &Pair { old, new, was: named.clone(), now: now.clone() }, plan)?;
        }
    }
    Some(())
}

/// Restores the names that the numbers had.
fn rename(steps: &[Step<'_>], plan: &mut Plan) -> PlanResult {
    for Step { now, numbered, .. } in steps {
        plan.rename(now, numbered)?;
        plan.push(now, ChangeKind::Named { owner: now.start() });
    }
    Some(())
}

/// Returns the message or enum of a field or value. Extensions have no numbers to exchange.
fn parent(schema: &Schema, element: Element) -> Option<Element> {
    match element {
        Element::Field(id) if !schema[id].is_extension() => Some(schema[id].containing().into()),
        Element::EnumValue(id) => Some(schema[id].parent.into()),
        _ => None,
    }
}

fn by_number(schema: &Schema, parent: Element, number: i32, stock: &UsedNamesAndNumbers<'_>) -> Option<Element> {
    let index = stock.index(number)?;
    match parent {
        Element::Message(id) => schema[id].fields.get(index).map(|&field| field.into()),
        Element::Enum(id) => schema[id].values.get(index).map(|&value| value.into()),
        _ => None,
    }
}
