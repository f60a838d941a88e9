//! What disappeared here and appeared there: moves and renames.
//!
//! In: what could not be paired by name. Out: [`Moves`], the pairs that have the same shape. It must not know any rule or
//! finding; `fold` puts the findings together that one move brought about.
//!
//! It is careful rather than clever. A pair needs the same numbers, names and types throughout, which is compared and
//! not only hashed; where two candidates would do, there is none, and the findings stay as they are. Pairs are followed:
//! all rules look at them as at any pair, so a change that goes along with a move is reported beside it.
//!
//! A ledger tells renames by its facts, and has to: of the commits that it learns from there are no schemas to compare.

mod elements;
mod open;
mod packages;
mod shape;

use std::collections::BTreeMap;

pub(super) use elements::{is_same_field, is_same_type, named_type};
pub(super) use open::is_same_kind;
pub(super) use packages::top_level;

use super::pair::Pair;
use super::settings::Settings;
use super::versions::Versions;
use open::Open;
use protoward_schema::{Element, FieldOwner, FileId, Parent, Schema};

/// What has another name or another place now.
#[derive(Debug, Default)]
pub(super) struct Moves {
    /// `true` where a rule about moves runs.
    is_on: bool,
    /// Messages, enums, services and extensions, those inside of others included: old to new.
    elements: BTreeMap<Element, Element>,
    /// By the old name.
    packages: Vec<PackageMove>,
}

/// A package that goes by another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PackageMove {
    pub(super) old: String,
    pub(super) new: String,
    /// The first file of each, by path.
    pub(super) files: Pair<FileId>,
    /// Things at the top level of the old package that the new one does not have.
    pub(super) left_behind: Vec<Element>,
}

impl Moves {
    /// Finds all moves; none, where the settings have no rule about moves.
    pub(super) fn find(cx: &Versions<'_>, settings: &Settings) -> Self {
        let is_on = settings.rules.iter().any(|rule| !rule.stands_for().is_empty());
        let mut this = Self { is_on, ..Self::default() };
        if !is_on {
            return this;
        }
        if let Some(open) = Open::new(cx) {
            (this.packages, this.elements) = packages::find(cx, &open);
            this.elements.extend(elements::find(cx, &open, &this.elements));
            this.elements.extend(elements::extensions(cx, &open, &this.elements));
        }
        this
    }

    /// What is the same thing under another name, in the order of the old schema.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Pair<Element>> {
        self.elements.iter().map(|(&old, &new)| Pair { old, new })
    }

    /// Whether a new package is an old one under another name.
    pub(super) fn has_package(&self, new: &str) -> bool {
        self.packages.iter().any(|package| package.new == new)
    }

    /// What an old element is now, where it goes by another full name.
    pub(super) fn new_of(&self, old: Element) -> Option<Element> {
        self.elements.get(&old).copied()
    }

    /// `true` where a rule about moves runs.
    pub(super) const fn is_on(&self) -> bool {
        self.is_on
    }

    /// Messages, enums, services and extensions: old to new.
    pub(super) const fn elements(&self) -> &BTreeMap<Element, Element> {
        &self.elements
    }

    /// The renamed packages, by the old name.
    pub(super) fn packages(&self) -> &[PackageMove] {
        &self.packages
    }

    /// The rename of a package with this name.
    pub(super) fn package(&self, old: &str) -> Option<usize> {
        self.packages.binary_search_by(|package| package.old.as_str().cmp(old)).ok()
    }

    /// What moved as a whole and took a pair along: the outermost thing around it that moved likewise.
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

/// What moved as a whole.
pub(super) enum Root {
    /// By index.
    Package(usize),
    Element(Pair<Element>),
}

/// The messages around both halves of a pair.
fn outer(cx: &Versions<'_>, pair: Pair<Element>) -> Option<Pair<Element>> {
    match (parent(cx.old, pair.old), parent(cx.new, pair.new)) {
        (Parent::Message(old), Parent::Message(new)) => Some(Pair { old: old.into(), new: new.into() }),
        _ => None,
    }
}

/// What an element is declared in; of those that are inside of enums and services, the file.
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
