//! Changes around messages: extensions and their ranges, imports, visibility, services, and deletion of the only declaration of a
//! kind.

use super::MutationKind;
use super::features::rewrite;
use super::shapes::label;
use crate::mutate::outline::{ItemKind, OutlineItem};
use crate::mutate::scene::MutationContext;
use crate::mutate::{dialect, formatting};

pub(super) const EXTENSIONS: &[MutationKind] = &[
    MutationKind::new("move an extension to another extendee", other_extendee),
    MutationKind::new("retype an extension", retype_extension),
    MutationKind::new("make an extension repeated", repeat_extension),
    MutationKind::new("rename an extension", rename_extension),
    MutationKind::new("add an extension", add_extension),
    MutationKind::new("delete an extension range", delete_range),
    MutationKind::new("narrow an extension range", narrow_range),
    MutationKind::new("declare an extension", declare),
    MutationKind::new("change a declared extension", change_declaration),
    MutationKind::new("reserve a declared extension", reserve_declaration),
    MutationKind::new("delete a declared extension", delete_declaration),
    MutationKind::new("renumber a custom option", |scene| custom_option(scene, renumber)),
    MutationKind::new("rename a custom option", |scene| custom_option(scene, rename_item)),
    MutationKind::new("retype a custom option", |scene| custom_option(scene, retype)),
    MutationKind::new("delete a custom option", |scene| custom_option(scene, delete)),
    MutationKind::new("move a custom option to another kind of declaration", move_custom_option),
];

pub(super) const FILES: &[MutationKind] = &[
    MutationKind::new("delete a public import", delete_public),
    MutationKind::new("make a public import private", public_to_private),
    MutationKind::new("make an import weak", |scene| import_as(scene, "weak ")),
    MutationKind::new("make an import an option import", import_option),
    MutationKind::new("make a file one of edition 2026", to_2026),
    MutationKind::new("make `export` `local`", |scene| visibility(scene, Some("export"), "local ")),
    MutationKind::new("make `local` `export`", |scene| visibility(scene, Some("local"), "export ")),
    MutationKind::new("write `local`", |scene| visibility(scene, None, "local ")),
    MutationKind::new("write `export`", |scene| visibility(scene, None, "export ")),
    MutationKind::new("drop `export` or `local`", drop_visibility),
    MutationKind::new("delete the last message of a package", |scene| delete_last(scene, ItemKind::Message)),
    MutationKind::new("delete the last enum of a package", |scene| delete_last(scene, ItemKind::Enum)),
    MutationKind::new("delete the last extension of a package", |scene| delete_last(scene, ItemKind::Extend)),
    MutationKind::new("delete the last service of a package", |scene| delete_last(scene, ItemKind::Service)),
    MutationKind::new("change the look of a file", change_appearance),
    MutationKind::new("change comments", change_comments),
];

pub(super) const SERVICES: &[MutationKind] = &[
    MutationKind::new("add a service", add_service),
    MutationKind::new("move a method to another service", move_method),
    MutationKind::new("put methods in another order", swap_methods),
    MutationKind::new("swap the names of two methods", |scene| super::swap_with_sibling(scene, ItemKind::Method)),
    MutationKind::new("swap the types of a method", swap_types),
];

fn in_extend(scene: &MutationContext<'_>, item: &OutlineItem) -> bool {
    scene.holder(item).is_some_and(|it| it.kind == ItemKind::Extend)
}

fn extends_options(scene: &MutationContext<'_>, item: &OutlineItem) -> bool {
    scene.holder(item).is_some_and(|it| it.kind == ItemKind::Extend && scene.at(&it.name).contains("google.protobuf."))
}

fn extension(scene: &mut MutationContext<'_>) -> Option<OutlineItem> {
    scene.any_where(&[ItemKind::Field], |scene, it| in_extend(scene, it) && !extends_options(scene, it))
}

fn other_extendee(scene: &mut MutationContext<'_>) -> Option<()> {
    let block = scene.any_where(&[ItemKind::Extend], |scene, it| !scene.at(&it.name).contains("google.protobuf."))?;
    let host = "TruthHost";
    let other = "TruthOther";
    let name = scene.at(&block.name).to_owned();
    let new = if name.contains(host) { name.replace(host, other) } else { name.replace(other, host) };
    scene.replace(&block.name, new.clone());
    (new != name).then_some(())
}

fn retype(scene: &mut MutationContext<'_>, item: &OutlineItem) -> Option<()> {
    let other = *scene.random.pick(&["int32", "sint64", "bool", "string", "bytes", "fixed32", "double"])?;
    if let Some(options) = &item.options {
        scene.replace(&(options.start - 1..options.end + 1), "");
    }
    scene.replace(&item.ty, other);
    Some(())
}

fn retype_extension(scene: &mut MutationContext<'_>) -> Option<()> {
    let item = extension(scene)?;
    retype(scene, &item)
}

fn repeat_extension(scene: &mut MutationContext<'_>) -> Option<()> {
    let item = extension(scene)?;
    if let Some(options) = item.options.as_ref().filter(|it| scene.at(it).contains("default")) {
        scene.replace(&(options.start - 1..options.end + 1), "");
    }
    match &item.label {
        Some(written) if scene.at(written) == "repeated" => {
            let single = label(scene);
            scene.replace(&(written.start..item.ty.start), single);
        }
        Some(written) => scene.replace(written, "repeated"),
        None => scene.insert(item.ty.start, "repeated "),
    }
    Some(())
}

fn rename_item(scene: &mut MutationContext<'_>, item: &OutlineItem) -> Option<()> {
    let name = format!("{}_renamed", scene.at(&item.name));
    scene.replace(&item.name, name);
    Some(())
}

fn rename_extension(scene: &mut MutationContext<'_>) -> Option<()> {
    let item = extension(scene)?;
    rename_item(scene, &item)
}

fn renumber(scene: &mut MutationContext<'_>, item: &OutlineItem) -> Option<()> {
    let number: i64 = scene.at(&item.number).parse().ok()?;
    scene.replace(&item.number, (number + 100).to_string());
    Some(())
}

fn delete(scene: &mut MutationContext<'_>, item: &OutlineItem) -> Option<()> {
    scene.remove(item);
    Some(())
}

fn add_extension(scene: &mut MutationContext<'_>) -> Option<()> {
    let block = scene.any_where(&[ItemKind::Extend], |scene, it| scene.at(&it.name).contains("Truth"))?;
    let index = scene.index(&block)?;
    let numbers = scene.outline.children(index).filter_map(|it| scene.at(&it.number).parse::<i64>().ok());
    let free = numbers.max()? + 17;
    let label = label(scene);
    scene.insert_into(&block, &format!("{label}string added_extension = {free};"))
}

fn delete_range(scene: &mut MutationContext<'_>) -> Option<()> {
    let range = scene.any(&[ItemKind::Extensions])?;
    scene.remove(&range);
    Some(())
}

fn narrow_range(scene: &mut MutationContext<'_>) -> Option<()> {
    let range = scene.any_where(&[ItemKind::Extensions], |scene, it| scene.at(&it.span).contains(" to "))?;
    let text = scene.at(&range.span).to_owned();
    let at = text.find(" to ")?;
    let first = text[..at].rfind(|it: char| !it.is_ascii_digit()).map_or(0, |it| it + 1);
    let number: i64 = text[first..at].parse().ok()?;
    let by = *scene.random.pick(&[1, 10])?;
    scene.replace(&(range.span.start + first..range.span.start + at), (number + by).to_string());
    Some(())
}

/// Returns an `extensions` statement with declarations.
fn declared(scene: &mut MutationContext<'_>) -> Option<OutlineItem> {
    scene.any_where(&[ItemKind::Extensions], |scene, it| scene.at(&it.span).contains("declaration"))
}

const DECLARED: &str = "number: 3001, full_name: \".truth.declared_one\", type: \"int32\"";

fn declare(scene: &mut MutationContext<'_>) -> Option<()> {
    let range = declared(scene)?;
    let open = scene.at(&range.span).find('[')?;
    let added = "declaration = { number: 3007, full_name: \".truth.declared_seven\", type: \"string\" }, ";
    scene.insert(range.span.start + open + 1, added);
    Some(())
}

fn replace_declaration(scene: &mut MutationContext<'_>, with: &str) -> Option<()> {
    let range = declared(scene)?;
    let at = range.span.start + scene.at(&range.span).find(DECLARED)?;
    scene.replace(&(at..at + DECLARED.len()), with);
    Some(())
}

fn change_declaration(scene: &mut MutationContext<'_>) -> Option<()> {
    let with = *scene.random.pick(&[
        "number: 3001, full_name: \".truth.declared_one\", type: \"string\"",
        "number: 3001, full_name: \".truth.declared_uno\", type: \"int32\"",
        "number: 3003, full_name: \".truth.declared_one\", type: \"int32\"",
        "number: 3001, full_name: \".truth.declared_one\", type: \"int32\", repeated: true",
    ])?;
    replace_declaration(scene, with)
}

fn reserve_declaration(scene: &mut MutationContext<'_>) -> Option<()> {
    let with = *scene.random.pick(&[
        "number: 3001, reserved: true",
        "number: 3001, full_name: \".truth.declared_one\", type: \"int32\", reserved: true",
    ])?;
    replace_declaration(scene, with)
}

fn delete_declaration(scene: &mut MutationContext<'_>) -> Option<()> {
    let range = declared(scene)?;
    let text = scene.at(&range.span).to_owned();
    let start = text.find(&format!("declaration = {{ {DECLARED} }}"))?;
    let end = start + text[start..].find('}')? + 1;
    let end = if text[end..].trim_start().starts_with(',') { end + text[end..].find(',')? + 1 } else { end };
    scene.replace(&(range.span.start + start..range.span.start + end), "");
    Some(())
}

fn custom_option(
    scene: &mut MutationContext<'_>,
    change: fn(&mut MutationContext<'_>, &OutlineItem) -> Option<()>,
) -> Option<()> {
    let option = scene.any_where(&[ItemKind::Field], extends_options)?;
    change(scene, &option)
}

fn move_custom_option(scene: &mut MutationContext<'_>) -> Option<()> {
    let block = scene.any_where(&[ItemKind::Extend], |scene, it| scene.at(&it.name).contains("google.protobuf."))?;
    let other = *scene.random.pick(&["FileOptions", "MessageOptions", "FieldOptions", "MethodOptions"])?;
    scene.replace(&block.name, format!(".google.protobuf.{other}"));
    Some(())
}

fn import(scene: &mut MutationContext<'_>, fits: impl Fn(&str) -> bool) -> Option<OutlineItem> {
    scene.any_where(&[ItemKind::Import], |scene, it| fits(scene.at(&(it.span.start..it.name.start))))
}

fn delete_public(scene: &mut MutationContext<'_>) -> Option<()> {
    let import = import(scene, |head| head.contains("public"))?;
    scene.remove(&import);
    Some(())
}

fn public_to_private(scene: &mut MutationContext<'_>) -> Option<()> {
    let import = import(scene, |head| head.contains("public"))?;
    scene.replace(&(import.span.start..import.name.start), "import ");
    Some(())
}

fn import_as(scene: &mut MutationContext<'_>, word: &str) -> Option<()> {
    let import = import(scene, |head| head.trim() == "import")?;
    scene.insert(import.name.start, word);
    Some(())
}

/// Converts an import to `import option`, which must come after all other imports.
fn import_option(scene: &mut MutationContext<'_>) -> Option<()> {
    let moved = import(scene, |head| head.trim() == "import")?;
    let last =
        scene.outline.items.iter().filter(|it| it.kind == ItemKind::Import).max_by_key(|it| it.span.end)?.clone();
    let statement = format!("import option {};", scene.at(&moved.name));
    if moved.span == last.span {
        scene.replace(&moved.span, statement);
    } else {
        scene.insert(last.span.end, format!("\n{statement}"));
        scene.remove(&moved);
    }
    Some(())
}

fn to_2026(scene: &mut MutationContext<'_>) -> Option<()> {
    let before = scene.text().to_owned();
    let text = dialect::to_edition(&before, "2026", scene.random);
    rewrite(scene, text)
}

/// Returns the visibility keyword of a declaration, if written.
fn written<'s>(scene: &'s MutationContext<'_>, item: &OutlineItem) -> Option<&'s str> {
    let first = scene.at(&item.span).split_whitespace().next()?;
    matches!(first, "export" | "local").then_some(first)
}

fn visibility(scene: &mut MutationContext<'_>, from: Option<&str>, to: &str) -> Option<()> {
    let item = scene.any_where(&[ItemKind::Message, ItemKind::Enum], |scene, it| written(scene, it) == from)?;
    let start = item.span.start;
    scene.replace(&(start..start + from.map_or(0, |it| it.len() + 1)), to);
    Some(())
}

fn drop_visibility(scene: &mut MutationContext<'_>) -> Option<()> {
    let item = scene.any_where(&[ItemKind::Message, ItemKind::Enum], |scene, it| written(scene, it).is_some())?;
    let length = written(scene, &item)?.len() + 1;
    scene.replace(&(item.span.start..item.span.start + length), "");
    Some(())
}

/// Deletes a declaration that is the only top-level one of its kind, in files named `truth_alone.proto`.
fn delete_last(scene: &mut MutationContext<'_>, kind: ItemKind) -> Option<()> {
    let mut top = scene.outline.items.iter().filter(|it| it.kind == kind && it.parent.is_none());
    let (Some(only), None) = (top.next().cloned(), top.next()) else { return None };
    if !scene.file.ends_with("truth_alone.proto") {
        return None;
    }
    scene.remove(&only);
    Some(())
}

fn change_appearance(scene: &mut MutationContext<'_>) -> Option<()> {
    let before = scene.text().to_owned();
    let text = formatting::change(&before, scene.random);
    rewrite(scene, Some(text))
}

fn change_comments(scene: &mut MutationContext<'_>) -> Option<()> {
    let item = scene.any(&[ItemKind::Message, ItemKind::Field, ItemKind::Enum])?;
    scene.insert(item.span.start, "/* another comment */ ");
    Some(())
}

fn some_message(scene: &mut MutationContext<'_>) -> Option<String> {
    let message = scene.any_where(&[ItemKind::Message], |_, it| it.parent.is_none())?;
    Some(scene.at(&message.name).to_owned())
}

fn add_service(scene: &mut MutationContext<'_>) -> Option<()> {
    let message = some_message(scene)?;
    let end = scene.text().len();
    scene.insert(end, format!("\nservice AddedService {{ rpc Added({message}) returns ({message}); }}\n"));
    Some(())
}

fn move_method(scene: &mut MutationContext<'_>) -> Option<()> {
    let method = scene.any(&[ItemKind::Method])?;
    let service = scene.outline.parent(&method)?.clone();
    let others = scene.siblings(&service);
    let other = scene.random.pick(&others)?.clone();
    let text = scene.at(&method.span).to_owned();
    scene.remove(&method);
    scene.insert_into(&other, &text)
}

fn swap_methods(scene: &mut MutationContext<'_>) -> Option<()> {
    let one = scene.any(&[ItemKind::Method])?;
    let siblings = scene.siblings(&one);
    let other = scene.random.pick(&siblings)?.clone();
    let first = scene.at(&one.span).to_owned();
    let second = scene.at(&other.span).to_owned();
    scene.replace(&one.span, second);
    scene.replace(&other.span, first);
    Some(())
}

fn swap_types(scene: &mut MutationContext<'_>) -> Option<()> {
    let method = scene.any(&[ItemKind::Method])?;
    let request = scene.at(&method.ty).to_owned();
    let response = scene.at(&method.returns).to_owned();
    scene.replace(&method.ty, response.clone());
    scene.replace(&method.returns, request.clone());
    (request != response).then_some(())
}
