//! Fields: deletion, numbers, types, names and cardinality.

use super::{MutationKind, swap_names_of};
use crate::mutate::outline::{ItemKind, OutlineItem};
use crate::mutate::scene::MutationContext;

pub(super) const KINDS: &[MutationKind] = &[
    MutationKind::new("delete a field", delete),
    MutationKind::new("delete a field and reserve its number", delete_reserving_number),
    MutationKind::new("delete a field and reserve its name", delete_reserving_name),
    MutationKind::new("delete a field and reserve both", delete_reserving_both),
    MutationKind::new("renumber a field", renumber),
    MutationKind::new("swap the numbers of two fields", swap_numbers),
    MutationKind::new("swap the names of two fields", swap_names),
    MutationKind::new("rename a field", rename),
    MutationKind::new("rename a field and reserve the old name", rename_reserving),
    MutationKind::new("add a field", add),
    MutationKind::new("replace a field by one of another name and number", replace),
];

pub(super) const SHAPES: &[MutationKind] = &[
    MutationKind::new("retype a field to a scalar", to_scalar),
    MutationKind::new("retype a field within its wire group", to_relative),
    MutationKind::new("give a field the type of another", to_neighbor_type),
    MutationKind::new("change a map", change_map),
    MutationKind::new("make a field a map", to_map),
    MutationKind::new("toggle `repeated`", toggle_repeated),
    MutationKind::new("toggle `optional`", toggle_optional),
    MutationKind::new("make a field required", to_required),
];

const SCALARS: &[&str] = &[
    "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32",
    "sfixed64", "bool", "string", "bytes",
];

const RELATIVES: &[&[&str]] = &[
    &["int32", "int64", "uint32", "uint64", "bool"],
    &["sint32", "sint64"],
    &["fixed32", "sfixed32", "float"],
    &["fixed64", "sfixed64", "double"],
    &["string", "bytes"],
];

fn field(scene: &mut MutationContext<'_>) -> Option<OutlineItem> {
    scene.any(&[ItemKind::Field])
}

fn message_field(scene: &mut MutationContext<'_>) -> Option<OutlineItem> {
    scene.any_where(&[ItemKind::Field], in_message)
}

fn in_message(scene: &MutationContext<'_>, item: &OutlineItem) -> bool {
    scene.holder(item).is_some_and(|it| it.kind == ItemKind::Message)
}

fn outside_oneof(scene: &MutationContext<'_>, item: &OutlineItem) -> bool {
    scene.outline.parent(item).is_some_and(|it| it.kind == ItemKind::Message)
}

fn is_map(scene: &MutationContext<'_>, item: &OutlineItem) -> bool {
    scene.at(&item.ty).starts_with("map")
}

fn delete(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = scene.any(&[ItemKind::Field, ItemKind::Group])?;
    scene.remove(&field);
    Some(())
}

fn delete_reserving(scene: &mut MutationContext<'_>, number: bool, name: bool) -> Option<()> {
    let field = message_field(scene)?;
    let holder = scene.holder(&field)?;
    let mut statement = String::new();
    if number {
        statement += &format!("reserved {};", scene.at(&field.number));
    }
    if name {
        statement += &format!(" reserved \"{}\";", scene.at(&field.name));
    }
    scene.remove(&field);
    scene.insert_into(&holder, statement.trim())
}

fn delete_reserving_number(scene: &mut MutationContext<'_>) -> Option<()> {
    delete_reserving(scene, true, false)
}

fn delete_reserving_name(scene: &mut MutationContext<'_>) -> Option<()> {
    delete_reserving(scene, false, true)
}

fn delete_reserving_both(scene: &mut MutationContext<'_>) -> Option<()> {
    delete_reserving(scene, true, true)
}

/// Returns a field number that is unused in the message: mostly the next one, sometimes a large one.
fn free_number(scene: &mut MutationContext<'_>, holder: &OutlineItem) -> i64 {
    let numbers = scene.numbers(holder);
    let next = numbers.iter().copied().max().unwrap_or(0) + 1;
    if scene.random.chance(4) { next + 20_000 } else { next }
}

fn renumber(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = field(scene)?;
    let holder = scene.holder(&field)?;
    let number = free_number(scene, &holder);
    scene.replace(&field.number, number.to_string());
    Some(())
}

fn pair(scene: &mut MutationContext<'_>) -> Option<(OutlineItem, OutlineItem)> {
    let field = field(scene)?;
    let siblings = scene.siblings(&field);
    let other = scene.random.pick(&siblings)?.clone();
    Some((field, other))
}

fn swap_numbers(scene: &mut MutationContext<'_>) -> Option<()> {
    let (one, other) = pair(scene)?;
    let first = scene.at(&one.number).to_owned();
    let second = scene.at(&other.number).to_owned();
    scene.replace(&one.number, second);
    scene.replace(&other.number, first);
    Some(())
}

fn swap_names(scene: &mut MutationContext<'_>) -> Option<()> {
    let (one, other) = pair(scene)?;
    swap_names_of(scene, &one, &other);
    Some(())
}

/// Returns another name: longer, or different only in case or underscores, so that the JSON name may stay the same.
fn other_name(scene: &mut MutationContext<'_>, name: &str) -> String {
    match scene.random.below(4) {
        0 => name.replace('_', ""),
        1 => name.to_ascii_uppercase(),
        2 => format!("{name}_"),
        _ => format!("{name}_renamed"),
    }
}

fn rename(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = field(scene)?;
    let name = scene.at(&field.name).to_owned();
    let other = other_name(scene, &name);
    scene.replace(&field.name, other);
    Some(())
}

fn rename_reserving(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = message_field(scene)?;
    let holder = scene.holder(&field)?;
    let name = scene.at(&field.name).to_owned();
    scene.replace(&field.name, format!("{name}_renamed"));
    scene.insert_into(&holder, &format!("reserved \"{name}\";"))
}

fn add(scene: &mut MutationContext<'_>) -> Option<()> {
    let holder = scene.any(&[ItemKind::Message])?;
    let number = free_number(scene, &holder);
    let label = if scene.text().contains("proto2") { "optional " } else { "" };
    scene.insert_into(&holder, &format!("{label}string added_here = {number};"))
}

fn replace(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = field(scene)?;
    let holder = scene.holder(&field)?;
    let number = free_number(scene, &holder);
    let name = format!("{}_v2", scene.at(&field.name));
    scene.replace(&field.name, name);
    scene.replace(&field.number, number.to_string());
    Some(())
}

fn to_scalar(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = field(scene)?;
    let scalar = *scene.random.pick(SCALARS)?;
    scene.replace(&field.ty, scalar);
    Some(())
}

fn to_relative(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = scene.any_where(&[ItemKind::Field], |scene, it| SCALARS.contains(&scene.at(&it.ty)))?;
    let ty = scene.at(&field.ty).to_owned();
    let group = RELATIVES.iter().find(|group| group.contains(&ty.as_str()))?;
    let other = *scene.random.pick(group)?;
    scene.replace(&field.ty, other);
    Some(())
}

fn to_neighbor_type(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = scene.any_where(&[ItemKind::Field], |scene, it| !is_map(scene, it))?;
    let other = scene.any_where(&[ItemKind::Field], |scene, it| !is_map(scene, it))?;
    let ty = scene.at(&other.ty).to_owned();
    scene.replace(&field.ty, ty);
    Some(())
}

fn change_map(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = scene.any_where(&[ItemKind::Field], is_map)?;
    let ty = scene.at(&field.ty).to_owned();
    let (key, value) = ty.strip_prefix("map")?.trim().strip_prefix('<')?.strip_suffix('>')?.split_once(',')?;
    let scalar = *scene.random.pick(SCALARS)?;
    let other = match scene.random.below(3) {
        0 => format!("map<{scalar}, {}>", value.trim()),
        1 => format!("map<{}, {scalar}>", key.trim()),
        _ => scalar.to_owned(),
    };
    scene.replace(&field.ty, other);
    Some(())
}

fn to_map(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = scene.any_where(&[ItemKind::Field], |scene, it| !is_map(scene, it) && outside_oneof(scene, it))?;
    let ty = scene.at(&field.ty).to_owned();
    let start = field.label.map_or(field.ty.start, |it| it.start);
    scene.replace(&(start..field.ty.end), format!("map<string, {ty}>"));
    Some(())
}

fn toggle(scene: &mut MutationContext<'_>, label: &str) -> Option<()> {
    let field = scene.any_where(&[ItemKind::Field], |scene, it| !is_map(scene, it) && outside_oneof(scene, it))?;
    match &field.label {
        Some(written) if scene.at(written) == label => scene.replace(written, ""),
        Some(written) => scene.replace(written, label),
        None => scene.insert(field.ty.start, format!("{label} ")),
    }
    Some(())
}

fn toggle_repeated(scene: &mut MutationContext<'_>) -> Option<()> {
    toggle(scene, "repeated")
}

fn toggle_optional(scene: &mut MutationContext<'_>) -> Option<()> {
    toggle(scene, "optional")
}

fn to_required(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = scene.any_where(&[ItemKind::Field], |_, it| it.label.is_some())?;
    let label = field.label?;
    scene.replace(&label, "required");
    Some(())
}
