//! Findings with their schemas, as a policy sees them.

use crate::Finding;
use protoward_policy::{PolicySubject, Rule};
use protoward_schema::{Element, FieldOwner, FileId, Message, MessageId, Schema, Stability};
use protoward_source::Place;

/// A finding of a comparison of two schemas.
///
/// The old place decides whether a finding is excused: what was promised there is broken, however lax the place is to
/// which a declaration moved. Only what is new is judged by its new place.
#[derive(Clone, Copy, Debug)]
pub struct LocatedFinding<'a> {
    finding: &'a Finding,
    old: &'a Schema,
    new: &'a Schema,
    /// The finding about a move that replaces this one.
    replaced_by: Option<&'a Finding>,
    as_buf: bool,
}

impl<'a> LocatedFinding<'a> {
    /// Creates the view of a finding of a comparison of these schemas.
    pub const fn new(finding: &'a Finding, old: &'a Schema, new: &'a Schema) -> Self {
        Self { finding, old, new, replaced_by: None, as_buf: false }
    }

    /// Names the finding about a move that replaces this one, whose new declaration may have a comment about it.
    #[must_use]
    pub const fn replaced_by(self, finding: Option<&'a Finding>) -> Self {
        Self { replaced_by: finding, ..self }
    }

    /// Excuses findings as buf does: if either place is excused.
    #[must_use]
    pub const fn as_buf(self, as_buf: bool) -> Self {
        Self { as_buf, ..self }
    }

    fn now(&self) -> Option<Element> {
        self.finding.element
    }

    fn was(&self) -> Option<Element> {
        self.finding.old_element
    }

    /// Returns the new and the old file by which a policy decides.
    fn files(&self) -> (Option<FileId>, Option<FileId>) {
        let was = self.was().map(|it| self.old.file_of(it));
        let now = self.now().filter(|_| self.as_buf || was.is_none()).map(|it| self.new.file_of(it));
        (now, was)
    }
}

impl PolicySubject for LocatedFinding<'_> {
    fn rule(&self) -> &'static Rule {
        self.finding.rule
    }

    fn paths(&self) -> Vec<&str> {
        let (now, was) = self.files();
        let now = now.map(|file| self.new.text(self.new[file].path));
        let was = was.map(|file| self.old.text(self.old[file].path));
        now.into_iter().chain(was.filter(|was| now != Some(*was))).collect()
    }

    fn place(&self) -> Option<Place> {
        self.finding.place
    }

    fn names(&self) -> Vec<String> {
        let now = self.now().filter(|_| self.as_buf || self.was().is_none());
        let now = now.map(|element| element_names(self.new, element));
        let was = self.was().map(|element| element_names(self.old, element));
        let mut names: Vec<String> = now.into_iter().chain(was).flatten().collect();
        names.dedup();
        names
    }

    fn new_names(&self) -> Vec<String> {
        let Some(was) = self.was().filter(|_| !self.as_buf) else { return Vec::new() };
        let mut counterparts = match self.now() {
            Some(now) if !takes_name(self.old, was, self.new, now) => counterparts(self.old, was, self.new, now),
            Some(_) | None => Vec::new(),
        };
        if let Some(moved) = self.replaced_by
            && let (Some(from), Some(to)) = (moved.old_element, moved.element)
            && is_part(self.old, was, from)
            && !takes_name(self.old, from, self.new, to)
        {
            counterparts.push(to);
        }
        // The name of a file is its package, which may have been there before.
        let declarations = counterparts.into_iter().filter(|element| !matches!(element, Element::File(_)));
        declarations.flat_map(|element| element_names(self.new, element)).collect()
    }

    fn new_paths(&self) -> Vec<&str> {
        // A deleted file has no new place, but a moved one has.
        let now = self.now().or_else(|| self.replaced_by?.element);
        let (Some(now), Some(was)) = (now, self.was()) else { return Vec::new() };
        let now = self.new.text(self.new[self.new.file_of(now)].path);
        let was = self.old.text(self.old[self.old.file_of(was)].path);
        let is_new_path = self.old.find_file(now).is_none() && self.new.find_file(was).is_none();
        is_new_path.then_some(now).into_iter().collect()
    }

    fn is_unstable(&self) -> bool {
        let (now, was) = self.files();
        now.is_some_and(|file| is_unstable_package(self.new.package(file)))
            || was.is_some_and(|file| is_unstable_package(self.old.package(file)))
    }
}

/// Returns a new declaration, and those around it that came with it: their names are new, and the names of their
/// counterparts are gone.
fn counterparts(old: &Schema, was: Element, new: &Schema, now: Element) -> Vec<Element> {
    let is_same_kind = |was: &Element| std::mem::discriminant(was) == std::mem::discriminant(&now);
    let mut pair =
        std::iter::successors(Some(was), |&part| old.enclosing(part)).find(is_same_kind).map(|was| (was, now));
    let mut found = vec![now];
    while let Some((was, now)) = pair {
        pair = old.enclosing(was).zip(new.enclosing(now)).filter(|&(was, now)| {
            let is_renamed = || old.find(&new.full_name(now)).is_none() && new.find(&old.full_name(was)).is_none();
            old.full_name(was) != new.full_name(now) && is_renamed()
        });
        found.extend(pair.map(|(_, now)| now));
    }
    found
}

/// Returns `true` if the new name of a declaration was that of another one, to which an ignore with this name belongs.
fn takes_name(old: &Schema, was: Element, new: &Schema, now: Element) -> bool {
    let name = new.name(now);
    let is_other = |element: Element| element != was && old.name(element) == name;
    let is_member = |message: MessageId| members(&old[message]).any(is_other);
    match was {
        Element::Field(field) => match old[field].owner {
            FieldOwner::Message(message) => is_member(message),
            FieldOwner::Extension { .. } => old.find(&new.full_name(now)).is_some_and(is_other),
        },
        Element::Oneof(oneof) => is_member(old[oneof].message),
        Element::EnumValue(value) => old[old[value].parent].values.iter().any(|&value| is_other(value.into())),
        Element::Method(method) => old[old[method].service].methods.iter().any(|&method| is_other(method.into())),
        Element::File(_) | Element::Message(_) | Element::Enum(_) | Element::Service(_) => {
            old.find(&new.full_name(now)).is_some_and(is_other)
        }
    }
}

/// Returns the fields and oneofs of a message.
fn members(message: &Message) -> impl Iterator<Item = Element> {
    let fields = message.fields.iter().map(|&field| Element::from(field));
    fields.chain(message.oneofs.iter().map(|&oneof| Element::from(oneof)))
}

/// Returns `true` if a finding about an element is one about `whole`: the same declaration or one inside of it, a field of
/// a oneof, or the entry of a map field.
fn is_part(schema: &Schema, element: Element, whole: Element) -> bool {
    let is_member = match (element, whole) {
        (Element::Field(field), Element::Oneof(oneof)) => schema[field].oneof == Some(oneof),
        (_, Element::Field(field)) => schema.map_field(element) == Some(field),
        _ => false,
    };
    is_member || std::iter::successors(Some(element), |&part| schema.enclosing(part)).any(|outer| outer == whole)
}

/// Returns the names that identify an element in a policy: its full name; for a file its package; for an enum value
/// also the name qualified by its enum, and for a part of the entry of a map also that of the map.
pub fn element_names(schema: &Schema, element: Element) -> Vec<String> {
    match element {
        Element::File(file) => vec![schema.package(file).to_owned()],
        Element::EnumValue(value) => {
            let parent = schema.full_name(schema[value].parent.into());
            vec![schema.full_name(element), format!("{parent}.{}", schema.name(element))]
        }
        _ => {
            let map = schema.map_field(element).map(|map| schema.full_name(map.into()));
            [schema.full_name(element)].into_iter().chain(map).collect()
        }
    }
}

/// Returns `true` if the last component of a package is an unstable version such as `v1beta1`, `v2alpha`,
/// `v1p1alpha3` or `v1test`.
///
/// A package that consists only of a version does not count.
pub(crate) fn is_unstable_package(package: &str) -> bool {
    package.rsplit_once('.').is_some_and(|(_, version)| Stability::of(version) == Some(Stability::Unstable))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognizes_unstable_packages_by_their_last_component() {
        assert!(is_unstable_package("a.v1beta1") && is_unstable_package("a.v1.v2test"));
        for stable in ["a.v1", "a.v1beta1.sub", "v1alpha1", "a."] {
            assert!(!is_unstable_package(stable), "{stable}");
        }
    }
}
