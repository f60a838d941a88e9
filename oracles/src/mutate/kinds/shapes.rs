//! Changes of fields, oneofs, enums and messages that buf has no rule for, or that keep the bytes and change their meaning.

use super::MutationKind;
use crate::mutate::dialect::Dialect;
use crate::mutate::outline::{ItemKind, OutlineItem, Span};
use crate::mutate::scene::MutationContext;

pub(super) const FIELDS: &[MutationKind] = &[
    MutationKind::new("add a required field", add_required),
    MutationKind::new("add a repeated field", |scene| add(scene, "repeated int32 added_list", "")),
    MutationKind::new("add a map field", |scene| add(scene, "map<string, int32> added_map", "")),
    MutationKind::new("add a group", |scene| {
        add(scene, "optional group AddedGroup", " { optional int32 in_group = 1; }")
    }),
    MutationKind::new("add a delimited field", add_delimited),
    MutationKind::new("add a field to a oneof", add_to_oneof),
    MutationKind::new("add a oneof", add_oneof),
    MutationKind::new("swap the types of two fields", swap_types),
    MutationKind::new("retype an enum field to `int32`", |scene| retype(scene, is_enum_field, &["int32"])),
    MutationKind::new("retype an enum field to `string`", |scene| retype(scene, is_enum_field, &["string"])),
    MutationKind::new("retype an enum field to another enum", |scene| retype(scene, is_enum_field, ENUMS)),
    MutationKind::new("retype an integer field to an enum", |scene| retype(scene, is_integer, ENUMS)),
    MutationKind::new("retype a message field to another message", |scene| retype(scene, is_message_field, MESSAGES)),
    MutationKind::new("retype a message field to bytes", |scene| retype(scene, is_message_field, &["bytes", "string"])),
    MutationKind::new("retype bytes to a message", |scene| retype(scene, is_bytes, MESSAGES)),
    MutationKind::new("retype a floating-point field", |scene| {
        retype(scene, is_real, &["float", "double", "fixed32", "int64"])
    }),
    MutationKind::new("retype an integer to a fixed or zigzag one", |scene| retype(scene, is_integer, ENCODED)),
    MutationKind::new("make a map repeated entries", map_to_entries),
    MutationKind::new("make repeated entries a map", entries_to_map),
    MutationKind::new("change the key type of a map", map_key),
    MutationKind::new("change the value type of a map", map_value),
    MutationKind::new("set, change or drop a default", default),
    MutationKind::new("reuse the number of a deleted field", reuse_number),
    MutationKind::new("reuse the name of a deleted field", reuse_name),
    MutationKind::new("use a reserved number or name", use_reserved),
    MutationKind::new("give two fields each other's JSON name", swap_json_names),
    MutationKind::new("move a field to another message", move_field),
    MutationKind::new("move a field between oneofs", between_oneofs),
    MutationKind::new("put fields in another order", |scene| swap_texts(scene, ItemKind::Field)),
    MutationKind::new("write a type in full", write_in_full),
];

pub(super) const ENUMS_AND_MESSAGES: &[MutationKind] = &[
    MutationKind::new("put an alias first", alias_first),
    MutationKind::new("delete an alias", delete_alias),
    MutationKind::new("put values in another order", |scene| swap_texts(scene, ItemKind::Value)),
    MutationKind::new("add a value first", add_value_first),
    MutationKind::new("swap the numbers of two values", swap_value_numbers),
    MutationKind::new("delete a value and reserve both", delete_value_reserving_both),
    MutationKind::new("reuse the number of a deleted value", reuse_value_number),
    MutationKind::new("reuse the name of a deleted value", reuse_value_name),
    MutationKind::new("add a nested message", |scene| insert_declaration(scene, "message AddedInside { }")),
    MutationKind::new("add a nested enum", |scene| insert_declaration(scene, "enum AddedInside { ADDED_INSIDE = 0; }")),
    MutationKind::new("add an enum", |scene| append(scene, "enum AddedEnum { ADDED_ENUM_ZERO = 0; }")),
    MutationKind::new("narrow a `reserved` range", narrow_reserved),
    MutationKind::new("delete all fields of a message", empty_message),
];

const ENUMS: &[&str] = &["TruthColor", "TruthHue", "TruthSparse"];
const MESSAGES: &[&str] = &["TruthTwin", "TruthHost", "TruthEntry", "TruthAll"];
const ENCODED: &[&str] = &["sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64", "float", "double"];
const KEYS: &[&str] = &["int32", "int64", "uint32", "uint64", "sint32", "fixed64", "bool", "string"];
const VALUES: &[&str] = &["int32", "int64", "sint32", "bool", "string", "bytes", "double", "TruthTwin", "TruthColor"];

pub(super) fn label(scene: &MutationContext<'_>) -> &'static str {
    match Dialect::of(scene.text(), &scene.outline) {
        Dialect::Proto2 => "optional ",
        Dialect::Proto3 | Dialect::Edition => "",
    }
}

fn ty<'s>(scene: &'s MutationContext<'_>, item: &OutlineItem) -> &'s str {
    scene.at(&item.ty)
}

fn is_enum_field(scene: &MutationContext<'_>, item: &OutlineItem) -> bool {
    let last = ty(scene, item).rsplit('.').next().unwrap_or_default();
    ENUMS.contains(&last)
        || scene.outline.items.iter().any(|it| it.kind == ItemKind::Enum && scene.at(&it.name) == last)
}

fn is_message_field(scene: &MutationContext<'_>, item: &OutlineItem) -> bool {
    let last = ty(scene, item).rsplit('.').next().unwrap_or_default();
    MESSAGES.contains(&last)
        || scene.outline.items.iter().any(|it| it.kind == ItemKind::Message && scene.at(&it.name) == last)
}

fn is_integer(scene: &MutationContext<'_>, item: &OutlineItem) -> bool {
    matches!(ty(scene, item), "int32" | "int64" | "uint32" | "uint64")
}

fn is_bytes(scene: &MutationContext<'_>, item: &OutlineItem) -> bool {
    matches!(ty(scene, item), "bytes" | "string")
}

fn is_real(scene: &MutationContext<'_>, item: &OutlineItem) -> bool {
    matches!(ty(scene, item), "float" | "double")
}

fn is_map(scene: &MutationContext<'_>, item: &OutlineItem) -> bool {
    ty(scene, item).starts_with("map")
}

/// Changes the type of a field, and removes options of the old type.
fn retype(
    scene: &mut MutationContext<'_>,
    fits: fn(&MutationContext<'_>, &OutlineItem) -> bool,
    to: &[&'static str],
) -> Option<()> {
    let field = scene.any_where(&[ItemKind::Field], fits)?;
    let other = *scene.random.pick(to)?;
    if let Some(options) = &field.options
        && ["default", "jstype", "ctype", "utf8", "string_type"].iter().any(|it| scene.at(options).contains(it))
    {
        scene.replace(&(options.start - 1..options.end + 1), "");
    }
    scene.replace(&field.ty, other);
    Some(())
}

fn free_number(scene: &MutationContext<'_>, holder: &OutlineItem) -> i64 {
    scene.numbers(holder).into_iter().max().unwrap_or(0) + 1
}

fn add(scene: &mut MutationContext<'_>, head: &str, tail: &str) -> Option<()> {
    let holder = scene.any(&[ItemKind::Message])?;
    let number = free_number(scene, &holder);
    let end = if tail.is_empty() { ";" } else { tail };
    scene.insert_into(&holder, &format!("{head} = {number}{end}"))
}

fn add_required(scene: &mut MutationContext<'_>) -> Option<()> {
    match Dialect::of(scene.text(), &scene.outline) {
        Dialect::Proto2 => add(scene, "required int32 added_required", ""),
        Dialect::Proto3 => None,
        Dialect::Edition => add(scene, "int32 added_required", " [features.field_presence = LEGACY_REQUIRED];"),
    }
}

fn add_delimited(scene: &mut MutationContext<'_>) -> Option<()> {
    add(scene, "AddedInside added_inside", " [features.message_encoding = DELIMITED]; message AddedInside { }")
}

fn add_to_oneof(scene: &mut MutationContext<'_>) -> Option<()> {
    let oneof = scene.any(&[ItemKind::Oneof])?;
    let number = free_number(scene, &scene.holder(&oneof)?);
    scene.insert_into(&oneof, &format!("string added_member = {number};"))
}

fn add_oneof(scene: &mut MutationContext<'_>) -> Option<()> {
    let holder = scene.any(&[ItemKind::Message])?;
    let number = free_number(scene, &holder);
    let other = number + 1;
    scene.insert_into(&holder, &format!("oneof added_oneof {{ int32 added_a = {number}; string added_b = {other}; }}"))
}

fn pair(scene: &mut MutationContext<'_>, kind: ItemKind) -> Option<(OutlineItem, OutlineItem)> {
    let one = scene.any(&[kind])?;
    let siblings = scene.siblings(&one);
    let other = scene.random.pick(&siblings)?.clone();
    Some((one, other))
}

fn swap(scene: &mut MutationContext<'_>, one: &Span, other: &Span) {
    let first = scene.at(one).to_owned();
    let second = scene.at(other).to_owned();
    scene.replace(one, second);
    scene.replace(other, first);
}

fn swap_types(scene: &mut MutationContext<'_>) -> Option<()> {
    let (one, other) = pair(scene, ItemKind::Field)?;
    if is_map(scene, &one) || is_map(scene, &other) {
        return None;
    }
    swap(scene, &one.ty, &other.ty);
    Some(())
}

fn swap_texts(scene: &mut MutationContext<'_>, kind: ItemKind) -> Option<()> {
    let (one, other) = pair(scene, kind)?;
    swap(scene, &one.span, &other.span);
    Some(())
}

fn map_to_entries(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = scene.any_where(&[ItemKind::Field], is_map)?;
    let (key, value) = halves(scene, &field)?;
    let label = label(scene);
    let name = scene.at(&field.name).replace('_', "");
    let entry = format!("message Entry{name} {{ {label}{key} key = 1; {label}{value} value = 2; }}\n  ");
    scene.insert(field.span.start, entry);
    scene.replace(&field.ty, format!("repeated Entry{name}"));
    Some(())
}

fn halves(scene: &MutationContext<'_>, field: &OutlineItem) -> Option<(String, String)> {
    let inner = ty(scene, field).strip_prefix("map")?.trim().strip_prefix('<')?.strip_suffix('>')?.to_owned();
    let (key, value) = inner.split_once(',')?;
    Some((key.trim().to_owned(), value.trim().to_owned()))
}

fn entries_to_map(scene: &mut MutationContext<'_>) -> Option<()> {
    let fits = |scene: &MutationContext<'_>, it: &OutlineItem| {
        ty(scene, it).ends_with("TruthEntry") && it.label.as_ref().is_some_and(|it| scene.at(it) == "repeated")
    };
    let field = scene.any_where(&[ItemKind::Field], fits)?;
    let start = field.label?.start;
    scene.replace(&(start..field.ty.end), "map<string, int32>");
    Some(())
}

fn map_half(scene: &mut MutationContext<'_>, of_key: bool) -> Option<()> {
    let field = scene.any_where(&[ItemKind::Field], is_map)?;
    let (key, value) = halves(scene, &field)?;
    let other = *scene.random.pick(if of_key { KEYS } else { VALUES })?;
    let ty = if of_key { format!("map<{other}, {value}>") } else { format!("map<{key}, {other}>") };
    scene.replace(&field.ty, ty);
    Some(())
}

fn map_key(scene: &mut MutationContext<'_>) -> Option<()> {
    map_half(scene, true)
}

fn map_value(scene: &mut MutationContext<'_>) -> Option<()> {
    map_half(scene, false)
}

fn default(scene: &mut MutationContext<'_>) -> Option<()> {
    let fits = |scene: &MutationContext<'_>, it: &OutlineItem| {
        let repeated = it.label.as_ref().is_some_and(|it| scene.at(it) == "repeated");
        let holder = scene.holder(it).is_some_and(|it| matches!(it.kind, ItemKind::Message | ItemKind::Extend));
        holder && !repeated && !ty(scene, it).contains(['.', '<']) && ty(scene, it).starts_with(char::is_lowercase)
    };
    let field = scene.any_where(&[ItemKind::Field], fits)?;
    if scene.random.chance(3) && scene.remove_field_option(&field, "default").is_some() {
        return Some(());
    }
    let value = match ty(scene, &field) {
        "string" | "bytes" => *scene.random.pick(&["\"\"", "\"changed\""])?,
        "bool" => *scene.random.pick(&["true", "false"])?,
        "float" | "double" => *scene.random.pick(&["2.5", "inf", "nan", "0.0", "-0.0"])?,
        _ => *scene.random.pick(&["7", "0x10"])?,
    };
    scene.set_field_option(&field, "default", value);
    Some(())
}

/// Returns a random field whose parent is a message, not a oneof, with that message.
fn loose(scene: &mut MutationContext<'_>) -> Option<(OutlineItem, OutlineItem)> {
    let fits = |scene: &MutationContext<'_>, it: &OutlineItem| {
        scene.outline.parent(it).is_some_and(|it| it.kind == ItemKind::Message)
    };
    let field = scene.any_where(&[ItemKind::Field], fits)?;
    let holder = scene.outline.parent(&field)?.clone();
    Some((field, holder))
}

fn reuse_number(scene: &mut MutationContext<'_>) -> Option<()> {
    let (field, _) = loose(scene)?;
    let other = *scene.random.pick(&["string", "int32", "bool", "double", "bytes"])?;
    let statement = format!("{}{other} took_its_place = {};", label(scene), scene.at(&field.number));
    scene.replace(&field.span, statement);
    Some(())
}

fn reuse_name(scene: &mut MutationContext<'_>) -> Option<()> {
    let (field, holder) = loose(scene)?;
    let other = *scene.random.pick(&["string", "int32", "bool", "double", "bytes"])?;
    let number = free_number(scene, &holder);
    let statement = format!("{}{other} {} = {number};", label(scene), scene.at(&field.name));
    scene.replace(&field.span, statement);
    Some(())
}

fn use_reserved(scene: &mut MutationContext<'_>) -> Option<()> {
    let in_message = |scene: &MutationContext<'_>, it: &OutlineItem| {
        scene.outline.parent(it).is_some_and(|it| it.kind == ItemKind::Message)
            && scene
                .at(&it.span)
                .trim_start_matches("reserved")
                .trim_start()
                .starts_with(|it: char| it.is_ascii_digit())
    };
    let reserved = scene.any_where(&[ItemKind::Reserved], in_message)?;
    let number: String = scene.at(&reserved.span).trim_start_matches("reserved").trim_start().into();
    let number: String = number.chars().take_while(char::is_ascii_digit).collect();
    let statement = format!("{}string from_reserved = {number};", label(scene));
    scene.replace(&reserved.span, statement);
    Some(())
}

fn swap_json_names(scene: &mut MutationContext<'_>) -> Option<()> {
    let (one, other) = pair(scene, ItemKind::Field)?;
    let in_message = scene.holder(&one).is_some_and(|it| it.kind == ItemKind::Message);
    let name = |item: &OutlineItem| format!("\"{}\"", camel(scene.at(&item.name)));
    let first = name(&one);
    let second = name(&other);
    scene.set_field_option(&one, "json_name", &second);
    scene.set_field_option(&other, "json_name", &first);
    in_message.then_some(())
}

/// Returns the default JSON name of a field.
fn camel(name: &str) -> String {
    let mut upper = false;
    let mut camel = String::new();
    for letter in name.chars() {
        if letter == '_' {
            upper = true;
        } else {
            camel.push(if upper { letter.to_ascii_uppercase() } else { letter });
            upper = false;
        }
    }
    camel
}

fn move_field(scene: &mut MutationContext<'_>) -> Option<()> {
    let (field, holder) = loose(scene)?;
    let other = scene.any_where(&[ItemKind::Message], |_, it| it.span != holder.span && it.parent.is_none())?;
    let number = free_number(scene, &other);
    let text = scene.at(&field.span).to_owned();
    let at = field.number.start - field.span.start..field.number.end - field.span.start;
    let moved = format!("{}{number}{}", &text[..at.start], &text[at.end..]);
    scene.remove(&field);
    scene.insert_into(&other, &moved)
}

fn between_oneofs(scene: &mut MutationContext<'_>) -> Option<()> {
    let in_oneof = |scene: &MutationContext<'_>, it: &OutlineItem| {
        scene.outline.parent(it).is_some_and(|it| it.kind == ItemKind::Oneof)
    };
    let field = scene.any_where(&[ItemKind::Field], in_oneof)?;
    let oneof = scene.outline.parent(&field)?.clone();
    let others = scene.siblings(&oneof);
    let other = scene.random.pick(&others)?.clone();
    let text = scene.at(&field.span).to_owned();
    scene.remove(&field);
    scene.insert_into(&other, &text)
}

/// Replaces a type name with its fully-qualified name, which changes nothing.
fn write_in_full(scene: &mut MutationContext<'_>) -> Option<()> {
    let package = scene.outline.items.iter().find(|it| it.kind == ItemKind::Package)?.name.clone();
    let package = scene.at(&package).to_owned();
    let top = |scene: &MutationContext<'_>, it: &OutlineItem| {
        let name = ty(scene, it).to_owned();
        let is_it = |other: &OutlineItem| {
            matches!(other.kind, ItemKind::Message | ItemKind::Enum)
                && other.parent.is_none()
                && scene.at(&other.name) == name
        };
        scene.outline.items.iter().any(is_it)
    };
    let field = scene.any_where(&[ItemKind::Field], top)?;
    let name = ty(scene, &field).to_owned();
    scene.replace(&field.ty, format!(".{package}.{name}"));
    Some(())
}

fn alias_first(scene: &mut MutationContext<'_>) -> Option<()> {
    let value = scene.any(&[ItemKind::Value])?;
    let holder = scene.holder(&value)?;
    let alias = format!("{}_FIRST = {};\n  ", scene.at(&value.name), scene.at(&value.number));
    scene.insert(value.span.start, alias);
    if !scene.at(&holder.span).contains("allow_alias") {
        scene.insert_into(&holder, "option allow_alias = true;")?;
    }
    Some(())
}

fn delete_alias(scene: &mut MutationContext<'_>) -> Option<()> {
    let is_alias = |scene: &MutationContext<'_>, it: &OutlineItem| {
        let number = scene.at(&it.number).to_owned();
        scene.siblings(it).iter().any(|other| scene.at(&other.number) == number)
    };
    let value = scene.any_where(&[ItemKind::Value], is_alias)?;
    scene.remove(&value);
    let holder = scene.outline.parent(&value).and_then(|it| scene.index(it))?;
    let children = scene.outline.children(holder);
    let option =
        children.into_iter().find(|it| it.kind == ItemKind::Option && scene.at(&it.name) == "allow_alias").cloned();
    if let Some(option) = option {
        scene.remove(&option);
    }
    Some(())
}

fn add_value_first(scene: &mut MutationContext<'_>) -> Option<()> {
    let holder = scene.any(&[ItemKind::Enum])?;
    let first = scene.outline.children(scene.index(&holder)?).find(|it| it.kind == ItemKind::Value)?.clone();
    let number = free_number(scene, &holder);
    let name = scene.at(&holder.name).to_uppercase();
    scene.insert(first.span.start, format!("{name}_NOW_FIRST = {number};\n  "));
    Some(())
}

fn swap_value_numbers(scene: &mut MutationContext<'_>) -> Option<()> {
    let (one, other) = pair(scene, ItemKind::Value)?;
    swap(scene, &one.number, &other.number);
    Some(())
}

fn delete_value_reserving_both(scene: &mut MutationContext<'_>) -> Option<()> {
    let value = scene.any(&[ItemKind::Value])?;
    let holder = scene.holder(&value)?;
    let quote = if Dialect::of(scene.text(), &scene.outline) == Dialect::Edition { "" } else { "\"" };
    let number = scene.at(&value.number);
    let name = scene.at(&value.name);
    let statement = format!("reserved {number}; reserved {quote}{name}{quote};");
    scene.remove(&value);
    scene.insert_into(&holder, &statement)
}

fn reuse_value_number(scene: &mut MutationContext<'_>) -> Option<()> {
    let value = scene.any(&[ItemKind::Value])?;
    let name = format!("{}_TOOK_ITS_PLACE", scene.at(&value.name));
    scene.replace(&value.name, name);
    Some(())
}

fn reuse_value_name(scene: &mut MutationContext<'_>) -> Option<()> {
    let value = scene.any(&[ItemKind::Value])?;
    let number = free_number(scene, &scene.holder(&value)?);
    scene.replace(&value.number, number.to_string());
    Some(())
}

fn insert_declaration(scene: &mut MutationContext<'_>, text: &str) -> Option<()> {
    let holder = scene.any(&[ItemKind::Message])?;
    scene.insert_into(&holder, text)
}

fn append(scene: &mut MutationContext<'_>, text: &str) -> Option<()> {
    let end = scene.text().len();
    scene.insert(end, format!("\n{text}\n"));
    Some(())
}

fn narrow_reserved(scene: &mut MutationContext<'_>) -> Option<()> {
    let is_range = |scene: &MutationContext<'_>, it: &OutlineItem| scene.at(&it.span).contains(" to ");
    let reserved = scene.any_where(&[ItemKind::Reserved], is_range)?;
    let text = scene.at(&reserved.span).to_owned();
    let at = text.find(" to ")?;
    let first = text[..at].rfind(|it: char| !it.is_ascii_digit() && it != '-').map_or(0, |it| it + 1);
    let number: i64 = text[first..at].parse().ok()?;
    scene.replace(&(reserved.span.start + first..reserved.span.start + at), (number + 1).to_string());
    Some(())
}

fn empty_message(scene: &mut MutationContext<'_>) -> Option<()> {
    let message = scene.any_where(&[ItemKind::Message], |_, it| it.parent.is_none())?;
    let body = message.body?;
    scene.replace(&body, " ");
    Some(())
}
