//! The state that all planning functions share: the schemas, the texts, and facts derived from them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::change::Change;
use super::places::PositionFinder;
use super::reserved::Reservations;
use super::resolver::{Resolver, Side};
use protoward_breaking::Finding;
use protoward_edit::Node;
use protoward_refactor::Texts;
use protoward_schema::{Element, FieldId, FileId, Parent, Schema};

/// The changes that restore the package of all files with the same old and new package.
type Packages<'t> = BTreeMap<(&'t str, &'t str), Option<Vec<Change>>>;

/// The schemas and texts of a comparison.
pub(crate) struct FixContext<'t> {
    pub(crate) old: &'t Schema,
    pub(crate) new: &'t Schema,
    pub(crate) texts: &'t Texts<'t>,
    pub(crate) resolver: Resolver<'t>,
    pub(crate) places: PositionFinder,
    pub(crate) packages: RefCell<Packages<'t>>,
    /// The reserved statements of both sides, by new message or enum.
    pub(crate) reservations: RefCell<BTreeMap<Element, Option<Rc<Reservations<'t>>>>>,
}

/// An old element, the new one, and their declarations.
#[derive(Clone, Debug)]
pub(crate) struct Pair<'t, T> {
    pub(crate) old: T,
    pub(crate) new: T,
    pub(crate) was: Node<'t>,
    pub(crate) now: Node<'t>,
}

/// A field on both sides.
pub(crate) type FieldPair<'t> = Pair<'t, FieldId>;

/// The old and the new version of an element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OldAndNew<T> {
    pub(crate) old: T,
    pub(crate) new: T,
}

/// An old file and the new one.
pub(crate) type Files = OldAndNew<FileId>;

impl<'t, T> Pair<'t, T> {
    /// Returns the pair with other ids of the same elements.
    pub(crate) fn of<U>(&self, old: U, new: U) -> Pair<'t, U> {
        Pair { old, new, was: self.was.clone(), now: self.now.clone() }
    }
}

impl<'t> FixContext<'t> {
    pub(crate) fn new(old: &'t Schema, new: &'t Schema, texts: &'t Texts<'t>) -> Self {
        Self {
            old,
            new,
            texts,
            resolver: Resolver::new(old, new),
            places: PositionFinder::default(),
            packages: RefCell::default(),
            reservations: RefCell::default(),
        }
    }

    /// Returns the declaration of an old element.
    pub(crate) fn was(&self, element: impl Into<Element>) -> Option<Node<'t>> {
        self.texts.declared(self.old, element)
    }

    /// Returns the declaration of a new element.
    pub(crate) fn now(&self, element: impl Into<Element>) -> Option<Node<'t>> {
        self.texts.declared(self.new, element)
    }

    pub(crate) fn pair<T: Into<Element> + Copy>(&self, old: T, new: T) -> Option<Pair<'t, T>> {
        Some(Pair { old, new, was: self.was(old)?, now: self.now(new)? })
    }

    pub(crate) fn file_of(&self, side: Side, node: &Node<'_>) -> Option<FileId> {
        self.resolver.schema(side).find_file(self.texts.name(node.doc.id))
    }

    /// Returns the files of an old and a new declaration.
    pub(crate) fn files(&self, was: &Node<'_>, now: &Node<'_>) -> Option<Files> {
        Some(OldAndNew { old: self.file_of(Side::Old, was)?, new: self.file_of(Side::New, now)? })
    }

    /// Returns the new file with the path and package of an old one, or the new message of the same name in it.
    pub(crate) fn new_scope(&self, old: Parent) -> Option<Node<'t>> {
        match old {
            Parent::Message(message) => {
                let found = self.resolver.new_message(message)?;
                let is_same = self.resolver.new_file(self.old[message].file) == Some(self.new[found].file);
                self.now(found).filter(|_| is_same)
            }
            Parent::File(file) => {
                let found = self.resolver.new_file(file)?;
                let is_same = self.new.package(found) == self.old.package(file);
                self.now(found).filter(|_| is_same)
            }
        }
    }

    /// Returns `true` if the languages around the two fields differ in more than features.
    pub(crate) fn is_other_syntax(&self, fields: &FieldPair<'_>) -> bool {
        self.resolver.is_other_language(self.old[fields.old].file, self.new[fields.new].file)
    }

    /// Returns `true` if the languages around two elements are equal.
    pub(crate) fn is_same_language(&self, old: impl Into<Element>, new: impl Into<Element>) -> bool {
        self.resolver.language(Side::Old, old) == self.resolver.language(Side::New, new)
    }
}

/// Returns the old element of a finding about a move.
pub(crate) fn moved(finding: &Finding) -> Option<Element> {
    finding.old_element.filter(|_| !finding.stands_for.is_empty())
}
