//! Whole messages: deletions, renames, moves.

use super::{MutationKind, delete_any, rename_any, swap_with_sibling};
use crate::mutate::outline::{ItemKind, OutlineItem};
use crate::mutate::scene::MutationContext;

pub(super) const KINDS: &[MutationKind] = &[
    MutationKind::new("delete a message", |scene| delete_any(scene, &[ItemKind::Message])),
    MutationKind::new("delete a message and its uses", delete_with_uses),
    MutationKind::new("rename a message", |scene| rename_any(scene, ItemKind::Message)),
    MutationKind::new("add a message", add),
    MutationKind::new("move a declaration to another file of the package", move_to_other_file),
    MutationKind::new("move a nested declaration to the top", unnest),
    MutationKind::new("move a declaration into a message", nest),
    MutationKind::new("swap the names of two messages", |scene| swap_with_sibling(scene, ItemKind::Message)),
];

/// Deletes a message with the fields of its type, so that not only unused messages can be deleted.
fn delete_with_uses(scene: &mut MutationContext<'_>) -> Option<()> {
    let message = scene.any(&[ItemKind::Message])?;
    let name = scene.at(&message.name).to_owned();
    let uses = |it: &&OutlineItem| {
        let last = scene.at(&it.ty).rsplit('.').next().is_some_and(|last| last.trim() == name);
        let outside = it.span.end <= message.span.start || it.span.start >= message.span.end;
        it.kind == ItemKind::Field && last && outside
    };
    let fields: Vec<OutlineItem> = scene.outline.items.iter().filter(uses).cloned().collect();
    for field in &fields {
        scene.remove(field);
    }
    scene.remove(&message);
    Some(())
}

fn add(scene: &mut MutationContext<'_>) -> Option<()> {
    let end = scene.text().len();
    scene.insert(end, "\nmessage AddedHere {\n  enum Kind { ADDED_KIND = 0; }\n}\n");
    Some(())
}

fn is_top(item: &OutlineItem) -> bool {
    item.parent.is_none()
}

fn move_to_other_file(scene: &mut MutationContext<'_>) -> Option<()> {
    let moved = scene.any_where(&[ItemKind::Message, ItemKind::Enum, ItemKind::Service], |_, it| is_top(it))?;
    let others: Vec<String> = scene.neighbors().into_iter().filter(|it| *it != scene.file).collect();
    let other = scene.random.pick(&others)?.clone();
    let text = scene.at(&moved.span).to_owned();
    let imports = imports(scene);
    let target = scene.files.get(&other)?.clone();
    let missing: Vec<String> =
        imports.iter().filter(|it| !target.contains(it.as_str()) && !it.contains(&other)).cloned().collect();
    scene.files.insert(other.clone(), with_imports(&target, &missing, &format!("\n{text}\n"))?);
    // The old file may still need the moved declaration. An import cycle does not compile, so the mutation is drawn again.
    if scene.random.chance(2) && !scene.text().contains(&format!("\"{other}\"")) {
        scene.insert(after_head(scene.text())?, format!("\nimport \"{other}\";\n"));
    }
    scene.remove(&moved);
    Some(())
}

fn imports(scene: &MutationContext<'_>) -> Vec<String> {
    let imports = scene.outline.items.iter().filter(|it| it.kind == ItemKind::Import);
    imports.map(|it| format!("import {};", scene.at(&it.name))).collect()
}

fn with_imports(text: &str, imports: &[String], tail: &str) -> Option<String> {
    let at = after_head(text)?;
    Some(format!("{}\n{}{}{tail}", &text[..at], imports.join("\n"), &text[at..]))
}

/// Returns the position after the `package` statement, where imports are allowed.
fn after_head(text: &str) -> Option<usize> {
    let outline = crate::mutate::outline::Outline::of(text);
    outline.items.iter().find(|it| it.kind == ItemKind::Package).map(|it| it.span.end)
}

fn unnest(scene: &mut MutationContext<'_>) -> Option<()> {
    let moved = scene.any_where(&[ItemKind::Message, ItemKind::Enum], |_, it| !is_top(it))?;
    let text = scene.at(&moved.span).to_owned();
    let end = scene.text().len();
    scene.remove(&moved);
    scene.insert(end, format!("\n{text}\n"));
    Some(())
}

fn nest(scene: &mut MutationContext<'_>) -> Option<()> {
    let moved = scene.any_where(&[ItemKind::Message, ItemKind::Enum], |_, it| is_top(it))?;
    let holder = scene.any_where(&[ItemKind::Message], |_, it| it.span != moved.span)?;
    let inside = holder.span.start >= moved.span.start && holder.span.end <= moved.span.end;
    if inside {
        return None;
    }
    let text = scene.at(&moved.span).to_owned();
    scene.remove(&moved);
    scene.insert_into(&holder, &text)
}
