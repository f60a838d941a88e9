//! Whole files, packages and imports.

use super::MutationKind;
use crate::mutate::graft;
use crate::mutate::outline::{ItemKind, Outline};
use crate::mutate::scene::{MutationContext, folder_of};

pub(super) const KINDS: &[MutationKind] = &[
    MutationKind::new("delete a file", delete),
    MutationKind::new("rename a file", rename),
    MutationKind::new("move a file to another folder", move_away),
    MutationKind::new("change the package of a folder", change_package),
    MutationKind::new("change the package of a file", change_package_of_file),
    MutationKind::new("delete an import", delete_import),
    MutationKind::new("make an import public", make_public),
    MutationKind::new("delete everything in a file", empty),
    MutationKind::new("delete the package", delete_package),
    MutationKind::new("import what is imported nowhere", import),
];

fn delete(scene: &mut MutationContext<'_>) -> Option<()> {
    let file = scene.file.clone();
    scene.files.remove(&file);
    Some(())
}

fn change_path(scene: &mut MutationContext<'_>, new: String) -> Option<()> {
    let file = scene.file.clone();
    let old = format!("\"{}\"", scene.file);
    let import = format!("\"{new}\"");
    let text = scene.files.remove(&file)?;
    for other in scene.files.values_mut() {
        *other = other.replace(&old, &import);
    }
    scene.files.insert(new, text);
    Some(())
}

fn rename(scene: &mut MutationContext<'_>) -> Option<()> {
    let new = scene.file.replace(".proto", "_renamed.proto");
    change_path(scene, new)
}

fn move_away(scene: &mut MutationContext<'_>) -> Option<()> {
    let name = scene.file.rsplit('/').next()?.to_owned();
    change_path(scene, format!("{}/moved/{name}", folder_of(&scene.file)))
}

/// Changes the package of all files in this folder, and every reference to its full name.
fn change_package(scene: &mut MutationContext<'_>) -> Option<()> {
    let old = package(scene)?;
    let new = match scene.random.below(3) {
        0 => format!("{old}.moved"),
        1 => format!("{old}beta1"),
        _ => format!("moved.{old}"),
    };
    for file in scene.neighbors() {
        let text = scene.files[&file].replace(&old, &new);
        scene.files.insert(file, text);
    }
    Some(())
}

fn package(scene: &MutationContext<'_>) -> Option<String> {
    let package = scene.outline.items.iter().find(|it| it.kind == ItemKind::Package)?;
    Some(scene.at(&package.name).to_owned())
}

fn change_package_of_file(scene: &mut MutationContext<'_>) -> Option<()> {
    let package = scene.outline.items.iter().find(|it| it.kind == ItemKind::Package)?.clone();
    let other = *scene.random.pick(&["moved.here", "moved.here.v1", "moved.here.v1beta1"])?;
    scene.replace(&package.name, other);
    Some(())
}

fn delete_import(scene: &mut MutationContext<'_>) -> Option<()> {
    let import = scene.any(&[ItemKind::Import])?;
    scene.remove(&import);
    Some(())
}

fn make_public(scene: &mut MutationContext<'_>) -> Option<()> {
    let import = scene.any_where(&[ItemKind::Import], |scene, it| !scene.at(&it.span).contains("public"))?;
    scene.insert(import.name.start, "public ");
    Some(())
}

fn empty(scene: &mut MutationContext<'_>) -> Option<()> {
    let text = scene.text();
    let head = |kind| matches!(kind, ItemKind::Syntax | ItemKind::Package | ItemKind::Import | ItemKind::Option);
    let tops: Vec<_> = Outline::of(text).items.into_iter().filter(|it| it.parent.is_none() && !head(it.kind)).collect();
    for item in &tops {
        scene.remove(item);
    }
    Some(())
}

fn delete_package(scene: &mut MutationContext<'_>) -> Option<()> {
    let package = scene.outline.items.iter().find(|it| it.kind == ItemKind::Package)?.clone();
    scene.remove(&package);
    Some(())
}

fn import(scene: &mut MutationContext<'_>) -> Option<()> {
    let name = *scene.random.pick(&["api", "any", "empty", "struct", "type", "wrappers"])?;
    let text = graft::with_import(scene.text(), &format!("google/protobuf/{name}.proto"));
    let file = scene.file.clone();
    scene.files.insert(file, text);
    Some(())
}
