//! Renamed messages, enums, services and extensions, alone or with their contents.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::open::{UnmatchedElements, is_same_kind};
use super::shape::{Shapes, Token, field_type, tokens, weight};
use crate::versions::{Pair, Versions};
use protoward_schema::{Element, FieldId, FieldOwner, FieldType, Schema, Stability};

/// Renamed elements: old to new.
pub(super) type Renames = BTreeMap<Element, Element>;

/// Finds messages, enums and services whose shape occurs exactly once in each version, besides those whose new full names are
/// known.
pub(super) fn find(
    cx: &Versions<'_>,
    open: &UnmatchedElements,
    known: &Renames,
    renamed: &BTreeMap<String, String>,
) -> Renames {
    let mut search = Search::new(cx, open, known);
    search.by_name(renamed);
    // Known renames count even if the shapes differ.
    search.units.clear();
    search.by_reference();
    search.by_name_and_shape();
    search.by_shape();
    let Search { found, units, .. } = search;
    consistent(cx, known, found, units)
}

/// Returns the elements whose new full names are known.
pub(super) fn known(cx: &Versions<'_>, open: &UnmatchedElements, renamed: &BTreeMap<String, String>) -> Renames {
    let mut search = Search::new(cx, open, &Renames::new());
    search.by_name(renamed);
    search.found
}

/// The least number of members of an element that is recognized in an unrelated package.
const LEAST_ELSEWHERE: usize = 4;

/// Returns `true` if one package is the other one or above it, whatever their versions are.
fn is_related(old: &str, new: &str) -> bool {
    let is_name = |part: &&str| !part.is_empty() && Stability::of(part).is_none();
    let [old, new] = [old, new].map(|package| package.split('.').filter(is_name).collect::<Vec<_>>());
    old.starts_with(&new) || new.starts_with(&old)
}

/// The lookup key of a shape: its hash, with or without the simple name.
type Key<'a> = (u64, Option<&'a str>);

/// The remaining candidates with one key.
#[derive(Clone, Copy, Debug, Default)]
struct Bucket {
    old: usize,
    new: usize,
    /// The sum of the indices of the remaining new candidates; for a single candidate, its index.
    positions: usize,
}

struct Search<'a, 'c> {
    cx: &'c Versions<'a>,
    open: &'c UnmatchedElements,
    shapes: Shapes,
    buckets: HashMap<Key<'a>, Bucket>,
    /// The positions of new candidates in `open.new`.
    positions: HashMap<Element, usize>,
    taken_old: HashSet<Element>,
    taken_new: HashSet<Element>,
    evidence: ReferenceRenames,
    found: Renames,
    /// The elements that were matched together, each group with its contents.
    units: Vec<Vec<Element>>,
}

impl<'a, 'c> Search<'a, 'c> {
    fn new(cx: &'c Versions<'a>, open: &'c UnmatchedElements, known: &Renames) -> Self {
        let positions = open.new.iter().enumerate().map(|(position, &element)| (element, position)).collect();
        let mut this = Self {
            cx,
            open,
            shapes: Shapes::new(cx, open, known),
            buckets: HashMap::new(),
            positions,
            taken_old: known.keys().copied().collect(),
            taken_new: known.values().copied().collect(),
            evidence: ReferenceRenames::new(cx, open),
            found: Renames::new(),
            units: Vec::new(),
        };
        for &old in open.old.iter().filter(|&old| !this.taken_old.contains(old)) {
            let keys = this.old_keys(old);
            keys.iter().for_each(|&key| this.buckets.entry(key).or_default().old += 1);
        }
        for (position, &new) in open.new.iter().enumerate().filter(|(_, new)| !this.taken_new.contains(*new)) {
            for key in this.new_keys(new) {
                let bucket = this.buckets.entry(key).or_default();
                bucket.new += 1;
                bucket.positions += position;
            }
        }
        this
    }

    fn old_keys(&self, old: Element) -> [Key<'a>; 2] {
        let shape = self.shapes.old[&old];
        [(shape, Some(self.cx.old.name(old))), (shape, None)]
    }

    fn new_keys(&self, new: Element) -> [Key<'a>; 2] {
        let shape = self.shapes.new[&new];
        [(shape, Some(self.cx.new.name(new))), (shape, None)]
    }

    /// Matches elements whose new full names are known.
    fn by_name(&mut self, renamed: &BTreeMap<String, String>) {
        let pairs = renamed.iter().filter_map(|(old, new)| Some((self.cx.old.find(old)?, self.cx.new.find(new)?)));
        for (old, new) in pairs.filter(|&(old, new)| self.open.has_old(old) && self.open.has_new(new)) {
            self.pair(old, new);
        }
    }

    /// Matches elements that replaced each other in every reference.
    fn by_reference(&mut self) {
        for &old in &self.open.old {
            if let Some(new) = self.evidence.new_of(old)
                && self.evidence.old_of(new) == Some(old)
                && self.shapes.old[&old] == self.shapes.new[&new]
            {
                self.pair(old, new);
            }
        }
    }

    fn by_name_and_shape(&mut self) {
        for &old in &self.open.old {
            self.take_only(old, self.old_keys(old)[0]);
        }
    }

    /// Matches elements with new names. The shape must be too complex to be equal by chance.
    fn by_shape(&mut self) {
        for &old in &self.open.old {
            let least = if matches!(old, Element::Service(_)) { 1 } else { 2 };
            if weight(self.cx.old, old) >= least {
                self.take_only(old, self.old_keys(old)[1]);
            }
        }
    }

    fn take_only(&mut self, old: Element, key: Key<'a>) {
        // Extensions have no shape; they are matched by number.
        if matches!(old, Element::Field(_)) {
            return;
        }
        if let Some(&Bucket { old: 1, new: 1, positions }) = self.buckets.get(&key) {
            let new = self.open.new[positions];
            if self.evidence.allows(old, new) && self.is_likely(old, new) {
                self.pair(old, new);
            }
        }
    }

    /// Returns `true` unless two elements may be alike by chance: small ones in unrelated packages, which no reference connects.
    fn is_likely(&self, old: Element, new: Element) -> bool {
        let package = |schema: &'a Schema, element| schema.package(schema.file_of(element));
        matches!(old, Element::Service(_))
            || weight(self.cx.old, old) >= LEAST_ELSEWHERE
            || self.evidence.new_of(old) == Some(new)
            || is_related(package(self.cx.old, old), package(self.cx.new, new))
    }

    /// Pairs two elements, and their contents by name.
    fn pair(&mut self, old: Element, new: Element) {
        if self.taken_old.contains(&old) || self.taken_new.contains(&new) || !is_same_kind(old, new) {
            return;
        }
        let mut unit = Vec::new();
        let mut rest = vec![(old, new)];
        while let Some((old, new)) = rest.pop() {
            if self.taken_old.insert(old) && self.taken_new.insert(new) {
                self.forget(old, new);
                self.found.insert(old, new);
                unit.push(old);
            }
            rest.extend(self.inside(old, new));
        }
        self.units.push(unit);
    }

    /// Removes a pair from the remaining candidates.
    fn forget(&mut self, old: Element, new: Element) {
        for key in self.old_keys(old) {
            self.buckets.entry(key).or_default().old -= 1;
        }
        for key in self.new_keys(new) {
            let position = self.positions[&new];
            let bucket = self.buckets.entry(key).or_default();
            bucket.new -= 1;
            bucket.positions -= position;
        }
    }

    fn inside(&self, old: Element, new: Element) -> Vec<(Element, Element)> {
        let (Element::Message(old), Element::Message(new)) = (old, new) else { return Vec::new() };
        let named: HashMap<&str, Element> =
            declared_in(self.cx.new, new.into()).map(|inner| (self.cx.new.name(inner), inner)).collect();
        let pair = |inner| Some((inner, *named.get(self.cx.old.name(inner))?));
        let is_open = |&(old, new): &(Element, Element)| {
            is_same_kind(old, new) && self.open.has_old(old) && self.open.has_new(new)
        };
        declared_in(self.cx.old, old.into()).filter_map(pair).filter(is_open).collect()
    }
}

fn declared_in(schema: &Schema, element: Element) -> impl Iterator<Item = Element> {
    let message = if let Element::Message(id) = element { Some(&schema[id]) } else { None };
    message.into_iter().flat_map(|message| {
        let messages = message.messages.iter().map(|&id| Element::from(id));
        messages.chain(message.enums.iter().map(|&id| Element::from(id)))
    })
}

/// Renames implied by matched fields and methods: a reference to one type became a reference to another.
#[derive(Default)]
struct ReferenceRenames {
    /// `None` if the references disagree.
    new: HashMap<Element, Option<Element>>,
    old: HashMap<Element, Option<Element>>,
}

impl ReferenceRenames {
    fn new(cx: &Versions<'_>, open: &UnmatchedElements) -> Self {
        let mut this = Self::default();
        let mut add = |old: Element, new: Element| {
            if open.has_old(old) && open.has_new(new) {
                this.new.entry(old).and_modify(|it| *it = it.filter(|&it| it == new)).or_insert(Some(new));
                this.old.entry(new).and_modify(|it| *it = it.filter(|&it| it == old)).or_insert(Some(old));
            }
        };
        for pair in &cx.pairs.fields {
            if let (Some(old), Some(new)) = (named_type(cx.old, pair.old), named_type(cx.new, pair.new)) {
                add(old, new);
            }
        }
        for pair in &cx.pairs.methods {
            let old = &cx.old[pair.old];
            let new = &cx.new[pair.new];
            add(old.input.into(), new.input.into());
            add(old.output.into(), new.output.into());
        }
        this
    }

    fn new_of(&self, old: Element) -> Option<Element> {
        self.new.get(&old).copied().flatten()
    }

    fn old_of(&self, new: Element) -> Option<Element> {
        self.old.get(&new).copied().flatten()
    }

    fn allows(&self, old: Element, new: Element) -> bool {
        let agrees = |entry: Option<&Option<Element>>, with| entry.is_none_or(|entry| *entry == Some(with));
        agrees(self.new.get(&old), new) && agrees(self.old.get(&new), old)
    }
}

/// Returns the message or enum type of a field.
pub(crate) fn named_type(schema: &Schema, id: FieldId) -> Option<Element> {
    match schema[id].ty {
        FieldType::Scalar(_) => None,
        FieldType::Enum(ty) => Some(ty.into()),
        FieldType::Message(ty) | FieldType::Group(ty) => Some(ty.into()),
    }
}

/// Returns `true` if two types are the same or a matched pair.
pub(crate) fn is_same_type(cx: &Versions<'_>, found: [&Renames; 2], pair: Pair<Element>) -> bool {
    let Pair { old, new } = pair;
    match found.iter().find_map(|found| found.get(&old)) {
        Some(&moved) => moved == new,
        None => is_same_kind(old, new) && cx.old.full_name(old) == cx.new.full_name(new),
    }
}

/// Keeps matches whose tokens are equal, given that the referenced types are matched. A group that references a
/// dropped group is dropped too.
fn consistent(cx: &Versions<'_>, known: &Renames, mut found: Renames, units: Vec<Vec<Element>>) -> Renames {
    let unit_of: HashMap<Element, usize> =
        units.iter().enumerate().flat_map(|(index, unit)| unit.iter().map(move |&old| (old, index))).collect();
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); units.len()];
    let mut wrong = Vec::new();
    for (index, unit) in units.iter().enumerate() {
        match unit.iter().map(|&old| references(cx, [known, &found], old)).collect::<Option<Vec<_>>>() {
            None => wrong.push(index),
            Some(types) => {
                let needed = types.into_iter().flatten().filter_map(|old| unit_of.get(&old).copied());
                needed.for_each(|needed| needed_by[needed].push(index));
            }
        }
    }
    let mut is_wrong = vec![false; units.len()];
    while let Some(index) = wrong.pop() {
        if !std::mem::replace(&mut is_wrong[index], true) {
            units[index].iter().for_each(|old| {
                found.remove(old);
            });
            wrong.append(&mut needed_by[index]);
        }
    }
    found
}

/// Returns the types that the old element of a pair references, if the new one has the same shape.
fn references(cx: &Versions<'_>, found: [&Renames; 2], old: Element) -> Option<Vec<Element>> {
    let new = found.iter().find_map(|found| found.get(&old))?;
    let old = tokens(cx.old, old);
    let new = tokens(cx.new, *new);
    let mut types = Vec::new();
    let mut is_same = |(old, new): (&Token<'_>, &Token<'_>)| match (*old, *new) {
        (Token::Type(old), Token::Type(new)) => {
            types.push(old);
            is_same_type(cx, found, Pair { old, new })
        }
        (old, new) => old == new,
    };
    let same = old.len() == new.len() && old.iter().zip(&new).all(&mut is_same);
    same.then_some(types)
}

/// Finds extensions with a new full name and the same number, type and cardinality.
pub(super) fn extensions(cx: &Versions<'_>, open: &UnmatchedElements, known: &Renames) -> Renames {
    let extendee = |schema: &Schema, id: FieldId| match schema[id].owner {
        FieldOwner::Extension { extendee, .. } => Some(Element::from(extendee)),
        FieldOwner::Message(_) => None,
    };
    let mut by_number: HashMap<(String, i32), FieldId> = HashMap::new();
    for &new in &open.new {
        if let Element::Field(id) = new
            && let Some(extendee) = extendee(cx.new, id)
        {
            by_number.entry((cx.new.full_name(extendee), cx.new[id].number.0)).or_insert(id);
        }
    }
    let pair = |&old: &Element| {
        let Element::Field(id) = old else { return None };
        let extendee = extendee(cx.old, id)?;
        let extendee = match known.get(&extendee) {
            Some(&new) => cx.new.full_name(new),
            None => cx.old.full_name(extendee),
        };
        let new = *by_number.get(&(extendee, cx.old[id].number.0))?;
        is_same_field(cx, known, Pair { old: id, new }).then_some((old, new.into()))
    };
    open.old.iter().filter_map(pair).collect()
}

/// Returns `true` if two fields have the same type and cardinality, regardless of their names.
pub(crate) fn is_same_field(cx: &Versions<'_>, found: &Renames, pair: Pair<FieldId>) -> bool {
    let old = field_type(cx.old, pair.old);
    let new = field_type(cx.new, pair.new);
    let is_same = |(old, new): (&Token<'_>, &Token<'_>)| match (*old, *new) {
        (Token::Type(old), Token::Type(new)) => is_same_type(cx, [found, found], Pair { old, new }),
        (old, new) => old == new,
    };
    old.len() == new.len() && old.iter().zip(&new).all(is_same)
}
