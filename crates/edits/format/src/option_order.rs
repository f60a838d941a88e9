//! The order of the option statements of a file, which is sorted by name where it has no meaning.
//!
//! The order of statements that set the same option has a meaning, because the values of a repeated option are a list.
//! So has the order of statements that set fields of one oneof, because the last one counts; the oneofs of other files
//! are unknown here. Extensions have several names: `(tag)` may be `(acme.tag)`.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::BTreeMap;

use protoward_syntax::ast::{File, NamePart, OptionDecl};
use protoward_syntax::{literal, options};

use crate::oneofs::Oneofs;

/// The maximum number of names that are compared with each other. More names that end alike keep their order.
const MOST_NAMES: usize = 64;

/// The place of an option statement among the others.
pub(crate) struct OptionPlace {
    /// The key by which the statement is sorted. Options of the language come before custom options.
    pub(crate) key: (bool, String),
    /// The same for statements that may set the same option.
    pub(crate) identity: String,
}

/// Returns the places of the option statements of a file in source order.
pub(crate) fn places(text: &str, file: &File) -> Vec<OptionPlace> {
    let options: Vec<&OptionDecl> = options::statements(&file.items).collect();
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, option) in options.iter().enumerate() {
        groups.entry(joined(&option.name, |part| last(&name_of(text, part)).to_owned())).or_default().push(index);
    }
    let mut places: Vec<(usize, OptionPlace)> = Vec::with_capacity(options.len());
    for (ending, members) in groups {
        let are_same = may_be_same(text, &options, &members);
        let first = members.first().copied().unwrap_or_default();
        // The order of buf where it is also the order of statements that may set the same option.
        let are_sorted = members.is_sorted_by_key(|&index| key(text, options[index], true));
        for &index in &members {
            let named = if are_same && !are_sorted { first } else { index };
            let key = key(text, options[named], are_sorted);
            let identity =
                if are_same { ending.clone() } else { joined(&options[index].name, |it| name_of(text, it).into()) };
            places.push((index, OptionPlace { key, identity }));
        }
    }
    places.sort_by_key(|(index, _)| *index);
    let mut places: Vec<OptionPlace> = places.into_iter().map(|(_, place)| place).collect();
    keep_order_of_oneofs(text, file, &options, &mut places);
    places
}

/// Makes statements that set parts of one extension keep their order, if fields of a oneof may be among them. Statements that are
/// already sorted keep their keys.
fn keep_order_of_oneofs(text: &str, file: &File, options: &[&OptionDecl], places: &mut [OptionPlace]) {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, option) in options.iter().enumerate() {
        let extension = option.name.iter().position(|part| part.is_extension);
        if let Some(end) = extension.map(|extension| extension + 1).filter(|&end| end < option.name.len()) {
            let group = joined(&option.name[..end], |part| last(&name_of(text, part)).to_owned());
            groups.entry(group).or_default().push(index);
        }
    }
    let oneofs = LazyCell::new(|| Oneofs::of(text, file));
    for (extension, members) in groups.into_iter().filter(|(_, members)| members.len() > 1) {
        if !has_members_of_a_oneof(text, options, &members, &oneofs) {
            continue;
        }
        let are_sorted = members.is_sorted_by(|&one, &other| places[one].key <= places[other].key);
        let first = places[members[0]].key.clone();
        for index in members {
            // The separator distinguishes parts from a statement that sets the whole extension.
            places[index].identity = format!("{extension}.");
            if !are_sorted {
                places[index].key.clone_from(&first);
            }
        }
    }
}

/// Returns whether two statements set fields of one oneof, or one sets a part of what another sets.
fn has_members_of_a_oneof(text: &str, options: &[&OptionDecl], members: &[usize], oneofs: &Oneofs<'_>) -> bool {
    if members.len() > MOST_NAMES {
        return true;
    }
    let names = |index: usize| options[index].name.iter().map(|part| name_of(text, part));
    let are_of_oneof = |one: usize, other: usize| {
        let mut pairs = names(one).zip(names(other));
        let differing = pairs.find(|(one, other)| last(one) != last(other));
        match differing {
            Some((one, other)) => oneofs.have(last(&one), last(&other)),
            None => options[one].name.len() != options[other].name.len(),
        }
    };
    members.iter().enumerate().any(|(at, &one)| members[..at].iter().any(|&other| are_of_oneof(one, other)))
}

/// Returns whether two statements with different names may set the same option.
fn may_be_same(text: &str, options: &[&OptionDecl], members: &[usize]) -> bool {
    let mut names: Vec<Vec<Cow<'_, str>>> = Vec::with_capacity(members.len());
    names.extend(members.iter().map(|&index| options[index].name.iter().map(|part| name_of(text, part)).collect()));
    names.sort_unstable();
    names.dedup();
    if names.len() > MOST_NAMES {
        return true;
    }
    let same = |left: &[Cow<'_, str>], right: &[Cow<'_, str>]| {
        left.iter().zip(right).all(|(left, right)| is_end_of(left, right) || is_end_of(right, left))
    };
    names.iter().enumerate().any(|(index, left)| names[..index].iter().any(|right| same(left, right)))
}

/// Returns whether a name is another name without its first components.
fn is_end_of(end: &str, name: &str) -> bool {
    name.strip_suffix(end).is_some_and(|start| start.is_empty() || start.ends_with('.'))
}

/// Returns the key by which a statement is sorted.
///
/// Where white space or comments divide the name, buf sorts by a name without the extensions. With `is_of_buf: false`, the name
/// keeps them, so that statements of one extension stay together.
fn key(text: &str, option: &OptionDecl, is_of_buf: bool) -> (bool, String) {
    let is_custom = option.name.first().is_some_and(|part| part.is_extension);
    let written = option.name_span.of(text);
    let is_of_names = |character: char| character.is_ascii_alphanumeric() || "_.()".contains(character);
    if written.chars().all(is_of_names) {
        return (is_custom, written.to_owned());
    }
    let name = option.name.iter().map(|part| match (part.is_extension, is_of_buf) {
        (true, true) => Cow::Borrowed(""),
        (true, false) => Cow::Owned(format!("({})", name_of(text, part))),
        (false, _) => name_of(text, part),
    });
    (is_custom, name.collect::<Vec<_>>().join("."))
}

/// Returns the components of a name between separators, those of extensions in parentheses.
fn joined(parts: &[NamePart], name: impl Fn(&NamePart) -> String) -> String {
    let parts = parts.iter().map(|part| if part.is_extension { format!("({})", name(part)) } else { name(part) });
    parts.collect::<Vec<_>>().join(".")
}

fn name_of<'t>(text: &'t str, part: &NamePart) -> Cow<'t, str> {
    literal::path(text, part.name)
}

/// Returns the last component of a dotted name.
fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
