//! Oneofs: fields that move in and out, and the oneof itself.

use super::MutationKind;
use crate::mutate::outline::{ItemKind, OutlineItem};
use crate::mutate::scene::MutationContext;

pub(super) const KINDS: &[MutationKind] = &[
    MutationKind::new("move a field out of its oneof", move_out),
    MutationKind::new("move a field into a oneof", move_in),
    MutationKind::new("put a field into a oneof of its own", wrap),
    MutationKind::new("rename a oneof", rename),
    MutationKind::new("delete a oneof with its fields", delete),
    MutationKind::new("dissolve a oneof", dissolve),
    MutationKind::new("delete a field of a oneof", delete_member),
];

fn label(scene: &MutationContext<'_>) -> &'static str {
    if scene.text().contains("proto2") { "optional " } else { "" }
}

fn member(scene: &mut MutationContext<'_>) -> Option<(OutlineItem, OutlineItem)> {
    let in_oneof = |scene: &MutationContext<'_>, it: &OutlineItem| {
        scene.outline.parent(it).is_some_and(|it| it.kind == ItemKind::Oneof)
    };
    let field = scene.any_where(&[ItemKind::Field], in_oneof)?;
    let oneof = scene.outline.parent(&field)?.clone();
    Some((field, oneof))
}

fn loose_field(scene: &mut MutationContext<'_>) -> Option<OutlineItem> {
    scene.any_where(&[ItemKind::Field], |scene, it| {
        scene.outline.parent(it).is_some_and(|at| at.kind == ItemKind::Message) && !scene.at(&it.ty).starts_with("map")
    })
}

/// Returns the field without its label, as a oneof requires.
fn bare(scene: &MutationContext<'_>, field: &OutlineItem) -> String {
    scene.at(&(field.ty.start..field.span.end)).to_owned()
}

fn move_out(scene: &mut MutationContext<'_>) -> Option<()> {
    let (field, oneof) = member(scene)?;
    let statement = format!("\n{}{}", label(scene), bare(scene, &field));
    scene.remove(&field);
    scene.insert(oneof.span.end, statement);
    Some(())
}

fn move_in(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = loose_field(scene)?;
    let oneofs: Vec<OutlineItem> = {
        let same = |it: &&OutlineItem| it.kind == ItemKind::Oneof && it.parent == field.parent;
        scene.outline.items.iter().filter(same).cloned().collect()
    };
    let oneof = scene.random.pick(&oneofs)?.clone();
    let statement = bare(scene, &field);
    scene.remove(&field);
    scene.insert_into(&oneof, &statement)
}

fn wrap(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = loose_field(scene)?;
    let statement = format!("oneof made_here {{ {} }}", bare(scene, &field));
    scene.replace(&field.span, statement);
    Some(())
}

fn rename(scene: &mut MutationContext<'_>) -> Option<()> {
    let oneof = scene.any(&[ItemKind::Oneof])?;
    let name = format!("{}_renamed", scene.at(&oneof.name));
    scene.replace(&oneof.name, name);
    Some(())
}

fn delete(scene: &mut MutationContext<'_>) -> Option<()> {
    let oneof = scene.any(&[ItemKind::Oneof])?;
    scene.remove(&oneof);
    Some(())
}

fn dissolve(scene: &mut MutationContext<'_>) -> Option<()> {
    let oneof = scene.any(&[ItemKind::Oneof])?;
    let body = oneof.body.clone()?;
    let fields: Vec<OutlineItem> = scene.outline.children(scene.index(&oneof)?).cloned().collect();
    if !label(scene).is_empty() {
        for field in &fields {
            scene.insert(field.span.start, label(scene));
        }
    }
    scene.replace(&(oneof.span.start..body.start), "");
    scene.replace(&(body.end..oneof.span.end), "");
    Some(())
}

fn delete_member(scene: &mut MutationContext<'_>) -> Option<()> {
    let (field, _) = member(scene)?;
    scene.remove(&field);
    Some(())
}
