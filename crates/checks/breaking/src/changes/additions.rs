//! Added elements. Only the outermost are reported, because the contents of a new element are new as well.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{ChangeKind, Changes, called};
use crate::comparison::{Comparison, FieldsByNumber, Pair};
use crate::declared;
use crate::fold::renamed_methods;
use crate::moves::is_same_kind;
use protoward_schema::ranges::{self, Coverage, MAX_FIELD};
use protoward_schema::{Element, EnumId, EnumValueId, FileId, MessageId, MethodId, Parent, Schema, ServiceId};

pub(super) fn find(changes: &mut Changes<'_, '_>) {
    let cx = changes.cx;
    for (package, file) in packages(cx) {
        changes.push(ChangeKind::Added, file, format!("package `{package}` was added"));
    }
    for file in files(cx) {
        changes.push(ChangeKind::Added, file, format!("{} was added", called(cx.new, file)));
    }
    let mut added = declared_anew(cx);
    for pairs in [&cx.pairs, &cx.followed] {
        added.extend(pairs.messages.iter().flat_map(|&pair| fields(cx, pair)));
        added.extend(pairs.enums.iter().flat_map(|&pair| values(cx, pair)));
        added.extend(pairs.services.iter().flat_map(|&pair| methods(cx, pair)));
    }
    for element in added {
        changes.push(ChangeKind::Added, element, format!("{} was added", called(cx.new, element)));
    }
    for pairs in [&cx.pairs, &cx.followed] {
        pairs.messages.iter().for_each(|&pair| extension_ranges(changes, pair));
    }
}

/// Returns the first file of each new package.
fn packages<'a>(cx: &Comparison<'a>) -> BTreeMap<&'a str, FileId> {
    let before: BTreeSet<_> = cx.old_files().map(|file| cx.old.package(file)).collect();
    let mut first = BTreeMap::new();
    for file in cx.new_files().filter(|&file| !before.contains(cx.new.package(file))) {
        let package = cx.new.package(file);
        if !package.is_empty() && !cx.moves.has_package(package) {
            let first = first.entry(package).or_insert(file);
            if cx.new.name(file.into()) < cx.new.name((*first).into()) {
                *first = file;
            }
        }
    }
    first
}

/// Returns new files without declarations; the declarations of other files represent them.
fn files(cx: &Comparison<'_>) -> Vec<Element> {
    let known: BTreeSet<_> = cx.old_files().map(|file| cx.old.package(file)).collect();
    let is_empty = |schema: &Schema, file: &FileId| {
        let file = &schema[*file];
        file.messages.is_empty() && file.enums.is_empty() && file.services.is_empty() && file.extensions.is_empty()
    };
    let is_new = |file: &FileId| cx.old.find_file(cx.new.name((*file).into())).is_none();
    let files = cx.new_files().filter(is_new).filter(|file| is_empty(cx.new, file));
    files.filter(|&file| known.contains(cx.new.package(file))).map(Element::from).collect()
}

/// Returns the outermost new messages, enums, services and extensions in existing packages.
fn declared_anew(cx: &Comparison<'_>) -> Vec<Element> {
    let moved: HashSet<Element> = cx.moves.pairs().map(|pair| pair.new).collect();
    let before: BTreeSet<_> = cx.old_files().map(|file| cx.old.package(file)).collect();
    let is_old = |element: Element| {
        let found = cx.old.find(&cx.new.full_name(element)).filter(|&old| cx.has_old(cx.old.file_of(old)));
        found.is_some_and(|old| is_same_kind(old, element)) || moved.contains(&element)
    };
    let is_new_message = |parent: Parent| matches!(parent, Parent::Message(outer) if !is_old(outer.into()));
    let in_old_package = |element: Element| {
        let package = cx.new.package(cx.new.file_of(element));
        before.contains(package) || cx.moves.has_package(package) || package.is_empty()
    };
    let declared = declared::messages(cx.new)
        .filter(|(element, _)| cx.new.map_field(*element).is_none())
        .chain(declared::enums(cx.new))
        .chain(declared::services(cx.new))
        .chain(declared::extensions(cx.new));
    declared
        .filter(|&(element, _)| cx.has_new(cx.new.file_of(element)))
        .filter(|&(element, parent)| !is_old(element) && !is_new_message(parent) && in_old_package(element))
        .map(|(element, _)| element)
        .collect()
}

fn fields(cx: &Comparison<'_>, pair: Pair<MessageId>) -> Vec<Element> {
    if cx.new.is_map_entry(pair.new) {
        return Vec::new();
    }
    let old = FieldsByNumber::new(cx.old, pair.old);
    let fields = cx.new[pair.new].fields.iter();
    fields.filter(|&&field| old.find(cx.new[field].number).is_none()).map(|&field| field.into()).collect()
}

/// Returns the values with a new number, and additional names of existing numbers.
fn values(cx: &Comparison<'_>, pair: Pair<EnumId>) -> Vec<Element> {
    let mut before: BTreeMap<i32, BTreeSet<&str>> = BTreeMap::new();
    for &value in &cx.old[pair.old].values {
        before.entry(cx.old[value].number).or_default().insert(cx.old.name(value.into()));
    }
    let mut after: BTreeMap<i32, BTreeSet<&str>> = BTreeMap::new();
    for &value in &cx.new[pair.new].values {
        after.entry(cx.new[value].number).or_default().insert(cx.new.name(value.into()));
    }
    let is_new = |&&value: &&EnumValueId| {
        let number = cx.new[value].number;
        let name = cx.new.name(value.into());
        before.get(&number).is_none_or(|names| !names.contains(name) && names.is_subset(&after[&number]))
    };
    cx.new[pair.new].values.iter().filter(is_new).map(|&value| value.into()).collect()
}

fn methods(cx: &Comparison<'_>, pair: Pair<ServiceId>) -> Vec<Element> {
    let before: HashSet<_> = cx.old[pair.old].methods.iter().map(|&method| cx.old.name(method.into())).collect();
    let renamed: HashSet<_> = renamed_methods(cx, pair).into_iter().map(|pair| pair.new).collect();
    let methods = cx.new[pair.new].methods.iter();
    let is_new = |&&method: &&MethodId| !before.contains(cx.new.name(method.into())) && !renamed.contains(&method);
    methods.filter(is_new).map(|&method| method.into()).collect()
}

fn extension_ranges(changes: &mut Changes<'_, '_>, pair: Pair<MessageId>) {
    let cx = changes.cx;
    let ranges = |schema: &Schema, id: MessageId| {
        schema[id].extension_ranges.iter().map(|range| range.numbers).collect::<Vec<_>>()
    };
    let before = Coverage::new(ranges(cx.old, pair.old));
    let opened: Vec<_> = ranges(cx.new, pair.new).into_iter().flat_map(|range| before.missing(range)).collect();
    if !opened.is_empty() {
        let numbers = ranges::list(&opened, MAX_FIELD);
        let message = format!("{} can be extended with {numbers}", called(cx.new, pair.new.into()));
        changes.push(ChangeKind::Added, pair.new, message);
    }
}
