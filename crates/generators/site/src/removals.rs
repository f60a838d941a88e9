//! The declarations of an older version that are gone.

use std::collections::{BTreeMap, BTreeSet};

use super::elements::{children, full_name, parent};
use super::outline::title;
use protoward_breaking::Finding;
use protoward_schema::{Element, EnumId, MessageId, Schema};

/// A removed declaration. The declarations inside it are not listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Removal {
    /// The declaration in the old schema.
    pub(crate) old: Element,
    /// The protobuf term for it.
    pub(crate) kind: &'static str,
    /// The name, with the number of a field or enum value.
    pub(crate) label: String,
    /// The full name in the older schema.
    pub(crate) full_name: String,
    /// The package in the older schema; empty without one.
    pub(crate) package: String,
    /// The declaration in the new schema that contained it; `None` for a top-level declaration.
    pub(crate) parent: Option<Element>,
}

/// Returns the removed declarations, sorted by full name. Moved and renamed declarations, which findings know, are not
/// removed.
pub(crate) fn find(old: &Schema, new: &Schema, findings: &[Finding], includes_imports: bool) -> Vec<Removal> {
    let moved = findings.iter().filter(|finding| is_move(finding)).filter_map(|finding| finding.old_element).collect();
    let mut search = Search { old, new, moved, removed: Vec::new() };
    let files = old.files.iter().filter(|(_, file)| includes_imports || !file.is_import);
    for element in files.flat_map(|(file, _)| children(old, file.into())) {
        search.declaration(element, None);
    }
    let mut removed = search.removed;
    removed.sort_by(|a, b| (&a.full_name, a.kind).cmp(&(&b.full_name, b.kind)));
    removed
}

fn is_move(finding: &Finding) -> bool {
    let is_same_kind = |(old, new): (Element, Element)| std::mem::discriminant(&old) == std::mem::discriminant(&new);
    !finding.stands_for.is_empty() && finding.old_element.zip(finding.element).is_some_and(is_same_kind)
}

struct Search<'a> {
    old: &'a Schema,
    new: &'a Schema,
    moved: BTreeSet<Element>,
    removed: Vec<Removal>,
}

impl Search<'_> {
    /// Searches a declaration and those inside it. `parent` is the new version of the declaration around it.
    fn declaration(&mut self, old: Element, parent: Option<Element>) {
        if self.moved.contains(&old) {
            return;
        }
        match self.counterpart(old) {
            Some(new) => self.members(old, new),
            None => self.remove(old, parent),
        }
    }

    /// Returns the declaration of the same kind with the same full name.
    fn counterpart(&self, old: Element) -> Option<Element> {
        let found = self.new.find(&self.old.full_name(old))?;
        (std::mem::discriminant(&found) == std::mem::discriminant(&old)).then_some(found)
    }

    fn members(&mut self, old: Element, new: Element) {
        let kept = match (old, new) {
            (Element::Message(old), Element::Message(new)) => self.kept_fields(old, new),
            (Element::Enum(old), Element::Enum(new)) => self.kept_values(old, new),
            (Element::Service(_), Element::Service(_)) => self.kept_by_name(old, new),
            _ => return,
        };
        for member in children(self.old, old) {
            match member {
                Element::Message(_) | Element::Enum(_) => self.declaration(member, Some(new)),
                Element::Field(id) if self.old[id].is_extension() => self.declaration(member, Some(new)),
                member if kept.contains(&member) || self.moved.contains(&member) => {}
                member => self.remove(member, Some(new)),
            }
        }
    }

    /// Returns the old fields and oneofs whose number or name still exists.
    fn kept_fields(&self, old: MessageId, new: MessageId) -> BTreeSet<Element> {
        let numbers: BTreeSet<_> = self.new[new].fields.iter().map(|&id| self.new[id].number).collect();
        let fields = self.old[old].fields.iter().filter(|&&id| numbers.contains(&self.old[id].number));
        let mut kept: BTreeSet<Element> = fields.map(|&id| id.into()).collect();
        kept.extend(self.kept_by_name(old.into(), new.into()).into_iter().filter(|it| matches!(it, Element::Oneof(_))));
        kept
    }

    /// Returns the old enum values whose number still exists.
    fn kept_values(&self, old: EnumId, new: EnumId) -> BTreeSet<Element> {
        let numbers: BTreeSet<_> = self.new[new].values.iter().map(|&id| self.new[id].number).collect();
        let values = self.old[old].values.iter().filter(|&&id| numbers.contains(&self.old[id].number));
        values.map(|&id| id.into()).collect()
    }

    fn kept_by_name(&self, old: Element, new: Element) -> BTreeSet<Element> {
        let new = children(self.new, new);
        let is_kept = |it: &Element| {
            new.iter().any(|&found| {
                std::mem::discriminant(&found) == std::mem::discriminant(it)
                    && self.new.name(found) == self.old.name(*it)
            })
        };
        children(self.old, old).into_iter().filter(is_kept).collect()
    }

    fn remove(&mut self, old: Element, parent: Option<Element>) {
        let name = self.old.name(old);
        let label = match old {
            Element::Field(id) => format!("{name} = {}", self.old[id].number),
            Element::EnumValue(id) => format!("{name} = {}", self.old[id].number),
            _ => name.to_owned(),
        };
        self.removed.push(Removal {
            old,
            kind: self.old.kind(old),
            label,
            full_name: full_name(self.old, old),
            package: self.old.package(self.old.file_of(old)).to_owned(),
            parent,
        });
    }
}

/// Returns the index of the removal that contains an old element.
pub(crate) fn around(old: &Schema, removals: &BTreeMap<Element, usize>, element: Element) -> Option<usize> {
    let mut next = Some(element);
    while let Some(element) = next {
        if let Some(&index) = removals.get(&element) {
            return Some(index);
        }
        next = parent(old, element);
    }
    None
}

impl Removal {
    /// Returns a description, for a removal without a finding.
    pub(crate) fn message(&self) -> String {
        format!("{} `{}` was removed from {}", self.kind, self.full_name, title(&self.package))
    }
}
