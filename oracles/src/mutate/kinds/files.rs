//! Whole files: syntax, packages, imports, visibility, names that other files use, and what is the only one of its kind.

use super::edit::Edit::{Before, Remove, Replace};
use super::edit::{Part, largest};
use super::types::{forbid_alias, is_alias};
use super::{MutationKind, is_top};
use crate::mutate::edition::{Edition, Needs};
use crate::mutate::outline::ItemKind::{self, Enum, Extend, Field, Import, Message, Service, Value};
use crate::mutate::outline::OutlineItem;
use crate::mutate::scene::{Scene, folder_of};
use crate::mutate::{dialect, formatting, graft};

pub(super) const SYNTAX: &[MutationKind] = &[
    MutationKind::new("make a file one of edition 2023", |scene| to_edition(scene, "2023"))
        .needs(Needs::Except(Edition::E2023)),
    MutationKind::new("make a file one of edition 2024", |scene| to_edition(scene, "2024"))
        .needs(Needs::Except(Edition::E2024)),
    MutationKind::new("make a proto3 file a proto2 file", |scene| {
        let text = dialect::to_proto2(scene.text());
        scene.rewrite(text?)
    })
    .needs(Needs::Proto3),
    MutationKind::new("make a proto2 file a proto3 file", |scene| {
        let before = scene.text().to_owned();
        let text = dialect::to_proto3(&before, scene.random);
        scene.rewrite(text?)
    })
    .needs(Needs::Proto2),
    MutationKind::new("delete the syntax statement", |scene| {
        let syntax = scene.outline.items.iter().find(|it| it.kind == ItemKind::Syntax)?.clone();
        scene.remove(&syntax);
        Some(())
    })
    .needs(Needs::Except(Edition::Proto2)),
];

pub(super) const KINDS: &[MutationKind] = &[
    MutationKind::new("delete a file", delete),
    MutationKind::new("rename a file", |scene| change_path(scene, scene.file.replace(".proto", "_renamed.proto"))),
    MutationKind::new("move a file to another folder", |scene| {
        let name = scene.file.rsplit('/').next()?;
        change_path(scene, format!("{}/moved/{name}", folder_of(&scene.file)))
    }),
    MutationKind::new("change the package of a folder", change_package),
    MutationKind::new("change the package of a file", change_package_of_file),
    MutationKind::row("delete an import", &[Import], &[Remove]),
    MutationKind::fitting(
        "make an import public",
        &[Import],
        |scene, it| !scene.at(&it.span).contains("public"),
        &[Replace(Part::Name, &["public {name}"])],
    ),
    MutationKind::new("delete everything in a file", empty),
    MutationKind::new("delete the package", |scene| {
        let package = scene.package()?;
        scene.remove(&package);
        Some(())
    }),
    MutationKind::new("import what is imported nowhere", import),
];

pub(super) const FURTHER: &[MutationKind] = &[
    MutationKind::fitting("delete a public import", &[Import], is_public, &[Remove]),
    MutationKind::fitting(
        "make a public import private",
        &[Import],
        is_public,
        &[Replace(Part::All, &["import {name};"])],
    ),
    MutationKind::fitting("make an import weak", &[Import], is_plain, &[Replace(Part::Name, &["weak {name}"])])
        .needs(Needs::Before2024),
    MutationKind::new("make an import an option import", import_option).needs(Needs::Since2024),
    MutationKind::new("make a file one of edition 2026", |scene| to_edition(scene, "2026"))
        .needs(Needs::Except(Edition::E2026)),
    MutationKind::new("make `export` `local`", |scene| visibility(scene, Some("export"), "local "))
        .needs(Needs::Since2024),
    MutationKind::new("make `local` `export`", |scene| visibility(scene, Some("local"), "export "))
        .needs(Needs::Since2024),
    MutationKind::new("write `local`", |scene| visibility(scene, None, "local ")).needs(Needs::Since2024),
    MutationKind::new("write `export`", |scene| visibility(scene, None, "export ")).needs(Needs::Since2024),
    MutationKind::new("drop `export` or `local`", drop_visibility).needs(Needs::Since2024),
    MutationKind::new("delete the last message of a package", |scene| delete_last(scene, Message)),
    MutationKind::new("delete the last enum of a package", |scene| delete_last(scene, Enum)),
    MutationKind::new("delete the last extension of a package", |scene| delete_last(scene, Extend)),
    MutationKind::new("delete the last service of a package", |scene| delete_last(scene, Service)),
    MutationKind::new("change the look of a file", |scene| {
        let before = scene.text().to_owned();
        let text = formatting::change(&before, scene.random);
        scene.rewrite(text)
    }),
    MutationKind::row("change comments", &[Message, Field, Enum], &[Before("/* another comment */ ")]),
];

/// Full names that JSON contains, and aliases of enum values.
pub(super) const NAMES: &[MutationKind] = &[
    MutationKind::new("rename a package and what refers to it", rename_package),
    MutationKind::new("rename a message around an extension", rename_scope).needs(Needs::Extensions),
    MutationKind::new("move an `extend` block to another package", move_to_package).needs(Needs::Extensions),
    MutationKind::new("move an alias to the number of another value", move_alias),
    MutationKind::new("give an alias a number of its own", renumber_alias),
    MutationKind::new("make a value an alias of another", make_alias),
];

fn to_edition(scene: &mut Scene<'_>, edition: &str) -> Option<()> {
    let before = scene.text().to_owned();
    let text = dialect::to_edition(&before, edition, scene.random);
    scene.rewrite(text?)
}

fn delete(scene: &mut Scene<'_>) -> Option<()> {
    scene.files.remove(&scene.file);
    Some(())
}

fn change_path(scene: &mut Scene<'_>, new: String) -> Option<()> {
    let text = scene.files.remove(&scene.file)?;
    let (old, import) = (format!("\"{}\"", scene.file), format!("\"{new}\""));
    for other in scene.files.values_mut() {
        *other = other.replace(&old, &import);
    }
    scene.files.insert(new, text);
    Some(())
}

/// Changes the package of all files in this folder, and every reference to its full name.
fn change_package(scene: &mut Scene<'_>) -> Option<()> {
    let old = scene.at(&scene.package()?.name).to_owned();
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

fn change_package_of_file(scene: &mut Scene<'_>) -> Option<()> {
    let package = scene.package()?;
    let other = *scene.random.pick(&["moved.here", "moved.here.v1", "moved.here.v1beta1"])?;
    scene.replace(&package.name, other);
    Some(())
}

fn empty(scene: &mut Scene<'_>) -> Option<()> {
    let is_head = |kind| matches!(kind, ItemKind::Syntax | ItemKind::Package | ItemKind::Import | ItemKind::Option);
    let tops = scene.outline.items.iter().filter(|it| it.parent.is_none() && !is_head(it.kind));
    tops.cloned().collect::<Vec<_>>().iter().for_each(|it| scene.remove(it));
    Some(())
}

fn import(scene: &mut Scene<'_>) -> Option<()> {
    let name = *scene.random.pick(&["api", "any", "empty", "struct", "type", "wrappers"])?;
    scene.rewrite(graft::with_import(scene.text(), &format!("google/protobuf/{name}.proto")))
}

fn head<'s>(scene: &'s Scene<'_>, import: &OutlineItem) -> &'s str {
    scene.at(&(import.span.start..import.name.start))
}

fn is_public(scene: &Scene<'_>, import: &OutlineItem) -> bool {
    head(scene, import).contains("public")
}

fn is_plain(scene: &Scene<'_>, import: &OutlineItem) -> bool {
    head(scene, import).trim() == "import"
}

/// Converts an import to `import option`, which must come after all other imports.
fn import_option(scene: &mut Scene<'_>) -> Option<()> {
    let moved = scene.any_where(&[Import], is_plain)?;
    let last = scene.outline.items.iter().filter(|it| it.kind == Import).max_by_key(|it| it.span.end)?.clone();
    let statement = format!("import option {};", scene.at(&moved.name));
    if moved.span == last.span {
        scene.replace(&moved.span, statement);
    } else {
        scene.insert(last.span.end, format!("\n{statement}"));
        scene.remove(&moved);
    }
    Some(())
}

/// Returns the visibility keyword of a declaration, if written.
fn written<'s>(scene: &'s Scene<'_>, item: &OutlineItem) -> Option<&'s str> {
    let first = scene.at(&item.span).split_whitespace().next()?;
    matches!(first, "export" | "local").then_some(first)
}

fn visibility(scene: &mut Scene<'_>, from: Option<&str>, to: &str) -> Option<()> {
    let item = scene.any_where(&[Message, Enum], |scene, it| written(scene, it) == from)?;
    let start = item.span.start;
    scene.replace(&(start..start + from.map_or(0, |it| it.len() + 1)), to);
    Some(())
}

fn drop_visibility(scene: &mut Scene<'_>) -> Option<()> {
    let item = scene.any_where(&[Message, Enum], |scene, it| written(scene, it).is_some())?;
    let length = written(scene, &item)?.len() + 1;
    scene.replace(&(item.span.start..item.span.start + length), "");
    Some(())
}

/// Deletes a declaration that is the only top-level one of its kind, in files named `truth_alone.proto`.
fn delete_last(scene: &mut Scene<'_>, kind: ItemKind) -> Option<()> {
    let mut top = scene.outline.items.iter().filter(|it| it.kind == kind && it.parent.is_none());
    let (Some(only), None) = (top.next().cloned(), top.next()) else { return None };
    if !scene.file.ends_with("truth_alone.proto") {
        return None;
    }
    scene.remove(&only);
    Some(())
}

/// Renames a package in all files, also in those of other packages that refer to it.
fn rename_package(scene: &mut Scene<'_>) -> Option<()> {
    let old = scene.at(&scene.package()?.name).to_owned();
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

fn rename_scope(scene: &mut Scene<'_>) -> Option<()> {
    let has_extension = |scene: &Scene<'_>, it: &OutlineItem| {
        scene.index(it).is_some_and(|index| scene.outline.children(index).any(|it| it.kind == Extend))
    };
    let message = scene.any_where(&[Message], has_extension).or_else(|| scene.any(&[Message]))?;
    let name = scene.at(&message.name).to_owned();
    scene.rename_everywhere(&name, &format!("{name}Renamed"));
    Some(())
}

/// Moves an `extend` block of this package to a file of another package in the folder, which imports this one.
fn move_to_package(scene: &mut Scene<'_>) -> Option<()> {
    let package = scene.at(&scene.package()?.name).to_owned();
    let block = scene.any_where(&[Extend], |scene, it| is_top(scene, it) && !scene.at(&it.name).contains('.'))?;
    let name = scene.at(&block.name);
    let moved = scene.at(&block.span).replacen(name, &format!(".{package}.{name}"), 1);
    let import = format!("\"{}\"", scene.file);
    let is_user = |text: &str| text.contains(&import) && !text.contains(&format!("package {package};"));
    let other = scene.neighbors().into_iter().find(|it| is_user(&scene.files[it]))?;
    scene.remove(&block);
    *scene.files.get_mut(&other)? += &format!("\n{moved}\n");
    Some(())
}

/// Returns a sibling with another number.
fn other_value(scene: &mut Scene<'_>, value: &OutlineItem) -> Option<OutlineItem> {
    let mut others = scene.siblings(value);
    others.retain(|other| scene.at(&other.number) != scene.at(&value.number));
    scene.random.pick(&others).cloned()
}

fn move_alias(scene: &mut Scene<'_>) -> Option<()> {
    let value = scene.any_where(&[Value], is_alias)?;
    let other = other_value(scene, &value)?;
    let number = scene.at(&other.number).to_owned();
    scene.replace(&value.number, number);
    Some(())
}

fn renumber_alias(scene: &mut Scene<'_>) -> Option<()> {
    let value = scene.any_where(&[Value], is_alias)?;
    let holder = scene.holder(&value)?;
    let free = largest(scene, &holder)? + 1;
    scene.replace(&value.number, free.to_string());
    let mut numbers = scene.numbers(&holder);
    numbers.sort_unstable();
    // `allow_alias` without an alias is an error.
    if numbers.windows(2).filter(|pair| pair[0] == pair[1]).count() == 1 {
        forbid_alias(scene, &holder)?;
    }
    Some(())
}

fn make_alias(scene: &mut Scene<'_>) -> Option<()> {
    let value = scene.any(&[Value])?;
    let other = other_value(scene, &value)?;
    let number = scene.at(&other.number).to_owned();
    scene.replace(&value.number, number);
    super::Edit::AllowAlias.apply(scene, &value)
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
