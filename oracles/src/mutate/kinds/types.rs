//! Enums with their values, and messages.

use super::edit::Edit::{After, AllowAlias, Append, Before, InHolder, Inside, Remove, RenameEverywhere, Replace, Swap};
use super::edit::{Part, largest};
use super::{MutationKind, is_top};
use crate::mutate::outline::ItemKind::{self, Enum, Field, Import, Message, Reserved, Service, Value};
use crate::mutate::outline::{Outline, OutlineItem};
use crate::mutate::scene::Scene;

pub(super) const ENUMS: &[MutationKind] = &[
    MutationKind::row("delete a value", &[Value], &[Remove]),
    MutationKind::row("delete a value and reserve its number", &[Value], &[Remove, InHolder("reserved {number};")]),
    MutationKind::row("delete a value and reserve its name", &[Value], &[Remove, InHolder("reserved \"{name}\";")]),
    MutationKind::row("renumber a value", &[Value], &[Replace(Part::Number, &["-7", "{free}", "{free}", "{free}"])]),
    MutationKind::row("rename a value", &[Value], &[Replace(Part::Name, &["{name}_RENAMED"])]),
    MutationKind::row("swap the names of two values", &[Value], &[Swap(Part::Name)]),
    MutationKind::new("add a value", add_value),
    MutationKind::row(
        "add an alias",
        &[Value],
        &[After("\n  {name}_ALIAS = {number};"), InHolder("option allow_alias = true;")],
    ),
    MutationKind::row("delete an enum", &[Enum], &[Remove]),
    MutationKind::row("rename an enum", &[Enum], &[RenameEverywhere("{name}Renamed")]),
];

pub(super) const MESSAGES: &[MutationKind] = &[
    MutationKind::row("delete a message", &[Message], &[Remove]),
    MutationKind::new("delete a message and its uses", delete_with_uses),
    MutationKind::row("rename a message", &[Message], &[RenameEverywhere("{name}Renamed")]),
    MutationKind::new("add a message", |scene| scene.append("message AddedHere {\n  enum Kind { ADDED_KIND = 0; }\n}")),
    MutationKind::new("move a declaration to another file of the package", move_to_other_file),
    MutationKind::fitting(
        "move a nested declaration to the top",
        &[Message, Enum],
        |_, it| it.parent.is_some(),
        &[Remove, Append("{all}")],
    ),
    MutationKind::new("move a declaration into a message", nest),
    MutationKind::row("swap the names of two messages", &[Message], &[Swap(Part::Name)]),
];

/// Changes that buf has no rule for, or that keep the bytes and change their meaning.
pub(super) const FURTHER: &[MutationKind] = &[
    MutationKind::row("put an alias first", &[Value], &[Before("{name}_FIRST = {number};\n  "), AllowAlias]),
    MutationKind::new("delete an alias", delete_alias),
    MutationKind::row("put values in another order", &[Value], &[Swap(Part::All)]),
    MutationKind::new("add a value first", add_value_first),
    MutationKind::row("swap the numbers of two values", &[Value], &[Swap(Part::Number)]),
    MutationKind::row(
        "delete a value and reserve both",
        &[Value],
        &[Remove, InHolder("reserved {number}; reserved {quote}{name}{quote};")],
    ),
    MutationKind::row(
        "reuse the number of a deleted value",
        &[Value],
        &[Replace(Part::Name, &["{name}_TOOK_ITS_PLACE"])],
    ),
    MutationKind::row("reuse the name of a deleted value", &[Value], &[Replace(Part::Number, &["{free}"])]),
    MutationKind::row("add a nested message", &[Message], &[Inside("message AddedInside { }")]),
    MutationKind::row("add a nested enum", &[Message], &[Inside("enum AddedInside { ADDED_INSIDE = 0; }")]),
    MutationKind::new("add an enum", |scene| scene.append("enum AddedEnum { ADDED_ENUM_ZERO = 0; }")),
    MutationKind::new("narrow a `reserved` range", |scene| scene.narrow_range(Reserved, &[1])),
    MutationKind::fitting("delete all fields of a message", &[Message], is_top, &[Replace(Part::Body, &[" "])]),
];

/// Returns the values of an enum.
fn values(scene: &Scene<'_>, of: &OutlineItem) -> Vec<OutlineItem> {
    let all = scene.index(of).into_iter().flat_map(|index| scene.outline.children(index));
    all.filter(|it| it.kind == Value).cloned().collect()
}

fn add_value(scene: &mut Scene<'_>) -> Option<()> {
    let of = scene.any(&[Enum])?;
    let last = values(scene, &of).pop()?;
    let statement = format!("\n  ADDED_HERE_{} = {};", scene.at(&of.name), largest(scene, &of)? + 1);
    scene.insert(last.span.end, statement);
    Some(())
}

fn add_value_first(scene: &mut Scene<'_>) -> Option<()> {
    let of = scene.any(&[Enum])?;
    let first = values(scene, &of).into_iter().next()?;
    let name = scene.at(&of.name).to_uppercase();
    scene.insert(first.span.start, format!("{name}_NOW_FIRST = {};\n  ", largest(scene, &of)? + 1));
    Some(())
}

/// Returns `true` for a value with the number of another one.
pub(super) fn is_alias(scene: &Scene<'_>, value: &OutlineItem) -> bool {
    scene.siblings(value).iter().any(|other| scene.at(&other.number) == scene.at(&value.number))
}

/// Removes the option without which an enum must not have aliases.
pub(super) fn forbid_alias(scene: &mut Scene<'_>, of: &OutlineItem) -> Option<()> {
    let is_option = |it: &&OutlineItem| it.kind == ItemKind::Option && scene.at(&it.name) == "allow_alias";
    let option = scene.outline.children(scene.index(of)?).find(is_option).cloned()?;
    scene.remove(&option);
    Some(())
}

fn delete_alias(scene: &mut Scene<'_>) -> Option<()> {
    let value = scene.any_where(&[Value], is_alias)?;
    scene.remove(&value);
    let of = scene.outline.parent(&value)?.clone();
    forbid_alias(scene, &of);
    Some(())
}

/// Deletes a message with the fields of its type, so that not only unused messages can be deleted.
fn delete_with_uses(scene: &mut Scene<'_>) -> Option<()> {
    let message = scene.any(&[Message])?;
    let name = scene.at(&message.name);
    let is_use = |it: &&OutlineItem| {
        let last = scene.at(&it.ty).rsplit('.').next().is_some_and(|last| last.trim() == name);
        let is_outside = it.span.end <= message.span.start || it.span.start >= message.span.end;
        it.kind == Field && last && is_outside
    };
    let fields: Vec<OutlineItem> = scene.outline.items.iter().filter(is_use).cloned().collect();
    fields.iter().chain([&message]).for_each(|it| scene.remove(it));
    Some(())
}

fn move_to_other_file(scene: &mut Scene<'_>) -> Option<()> {
    let moved = scene.any_where(&[Message, Enum, Service], is_top)?;
    let others: Vec<String> = scene.neighbors().into_iter().filter(|it| *it != scene.file).collect();
    let other = scene.random.pick(&others)?.clone();
    let target = scene.files.get(&other)?.clone();
    let imports = scene.outline.items.iter().filter(|it| it.kind == Import);
    let imports = imports.map(|it| format!("import {};", scene.at(&it.name)));
    let missing: Vec<String> = imports.filter(|it| !target.contains(it.as_str()) && !it.contains(&other)).collect();
    let at = after_head(&target)?;
    let text = scene.at(&moved.span);
    let target = format!("{}\n{}{}\n{text}\n", &target[..at], missing.join("\n"), &target[at..]);
    scene.files.insert(other.clone(), target);
    // The old file may still need the moved declaration. An import cycle does not compile, so the mutation is drawn again.
    if scene.random.chance(2) && !scene.text().contains(&format!("\"{other}\"")) {
        scene.insert(after_head(scene.text())?, format!("\nimport \"{other}\";\n"));
    }
    scene.remove(&moved);
    Some(())
}

/// Returns the position after the `package` statement, where imports are allowed.
fn after_head(text: &str) -> Option<usize> {
    Outline::of(text).items.iter().find(|it| it.kind == ItemKind::Package).map(|it| it.span.end)
}

fn nest(scene: &mut Scene<'_>) -> Option<()> {
    let moved = scene.any_where(&[Message, Enum], is_top)?;
    let holder = scene.any_where(&[Message], |_, it| it.span != moved.span)?;
    if holder.span.start >= moved.span.start && holder.span.end <= moved.span.end {
        return None;
    }
    let text = scene.at(&moved.span).to_owned();
    scene.remove(&moved);
    scene.insert_into(&holder, &text)
}
