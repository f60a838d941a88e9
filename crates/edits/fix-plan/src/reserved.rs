//! The reserved statements of a message or enum on both sides, so that a restored one returns to its old place.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use super::change::{ReservationOrigin, Reserved};
use super::places::PositionFinder;
use super::resolver::UsedNamesAndNumbers;
use protoward_edit::{Decl, Node, Statement};
use protoward_schema::NumberRange;
use protoward_schema::ranges::{MAX_FIELD, MAX_VALUE};
use protoward_syntax::ast::{Reserved as List, ReservedDecl, Span};
use protoward_syntax::literal;

/// The number of statements that are searched on each side for the position of one.
const NEAR: usize = 64;

/// A number range or a name of a statement.
pub(crate) struct ReservedEntry {
    pub(crate) what: Reserved,
    pub(crate) span: Span,
}

/// The old statements of a message or enum, and the new ones.
pub(crate) struct Reservations<'t> {
    was: Node<'t>,
    now: Node<'t>,
    old: Statements<'t>,
    new: Statements<'t>,
    /// `true` if a statement that reserved numbers, or names, still does.
    keeps_numbers: bool,
    keeps_names: bool,
    /// The cached origin of each old statement.
    gone: RefCell<BTreeMap<usize, Option<ReservationOrigin>>>,
}

/// The statements of one side.
struct Statements<'t> {
    /// By index in the body.
    all: BTreeMap<usize, &'t ReservedDecl>,
    /// Sorted numbers, each with the index of its statement.
    numbers: Vec<(NumberRange, usize)>,
    /// Names, each with the index of its statement.
    names: HashMap<String, usize>,
}

impl<'t> Reservations<'t> {
    pub(crate) fn new(was: Node<'t>, now: Node<'t>, stock: &UsedNamesAndNumbers<'_>) -> Self {
        let old = Statements::of(&was);
        let new = Statements::of(&now);
        let mut it = Self { was, now, old, new, keeps_numbers: false, keeps_names: false, gone: RefCell::default() };
        let keeps = |of_numbers: bool| {
            let mut alike = it.old.all.values().filter(|it| of_numbers == is_of_numbers(it));
            alike.any(|statement| it.is_left(statement, stock))
        };
        (it.keeps_numbers, it.keeps_names) = (keeps(true), keeps(false));
        it
    }

    /// Returns the old statement that reserved something, to be restored with its comments, if nothing of it is
    /// reserved now.
    pub(crate) fn origin(
        &self,
        what: &Reserved,
        stock: &UsedNamesAndNumbers<'_>,
        places: &PositionFinder,
    ) -> Option<ReservationOrigin> {
        let index = self.old.find(what)?;
        let mut gone = self.gone.borrow_mut();
        gone.entry(index).or_insert_with(|| self.find_origin(index, stock, places)).clone()
    }

    fn find_origin(
        &self,
        index: usize,
        stock: &UsedNamesAndNumbers<'_>,
        places: &PositionFinder,
    ) -> Option<ReservationOrigin> {
        let gone = *self.old.all.get(&index)?;
        if self.is_left(gone, stock) {
            return None;
        }
        let is_separate = if is_of_numbers(gone) { self.keeps_numbers } else { self.keeps_names };
        let is_first = !self.new.all.values().any(|it| is_of_numbers(it) == is_of_numbers(gone));
        let node = self.was.inner(Decl::Reserved(gone));
        let statement = Statement::of(&node);
        let has_comments = statement.comments.iter().any(|it| !it.is_empty()) || !statement.trailing.is_empty();
        // Without comments it joins the other statements, unless it was separate from those.
        if !is_separate && !is_first && !has_comments {
            return None;
        }
        // Next to its old neighbors, which are identified by their entries.
        let same = |index: usize| {
            let entries = entries(self.old.all.get(&index)?, &self.was);
            entries.iter().find_map(|entry| self.new.find(&entry.what))
        };
        let is_there = |index: &usize| self.old.all.contains_key(index);
        let before = (0..index).rev().take_while(is_there).take(NEAR).find_map(same);
        let behind = || (index + 1..).take_while(is_there).take(NEAR).find_map(same);
        let body = self.now.body()?;
        let at = match (before, behind()) {
            (Some(before), _) => body.behind(before),
            (None, Some(behind)) => body.before(behind),
            (None, None) => places.place(&node, &self.now)?,
        };
        Some(ReservationOrigin { source: self.was.doc.id, start: node.start(), at })
    }

    /// Returns `true` if any entry of an old statement is still reserved.
    fn is_left(&self, statement: &ReservedDecl, stock: &UsedNamesAndNumbers<'_>) -> bool {
        entries(statement, &self.was).iter().any(|entry| match &entry.what {
            Reserved::Numbers(range) => stock.reserved.touches(*range),
            Reserved::Name(name) => stock.reserved_names.contains(name.as_str()),
        })
    }
}

impl<'t> Statements<'t> {
    fn of(parent: &Node<'t>) -> Self {
        let all: BTreeMap<usize, &'t ReservedDecl> = (0..)
            .zip(parent.items())
            .filter_map(|(index, decl)| if let Decl::Reserved(it) = decl { Some((index, it)) } else { None })
            .collect();
        let mut numbers = Vec::new();
        let mut names = HashMap::new();
        for (&index, statement) in &all {
            for entry in entries(statement, parent) {
                match entry.what {
                    Reserved::Numbers(range) => numbers.push((range, index)),
                    Reserved::Name(name) => drop(names.insert(name, index)),
                }
            }
        }
        numbers.sort_unstable();
        Self { all, numbers, names }
    }

    /// Returns the index of the statement that reserves any part of this.
    fn find(&self, what: &Reserved) -> Option<usize> {
        match what {
            Reserved::Name(name) => self.names.get(name).copied(),
            Reserved::Numbers(range) => {
                let behind = self.numbers.partition_point(|(it, _)| it.start <= range.end);
                let &(last, index) = self.numbers.get(behind.checked_sub(1)?)?;
                (last.end >= range.start).then_some(index)
            }
        }
    }
}

const fn is_of_numbers(statement: &ReservedDecl) -> bool {
    matches!(statement.what, List::Numbers(_))
}

/// Returns all entries of a reserved statement.
pub(crate) fn entries(statement: &ReservedDecl, parent: &Node<'_>) -> Vec<ReservedEntry> {
    let text = parent.doc.text;
    let max = if matches!(parent.decl, Decl::Enum(_)) { MAX_VALUE } else { MAX_FIELD };
    // `max` is not a number.
    let number = |span: Span| literal::signed(text, span).and_then(|it| i32::try_from(it).ok()).unwrap_or(max);
    let name = |span: Span, name: String| ReservedEntry { what: Reserved::Name(name), span };
    match &statement.what {
        List::Numbers(ranges) => {
            let numbers = |range: NumberRange, span| ReservedEntry { what: Reserved::Numbers(range), span };
            let range = ranges.iter().map(|it| (NumberRange { start: number(it.start), end: number(it.end) }, it.span));
            range.map(|(range, span)| numbers(range, span)).collect()
        }
        List::Strings(names) => {
            let read = |span: Span| String::from_utf8_lossy(&literal::string(text, span)).into_owned();
            names.iter().map(|&span| name(span, read(span))).collect()
        }
        List::Identifiers(names) => names.iter().map(|&span| name(span, span.of(text).to_owned())).collect(),
    }
}
