//! Random edits of a schema, whether they break anything or not: the gate has to find that out.

use super::model::{
    BEFORE, Count, Enum, Field, Language, Message, Model, SCALARS, Type, draw_field, draw_type, embellish,
};
use protoward_kit::random::Random;

/// Types that WIRE lets replace each other, which makes compatible edits more frequent.
const RELATIVES: &[&[&str]] = &[
    &["int32", "int64", "uint32", "uint64", "bool"],
    &["sint32", "sint64"],
    &["fixed32", "sfixed32"],
    &["fixed64", "sfixed64"],
    &["string", "bytes"],
    &["int32", "uint32"],
    &["int64", "uint64"],
];

/// Applies one edit. Returns `None` if the draw finds nothing to edit.
pub(super) fn edit(model: &mut Model, random: &mut Random) -> Option<&'static str> {
    match random.below(31) {
        0..3 => edit_field(model, random, related_type).map(|()| "a related type"),
        3 => edit_field(model, random, any_type).map(|()| "another type"),
        4 | 5 => edit_field(model, random, count).map(|()| "another count"),
        6 => edit_field(model, random, rename).map(|()| "another name"),
        7 => edit_field(model, random, option).map(|()| "another option"),
        8 => edit_field(model, random, oneof).map(|()| "in or out of a oneof"),
        9 | 10 => add_field(model, random).map(|()| "a new field"),
        11..14 => delete_field(model, random).map(|()| "a deleted field"),
        14 => reorder(model, random).map(|()| "another order"),
        15 => language(model, random).map(|()| "another syntax"),
        16 => edit_enum(model, random, add_value).map(|()| "a new value"),
        17 => edit_enum(model, random, delete_value).map(|()| "a deleted value"),
        18 => edit_enum(model, random, rename_value).map(|()| "a value by another name"),
        19 => extension(model, random).map(|()| "another extension"),
        20 | 21 => method(model, random).map(|()| "another method"),
        22 => dissolve(model, random).map(|()| "a dissolved oneof"),
        23 | 24 => reuse(model, random).map(|()| "something in the place of what was reserved"),
        25 => edit_enum(model, random, close).map(|()| "an enum opened or closed"),
        26 => edit_field(model, random, renumber).map(|()| "another number"),
        27 => {
            swap(model, random, |one, other| std::mem::swap(&mut one.name, &mut other.name)).map(|()| "swapped names")
        }
        28 => swap(model, random, swap_json_names).map(|()| "swapped JSON names"),
        29 => edit_enum(model, random, renumber_value).map(|()| "a value with another number"),
        _ => edit_enum(model, random, swap_values).map(|()| "swapped values"),
    }
}

type FieldEdit = fn(&Model, &mut Field, &mut Random) -> Option<()>;

fn edit_field(model: &mut Model, random: &mut Random, edit: FieldEdit) -> Option<()> {
    let original = model.clone();
    let message = some_message(model, random);
    let in_extension = !message.extensions.is_empty() && random.chance(4);
    let fields = if in_extension { &mut message.extensions } else { &mut message.fields };
    let index = random.below(fields.len().max(1));
    edit(&original, fields.get_mut(index)?, random)
}

fn some_message<'m>(model: &'m mut Model, random: &mut Random) -> &'m mut Message {
    let index = random.below(model.messages.len());
    &mut model.messages[index]
}

fn related_type(_: &Model, field: &mut Field, random: &mut Random) -> Option<()> {
    let Type::Scalar(scalar) = field.ty else { return None };
    let families: Vec<_> = RELATIVES.iter().copied().filter(|family| family.contains(&scalar)).collect();
    let family = *random.pick(&families)?;
    let other = *random.pick(family)?;
    field.ty = Type::Scalar(other);
    (other != scalar).then_some(())
}

fn any_type(model: &Model, field: &mut Field, random: &mut Random) -> Option<()> {
    let before = field.ty;
    field.ty = if random.chance(2) { draw_type(model, random) } else { Type::Scalar(random.pick(SCALARS)?) };
    (field.ty != before).then_some(())
}

fn count(_: &Model, field: &mut Field, random: &mut Random) -> Option<()> {
    let before = field.count;
    field.count = match before {
        Count::Map(key) if !random.chance(4) => Count::Entries(key),
        Count::Entries(key) if !random.chance(4) => Count::Map(key),
        _ => *random.pick(&[Count::Plain, Count::Optional, Count::Required, Count::Repeated])?,
    };
    (field.count != before).then_some(())
}

fn rename(_: &Model, field: &mut Field, random: &mut Random) -> Option<()> {
    let json_name = format!("\"field{}\"", field.number);
    field.name = format!("renamed_{}", field.number);
    if random.chance(2) && field.options.iter().all(|(name, _)| name != "json_name") {
        field.options.push(("json_name".to_owned(), json_name));
    }
    Some(())
}

/// Changes the number of a field, but not its name. In a message with few fields, the new number may be free.
fn renumber(_: &Model, field: &mut Field, random: &mut Random) -> Option<()> {
    field.number += 20 + i32::try_from(random.below(5)).ok()?;
    Some(())
}

fn swap(model: &mut Model, random: &mut Random, edit: fn(&mut Field, &mut Field)) -> Option<()> {
    let fields = &mut some_message(model, random).fields;
    let first = random.below(fields.len().max(1));
    let (before, after) = fields.split_at_mut_checked(first + 1)?;
    edit(before.last_mut()?, after.first_mut()?);
    Some(())
}

fn swap_json_names(one: &mut Field, other: &mut Field) {
    // Google's library for Python rejects a JSON name that is also the name of another field.
    let place = |field: &Field| field.options.iter().position(|(option, _)| option == "json_name");
    if let (Some(here), Some(there)) = (place(one), place(other)) {
        std::mem::swap(&mut one.options[here], &mut other.options[there]);
    }
}

fn option(model: &Model, field: &mut Field, random: &mut Random) -> Option<()> {
    if field.options.is_empty() || random.chance(2) {
        embellish(field, model.language, random);
    } else {
        field.options.clear();
    }
    Some(())
}

fn oneof(_: &Model, field: &mut Field, random: &mut Random) -> Option<()> {
    if !matches!(field.count, Count::Plain | Count::Optional) {
        return None;
    }
    field.oneof = match field.oneof {
        None => Some(random.below(2)),
        Some(_) => None,
    };
    field.count = Count::Plain;
    Some(())
}

fn add_field(model: &mut Model, random: &mut Random) -> Option<()> {
    let original = model.clone();
    let message = some_message(model, random);
    let number = (1..).find(|number| {
        message.fields.iter().all(|field| field.number != *number) && !message.reserved.numbers.contains(number)
    })?;
    let name = format!("added_{number}");
    message.fields.push(Field { name, ..draw_field(&original, number, random) });
    Some(())
}

/// Deletes a field, in most cases correctly: with its number and its name reserved.
fn delete_field(model: &mut Model, random: &mut Random) -> Option<()> {
    let message = some_message(model, random);
    if message.fields.is_empty() {
        return None;
    }
    let index = random.below(message.fields.len());
    let field = message.fields.remove(index);
    if !random.chance(4) {
        message.reserved.numbers.push(field.number);
    }
    if !random.chance(4) {
        message.reserved.names.push(field.name);
    }
    Some(())
}

fn reorder(model: &mut Model, random: &mut Random) -> Option<()> {
    let fields = &mut some_message(model, random).fields;
    let at = random.below(fields.len().max(1));
    let middle = at.min(fields.len());
    fields.rotate_left(middle);
    (at > 0).then_some(())
}

fn language(model: &mut Model, random: &mut Random) -> Option<()> {
    let before = model.language;
    model.language = *random.pick(&[Language::Proto2, Language::Proto3, Language::E2023])?;
    (model.language != before).then_some(())
}

fn extension(model: &mut Model, random: &mut Random) -> Option<()> {
    let message = some_message(model, random);
    message.extensions.pop();
    message.open_from = if random.chance(2) { 1001 } else { message.open_from };
    Some(())
}

fn method(model: &mut Model, random: &mut Random) -> Option<()> {
    let count = model.messages.len();
    let index = random.below(model.methods.len().max(1));
    let method = model.methods.get_mut(index)?;
    match random.below(5) {
        0 => method.input.0 = random.below(count),
        1 => method.output.0 = random.below(count),
        2 => method.input.1 = !method.input.1,
        3 => method.output.1 = !method.output.1,
        _ => drop(model.methods.remove(index)),
    }
    Some(())
}

fn dissolve(model: &mut Model, random: &mut Random) -> Option<()> {
    let oneof = random.below(2);
    let members = some_message(model, random).fields.iter_mut().filter(|field| field.oneof == Some(oneof));
    members.map(|field| field.oneof = None).last()
}

/// Frees a reserved number and name, and in most cases uses them again.
fn reuse(model: &mut Model, random: &mut Random) -> Option<()> {
    let (number, name) = BEFORE;
    let original = model.clone();
    if random.chance(2) {
        let index = random.below(model.enums.len());
        let of = &mut model.enums[index];
        of.reserved.numbers.retain(|it| *it != number);
        of.reserved.names.retain(|it| it != name);
        if !random.chance(4) {
            of.values.push((format!("{}_AGAIN", of.name), number));
        }
        return Some(());
    }
    let message = some_message(model, random);
    message.reserved.numbers.retain(|it| *it != number);
    message.reserved.names.retain(|it| it != name);
    if !random.chance(4) {
        message.fields.push(Field { name: name.to_owned(), ..draw_field(&original, number, random) });
    }
    Some(())
}

fn edit_enum(model: &mut Model, random: &mut Random, edit: fn(&mut Enum, &mut Random) -> Option<()>) -> Option<()> {
    let index = random.below(model.enums.len());
    edit(&mut model.enums[index], random)
}

fn add_value(of: &mut Enum, random: &mut Random) -> Option<()> {
    let name = format!("{}_ADDED{}", of.name, of.values.len());
    let number = if random.chance(3) { of.values[0].1 } else { 20 + i32::try_from(of.values.len()).ok()? };
    of.values.push((name, number));
    Some(())
}

fn delete_value(of: &mut Enum, random: &mut Random) -> Option<()> {
    if of.values.len() < 2 {
        return None;
    }
    let (name, number) = of.values.remove(1 + random.below(of.values.len() - 1));
    if !random.chance(4) && of.values.iter().all(|(_, other)| *other != number) {
        of.reserved.numbers.push(number);
    }
    if !random.chance(4) {
        of.reserved.names.push(name);
    }
    Some(())
}

fn rename_value(of: &mut Enum, random: &mut Random) -> Option<()> {
    let index = random.below(of.values.len());
    of.values[index].0 += "_NOW";
    Some(())
}

fn renumber_value(of: &mut Enum, random: &mut Random) -> Option<()> {
    let index = random.below(of.values.len());
    let (_, number) = of.values.get_mut(index).filter(|(_, number)| *number != 0)?;
    *number += 30;
    Some(())
}

fn swap_values(of: &mut Enum, random: &mut Random) -> Option<()> {
    let index = 1 + random.below(of.values.len().saturating_sub(2).max(1));
    let (before, after) = of.values.split_at_mut_checked(index + 1)?;
    std::mem::swap(&mut before.last_mut()?.0, &mut after.first_mut()?.0);
    Some(())
}

fn close(of: &mut Enum, _: &mut Random) -> Option<()> {
    of.closed = !of.closed;
    Some(())
}
