//! Fields and oneofs: deletion, numbers, types, names, cardinality, order, and moves.

use super::edit::Edit::{InHolder, Inside, Remove, Replace, Retype, SetOption, Swap};
use super::edit::{Part, dialect, label, largest};
use super::{MutationKind, in_oneof, is_directly_in, is_in, is_map, is_repeated};
use crate::mutate::dialect::Dialect;
use crate::mutate::edition::Needs;
use crate::mutate::outline::ItemKind::{self, Field, Group, Message, Oneof, Reserved};
use crate::mutate::outline::OutlineItem;
use crate::mutate::scene::Scene;

pub(super) const FIELDS: &[MutationKind] = &[
    MutationKind::row("delete a field", &[Field, Group], &[Remove]),
    MutationKind::fitting(
        "delete a field and reserve its number",
        &[Field],
        in_message,
        &[Remove, InHolder("reserved {number};")],
    ),
    MutationKind::fitting(
        "delete a field and reserve its name",
        &[Field],
        in_message,
        &[Remove, InHolder("reserved \"{name}\";")],
    ),
    MutationKind::fitting(
        "delete a field and reserve both",
        &[Field],
        in_message,
        &[Remove, InHolder("reserved {number}; reserved \"{name}\";")],
    ),
    MutationKind::row("renumber a field", &[Field], &[Replace(Part::Number, &["{far}"])]),
    MutationKind::row("swap the numbers of two fields", &[Field], &[Swap(Part::Number)]),
    MutationKind::row("swap the names of two fields", &[Field], &[Swap(Part::Name)]),
    // A name that differs only in case or underscores may have the same JSON name.
    MutationKind::row(
        "rename a field",
        &[Field],
        &[Replace(Part::Name, &["{bare_name}", "{upper_name}", "{name}_", "{name}_renamed"])],
    ),
    MutationKind::fitting(
        "rename a field and reserve the old name",
        &[Field],
        in_message,
        &[Replace(Part::Name, &["{name}_renamed"]), InHolder("reserved \"{name}\";")],
    ),
    MutationKind::row("add a field", &[Message], &[Inside("{optional}string added_here = {far};")]),
    MutationKind::row(
        "replace a field by one of another name and number",
        &[Field],
        &[Replace(Part::Name, &["{name}_v2"]), Replace(Part::Number, &["{far}"])],
    ),
];

pub(super) const SHAPES: &[MutationKind] = &[
    MutationKind::row("retype a field to a scalar", &[Field], &[Replace(Part::Type, SCALARS)]),
    MutationKind::new("retype a field within its wire group", to_relative),
    MutationKind::new("give a field the type of another", to_neighbor_type),
    MutationKind::new("change a map", change_map),
    MutationKind::fitting(
        "make a field a map",
        &[Field],
        is_loose,
        &[Replace(Part::LabelAndType, &["map<string, {type}>"])],
    ),
    MutationKind::new("toggle `repeated`", |scene| toggle(scene, "repeated")),
    MutationKind::new("toggle `optional`", |scene| toggle(scene, "optional")).needs(Needs::BeforeEditions),
    MutationKind::fitting(
        "make a field required",
        &[Field],
        |_, it| it.label.is_some(),
        &[Replace(Part::Label, &["required"])],
    )
    .needs(Needs::Proto2),
];

pub(super) const ONEOFS: &[MutationKind] = &[
    MutationKind::new("move a field out of its oneof", move_out),
    MutationKind::new("move a field into a oneof", move_in),
    MutationKind::fitting(
        "put a field into a oneof of its own",
        &[Field],
        is_loose,
        &[Replace(Part::All, &["oneof made_here { {unlabeled} }"])],
    ),
    MutationKind::row("rename a oneof", &[Oneof], &[Replace(Part::Name, &["{name}_renamed"])]),
    MutationKind::row("delete a oneof with its fields", &[Oneof], &[Remove]),
    MutationKind::new("dissolve a oneof", dissolve),
    MutationKind::fitting("delete a field of a oneof", &[Field], in_oneof, &[Remove]),
];

/// Changes that buf has no rule for, or that keep the bytes and change their meaning.
pub(super) const FURTHER: &[MutationKind] = &[
    MutationKind::new("add a required field", add_required).needs(Needs::Extensions),
    MutationKind::row("add a repeated field", &[Message], &[Inside("repeated int32 added_list = {free};")]),
    MutationKind::row("add a map field", &[Message], &[Inside("map<string, int32> added_map = {free};")]),
    MutationKind::row(
        "add a group",
        &[Message],
        &[Inside("optional group AddedGroup = {free} { optional int32 in_group = 1; }")],
    )
    .needs(Needs::Proto2),
    MutationKind::row(
        "add a delimited field",
        &[Message],
        &[Inside("AddedInside added_inside = {free} [features.message_encoding = DELIMITED]; message AddedInside { }")],
    )
    .needs(Needs::Editions),
    MutationKind::row("add a field to a oneof", &[Oneof], &[Inside("string added_member = {free};")]),
    MutationKind::row(
        "add a oneof",
        &[Message],
        &[Inside("oneof added_oneof { int32 added_a = {free}; string added_b = {next_free}; }")],
    ),
    MutationKind::new("swap the types of two fields", swap_types),
    // A type that stands twice is drawn like two types, so that the draws of a seed stay.
    MutationKind::fitting("retype an enum field to `int32`", &[Field], is_enum, &[Retype(&["int32", "int32"])]),
    MutationKind::fitting("retype an enum field to `string`", &[Field], is_enum, &[Retype(&["string", "string"])]),
    MutationKind::fitting("retype an enum field to another enum", &[Field], is_enum, &[Retype(ENUMS)]),
    MutationKind::fitting("retype an integer field to an enum", &[Field], is_integer, &[Retype(ENUMS)]),
    MutationKind::fitting("retype a message field to another message", &[Field], is_message, &[Retype(MESSAGES)]),
    MutationKind::fitting("retype a message field to bytes", &[Field], is_message, &[Retype(&["bytes", "string"])]),
    MutationKind::fitting("retype bytes to a message", &[Field], is_text, &[Retype(MESSAGES)]),
    MutationKind::fitting(
        "retype a floating-point field",
        &[Field],
        |scene, it| matches!(scene.at(&it.ty), "float" | "double"),
        &[Retype(&["float", "double", "fixed32", "int64"])],
    ),
    MutationKind::fitting("retype an integer to a fixed or zigzag one", &[Field], is_integer, &[Retype(ENCODED)]),
    MutationKind::new("make a map repeated entries", map_to_entries),
    MutationKind::fitting(
        "make repeated entries a map",
        &[Field],
        |scene, it| scene.at(&it.ty).ends_with("TruthEntry") && is_repeated(scene, it),
        &[Replace(Part::LabelAndType, &["map<string, int32>"])],
    ),
    MutationKind::new("change the key type of a map", |scene| map_half(scene, true)),
    MutationKind::new("change the value type of a map", |scene| map_half(scene, false)),
    MutationKind::new("set, change or drop a default", default).needs(Needs::Extensions),
    MutationKind::fitting(
        "reuse the number of a deleted field",
        &[Field],
        outside_oneof,
        &[Replace(Part::All, &["{optional}{scalar} took_its_place = {number};"])],
    ),
    MutationKind::fitting(
        "reuse the name of a deleted field",
        &[Field],
        outside_oneof,
        &[Replace(Part::All, &["{optional}{scalar} {name} = {free};"])],
    ),
    MutationKind::new("use a reserved number or name", use_reserved),
    MutationKind::new("give two fields each other's JSON name", swap_json_names),
    MutationKind::new("move a field to another message", move_field),
    MutationKind::new("move a field between oneofs", |scene| scene.move_between(Field, in_oneof)),
    MutationKind::row("put fields in another order", &[Field], &[Swap(Part::All)]),
    MutationKind::new("write a type in full", write_in_full),
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

const ENUMS: &[&str] = &["TruthColor", "TruthHue", "TruthSparse"];
const MESSAGES: &[&str] = &["TruthTwin", "TruthHost", "TruthEntry", "TruthAll"];
const ENCODED: &[&str] = &["sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64", "float", "double"];
const KEYS: &[&str] = &["int32", "int64", "uint32", "uint64", "sint32", "fixed64", "bool", "string"];
const VALUES: &[&str] = &["int32", "int64", "sint32", "bool", "string", "bytes", "double", "TruthTwin", "TruthColor"];

fn in_message(scene: &Scene<'_>, item: &OutlineItem) -> bool {
    is_in(scene, item, Message)
}

fn outside_oneof(scene: &Scene<'_>, item: &OutlineItem) -> bool {
    is_directly_in(scene, item, Message)
}

fn is_loose(scene: &Scene<'_>, item: &OutlineItem) -> bool {
    !is_map(scene, item) && outside_oneof(scene, item)
}

fn is_enum(scene: &Scene<'_>, item: &OutlineItem) -> bool {
    is_of(scene, item, ItemKind::Enum, ENUMS)
}

fn is_message(scene: &Scene<'_>, item: &OutlineItem) -> bool {
    is_of(scene, item, Message, MESSAGES)
}

/// Returns `true` for a type with one of these names, or with the name of a declaration of this kind.
fn is_of(scene: &Scene<'_>, item: &OutlineItem, kind: ItemKind, names: &[&str]) -> bool {
    let last = scene.at(&item.ty).rsplit('.').next().unwrap_or_default();
    names.contains(&last) || scene.outline.items.iter().any(|it| it.kind == kind && scene.at(&it.name) == last)
}

fn is_integer(scene: &Scene<'_>, item: &OutlineItem) -> bool {
    matches!(scene.at(&item.ty), "int32" | "int64" | "uint32" | "uint64")
}

fn is_text(scene: &Scene<'_>, item: &OutlineItem) -> bool {
    matches!(scene.at(&item.ty), "bytes" | "string")
}

fn to_relative(scene: &mut Scene<'_>) -> Option<()> {
    let field = scene.any_where(&[Field], |scene, it| SCALARS.contains(&scene.at(&it.ty)))?;
    let group = RELATIVES.iter().find(|group| group.contains(&scene.at(&field.ty)))?;
    let other = *scene.random.pick(group)?;
    scene.replace(&field.ty, other);
    Some(())
}

fn to_neighbor_type(scene: &mut Scene<'_>) -> Option<()> {
    let field = scene.any_where(&[Field], |scene, it| !is_map(scene, it))?;
    let other = scene.any_where(&[Field], |scene, it| !is_map(scene, it))?;
    let ty = scene.at(&other.ty).to_owned();
    scene.replace(&field.ty, ty);
    Some(())
}

/// Returns a random map field, with the types of its keys and values.
fn map(scene: &mut Scene<'_>) -> Option<(OutlineItem, String, String)> {
    let field = scene.any_where(&[Field], is_map)?;
    let inner = scene.at(&field.ty).strip_prefix("map")?.trim().strip_prefix('<')?.strip_suffix('>')?;
    let (key, value) = inner.split_once(',')?;
    let (key, value) = (key.trim().to_owned(), value.trim().to_owned());
    Some((field, key, value))
}

fn change_map(scene: &mut Scene<'_>) -> Option<()> {
    let (field, key, value) = map(scene)?;
    let scalar = *scene.random.pick(SCALARS)?;
    let other = match scene.random.below(3) {
        0 => format!("map<{scalar}, {value}>"),
        1 => format!("map<{key}, {scalar}>"),
        _ => scalar.to_owned(),
    };
    scene.replace(&field.ty, other);
    Some(())
}

fn map_half(scene: &mut Scene<'_>, of_key: bool) -> Option<()> {
    let (field, key, value) = map(scene)?;
    let other = *scene.random.pick(if of_key { KEYS } else { VALUES })?;
    let ty = if of_key { format!("map<{other}, {value}>") } else { format!("map<{key}, {other}>") };
    scene.replace(&field.ty, ty);
    Some(())
}

fn map_to_entries(scene: &mut Scene<'_>) -> Option<()> {
    let (field, key, value) = map(scene)?;
    let label = label(scene);
    let name = scene.at(&field.name).replace('_', "");
    scene.insert(
        field.span.start,
        format!("message Entry{name} {{ {label}{key} key = 1; {label}{value} value = 2; }}\n  "),
    );
    scene.replace(&field.ty, format!("repeated Entry{name}"));
    Some(())
}

fn toggle(scene: &mut Scene<'_>, label: &str) -> Option<()> {
    let field = scene.any_where(&[Field], is_loose)?;
    match &field.label {
        Some(written) if scene.at(written) == label => scene.replace(written, ""),
        Some(written) => scene.replace(written, label),
        None => scene.insert(field.ty.start, format!("{label} ")),
    }
    Some(())
}

fn unlabeled(scene: &Scene<'_>, field: &OutlineItem) -> String {
    scene.at(&(field.ty.start..field.span.end)).to_owned()
}

fn move_out(scene: &mut Scene<'_>) -> Option<()> {
    let field = scene.any_where(&[Field], in_oneof)?;
    let oneof = scene.outline.parent(&field)?.clone();
    let statement = format!("\n{}{}", label(scene), unlabeled(scene, &field));
    scene.remove(&field);
    scene.insert(oneof.span.end, statement);
    Some(())
}

fn move_in(scene: &mut Scene<'_>) -> Option<()> {
    let field = scene.any_where(&[Field], is_loose)?;
    let is_near = |it: &&OutlineItem| it.kind == Oneof && it.parent == field.parent;
    let oneofs: Vec<OutlineItem> = scene.outline.items.iter().filter(is_near).cloned().collect();
    let oneof = scene.random.pick(&oneofs)?.clone();
    let statement = unlabeled(scene, &field);
    scene.remove(&field);
    scene.insert_into(&oneof, &statement)
}

fn dissolve(scene: &mut Scene<'_>) -> Option<()> {
    let oneof = scene.any(&[Oneof])?;
    let body = oneof.body.clone()?;
    let fields: Vec<OutlineItem> = scene.outline.children(scene.index(&oneof)?).cloned().collect();
    if !label(scene).is_empty() {
        fields.iter().for_each(|field| scene.insert(field.span.start, label(scene)));
    }
    scene.replace(&(oneof.span.start..body.start), "");
    scene.replace(&(body.end..oneof.span.end), "");
    Some(())
}

fn add_required(scene: &mut Scene<'_>) -> Option<()> {
    let (label, options) = match dialect(scene) {
        Dialect::Proto2 => ("required ", ""),
        Dialect::Proto3 => return None,
        Dialect::Edition => ("", " [features.field_presence = LEGACY_REQUIRED]"),
    };
    let message = scene.any(&[Message])?;
    let number = largest(scene, &message)? + 1;
    scene.insert_into(&message, &format!("{label}int32 added_required = {number}{options};"))
}

fn swap_types(scene: &mut Scene<'_>) -> Option<()> {
    let one = scene.any(&[Field])?;
    let other = scene.sibling(&one)?;
    if is_map(scene, &one) || is_map(scene, &other) {
        return None;
    }
    scene.swap(&one.ty, &other.ty);
    Some(())
}

fn default(scene: &mut Scene<'_>) -> Option<()> {
    let fits = |scene: &Scene<'_>, it: &OutlineItem| {
        let ty = scene.at(&it.ty);
        (is_in(scene, it, Message) || is_in(scene, it, ItemKind::Extend))
            && !is_repeated(scene, it)
            && !ty.contains(['.', '<'])
            && ty.starts_with(char::is_lowercase)
    };
    let field = scene.any_where(&[Field], fits)?;
    if scene.random.chance(3) && scene.remove_field_option(&field, "default").is_some() {
        return Some(());
    }
    let values: &[_] = match scene.at(&field.ty) {
        "string" | "bytes" => &["\"\"", "\"changed\""],
        "bool" => &["true", "false"],
        "float" | "double" => &["2.5", "inf", "nan", "0.0", "-0.0"],
        _ => &["7", "0x10"],
    };
    SetOption("default", values).apply(scene, &field)
}

fn use_reserved(scene: &mut Scene<'_>) -> Option<()> {
    let first = |scene: &Scene<'_>, it: &OutlineItem| -> String {
        let text = scene.at(&it.span).trim_start_matches("reserved").trim_start();
        text.chars().take_while(char::is_ascii_digit).collect()
    };
    let reserved =
        scene.any_where(&[Reserved], |scene, it| outside_oneof(scene, it) && !first(scene, it).is_empty())?;
    let statement = format!("{}string from_reserved = {};", label(scene), first(scene, &reserved));
    scene.replace(&reserved.span, statement);
    Some(())
}

fn swap_json_names(scene: &mut Scene<'_>) -> Option<()> {
    let one = scene.any(&[Field])?;
    let other = scene.sibling(&one)?;
    let name = |item: &OutlineItem| format!("\"{}\"", camel(scene.at(&item.name)));
    let (first, second) = (name(&one), name(&other));
    scene.set_field_option(&one, "json_name", &second);
    scene.set_field_option(&other, "json_name", &first);
    in_message(scene, &one).then_some(())
}

/// Returns the default JSON name of a field.
fn camel(name: &str) -> String {
    let mut upper = false;
    let mut camel = String::new();
    for letter in name.chars() {
        if letter != '_' {
            camel.push(if upper { letter.to_ascii_uppercase() } else { letter });
        }
        upper = letter == '_';
    }
    camel
}

fn move_field(scene: &mut Scene<'_>) -> Option<()> {
    let field = scene.any_where(&[Field], outside_oneof)?;
    let holder = scene.outline.parent(&field)?.clone();
    let other = scene.any_where(&[Message], |_, it| it.span != holder.span && it.parent.is_none())?;
    let number = largest(scene, &other)? + 1;
    let before = scene.at(&(field.span.start..field.number.start));
    let after = scene.at(&(field.number.end..field.span.end));
    let moved = format!("{before}{number}{after}");
    scene.remove(&field);
    scene.insert_into(&other, &moved)
}

/// Replaces a type name with its fully-qualified name, which changes nothing.
fn write_in_full(scene: &mut Scene<'_>) -> Option<()> {
    let package = scene.at(&scene.package()?.name).to_owned();
    let is_of_top = |scene: &Scene<'_>, field: &OutlineItem| {
        let mut types = scene.outline.items.iter().filter(|it| matches!(it.kind, Message | ItemKind::Enum));
        types.any(|it| it.parent.is_none() && scene.at(&it.name) == scene.at(&field.ty))
    };
    let field = scene.any_where(&[Field], is_of_top)?;
    let name = scene.at(&field.ty).to_owned();
    scene.replace(&field.ty, format!(".{package}.{name}"));
    Some(())
}
