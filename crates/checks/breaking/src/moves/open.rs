//! Move candidates: elements without a match by name.

use std::collections::HashSet;

use crate::declared;
use crate::versions::Versions;
use protoward_schema::{Arena, Element, Id, Parent, Schema};

use super::parent;

/// Elements that have no element of the same name and kind in the other version, in any file of it: beside an old element
/// that is still there, a new one is a copy. Map entries follow their fields. Files that are only imported are excluded,
/// because they belong to others.
pub(super) struct UnmatchedElements {
    /// The outermost first, then in the order of the schema.
    pub(super) old: Vec<Element>,
    pub(super) new: Vec<Element>,
    is_old: HashSet<Element>,
    is_new: HashSet<Element>,
}

impl UnmatchedElements {
    /// Returns the candidates, or `None` if either version has none.
    pub(super) fn new(cx: &Versions<'_>) -> Option<Self> {
        let old = gone(cx);
        if old.is_empty() {
            return None;
        }
        let is_namesake =
            |element: Element, full_name: &str| cx.old.find(full_name).is_some_and(|old| is_same_kind(old, element));
        let new: Vec<_> = candidates(cx.new)
            .filter(|&element| cx.has_new(cx.new.file_of(element)))
            .filter(|&element| !is_namesake(element, &cx.new.full_name(element)))
            .collect();
        if new.is_empty() {
            return None;
        }
        let old = outermost_first(cx.old, old);
        let new = outermost_first(cx.new, new);
        let is_old = old.iter().copied().collect();
        let is_new = new.iter().copied().collect();
        Some(Self { old, new, is_old, is_new })
    }

    pub(super) fn has_old(&self, element: Element) -> bool {
        self.is_old.contains(&element)
    }

    pub(super) fn has_new(&self, element: Element) -> bool {
        self.is_new.contains(&element)
    }
}

/// Returns the elements of the old version that are not in a pair.
fn gone(cx: &Versions<'_>) -> Vec<Element> {
    let messages = marks(&cx.old.messages, cx.pairs.messages.iter().map(|pair| pair.old));
    let enums = marks(&cx.old.enums, cx.pairs.enums.iter().map(|pair| pair.old));
    let services = marks(&cx.old.services, cx.pairs.services.iter().map(|pair| pair.old));
    let is_still_there =
        |element: Element| cx.new.find(&cx.old.full_name(element)).is_some_and(|new| is_same_kind(new, element));
    let is_gone = |element: &Element| match *element {
        // A fast path: the pairs of compared files.
        Element::Message(id) if messages[id.index()] => false,
        Element::Enum(id) if enums[id.index()] => false,
        Element::Service(id) if services[id.index()] => false,
        element => !is_still_there(element),
    };
    candidates(cx.old).filter(|&element| cx.has_old(cx.old.file_of(element))).filter(is_gone).collect()
}

fn marks<T>(arena: &Arena<T>, paired: impl Iterator<Item = Id<T>>) -> Vec<bool> {
    let mut marks = vec![false; arena.len()];
    paired.for_each(|id| marks[id.index()] = true);
    marks
}

fn candidates(schema: &Schema) -> impl Iterator<Item = Element> {
    let declared = declared::messages(schema)
        .chain(declared::enums(schema))
        .chain(declared::services(schema))
        .chain(declared::extensions(schema));
    let is_own = |element: &Element| match *element {
        Element::Message(id) if schema.is_map_entry(id) => false,
        element => !schema[schema.file_of(element)].is_import,
    };
    declared.map(|(element, _)| element).filter(is_own)
}

fn outermost_first(schema: &Schema, mut elements: Vec<Element>) -> Vec<Element> {
    elements.sort_by_cached_key(|&element| (depth(schema, element), element));
    elements
}

fn depth(schema: &Schema, element: Element) -> usize {
    let up = |around: &Parent| match *around {
        Parent::File(_) => None,
        Parent::Message(message) => Some(schema[message].parent),
    };
    std::iter::successors(Some(parent(schema, element)), up).count()
}

pub(crate) fn is_same_kind(a: Element, b: Element) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}
