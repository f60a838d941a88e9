//! What is to be reserved, and the old statement that did so: where nothing of that is left, it comes back as it was, with
//! its comments.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use super::change::{Change, Origin, Reserved, What};
use super::fixer::{Fixer, Side, Stock};
use super::statement::Statement;
use super::texts::Declared;
use super::tree::Decl;
use protoward_schema::ranges::{MAX_FIELD, MAX_VALUE};
use protoward_schema::{Element, NumberRange};
use protoward_syntax::ast::{Reserved as List, ReservedDecl, Span};
use protoward_syntax::literal;

/// What stands between two commas of a statement.
pub(crate) struct Entry {
    pub(crate) what: Reserved,
    pub(crate) span: Span,
}

/// The statements of a message or an enum that reserve something.
pub(crate) struct Statements<'t> {
    /// Each with where it stands in the body.
    all: BTreeMap<usize, &'t ReservedDecl>,
    /// Numbers in their order, and names, each with its statement.
    numbers: Vec<(NumberRange, usize)>,
    names: HashMap<String, usize>,
}

/// The old statements of a message or an enum, and those that it has now.
pub(crate) struct Both<'t> {
    was: Declared<'t>,
    old: Statements<'t>,
    new: Statements<'t>,
    /// Whether any that reserves numbers, or names, is there still.
    keeps: (bool, bool),
    /// By old statement that was asked for: what is known of it.
    gone: RefCell<BTreeMap<usize, Option<Origin>>>,
}

/// So many statements in front of one and behind it are looked at to find its place.
const NEAR: usize = 64;

impl<'t> Fixer<'t> {
    pub(crate) fn reserve(&self, whole: Element, numbers: &[NumberRange], names: &[String]) -> Option<Vec<Change>> {
        let stock = self.stock(Side::New, whole)?;
        let is_taken = |range: &NumberRange| stock.numbers.touches(*range) || stock.open.touches(*range);
        if numbers.iter().any(is_taken) || names.iter().any(|name| stock.names.contains_key(name.as_str())) {
            return None;
        }
        let now = self.texts.declared(self.new, whole)?;
        let both = self.reserved(whole, || self.both(whole, &now, &stock));
        let numbers = numbers.iter().map(|&range| Reserved::Numbers(range));
        let what = numbers.chain(names.iter().map(|name| Reserved::Name(name.clone())));
        let change = |what: Reserved| {
            let from = both.as_ref().as_ref().and_then(|both| self.gone(both, &now, &stock, &what));
            Change { source: now.text.id, what: What::Reserve { whole: now.start(), what, from } }
        };
        Some(what.map(change).collect())
    }

    fn both(&self, whole: Element, now: &Declared<'t>, stock: &Stock<'_>) -> Option<Both<'t>> {
        let was = self.texts.declared(self.old, self.old.find(&self.new.full_name(whole))?)?;
        let files = (self.file_of(Side::Old, &was)?, self.file_of(Side::New, now)?);
        if self.is_other_language(files.0, files.1) {
            return None;
        }
        let (old, new) = (Statements::of(&was)?, Statements::of(now)?);
        let keeps = |of_numbers: bool| {
            let mut alike = old.all.values().filter(|it| of_numbers == is_of_numbers(it));
            alike.any(|it| is_left(it, &was, stock))
        };
        let keeps = (keeps(true), keeps(false));
        Some(Both { was, old, new, keeps, gone: RefCell::default() })
    }

    /// The old statement that reserved something, where nothing of it is reserved any more.
    fn gone(&self, both: &Both<'t>, now: &Declared<'t>, stock: &Stock<'_>, what: &Reserved) -> Option<Origin> {
        let index = both.old.find(what)?;
        if let Some(known) = both.gone.borrow().get(&index) {
            return known.clone();
        }
        let from = self.from(both, now, stock, index);
        both.gone.borrow_mut().insert(index, from.clone());
        from
    }

    fn from(&self, both: &Both<'t>, now: &Declared<'t>, stock: &Stock<'_>, index: usize) -> Option<Origin> {
        let (Both { was, old, new, .. }, gone) = (both, *both.old.all.get(&index)?);
        if is_left(gone, was, stock) {
            return None;
        }
        let of_numbers = is_of_numbers(gone);
        let stood_apart = if of_numbers { both.keeps.0 } else { both.keeps.1 };
        let is_first = !new.all.values().any(|it| of_numbers == is_of_numbers(it));
        // What says nothing else joins the others, where those did not stand apart.
        let comments = Statement::of_decl(was.text.text, Decl::Reserved(gone), "").into_comments();
        if !stood_apart && !is_first && comments.iter().all(String::is_empty) {
            return None;
        }
        // Beside the statements that it stood beside, which nothing but what they reserve tells from each other.
        let same = |index: usize| {
            let entries = entries(old.all.get(&index)?, was);
            entries.iter().find_map(|entry| new.find(&entry.what))
        };
        let is_there = |index: &usize| old.all.contains_key(index);
        let before = (0..index).rev().take_while(is_there).take(NEAR).find_map(same);
        let behind = || (index + 1..).take_while(is_there).take(NEAR).find_map(same);
        let (text, body) = (now.text.text, now.body()?);
        let at = match (before, behind()) {
            (Some(before), _) => body.behind(text, before),
            (None, Some(behind)) => body.before(text, behind),
            (None, None) => self.place(&was.inner(Decl::Reserved(gone)), now, &body),
        };
        Some(Origin { source: was.text.id, start: gone.span.start as usize, at })
    }
}

impl<'t> Statements<'t> {
    fn of(whole: &Declared<'t>) -> Option<Self> {
        let items = whole.body()?.items.iter().enumerate();
        let all: BTreeMap<usize, &'t ReservedDecl> = items
            .filter_map(|(index, decl)| if let Decl::Reserved(it) = decl { Some((index, it)) } else { None })
            .collect();
        let (mut numbers, mut names) = (Vec::new(), HashMap::new());
        for (&index, statement) in &all {
            for entry in entries(statement, whole) {
                match entry.what {
                    Reserved::Numbers(range) => numbers.push((range, index)),
                    Reserved::Name(name) => drop(names.insert(name, index)),
                }
            }
        }
        numbers.sort_unstable();
        Some(Self { all, numbers, names })
    }

    /// The statement that reserves any of this.
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

/// Whether anything of an old statement is reserved still.
fn is_left(statement: &ReservedDecl, was: &Declared<'_>, stock: &Stock<'_>) -> bool {
    entries(statement, was).iter().any(|entry| match &entry.what {
        Reserved::Numbers(range) => stock.reserved.touches(*range),
        Reserved::Name(name) => stock.reserved_names.contains(name.as_str()),
    })
}

/// What a statement of a message or an enum reserves.
pub(crate) fn entries(statement: &ReservedDecl, whole: &Declared<'_>) -> Vec<Entry> {
    let text = whole.text.text;
    let max = if matches!(whole.decl, Decl::Enum(_)) { MAX_VALUE } else { MAX_FIELD };
    // `max` is no number.
    let number = |span: Span| literal::signed(text, span).and_then(|it| i32::try_from(it).ok()).unwrap_or(max);
    let name = |span: Span, name: String| Entry { what: Reserved::Name(name), span };
    match &statement.what {
        List::Numbers(ranges) => ranges
            .iter()
            .map(|range| {
                let numbers = NumberRange { start: number(range.start), end: number(range.end) };
                Entry { what: Reserved::Numbers(numbers), span: range.span }
            })
            .collect(),
        List::Strings(names) => names
            .iter()
            .map(|&span| name(span, String::from_utf8_lossy(&literal::string(text, span)).into_owned()))
            .collect(),
        List::Identifiers(names) => names.iter().map(|&span| name(span, span.of(text).to_owned())).collect(),
    }
}

impl Reserved {
    /// Whether this is all of something.
    pub(crate) fn holds(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Numbers(all), Self::Numbers(some)) => all.start <= some.start && some.end <= all.end,
            (Self::Name(name), Self::Name(other)) => name == other,
            (Self::Numbers(_), Self::Name(_)) | (Self::Name(_), Self::Numbers(_)) => false,
        }
    }
}
