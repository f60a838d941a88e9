//! Enums and their values.

use super::{MutationKind, delete_any, rename_any, swap_with_sibling};
use crate::mutate::outline::{ItemKind, OutlineItem};
use crate::mutate::scene::MutationContext;

pub(super) const KINDS: &[MutationKind] = &[
    MutationKind::new("delete a value", |scene| delete_any(scene, &[ItemKind::Value])),
    MutationKind::new("delete a value and reserve its number", delete_reserving_number),
    MutationKind::new("delete a value and reserve its name", delete_reserving_name),
    MutationKind::new("renumber a value", renumber),
    MutationKind::new("rename a value", rename),
    MutationKind::new("swap the names of two values", |scene| swap_with_sibling(scene, ItemKind::Value)),
    MutationKind::new("add a value", add),
    MutationKind::new("add an alias", add_alias),
    MutationKind::new("delete an enum", |scene| delete_any(scene, &[ItemKind::Enum])),
    MutationKind::new("rename an enum", |scene| rename_any(scene, ItemKind::Enum)),
];

fn value(scene: &mut MutationContext<'_>) -> Option<OutlineItem> {
    scene.any(&[ItemKind::Value])
}

fn delete_reserving_number(scene: &mut MutationContext<'_>) -> Option<()> {
    let value = value(scene)?;
    let holder = scene.holder(&value)?;
    let statement = format!("reserved {};", scene.at(&value.number));
    scene.remove(&value);
    scene.insert_into(&holder, &statement)
}

fn delete_reserving_name(scene: &mut MutationContext<'_>) -> Option<()> {
    let value = value(scene)?;
    let holder = scene.holder(&value)?;
    let statement = format!("reserved \"{}\";", scene.at(&value.name));
    scene.remove(&value);
    scene.insert_into(&holder, &statement)
}

fn free_number(scene: &MutationContext<'_>, holder: &OutlineItem) -> i64 {
    scene.numbers(holder).into_iter().max().unwrap_or(0) + 1
}

fn renumber(scene: &mut MutationContext<'_>) -> Option<()> {
    let value = value(scene)?;
    let holder = scene.holder(&value)?;
    let number = if scene.random.chance(4) { -7 } else { free_number(scene, &holder) };
    scene.replace(&value.number, number.to_string());
    Some(())
}

fn rename(scene: &mut MutationContext<'_>) -> Option<()> {
    let value = value(scene)?;
    let name = format!("{}_RENAMED", scene.at(&value.name));
    scene.replace(&value.name, name);
    Some(())
}

fn add(scene: &mut MutationContext<'_>) -> Option<()> {
    let holder = scene.any(&[ItemKind::Enum])?;
    let last = value_of(scene, &holder)?;
    let statement = format!("\n  ADDED_HERE_{} = {};", scene.at(&holder.name), free_number(scene, &holder));
    scene.insert(last.span.end, statement);
    Some(())
}

fn add_alias(scene: &mut MutationContext<'_>) -> Option<()> {
    let value = value(scene)?;
    let holder = scene.holder(&value)?;
    let statement = format!("\n  {}_ALIAS = {};", scene.at(&value.name), scene.at(&value.number));
    scene.insert(value.span.end, statement);
    scene.insert_into(&holder, "option allow_alias = true;")
}

fn value_of(scene: &MutationContext<'_>, holder: &OutlineItem) -> Option<OutlineItem> {
    let index = scene.index(holder)?;
    scene.outline.children(index).filter(|it| it.kind == ItemKind::Value).last().cloned()
}
