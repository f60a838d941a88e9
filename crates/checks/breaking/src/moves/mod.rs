//! Moves and renames: an element that disappeared in one place and appeared in another.
//!
//! In: the elements without a match by name. Out: [`Moves`], the pairs with equal shapes. The module must not know
//! any rule or finding; `fold` merges the findings that one move caused.
//!
//! The search is conservative. A pair needs equal numbers, names and types throughout, which are compared and not
//! only hashed. If two candidates fit, neither is matched and the findings stay as they are. All rules inspect the
//! resulting pairs like any others, so a change that accompanies a move is reported beside it.
//!
//! A ledger detects renames from its own facts, because it has no schemas of the commits that it was built from.

mod elements;
mod open;
mod packages;
mod renamed;
mod shape;

use std::collections::BTreeMap;

pub(super) use elements::{is_same_field, is_same_type, named_type};
pub(super) use open::is_same_kind;
pub(super) use packages::top_level;
pub use renamed::renamed_elements;

use super::settings::ComparisonSettings;
use super::versions::{Pair, Versions};
use open::UnmatchedElements;
use protoward_schema::{Element, FieldOwner, FileId, Parent, Schema};

/// The elements with a new name or in a new file.
#[derive(Debug, Default)]
pub(super) struct Moves {
    /// `true` if a rule about moves runs.
    is_on: bool,
    /// Messages, enums, services and extensions, nested ones included: old to new.
    elements: BTreeMap<Element, Element>,
    /// Deleted files whose declarations are all in one new file.
    files: BTreeMap<FileId, FileId>,
    /// Sorted by old name.
    packages: Vec<PackageMove>,
}

/// A package of which no file remains, and the new package that has its declarations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PackageMove {
    pub(super) old: String,
    pub(super) new: String,
    /// The first file of each package, by path.
    pub(super) files: Pair<FileId>,
    /// Top-level declarations of the old package that the new one lacks.
    pub(super) left_behind: Vec<Element>,
}

impl Moves {
    /// Finds all moves; only those of files and the known renames if the settings have no rule about moves, and none as buf.
    pub(super) fn find(cx: &Versions<'_>, settings: &ComparisonSettings) -> Self {
        let is_on = settings.rules.iter().any(|rule| !rule.stands_for().is_empty());
        let mut this = Self { is_on, ..Self::default() };
        if settings.as_buf {
            return this;
        }
        if is_on && let Some(open) = UnmatchedElements::new(cx) {
            (this.packages, this.elements) = packages::find(cx, &open);
            this.elements.extend(elements::find(cx, &open, &this.elements, &settings.renamed));
            this.elements.extend(elements::extensions(cx, &open, &this.elements));
        } else if !settings.renamed.is_empty()
            && let Some(open) = UnmatchedElements::new(cx)
        {
            this.elements = elements::known(cx, &open, &settings.renamed);
        }
        this.files = packages::moved_files(cx, &this.elements);
        this
    }

    /// Returns the moved elements, in the order of the old schema.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Pair<Element>> {
        self.elements.iter().map(|(&old, &new)| Pair { old, new })
    }

    /// Returns `true` if a new package is a renamed old one.
    pub(super) fn has_package(&self, new: &str) -> bool {
        self.packages.iter().any(|package| package.new == new)
    }

    /// Returns the new element for a renamed old one.
    pub(super) fn new_of(&self, old: Element) -> Option<Element> {
        self.elements.get(&old).copied()
    }

    /// Returns `true` if a rule about moves runs.
    pub(super) const fn is_on(&self) -> bool {
        self.is_on
    }

    /// Returns messages, enums, services and extensions: old to new.
    pub(super) const fn elements(&self) -> &BTreeMap<Element, Element> {
        &self.elements
    }

    /// Returns the new file with all declarations of a deleted one.
    pub(super) fn new_file(&self, old: FileId) -> Option<FileId> {
        self.files.get(&old).copied()
    }

    /// Returns the moved files, in the order of the old schema.
    pub(super) fn files(&self) -> impl Iterator<Item = Pair<FileId>> {
        self.files.iter().map(|(&old, &new)| Pair { old, new })
    }

    /// Returns the renamed packages, sorted by old name.
    pub(super) fn packages(&self) -> &[PackageMove] {
        &self.packages
    }

    /// Returns the index of a renamed package.
    pub(super) fn package(&self, old: &str) -> Option<usize> {
        self.packages.binary_search_by(|package| package.old.as_str().cmp(old)).ok()
    }

    /// Returns the outermost move that contains a pair.
    pub(super) fn root(&self, cx: &Versions<'_>, mut pair: Pair<Element>) -> Root {
        while let Some(outer) = outer(cx, pair) {
            if self.new_of(outer.old) != Some(outer.new) {
                return Root::Element(pair);
            }
            pair = outer;
        }
        let package = |schema: &Schema, element| schema.package(schema.file_of(element)).to_owned();
        let same_name = cx.old.name(pair.old) == cx.new.name(pair.new);
        let is_at_top = |schema: &Schema, element| matches!(parent(schema, element), Parent::File(_));
        let renamed = self.package(&package(cx.old, pair.old)).filter(|&index| {
            same_name
                && is_at_top(cx.old, pair.old)
                && is_at_top(cx.new, pair.new)
                && self.packages[index].new == package(cx.new, pair.new)
        });
        renamed.map_or(Root::Element(pair), Root::Package)
    }
}

/// The outermost element of a move.
pub(super) enum Root {
    /// A renamed package, by its index in [`Moves::packages`].
    Package(usize),
    Element(Pair<Element>),
}

/// Returns the messages around both elements of a pair.
fn outer(cx: &Versions<'_>, pair: Pair<Element>) -> Option<Pair<Element>> {
    match (parent(cx.old, pair.old), parent(cx.new, pair.new)) {
        (Parent::Message(old), Parent::Message(new)) => Some(Pair { old: old.into(), new: new.into() }),
        _ => None,
    }
}

/// Returns the parent of an element; for members of enums and services, the file.
pub(super) fn parent(schema: &Schema, element: Element) -> Parent {
    match element {
        Element::Message(id) => schema[id].parent,
        Element::Enum(id) => schema[id].parent,
        Element::Field(id) => match schema[id].owner {
            FieldOwner::Message(message) => Parent::Message(message),
            FieldOwner::Extension { scope, .. } => scope,
        },
        Element::Oneof(id) => Parent::Message(schema[id].message),
        Element::File(_) | Element::EnumValue(_) | Element::Service(_) | Element::Method(_) => {
            Parent::File(schema.file_of(element))
        }
    }
}
