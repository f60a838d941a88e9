//! Positions of restored statements: next to their old siblings.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::keys::Keys;
use protoward_edit::{Decl, InsertPosition, Node, Statement};
use protoward_source::SourceId;

/// The number of siblings that are searched on each side.
const NEAR: usize = 64;

/// A body: the source, and the offset at which it opens.
type BodyAt = (SourceId, usize);

/// For each statement of an old body, the cached index of its counterpart in a new one.
type Counterparts = Rc<Vec<OnceCell<Option<usize>>>>;

/// A finder of positions. It caches results, because deleted declarations share neighbors.
#[derive(Default)]
pub(crate) struct PositionFinder {
    keys: RefCell<BTreeMap<BodyAt, Rc<Keys>>>,
    counterparts: RefCell<BTreeMap<(BodyAt, BodyAt), Counterparts>>,
}

impl PositionFinder {
    /// Returns the keys of the statements of a body.
    pub(crate) fn keys(&self, parent: &Node<'_>) -> Rc<Keys> {
        let mut known = self.keys.borrow_mut();
        Rc::clone(known.entry(body_at(parent)).or_insert_with(|| Rc::new(Keys::of(parent))))
    }

    /// Returns the position of an old declaration in a new body: next to its old sibling, if that still exists.
    pub(crate) fn place(&self, old: &Node<'_>, into: &Node<'_>) -> Option<InsertPosition> {
        let body = into.body()?;
        let Some((siblings, index)) = old.siblings() else { return Some(body.top()) };
        let keys = self.keys(into);
        let counterparts = self.counterparts(old, into);
        let text = old.doc.text;
        let find = |decl| keys.find(decl, text);
        let twin = |index: usize| *counterparts.get(index)?.get_or_init(|| siblings.items.get(index).and_then(find));
        // The fields of a deleted oneof may still exist.
        let oneof = |index: usize| match siblings.items.get(index)? {
            decl @ Decl::Oneof(_) => Some(decl.body(old.doc)?.items),
            _ => None,
        };
        let last = |index: usize| oneof(index)?.iter().rev().find_map(find);
        let first = |index: usize| oneof(index)?.iter().find_map(find);
        let before = |index: usize| Some((index, twin(index).or_else(|| last(index))?));
        let behind = |index: usize| Some((index, twin(index).or_else(|| first(index))?));
        let before = (index.saturating_sub(NEAR)..index).rev().find_map(before);
        let behind = (index + 1..siblings.items.len().min(index + NEAR)).find_map(behind);
        let are_joined = |mut all: Range<usize>| {
            !all.any(|index| siblings.items.get(index).is_some_and(|decl| old.doc.ends_paragraph(decl)))
        };
        Some(match (before, behind) {
            // It was directly above the next one, and separated from the previous one.
            (Some((was_before, before)), Some((was_behind, behind)))
                if behind == before + 1 && are_joined(index..was_behind) && !are_joined(was_before..index) =>
            {
                match body.before(behind) {
                    InsertPosition::Line(line) => InsertPosition::Line(line),
                    InsertPosition::Behind(_) | InsertPosition::Before(_) => body.behind(before),
                }
            }
            (Some((_, before)), _) => body.behind(before),
            (None, Some((_, behind))) => body.before(behind),
            (None, None) => body.bottom(),
        })
    }

    /// Returns the statement of an old declaration for a position of a new body.
    pub(crate) fn statement(&self, old: &Node<'_>, text: &str, into: &Node<'_>, at: InsertPosition) -> Statement {
        let mut statement = Statement::rewritten(old, text);
        statement.is_next_commented = self.is_next_commented(old, into, at);
        statement
    }

    /// Returns `true` if the statement after a position has its own comment, even if that equals the comment of an
    /// old declaration: the statement is new, or had the same comment.
    fn is_next_commented(&self, old: &Node<'_>, into: &Node<'_>, at: InsertPosition) -> bool {
        let (InsertPosition::Line(line), Some(body), Some(outer)) = (at, into.body(), old.outer()) else {
            return false;
        };
        let Some(next) = body.items.get(body.items.first_after(line)) else { return false };
        let was = self.keys(&outer).find(next, into.doc.text);
        let Some(was) = was.and_then(|index| outer.body()?.items.get(index)) else { return true };
        Statement::of(&outer.inner(was)).comments == Statement::of(old).comments
    }

    fn counterparts(&self, old: &Node<'_>, new: &Node<'_>) -> Counterparts {
        let outer = old.outer();
        let (at, number) = outer
            .map_or(((old.doc.id, 0), 0), |outer| (body_at(&outer), outer.body().map_or(0, |body| body.items.len())));
        let mut known = self.counterparts.borrow_mut();
        Rc::clone(known.entry((at, body_at(new))).or_insert_with(|| Rc::new(vec![OnceCell::new(); number])))
    }
}

fn body_at(parent: &Node<'_>) -> BodyAt {
    (parent.doc.id, parent.body().map_or(0, |body| body.open))
}
