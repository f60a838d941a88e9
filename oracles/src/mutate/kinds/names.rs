//! Full names that JSON contains, and aliases of enum values.

use super::{MutationKind, rename_any};
use crate::mutate::outline::{ItemKind, OutlineItem};
use crate::mutate::scene::MutationContext;

pub(super) const KINDS: &[MutationKind] = &[
    MutationKind::new("rename a package and what refers to it", rename_package),
    MutationKind::new("rename a message around an extension", rename_scope),
    MutationKind::new("move an `extend` block to another package", move_to_package),
    MutationKind::new("move an alias to the number of another value", move_alias),
    MutationKind::new("give an alias a number of its own", renumber_alias),
    MutationKind::new("make a value an alias of another", make_alias),
];

fn package(scene: &MutationContext<'_>) -> Option<String> {
    let package = scene.outline.items.iter().find(|it| it.kind == ItemKind::Package)?;
    Some(scene.at(&package.name).to_owned())
}

/// Renames a package in all files, also in those of other packages that refer to it.
fn rename_package(scene: &mut MutationContext<'_>) -> Option<()> {
    let old = package(scene)?;
    let new = if scene.random.chance(2) { format!("{old}.v9") } else { format!("renamed.{old}") };
    for text in scene.files.values_mut() {
        *text = with_package(text, &old, &new);
    }
    Some(())
}

/// Replaces a package where it starts a name, and not in strings.
fn with_package(text: &str, old: &str, new: &str) -> String {
    let is_word = |it: char| it.is_alphanumeric() || matches!(it, '_' | '/' | '"' | '-' | '.');
    let mut result = String::with_capacity(text.len());
    let mut last = 0;
    for (start, _) in text.match_indices(old) {
        let before = text[..start].strip_suffix('.').unwrap_or(&text[..start]);
        let begins = !before.ends_with(is_word);
        let ends = text[start + old.len()..].starts_with(['.', ';', ' ']);
        if begins && ends && start >= last {
            result += &text[last..start];
            result += new;
            last = start + old.len();
        }
    }
    result + &text[last..]
}

fn rename_scope(scene: &mut MutationContext<'_>) -> Option<()> {
    let has_extension = |scene: &MutationContext<'_>, it: &OutlineItem| {
        scene.index(it).is_some_and(|index| scene.outline.children(index).any(|it| it.kind == ItemKind::Extend))
    };
    match scene.any_where(&[ItemKind::Message], has_extension) {
        Some(message) => {
            let name = scene.at(&message.name).to_owned();
            scene.rename_everywhere(&name, &format!("{name}Renamed"));
            Some(())
        }
        None => rename_any(scene, ItemKind::Message),
    }
}

/// Moves an `extend` block of this package to a file of another package in the folder, which imports this one.
fn move_to_package(scene: &mut MutationContext<'_>) -> Option<()> {
    let package = package(scene)?;
    let import = format!("\"{}\"", scene.file);
    let is_local =
        |scene: &MutationContext<'_>, it: &OutlineItem| it.parent.is_none() && !scene.at(&it.name).contains('.');
    let block = scene.any_where(&[ItemKind::Extend], is_local)?;
    let name = scene.at(&block.name).to_owned();
    let moved = scene.at(&block.span).replacen(&name, &format!(".{package}.{name}"), 1);
    let other = scene.neighbors().into_iter().find(|it| {
        let text = &scene.files[it];
        text.contains(&import) && !text.contains(&format!("package {package};"))
    })?;
    scene.remove(&block);
    *scene.files.get_mut(&other)? += &format!("\n{moved}\n");
    Some(())
}

/// Returns a value with the number of another value.
fn alias(scene: &mut MutationContext<'_>) -> Option<OutlineItem> {
    scene.any_where(&[ItemKind::Value], |scene, it| {
        scene.siblings(it).iter().any(|other| scene.at(&other.number) == scene.at(&it.number))
    })
}

/// Returns a sibling with another number.
fn other_value(scene: &mut MutationContext<'_>, value: &OutlineItem) -> Option<OutlineItem> {
    let mut others = scene.siblings(value);
    others.retain(|other| scene.at(&other.number) != scene.at(&value.number));
    scene.random.pick(&others).cloned()
}

fn move_alias(scene: &mut MutationContext<'_>) -> Option<()> {
    let value = alias(scene)?;
    let other = other_value(scene, &value)?;
    let number = scene.at(&other.number).to_owned();
    scene.replace(&value.number, number);
    Some(())
}

fn renumber_alias(scene: &mut MutationContext<'_>) -> Option<()> {
    let value = alias(scene)?;
    let holder = scene.holder(&value)?;
    let free = scene.numbers(&holder).into_iter().max()? + 1;
    scene.replace(&value.number, free.to_string());
    let mut numbers = scene.numbers(&holder);
    numbers.sort_unstable();
    let pairs = numbers.windows(2).filter(|pair| pair[0] == pair[1]).count();
    // `allow_alias` without an alias is an error.
    if pairs == 1 {
        let index = scene.index(&holder)?;
        let is_option = |it: &&OutlineItem| it.kind == ItemKind::Option && scene.at(&it.name) == "allow_alias";
        let option = scene.outline.children(index).find(is_option).cloned()?;
        scene.remove(&option);
    }
    Some(())
}

fn make_alias(scene: &mut MutationContext<'_>) -> Option<()> {
    let value = scene.any(&[ItemKind::Value])?;
    let other = other_value(scene, &value)?;
    let holder = scene.holder(&value)?;
    let number = scene.at(&other.number).to_owned();
    scene.replace(&value.number, number);
    if !scene.at(&holder.span).contains("allow_alias") {
        scene.insert_into(&holder, "option allow_alias = true;")?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::with_package;

    #[test]
    fn renames_a_package_where_it_starts_a_name() {
        let text =
            "package a.v1;\nimport \"a.v1/x.proto\";\nmessage M { a.v1.N n = 1; .a.v1.N o = 2; b.a.v1.N p = 3; }";
        let renamed =
            "package b.v1;\nimport \"a.v1/x.proto\";\nmessage M { b.v1.N n = 1; .b.v1.N o = 2; b.a.v1.N p = 3; }";
        assert_eq!(with_package(text, "a.v1", "b.v1"), renamed);
    }
}
