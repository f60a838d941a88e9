//! From what a rule asks for to the pieces of text that do it.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::change::{Change, What};
use super::reserved::Both;
use super::scope::Names;
use super::texts::{Declared, Texts};
use protoward_rules::Finding;
use protoward_rules::{Mend, Part};
use protoward_schema::ranges::Coverage;
use protoward_schema::{Cardinality, Element, EnumId, FieldType, MessageId, NumberRange, OneofId, Schema};
use protoward_source::SourceId;

/// By the old and the new name of a package: what gives all its files the old one back.
type Renamed<'t> = BTreeMap<(&'t str, &'t str), Option<Vec<Change>>>;
/// By where the body of a declaration opens: which of its items has which key.
type Keys = BTreeMap<(SourceId, usize), Rc<HashMap<String, usize>>>;
/// For each statement of a body, the one of another body that has its key, once somebody has asked for it.
pub(crate) type Twins = Rc<Vec<OnceCell<Option<usize>>>>;
/// A body: its text, and where it opens there.
type BodyAt = (SourceId, usize);

/// Both sides, as schemas and as texts.
pub(crate) struct Fixer<'t> {
    pub(crate) old: &'t Schema,
    pub(crate) new: &'t Schema,
    pub(crate) texts: &'t Texts<'t>,
    pub(crate) old_names: Names<'t>,
    pub(crate) new_names: Names<'t>,
    stocks: RefCell<BTreeMap<(Side, Element), Rc<Stock<'t>>>>,
    defaults: OnceCell<HashSet<(EnumId, &'t [u8])>>,
    extensions: OnceCell<HashSet<(&'t str, i32)>>,
    values: OnceCell<HashSet<String>>,
    packages: RefCell<Renamed<'t>>,
    keys: RefCell<Keys>,
    twins: RefCell<BTreeMap<(BodyAt, BodyAt), Twins>>,
    /// By the new message or enum: what it reserves, and reserved.
    reserved: RefCell<BTreeMap<Element, Rc<Option<Both<'t>>>>>,
    /// By the old element: what mends the findings that its move is reported instead of.
    moves: HashMap<Element, Vec<Vec<Mend>>>,
    /// What the mends at hand declare again.
    back: RefCell<BTreeSet<Element>>,
    /// Whether the mends at hand are about a place where another language holds by now.
    differs: Cell<bool>,
}

/// What does all that the mends of one finding ask for.
#[derive(Default)]
pub(crate) struct Planned {
    /// Nothing, where something cannot be done, or nothing is needed.
    pub(crate) changes: Vec<Change>,
    /// Whether another syntax, or other features, hold where something is written: then it is not enough that the old
    /// text was right.
    pub(crate) is_translated: bool,
}

/// One of the two schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Old,
    New,
}

/// What a message or an enum has.
pub(crate) struct Stock<'t> {
    /// Numbers of fields or values.
    pub(crate) numbers: Coverage,
    /// Their names, each with its number.
    pub(crate) names: HashMap<&'t str, i32>,
    /// By number: the first that has it, among all of them, and its name.
    order: HashMap<i32, (usize, &'t str)>,
    /// What fields are called in JSON.
    pub(crate) json: HashSet<String>,
    /// Names of what else is in the scope.
    pub(crate) others: HashSet<&'t str>,
    pub(crate) reserved: Coverage,
    pub(crate) reserved_names: HashSet<&'t str>,
    /// Numbers that extensions may have.
    pub(crate) open: Coverage,
}

impl<'t> Stock<'t> {
    /// The number that goes by a name.
    pub(crate) fn number(&self, name: &str) -> Option<i32> {
        self.names.get(name).copied()
    }

    /// The name of a number.
    pub(crate) fn name(&self, number: i32) -> Option<&'t str> {
        self.order.get(&number).map(|&(_, name)| name)
    }

    /// Which one has a number.
    pub(crate) fn index(&self, number: i32) -> Option<usize> {
        self.order.get(&number).map(|&(index, _)| index)
    }

    /// Whether a field or a value may have this name.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        !self.names.contains_key(name) && !self.others.contains(name) && !self.reserved_names.contains(name)
    }

    /// Whether a field may have this number.
    pub(crate) fn is_free_number(&self, number: i32) -> bool {
        !self.numbers.contains(number) && !self.reserved.contains(number) && !self.open.contains(number)
    }
}

impl<'t> Fixer<'t> {
    pub(crate) fn new(old: &'t Schema, new: &'t Schema, texts: &'t Texts<'t>, findings: &[Finding]) -> Self {
        let (stocks, keys, packages) = (RefCell::default(), RefCell::default(), RefCell::default());
        let (old_names, new_names) = (Names::new(old), Names::new(new));
        Self {
            old,
            new,
            texts,
            old_names,
            new_names,
            stocks,
            defaults: OnceCell::new(),
            extensions: OnceCell::new(),
            values: OnceCell::new(),
            keys,
            twins: RefCell::default(),
            packages,
            reserved: RefCell::default(),
            moves: moves(findings),
            back: RefCell::default(),
            differs: Cell::default(),
        }
    }

    /// The pieces that do all of this.
    pub(crate) fn fix(&self, mends: &[Mend]) -> Planned {
        self.back.borrow_mut().clear();
        self.differs.set(false);
        let is_mark = |change: &Change| matches!(change.what, What::Uses { .. } | What::Named { .. });
        let changes = self.all(mends).and_then(|changes| Some([changes, self.undone_moves()?].concat()));
        let changes = changes.filter(|changes| !changes.iter().all(is_mark)).unwrap_or_default();
        Planned { changes, is_translated: self.differs.get() }
    }

    /// Something is written where another language holds.
    pub(crate) fn differs(&self) {
        self.differs.set(true);
    }

    fn all(&self, mends: &[Mend]) -> Option<Vec<Change>> {
        mends.iter().map(|mend| self.change(mend)).collect::<Option<Vec<_>>>().map(|all| all.concat())
    }

    /// What came back did not move any more: then all that its move stood for has to be mended too.
    fn undone_moves(&self) -> Option<Vec<Change>> {
        let (mut changes, mut seen) = (Vec::new(), BTreeSet::new());
        loop {
            let next = self.back.borrow().iter().copied().find(|element| !seen.contains(element));
            let Some(element) = next else { return Some(changes) };
            seen.insert(element);
            for mends in self.inside(element).iter().filter_map(|inner| self.moves.get(inner)).flatten() {
                if mends.is_empty() {
                    return None;
                }
                changes.extend(self.all(mends)?);
            }
        }
    }

    /// Something is declared again.
    pub(crate) fn comes_back(&self, element: Element) {
        self.back.borrow_mut().insert(element);
    }

    fn change(&self, mend: &Mend) -> Option<Vec<Change>> {
        match mend {
            Mend::Reserve { whole, numbers, names } => self.reserve(*whole, numbers, names),
            Mend::Open { new, old, range, numbers } => self.open(*old, *new, *range, numbers),
            Mend::Declare(old) => self.declare(*old),
            Mend::DeclareRequired(old) => {
                let new = self.new_message(self.old[*old].containing())?;
                let is_there = !self.is_other_language(self.old[*old].file, self.new[new].file);
                is_there.then(|| self.declare((*old).into()))?
            }
            Mend::Restore { part, old, new } => self.restore(*part, *old, *new),
            Mend::Relax(field) => self.relax(*field),
            Mend::Import(file) => self.import(*file),
            Mend::ImportPublic { file, old, new } => self.import_publicly(*file, (*old, *new)),
        }
    }

    fn restore(&self, part: Part, old: Element, new: Element) -> Option<Vec<Change>> {
        if self.language(Side::Old, old) != self.language(Side::New, new) {
            self.differs();
        }
        // Whatever differs between two that exchanged their numbers, that is what has to be mended.
        if let Some(changes) = self.exchanged(part, old, new) {
            return Some(changes);
        }
        let (was, now) = (self.texts.declared(self.old, old)?, self.texts.declared(self.new, new)?);
        match (part, old, new) {
            (Part::Name, ..) => self.name(old, new, &was, &now),
            (Part::Number, ..) => self.number(old, new, &was, &now),
            // An edition says it in another way.
            (Part::Label, Element::Field(old), Element::Field(new))
                if self.is_other_syntax(old, new) && self.old[old].cardinality == Cardinality::Required =>
            {
                None
            }
            (Part::Type | Part::Cardinality | Part::Label, Element::Field(old), Element::Field(new)) => {
                self.shape(old, new, &was, &now)
            }
            (Part::Oneof, Element::Field(old), Element::Field(new)) => self.oneof(old, new, &now),
            (Part::JsonName, Element::Field(old), Element::Field(new)) => self.json_name(old, new, &was, &now),
            (Part::Message(side), Element::Method(old), Element::Method(_)) => self.method_type(side, old, &was, &now),
            (Part::Stream(side), ..) => Self::stream(side, &was, &now),
            (Part::Package, Element::File(old), Element::File(new)) => self.package(old, new),
            (Part::Visibility, ..) => self.export(new, &now),
            (Part::Syntax, Element::File(old), Element::File(_)) => self.syntax(old, &was, &now),
            (Part::Option { name, .. }, Element::Field(old), Element::Field(new)) => {
                self.field_option(name, (old, new), &was, &now)
            }
            (Part::Option { name, otherwise }, ..) => self.option(name, otherwise, &was, &now),
            _ => None,
        }
    }

    /// What is found out once for two packages.
    pub(crate) fn once_for(
        &self,
        packages: (&'t str, &'t str),
        find: impl FnOnce() -> Option<Vec<Change>>,
    ) -> Option<Vec<Change>> {
        if let Some(found) = self.packages.borrow().get(&packages) {
            return found.clone();
        }
        let found = find();
        self.packages.borrow_mut().insert(packages, found.clone());
        found
    }

    /// What a message or an enum has, looked up once.
    pub(crate) fn stock(&self, side: Side, whole: Element) -> Option<Rc<Stock<'t>>> {
        if let Some(stock) = self.stocks.borrow().get(&(side, whole)) {
            return Some(Rc::clone(stock));
        }
        let stock = Rc::new(match whole {
            Element::Message(id) => of_message(self.schema(side), id),
            Element::Enum(id) => of_enum(self.schema(side), id),
            _ => return None,
        });
        self.stocks.borrow_mut().insert((side, whole), Rc::clone(&stock));
        Some(stock)
    }

    pub(crate) const fn schema(&self, side: Side) -> &'t Schema {
        match side {
            Side::Old => self.old,
            Side::New => self.new,
        }
    }

    /// Whether a field of the new schema has a value of an enum as its default.
    pub(crate) fn is_default(&self, whole: EnumId, name: &str) -> bool {
        let of = |ty: FieldType, default: Option<&'t [u8]>| match ty {
            FieldType::Enum(whole) => Some((whole, default?)),
            _ => None,
        };
        let all = || self.new.fields.iter().filter_map(|(_, field)| of(field.ty, field.default.as_deref())).collect();
        self.defaults.get_or_init(all).contains(&(whole, name.as_bytes()))
    }

    /// Whether the new schema has a value of an enum by this full name; values stand beside their enum, as in C++.
    pub(crate) fn has_value(&self, full_name: &str) -> bool {
        let all = || self.new.enum_values.ids().map(|value| self.new.full_name(value.into())).collect();
        self.values.get_or_init(all).contains(full_name)
    }

    /// Whether the new schema has an extension of this message with this number.
    pub(crate) fn has_extension(&self, extendee: &str, number: i32) -> bool {
        let all = || self.new.fields.ids().filter_map(|id| self.new.extended(id)).collect();
        self.extensions.get_or_init(all).contains(&(extendee, number))
    }

    /// What a message or an enum reserves, and reserved, looked up once.
    pub(crate) fn reserved(&self, whole: Element, find: impl FnOnce() -> Option<Both<'t>>) -> Rc<Option<Both<'t>>> {
        if let Some(both) = self.reserved.borrow().get(&whole) {
            return Rc::clone(both);
        }
        let both = Rc::new(find());
        self.reserved.borrow_mut().insert(whole, Rc::clone(&both));
        both
    }

    /// The statements of an old body and those of a new one that they became, as far as that was looked up: neighbors of
    /// all that is gone are looked up again and again.
    pub(crate) fn twins(&self, old: &Declared<'_>, new: &Declared<'_>) -> Twins {
        let number = old.body().map_or(0, |body| body.items.len());
        let mut twins = self.twins.borrow_mut();
        let known = twins.entry((body_at(old), body_at(new)));
        Rc::clone(known.or_insert_with(|| Rc::new(vec![OnceCell::new(); number])))
    }

    /// The statements of a body by what tells them from each other.
    pub(crate) fn keys(&self, whole: &Declared<'t>) -> Rc<HashMap<String, usize>> {
        let at = body_at(whole);
        if let Some(keys) = self.keys.borrow().get(&at) {
            return Rc::clone(keys);
        }
        let items = whole.body().into_iter().flat_map(|body| body.items.iter()).enumerate();
        let (mut keys, mut aliases) = (HashMap::new(), HashSet::new());
        for (index, decl) in items {
            keys.insert(decl.key(whole.text.text), index);
            let number = decl.number_key(whole.text.text);
            aliases.extend(number.and_then(|number| keys.insert(number.clone(), index).map(|_| number)));
        }
        // A number of several values tells none of them.
        keys.retain(|key, _| !aliases.contains(key));
        let keys = Rc::new(keys);
        self.keys.borrow_mut().insert(at, Rc::clone(&keys));
        keys
    }
}

fn body_at(whole: &Declared<'_>) -> BodyAt {
    (whole.text.id, whole.body().map_or(0, |body| body.open))
}

/// By the old element of a finding about a move, what mends those that it is reported instead of.
fn moves(findings: &[Finding]) -> HashMap<Element, Vec<Vec<Mend>>> {
    let mut moves: HashMap<Element, Vec<Vec<Mend>>> = HashMap::new();
    for finding in findings.iter().filter(|finding| !finding.stands_for.is_empty()) {
        if let Some(old) = finding.old_element {
            moves.entry(old).or_default().extend(finding.stands_for.iter().map(|it| it.mends.clone()));
        }
    }
    moves
}

fn of_message(schema: &Schema, id: MessageId) -> Stock<'_> {
    let message = &schema[id];
    let oneofs = message.oneofs.iter().filter(|&&oneof: &&OneofId| !schema[oneof].synthetic);
    let oneofs = oneofs.map(|&oneof| schema.text(schema[oneof].name));
    let messages = message.messages.iter().map(|&inner| schema.text(schema[inner].name));
    let enums = message.enums.iter().map(|&inner| schema.text(schema[inner].name));
    let extensions = message.extensions.iter().map(|&inner| schema.text(schema[inner].name));
    let fields = || message.fields.iter().map(|&field| (schema.text(schema[field].name), schema[field].number.0));
    Stock {
        numbers: used(fields().map(|(_, number)| number)),
        names: fields().collect(),
        order: order(fields()),
        json: message.fields.iter().map(|&field| schema.json_name(field)).collect(),
        others: oneofs.chain(messages).chain(enums).chain(extensions).collect(),
        reserved: Coverage::new(message.reserved_ranges.iter().copied()),
        reserved_names: message.reserved_names.iter().map(|&name| schema.text(name)).collect(),
        open: Coverage::new(message.extension_ranges.iter().map(|range| range.numbers)),
    }
}

fn of_enum(schema: &Schema, id: EnumId) -> Stock<'_> {
    let whole = &schema[id];
    let values = || whole.values.iter().map(|&value| (schema.text(schema[value].name), schema[value].number));
    Stock {
        numbers: used(values().map(|(_, number)| number)),
        names: values().collect(),
        order: order(values()),
        json: HashSet::new(),
        others: HashSet::new(),
        reserved: Coverage::new(whole.reserved_ranges.iter().copied()),
        reserved_names: whole.reserved_names.iter().map(|&name| schema.text(name)).collect(),
        open: Coverage::new([]),
    }
}

fn order<'s>(all: impl Iterator<Item = (&'s str, i32)>) -> HashMap<i32, (usize, &'s str)> {
    let mut order = HashMap::new();
    for (index, (name, number)) in all.enumerate() {
        order.entry(number).or_insert((index, name));
    }
    order
}

fn used(numbers: impl Iterator<Item = i32>) -> Coverage {
    Coverage::new(numbers.map(|number| NumberRange { start: number, end: number }))
}
