//! Extensions, groups, custom options, reserved numbers and names, and extension ranges.

use super::MutationKind;
use super::edit::Edit::{self, Add, After, Before, DropOptions, Inside, Remove, Replace};
use super::edit::{Part, label, largest};
use super::{is_in, is_top};
use crate::mutate::edition::Needs;
use crate::mutate::outline::ItemKind::{Enum, Extend, Extensions, Field, Group, Message, Reserved};
use crate::mutate::outline::{OutlineItem, Span};
use crate::mutate::scene::Scene;
use protoward_kit::tokens;

pub(super) const KINDS: &[MutationKind] = &[
    MutationKind::fitting("delete an extension", &[Field], in_extend, &[Remove]),
    MutationKind::row("delete an `extend` block", &[Extend], &[Remove]),
    MutationKind::row(
        "move an `extend` block into a message",
        &[Extend],
        &[Before("message ScopeOfExtensions { "), After(" }")],
    ),
    MutationKind::new("add an extension of a message", extend).needs(Needs::Extensions),
    MutationKind::fitting("renumber an extension", &[Field], in_extend, &[Add(&[1, 3])]),
    MutationKind::fitting(
        "make a field a group",
        &[Field],
        |_, it| it.options.is_none(),
        &[Replace(Part::All, &["{label}group Group{bare_name} = {number} { optional int32 in_group = 1; }"])],
    )
    .needs(Needs::Proto2),
    MutationKind::row(
        "make a group a field",
        &[Group],
        &[Replace(
            Part::All,
            &[
                "{label}bytes {lower_name} = {number};",
                "{label}string {lower_name} = {number};",
                "message {name} {{body}} {label}{name} {lower_name} = {number};",
            ],
        )],
    )
    .needs(Needs::Proto2),
    MutationKind::row("rename a group", &[Group], &[Replace(Part::Name, &["{name}Renamed"])]).needs(Needs::Proto2),
    MutationKind::row("delete a group", &[Group], &[Remove]).needs(Needs::Proto2),
];

pub(super) const RANGES: &[MutationKind] = &[
    MutationKind::row("reserve a number", &[Message, Enum], &[Inside("reserved {distant};")]),
    MutationKind::new("reserve a range", reserve_range),
    MutationKind::row("reserve a name", &[Message, Enum], &[Inside("reserved \"never_used\", \"never_used_either\";")]),
    MutationKind::row("delete a `reserved` or `extensions`", &[Reserved, Extensions], &[Remove]),
    MutationKind::new("change a number in a `reserved` or `extensions`", change_number),
    MutationKind::new("split a `reserved` range", split),
    MutationKind::row("add an extension range", &[Message], &[Inside("extensions {distant} to {more_distant};")])
        .needs(Needs::Extensions),
];

pub(super) const FURTHER: &[MutationKind] = &[
    MutationKind::new("move an extension to another extendee", other_extendee).needs(Needs::Extensions),
    MutationKind::fitting("retype an extension", &[Field], is_extension, OTHER_TYPE).needs(Needs::Extensions),
    MutationKind::new("make an extension repeated", repeat_extension).needs(Needs::Extensions),
    MutationKind::fitting("rename an extension", &[Field], is_extension, OTHER_NAME).needs(Needs::Extensions),
    MutationKind::new("add an extension", add_extension).needs(Needs::Extensions),
    MutationKind::row("delete an extension range", &[Extensions], &[Remove]).needs(Needs::Extensions),
    MutationKind::new("narrow an extension range", |scene| scene.narrow_range(Extensions, &[1, 10]))
        .needs(Needs::Extensions),
    MutationKind::new("declare an extension", declare).needs(Needs::Extensions),
    MutationKind::new("change a declared extension", |scene| replace_declaration(scene, CHANGED))
        .needs(Needs::Extensions),
    MutationKind::new("reserve a declared extension", |scene| replace_declaration(scene, RESERVED))
        .needs(Needs::Extensions),
    MutationKind::new("delete a declared extension", delete_declaration).needs(Needs::Extensions),
    MutationKind::fitting("renumber a custom option", &[Field], is_custom_option, &[Add(&[100])]),
    MutationKind::fitting("rename a custom option", &[Field], is_custom_option, OTHER_NAME),
    MutationKind::fitting("retype a custom option", &[Field], is_custom_option, OTHER_TYPE),
    MutationKind::fitting("delete a custom option", &[Field], is_custom_option, &[Remove]),
    MutationKind::fitting(
        "move a custom option to another kind of declaration",
        &[Extend],
        extends_options,
        &[Replace(
            Part::Name,
            &[
                ".google.protobuf.FileOptions",
                ".google.protobuf.MessageOptions",
                ".google.protobuf.FieldOptions",
                ".google.protobuf.MethodOptions",
            ],
        )],
    ),
];

const OTHER_NAME: &[Edit] = &[Replace(Part::Name, &["{name}_renamed"])];

const OTHER_TYPE: &[Edit] =
    &[Replace(Part::Type, &["int32", "sint64", "bool", "string", "bytes", "fixed32", "double"]), DropOptions];

/// The declaration that contexts have, and what replaces it.
const DECLARED: &str = "number: 3001, full_name: \".truth.declared_one\", type: \"int32\"";

const CHANGED: &[&str] = &[
    "number: 3001, full_name: \".truth.declared_one\", type: \"string\"",
    "number: 3001, full_name: \".truth.declared_uno\", type: \"int32\"",
    "number: 3003, full_name: \".truth.declared_one\", type: \"int32\"",
    "number: 3001, full_name: \".truth.declared_one\", type: \"int32\", repeated: true",
];

const RESERVED: &[&str] = &[
    "number: 3001, reserved: true",
    "number: 3001, full_name: \".truth.declared_one\", type: \"int32\", reserved: true",
];

fn in_extend(scene: &Scene<'_>, item: &OutlineItem) -> bool {
    is_in(scene, item, Extend)
}

fn extends_options(scene: &Scene<'_>, block: &OutlineItem) -> bool {
    scene.at(&block.name).contains("google.protobuf.")
}

fn is_custom_option(scene: &Scene<'_>, item: &OutlineItem) -> bool {
    scene.holder(item).is_some_and(|it| it.kind == Extend && extends_options(scene, &it))
}

fn is_extension(scene: &Scene<'_>, item: &OutlineItem) -> bool {
    in_extend(scene, item) && !is_custom_option(scene, item)
}

/// Adds an extension range to a message, and an extension of it.
fn extend(scene: &mut Scene<'_>) -> Option<()> {
    let message = scene.any_where(&[Message], is_top)?;
    let free = largest(scene, &message)? + 1000;
    let label = label(scene);
    let name = scene.at(&message.name).to_owned();
    scene.insert_into(&message, &format!("extensions {free} to {};", free + 5))?;
    scene.insert(message.span.end, format!("\nextend {name} {{ {label}bytes extension_of_{name} = {free}; }}"));
    Some(())
}

fn other_extendee(scene: &mut Scene<'_>) -> Option<()> {
    let block = scene.any_where(&[Extend], |scene, it| !extends_options(scene, it))?;
    let [host, other] = ["TruthHost", "TruthOther"];
    let name = scene.at(&block.name).to_owned();
    let new = if name.contains(host) { name.replace(host, other) } else { name.replace(other, host) };
    scene.replace(&block.name, new.clone());
    (new != name).then_some(())
}

fn repeat_extension(scene: &mut Scene<'_>) -> Option<()> {
    let item = scene.any_where(&[Field], is_extension)?;
    if item.options.as_ref().is_some_and(|it| scene.at(it).contains("default")) {
        DropOptions.apply(scene, &item)?;
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

fn add_extension(scene: &mut Scene<'_>) -> Option<()> {
    let block = scene.any_where(&[Extend], |scene, it| scene.at(&it.name).contains("Truth"))?;
    let index = scene.index(&block)?;
    let numbers = scene.outline.children(index).filter_map(|it| scene.at(&it.number).parse::<i64>().ok());
    let free = numbers.max()? + 17;
    let label = label(scene);
    scene.insert_into(&block, &format!("{label}string added_extension = {free};"))
}

/// Returns an `extensions` statement with declarations.
fn declared(scene: &mut Scene<'_>) -> Option<OutlineItem> {
    scene.any_where(&[Extensions], |scene, it| scene.at(&it.span).contains("declaration"))
}

fn declare(scene: &mut Scene<'_>) -> Option<()> {
    let range = declared(scene)?;
    let open = scene.at(&range.span).find('[')?;
    let added = "declaration = { number: 3007, full_name: \".truth.declared_seven\", type: \"string\" }, ";
    scene.insert(range.span.start + open + 1, added);
    Some(())
}

fn replace_declaration(scene: &mut Scene<'_>, with: &[&str]) -> Option<()> {
    let with = *scene.random.pick(with)?;
    let range = declared(scene)?;
    let at = range.span.start + scene.at(&range.span).find(DECLARED)?;
    scene.replace(&(at..at + DECLARED.len()), with);
    Some(())
}

fn delete_declaration(scene: &mut Scene<'_>) -> Option<()> {
    let range = declared(scene)?;
    let text = scene.at(&range.span);
    let start = text.find(&format!("declaration = {{ {DECLARED} }}"))?;
    let end = start + text[start..].find('}')? + 1;
    let end = if text[end..].trim_start().starts_with(',') { end + text[end..].find(',')? + 1 } else { end };
    scene.replace(&(range.span.start + start..range.span.start + end), "");
    Some(())
}

fn reserve_range(scene: &mut Scene<'_>) -> Option<()> {
    let holder = scene.any(&[Message, Enum])?;
    let free = largest(scene, &holder)? + 100;
    let end = if scene.random.chance(3) { "max".to_owned() } else { (free + 10).to_string() };
    scene.insert_into(&holder, &format!("reserved {}, {free} to {end};", free - 5))
}

/// Returns the spans of the numbers in a statement.
fn numbers(scene: &Scene<'_>, item: &OutlineItem) -> Vec<Span> {
    let all = tokens::tokens(scene.at(&item.span)).into_iter().filter(|it| it.kind == tokens::TokenKind::Number);
    all.map(|it| item.span.start + it.span.start..item.span.start + it.span.end).collect()
}

fn change_number(scene: &mut Scene<'_>) -> Option<()> {
    let ranges = scene.any(&[Reserved, Extensions])?;
    let numbers = numbers(scene, &ranges);
    let span = scene.random.pick(&numbers)?.clone();
    let number: i64 = scene.at(&span).parse().ok()?;
    let other = if scene.random.chance(2) { number + 1 } else { (number - 1).max(1) };
    scene.replace(&span, other.to_string());
    Some(())
}

fn split(scene: &mut Scene<'_>) -> Option<()> {
    let ranges = scene.any_where(&[Reserved], |scene, it| scene.at(&it.span).contains(" to "))?;
    let numbers = numbers(scene, &ranges);
    let is_range = |pair: &&[Span]| scene.at(&(pair[0].end..pair[1].start)).trim() == "to";
    let (first, last) = numbers.windows(2).find(is_range).map(|pair| (pair[0].clone(), pair[1].clone()))?;
    let (start, end): (i64, i64) = (scene.at(&first).parse().ok()?, scene.at(&last).parse().ok()?);
    let gap = if scene.random.chance(2) { 1 } else { 2 };
    scene.replace(&(first.start..last.end), format!("{start}, {} to {end}", start + gap));
    Some(())
}
