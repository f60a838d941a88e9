//! Reservation of numbers and names that must not be used again.

use std::rc::Rc;

use crate::change::{ChangeKind, Reserved};
use crate::context::FixContext;
use crate::plan::{Plan, PlanResult};
use crate::reserved::Reservations;
use crate::resolver::{Side, UsedNamesAndNumbers};
use protoward_edit::Node;
use protoward_schema::{Element, NumberRange};

/// Reserves numbers and names in a new message or enum, if nothing uses them.
pub(crate) fn reserve(
    cx: &FixContext<'_>,
    parent: Element,
    numbers: &[NumberRange],
    names: &[String],
    plan: &mut Plan,
) -> PlanResult {
    let stock = cx.resolver.stock(Side::New, parent)?;
    let is_taken = |range: &NumberRange| stock.numbers.touches(*range) || stock.open.touches(*range);
    if numbers.iter().any(is_taken) || names.iter().any(|name| stock.number(name).is_some()) {
        return None;
    }
    let now = cx.now(parent)?;
    let known = cx.reservations.borrow().get(&parent).cloned();
    let both = known.unwrap_or_else(|| {
        let both = reservations(cx, parent, &now, &stock).map(Rc::new);
        cx.reservations.borrow_mut().insert(parent, both.clone());
        both
    });
    let numbers = numbers.iter().map(|&range| Reserved::Numbers(range));
    for what in numbers.chain(names.iter().cloned().map(Reserved::Name)) {
        let from = both.as_ref().and_then(|both| both.origin(&what, &stock, &cx.places));
        plan.push(&now, ChangeKind::Reserve { parent: now.start(), what, from });
    }
    Some(())
}

fn reservations<'t>(
    cx: &FixContext<'t>,
    parent: Element,
    now: &Node<'t>,
    stock: &UsedNamesAndNumbers<'_>,
) -> Option<Reservations<'t>> {
    let was = cx.was(cx.old.find(&cx.new.full_name(parent))?)?;
    let files = cx.files(&was, now)?;
    let is_same = !cx.resolver.is_other_language(files.old, files.new);
    (is_same && was.body().is_some() && now.body().is_some()).then(|| Reservations::new(was, now.clone(), stock))
}
