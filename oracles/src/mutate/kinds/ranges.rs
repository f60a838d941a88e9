//! Reserved numbers and names, and extension ranges.

use super::MutationKind;
use crate::mutate::outline::{ItemKind, OutlineItem, Span};
use crate::mutate::scene::MutationContext;
use protoward_kit::tokens;

pub(super) const KINDS: &[MutationKind] = &[
    MutationKind::new("reserve a number", reserve_number),
    MutationKind::new("reserve a range", reserve_range),
    MutationKind::new("reserve a name", reserve_name),
    MutationKind::new("delete a `reserved` or `extensions`", delete),
    MutationKind::new("change a number in a `reserved` or `extensions`", change_number),
    MutationKind::new("split a `reserved` range", split),
    MutationKind::new("add an extension range", add_extensions),
];

fn holder(scene: &mut MutationContext<'_>) -> Option<(OutlineItem, i64)> {
    let holder = scene.any(&[ItemKind::Message, ItemKind::Enum])?;
    let free = scene.numbers(&holder).into_iter().max().unwrap_or(0) + 100;
    Some((holder, free))
}

fn reserve_number(scene: &mut MutationContext<'_>) -> Option<()> {
    let (holder, free) = holder(scene)?;
    scene.insert_into(&holder, &format!("reserved {free};"))
}

fn reserve_range(scene: &mut MutationContext<'_>) -> Option<()> {
    let (holder, free) = holder(scene)?;
    let end = if scene.random.chance(3) { "max".to_owned() } else { (free + 10).to_string() };
    scene.insert_into(&holder, &format!("reserved {}, {free} to {end};", free - 5))
}

fn reserve_name(scene: &mut MutationContext<'_>) -> Option<()> {
    let (holder, _) = holder(scene)?;
    scene.insert_into(&holder, "reserved \"never_used\", \"never_used_either\";")
}

fn ranges(scene: &mut MutationContext<'_>) -> Option<OutlineItem> {
    scene.any(&[ItemKind::Reserved, ItemKind::Extensions])
}

fn delete(scene: &mut MutationContext<'_>) -> Option<()> {
    let ranges = ranges(scene)?;
    scene.remove(&ranges);
    Some(())
}

/// Returns the spans of the numbers in a statement.
fn numbers(scene: &MutationContext<'_>, item: &OutlineItem) -> Vec<Span> {
    let all = tokens::tokens(scene.at(&item.span)).into_iter().filter(|it| it.kind == tokens::TokenKind::Number);
    all.map(|it| item.span.start + it.span.start..item.span.start + it.span.end).collect()
}

fn change_number(scene: &mut MutationContext<'_>) -> Option<()> {
    let ranges = ranges(scene)?;
    let numbers = numbers(scene, &ranges);
    let span = scene.random.pick(&numbers)?.clone();
    let number: i64 = scene.at(&span).parse().ok()?;
    let other = if scene.random.chance(2) { number + 1 } else { (number - 1).max(1) };
    scene.replace(&span, other.to_string());
    Some(())
}

fn split(scene: &mut MutationContext<'_>) -> Option<()> {
    let ranges = scene.any_where(&[ItemKind::Reserved], |scene, it| scene.at(&it.span).contains(" to "))?;
    let numbers = numbers(scene, &ranges);
    let is_range = |pair: &&[Span]| scene.at(&(pair[0].end..pair[1].start)).trim() == "to";
    let (first, last) = numbers.windows(2).find(is_range).map(|pair| (pair[0].clone(), pair[1].clone()))?;
    let (start, end): (i64, i64) = (scene.at(&first).parse().ok()?, scene.at(&last).parse().ok()?);
    let gap = if scene.random.chance(2) { 1 } else { 2 };
    scene.replace(&(first.start..last.end), format!("{start}, {} to {end}", start + gap));
    Some(())
}

fn add_extensions(scene: &mut MutationContext<'_>) -> Option<()> {
    let message = scene.any(&[ItemKind::Message])?;
    let free = scene.numbers(&message).into_iter().max().unwrap_or(0) + 100;
    scene.insert_into(&message, &format!("extensions {free} to {};", free + 20))
}
