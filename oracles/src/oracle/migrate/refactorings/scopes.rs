//! Random declarations that change their scope, and random numbers.
//!
//! The descriptors of protoc must be those of the old texts, in which another implementation makes the change.

use std::collections::{BTreeMap, BTreeSet};

use super::dynamic::{each, files, list, set, set_list, shown, string, without_options};
use super::made::{After, Before, descriptors};
use super::outcome::{Outcome, Undone, first_difference};
use crate::oracle::compilers::Compiler;
use prost_reflect::{DynamicMessage, ReflectMessage, Value};
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_refactor::proof::{Changes, differences};
use protoward_schema::comparison::Renames;
use protoward_schema::{Element, MessageId, Schema};

type Outcomes = Vec<(&'static str, Outcome)>;

/// Extracts a declaration, inlines one, and gives fields or values other numbers.
pub(super) fn trial(
    before: &Before<'_>,
    file: &str,
    protoc: &Compiler,
    random: &mut Random,
) -> Result<Outcomes, Error> {
    let mut outcomes = Vec::new();
    let schema = before.schema;
    let Some(file) = schema.find_file(file).filter(|_| !file.starts_with("google/protobuf/")) else {
        return Ok(outcomes);
    };
    let all: Vec<Element> = schema
        .declarations()
        .filter(|&it| schema.file_of(it) == file && matches!(it, Element::Message(_) | Element::Enum(_)))
        .filter(|&it| schema.map_field(it).is_none())
        .collect();
    let (top, nested): (Vec<Element>, Vec<Element>) =
        all.iter().copied().partition(|&it| schema.enclosing(it).is_none());
    let name = random.chance(2).then_some("Renamed");
    if let Some(&element) = random.pick(&nested) {
        let Some(Element::Message(from)) = schema.enclosing(element) else { return Ok(outcomes) };
        outcomes.push(("extract", extracted(before, element, from, name, protoc)?));
    }
    let messages = all.iter().filter_map(|&it| if let Element::Message(id) = it { Some(id) } else { None });
    let messages: Vec<MessageId> = messages.collect();
    let element = random.pick(&top).copied();
    let is_outside = |id: &MessageId| {
        let mut around = std::iter::successors(Some(Element::from(*id)), |&it| schema.enclosing(it));
        !around.any(|it| Some(it) == element)
    };
    let messages: Vec<MessageId> = messages.into_iter().filter(is_outside).collect();
    if let (Some(element), Some(&into)) = (element, random.pick(&messages)) {
        outcomes.push(("inline", inlined(before, element, into, name, protoc)?));
    }
    if let Some(&element) = random.pick(&all) {
        outcomes.push(("renumber", renumbered(before, element, protoc, random)?));
    }
    Ok(outcomes)
}

fn extracted(
    before: &Before<'_>,
    element: Element,
    from: MessageId,
    name: Option<&str>,
    protoc: &Compiler,
) -> Result<Outcome, Error> {
    let schema = before.schema;
    let old = schema.full_name(element);
    let own = schema.name(element).to_owned();
    let what = format!("extract {old} as {name:?}");
    let after = match before.make(&what, |planner| planner.extract(element, name)) {
        Ok(after) => after,
        Err(outcome) => return Ok(outcome),
    };
    if let Some(why) = rescoped(before, &after, element, protoc)? {
        return Ok(Outcome::Wrong(format!("{what}: {why}")));
    }
    let now = after.before();
    let new = after.refactoring.changes.renames.moved[&element].clone();
    let back = now.schema.find(&new).zip(now.schema.find_message(&schema.full_name(from.into())));
    let Some((moved, from)) = back else { return Ok(Outcome::Wrong(format!("{what}: it is gone"))) };
    Ok(match now.make(&format!("{what}, inlined"), |planner| planner.inline(moved, from, Some(&own))) {
        Ok(back) => undone(before, &after, &back, element, &what),
        Err(outcome) => not_undone(outcome, &what),
    })
}

fn inlined(
    before: &Before<'_>,
    element: Element,
    into: MessageId,
    name: Option<&str>,
    protoc: &Compiler,
) -> Result<Outcome, Error> {
    let schema = before.schema;
    let own = schema.name(element).to_owned();
    let what = format!("inline {} into {} as {name:?}", schema.full_name(element), schema.full_name(into.into()));
    let after = match before.make(&what, |planner| planner.inline(element, into, name)) {
        Ok(after) => after,
        Err(outcome) => return Ok(outcome),
    };
    if let Some(why) = rescoped(before, &after, element, protoc)? {
        return Ok(Outcome::Wrong(format!("{what}: {why}")));
    }
    let now = after.before();
    let new = after.refactoring.changes.renames.moved[&element].clone();
    let Some(moved) = now.schema.find(&new) else { return Ok(Outcome::Wrong(format!("{what}: it is gone"))) };
    Ok(match now.make(&format!("{what}, extracted"), |planner| planner.extract(moved, Some(&own))) {
        Ok(back) => undone(before, &after, &back, element, &what),
        Err(outcome) => not_undone(outcome, &what),
    })
}

fn not_undone(outcome: Outcome, what: &str) -> Outcome {
    match outcome {
        Outcome::Refused(why) => Outcome::Wrong(format!("{what}: cannot be undone: {why}")),
        outcome => outcome,
    }
}

/// Compares the old texts with those after the inverse. The declaration may come back to another place.
fn undone(before: &Before<'_>, after: &After, back: &After, element: Element, what: &str) -> Outcome {
    if back.texts == *before.texts {
        return Outcome::Done { undone: Some(Undone::Bytes) };
    }
    let [first, second] = [&after.refactoring.changes, &back.refactoring.changes];
    let links = both(&first.links, &second.links);
    let strings = both(&first.strings, &second.strings);
    let moved = [(element, before.schema.full_name(element))].into();
    let renames = Renames { moved, ..Renames::default() };
    let changes = Changes { links, strings, renames, ..Changes::default() };
    match differences(before.schema, &back.schema, &changes, &back.sources).first() {
        None => Outcome::Done { undone: Some(Undone::Descriptors) },
        Some(difference) => {
            let differs = back.texts.iter().find(|(name, text)| before.texts.get(*name) != Some(*text));
            let shown = differs.map(|(name, text)| first_difference(&before.texts[name], text)).unwrap_or_default();
            Outcome::Wrong(format!("{what}: the inverse differs: {difference:?} {shown}"))
        }
    }
}

/// Returns the pairs of texts that two changes give, one after the other.
pub(super) fn both(
    first: &BTreeSet<(String, String)>,
    second: &BTreeSet<(String, String)>,
) -> BTreeSet<(String, String)> {
    let joined = first.iter().flat_map(|(old, middle)| {
        let next = second.iter().filter(move |(was, _)| was == middle);
        next.map(move |(_, new)| (old.clone(), new.clone()))
    });
    joined.chain(first.iter().cloned()).chain(second.iter().cloned()).collect()
}

/// Compares the descriptors of protoc after a new scope. Returns what is wrong.
fn rescoped(before: &Before<'_>, after: &After, element: Element, protoc: &Compiler) -> Result<Option<String>, Error> {
    let schema = before.schema;
    let change = Rescoped {
        old: format!(".{}", schema.full_name(element)),
        new: format!(".{}", after.refactoring.changes.renames.moved[&element]),
        file: schema.name(schema.file_of(element).into()).to_owned(),
        list: if matches!(element, Element::Enum(_)) { ["enum_type"; 2] } else { ["message_type", "nested_type"] },
    };
    judged(before, after, protoc, &|file| change.apply(file))
}

/// A type with another scope in its file.
struct Rescoped {
    /// The full names, with a leading dot.
    old: String,
    new: String,
    file: String,
    /// The fields with types, of files and of messages.
    list: [&'static str; 2],
}

impl Rescoped {
    fn apply(&self, file: &mut DynamicMessage) {
        self.rename_types(file);
        if string(file, "name") == self.file {
            let package = string(file, "package");
            let scope = if package.is_empty() { String::new() } else { format!(".{package}") };
            if let Some(mut taken) = self.take(file, &scope, self.list[0]) {
                set(&mut taken, "name", self.new.rsplit('.').next().unwrap_or_default().to_owned());
                self.give(file, &scope, self.list[0], &taken);
            }
        }
        sorted(file);
    }

    /// Takes the type out of a scope. The nesting of messages bounds the recursion.
    fn take(&self, holder: &mut DynamicMessage, scope: &str, field: &str) -> Option<DynamicMessage> {
        let mut all = list(holder, field);
        if let Some(at) = all.iter().position(|it| format!("{scope}.{}", string(it, "name")) == self.old) {
            let taken = all.remove(at);
            set_list(holder, field, all);
            return Some(taken);
        }
        let messages = if holder.descriptor().name() == "FileDescriptorProto" { "message_type" } else { "nested_type" };
        let mut taken = None;
        each(holder, messages, &mut |message| {
            let inner = format!("{scope}.{}", string(message, "name"));
            if taken.is_none() && self.old.starts_with(&format!("{inner}.")) {
                taken = self.take(message, &inner, self.list[1]);
            }
        });
        taken
    }

    fn give(&self, holder: &mut DynamicMessage, scope: &str, field: &str, given: &DynamicMessage) {
        if format!("{scope}.{}", string(given, "name")) == self.new {
            let mut all = list(holder, field);
            all.push(given.clone());
            set_list(holder, field, all);
            return;
        }
        let messages = if holder.descriptor().name() == "FileDescriptorProto" { "message_type" } else { "nested_type" };
        each(holder, messages, &mut |message| {
            let inner = format!("{scope}.{}", string(message, "name"));
            if self.new.starts_with(&format!("{inner}.")) {
                self.give(message, &inner, self.list[1], given);
            }
        });
    }

    /// Gives all references to the type the new name.
    fn rename_types(&self, message: &mut DynamicMessage) {
        for (field, value) in message.fields_mut() {
            match value {
                Value::String(name)
                    if ["type_name", "extendee", "input_type", "output_type"].contains(&field.name()) =>
                {
                    if let Some(rest) = name.strip_prefix(&self.old).filter(|it| it.is_empty() || it.starts_with('.')) {
                        *name = format!("{}{rest}", self.new);
                    }
                }
                Value::List(list) if field.name() != "uninterpreted_option" => {
                    list.iter_mut().filter_map(Value::as_message_mut).for_each(|it| self.rename_types(it));
                }
                _ => {}
            }
        }
    }
}

/// Sorts the types of all scopes: a declaration is written to another place.
fn sorted(holder: &mut DynamicMessage) {
    for field in ["message_type", "nested_type", "enum_type"] {
        if holder.descriptor().get_field_by_name(field).is_some() && holder.has_field_by_name(field) {
            let mut all = list(holder, field);
            all.sort_by_key(|it| string(it, "name"));
            if field != "enum_type" {
                all.iter_mut().for_each(sorted);
            }
            set_list(holder, field, all);
        }
    }
}

fn renumbered(before: &Before<'_>, holder: Element, protoc: &Compiler, random: &mut Random) -> Result<Outcome, Error> {
    let schema = before.schema;
    let what = format!("renumber {}", schema.full_name(holder));
    let chosen: BTreeMap<Element, i32> = if random.chance(2) {
        BTreeMap::new()
    } else {
        numbers(schema, holder)
            .into_iter()
            .map(|(element, number)| (element, if number == 0 { 0 } else { number.saturating_add(100) }))
            .collect()
    };
    let after = match before.make(&what, |planner| planner.renumber(holder, &chosen)) {
        Ok(after) => after,
        Err(outcome) => return Ok(outcome),
    };
    let new: BTreeMap<String, i32> =
        after.refactoring.changes.numbers.iter().map(|(&it, &number)| (schema.name(it).to_owned(), number)).collect();
    let (file, name) =
        (schema.name(schema.file_of(holder).into()).to_owned(), format!(".{}", schema.full_name(holder)));
    let apply = |of: &mut DynamicMessage| {
        let package = string(of, "package");
        if string(of, "name") == file {
            renumber(of, &if package.is_empty() { String::new() } else { format!(".{package}") }, &name, &new);
        }
    };
    if let Some(why) = judged(before, &after, protoc, &apply)? {
        return Ok(Outcome::Wrong(format!("{what}: {why}")));
    }
    let now = after.before();
    let old: BTreeMap<&str, i32> =
        numbers(schema, holder).into_iter().map(|(it, number)| (schema.name(it), number)).collect();
    let Some(holder) = now.schema.find(&schema.full_name(holder)) else {
        return Ok(Outcome::Wrong(format!("{what}: it is gone")));
    };
    let chosen = numbers(now.schema, holder).into_keys().map(|it| (it, old[now.schema.name(it)])).collect();
    Ok(match now.make(&format!("{what}, undone"), |planner| planner.renumber(holder, &chosen)) {
        Ok(back) if back.texts == *before.texts => Outcome::Done { undone: Some(Undone::Bytes) },
        Ok(back) => match differences(schema, &back.schema, &Changes::default(), &back.sources).first() {
            // Numbers may be written in other bases.
            None => Outcome::Done { undone: Some(Undone::Descriptors) },
            Some(difference) => Outcome::Wrong(format!("{what}: the inverse differs: {difference:?}")),
        },
        Err(outcome) => not_undone(outcome, &what),
    })
}

/// Returns the fields or values with their numbers.
fn numbers(schema: &Schema, holder: Element) -> BTreeMap<Element, i32> {
    match holder {
        Element::Message(id) => schema[id].fields.iter().map(|&it| (it.into(), schema[it].number.0)).collect(),
        Element::Enum(id) => schema[id].values.iter().map(|&it| (it.into(), schema[it].number)).collect(),
        _ => BTreeMap::new(),
    }
}

fn renumber(holder: &mut DynamicMessage, scope: &str, name: &str, new: &BTreeMap<String, i32>) {
    let renumber_all = |of: &mut DynamicMessage, field: &str| {
        each(of, field, &mut |member| {
            if let Some(&number) = new.get(&string(member, "name")) {
                member.set_field_by_name("number", Value::I32(number));
            }
        });
    };
    for field in ["message_type", "nested_type", "enum_type"] {
        if holder.descriptor().get_field_by_name(field).is_none() {
            continue;
        }
        each(holder, field, &mut |it| {
            let own = format!("{scope}.{}", string(it, "name"));
            if own == name {
                renumber_all(it, if field == "enum_type" { "value" } else { "field" });
            } else if field != "enum_type" {
                renumber(it, &own, name, new);
            }
        });
    }
}

/// Compares the descriptors of protoc with the old ones after a change. Returns what is wrong.
fn judged(
    before: &Before<'_>,
    after: &After,
    protoc: &Compiler,
    apply: &dyn Fn(&mut DynamicMessage),
) -> Result<Option<String>, Error> {
    let [old, new] = match descriptors(before.texts, &after.texts, protoc)? {
        None => return Ok(None),
        Some(Err(why)) => return Ok(Some(why)),
        Some(Ok(sets)) => sets,
    };
    let (Some(mut old), Some(mut new)) = (files(&old), files(&new)) else {
        return Ok(Some("a descriptor set cannot be read".to_owned()));
    };
    old.iter_mut().for_each(apply);
    // The other side is sorted in the same way.
    old.iter_mut().chain(&mut new).for_each(sorted);
    if !after.refactoring.changes.strings.is_empty() {
        old.iter_mut().chain(&mut new).for_each(without_options);
    }
    let by_name = |files: Vec<DynamicMessage>| -> BTreeMap<String, DynamicMessage> {
        files.into_iter().map(|file| (string(&file, "name"), file)).collect()
    };
    let old = by_name(old);
    let new = by_name(new);
    let differs = old.iter().find(|(name, file)| new.get(*name) != Some(*file));
    Ok(differs.map(|(name, file)| match new.get(name) {
        Some(found) => format!("the descriptors of protoc differ: {}", shown(file, found)),
        None => format!("protoc does not find {name}"),
    }))
}
