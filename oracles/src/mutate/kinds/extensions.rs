//! Extensions and groups.

use super::MutationKind;
use crate::mutate::outline::{ItemKind, OutlineItem};
use crate::mutate::scene::MutationContext;

pub(super) const KINDS: &[MutationKind] = &[
    MutationKind::new("delete an extension", delete),
    MutationKind::new("delete an `extend` block", delete_block),
    MutationKind::new("move an `extend` block into a message", nest_block),
    MutationKind::new("add an extension of a message", extend),
    MutationKind::new("renumber an extension", renumber),
    MutationKind::new("make a field a group", to_group),
    MutationKind::new("make a group a field", from_group),
    MutationKind::new("rename a group", rename_group),
    MutationKind::new("delete a group", delete_group),
];

fn extension(scene: &mut MutationContext<'_>) -> Option<OutlineItem> {
    scene.any_where(&[ItemKind::Field], |scene, it| scene.holder(it).is_some_and(|at| at.kind == ItemKind::Extend))
}

fn delete(scene: &mut MutationContext<'_>) -> Option<()> {
    let extension = extension(scene)?;
    scene.remove(&extension);
    Some(())
}

fn delete_block(scene: &mut MutationContext<'_>) -> Option<()> {
    let block = scene.any(&[ItemKind::Extend])?;
    scene.remove(&block);
    Some(())
}

fn nest_block(scene: &mut MutationContext<'_>) -> Option<()> {
    let block = scene.any(&[ItemKind::Extend])?;
    scene.insert(block.span.start, "message ScopeOfExtensions { ");
    scene.insert(block.span.end, " }");
    Some(())
}

/// Adds an extension range to a message, and an extension of it.
fn extend(scene: &mut MutationContext<'_>) -> Option<()> {
    let message = scene.any_where(&[ItemKind::Message], |_, it| it.parent.is_none())?;
    let free = scene.numbers(&message).into_iter().max().unwrap_or(0) + 1000;
    let label = if scene.text().contains("edition =") { "" } else { "optional " };
    let name = scene.at(&message.name).to_owned();
    scene.insert_into(&message, &format!("extensions {free} to {};", free + 5))?;
    scene.insert(message.span.end, format!("\nextend {name} {{ {label}bytes extension_of_{name} = {free}; }}"));
    Some(())
}

fn renumber(scene: &mut MutationContext<'_>) -> Option<()> {
    let extension = extension(scene)?;
    let number: i64 = scene.at(&extension.number).parse().ok()?;
    let other = if scene.random.chance(2) { number + 1 } else { number + 3 };
    scene.replace(&extension.number, other.to_string());
    Some(())
}

fn to_group(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = scene.any_where(&[ItemKind::Field], |_, it| it.options.is_none())?;
    let label = field.label.clone().map_or(String::new(), |it| format!("{} ", scene.at(&it)));
    let name = scene.at(&field.name).replace('_', "");
    let number = scene.at(&field.number);
    let statement = format!("{label}group Group{name} = {number} {{ optional int32 in_group = 1; }}");
    scene.replace(&field.span, statement);
    Some(())
}

fn group(scene: &mut MutationContext<'_>) -> Option<OutlineItem> {
    scene.any(&[ItemKind::Group])
}

fn from_group(scene: &mut MutationContext<'_>) -> Option<()> {
    let group = group(scene)?;
    let label = group.label.clone().map_or(String::new(), |it| format!("{} ", scene.at(&it)));
    let name = scene.at(&group.name).to_owned();
    let number = scene.at(&group.number).to_owned();
    let ty = *scene.random.pick(&["bytes", "string", ""])?;
    let field = name.to_lowercase();
    let statement = if ty.is_empty() {
        let body = scene.at(&group.body.clone()?).to_owned();
        format!("message {name} {{{body}}} {label}{name} {field} = {number};")
    } else {
        format!("{label}{ty} {field} = {number};")
    };
    scene.replace(&group.span, statement);
    Some(())
}

fn rename_group(scene: &mut MutationContext<'_>) -> Option<()> {
    let group = group(scene)?;
    let name = format!("{}Renamed", scene.at(&group.name));
    scene.replace(&group.name, name);
    Some(())
}

fn delete_group(scene: &mut MutationContext<'_>) -> Option<()> {
    let group = group(scene)?;
    scene.remove(&group);
    Some(())
}
