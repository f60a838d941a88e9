//! Numbers or names that fields or values of one message or enum exchanged: all of them get their own ones back, or none.

use super::change::{Change, What};
use super::declare::MOST;
use super::fixer::{Fixer, Side, Stock};
use super::restore::replace;
use super::statement::Statement;
use super::{brackets, rest, texts::Declared};
use protoward_rules::Part;
use protoward_schema::{Element, EnumType, EnumValueId, FieldId};

/// One of those that exchanged something.
struct Step<'t> {
    new: Element,
    now: Declared<'t>,
    /// What had its name.
    by_name: Element,
    named: Declared<'t>,
    /// What had its number.
    numbered: Declared<'t>,
}

/// What was exchanged: whatever is more work to exchange stayed where it was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Exchange {
    Names,
    Numbers,
}

impl<'t> Fixer<'t> {
    /// The pieces that undo an exchange which this pair has a part in; `None` where it is no exchange, but a number that
    /// went to something new, or where this part of the pair stays as it is.
    pub(crate) fn exchanged(&self, part: Part, old: Element, new: Element) -> Option<Vec<Change>> {
        let steps = self.steps(old, new)?;
        let names = || match part {
            Part::Name | Part::Number => renamed(&steps),
            // Names in JSON go along with names, where they are not said.
            Part::JsonName if steps.iter().all(|it| json_name(&it.now) == json_name(&it.numbered)) => renamed(&steps),
            _ => None,
        };
        match self.what_was_exchanged(&steps) {
            Exchange::Names => names(),
            // Where something else keeps the numbers from going back, names can, if that leaves all types where they were.
            Exchange::Numbers => self.renumbered(&steps).or_else(|| {
                let keeps_types = steps.iter().all(|it| rest::ty(&it.now) == rest::ty(&it.numbered));
                keeps_types.then(names)?
            }),
        }
    }

    /// All that have a part in an exchange.
    fn steps(&self, old: Element, new: Element) -> Option<Vec<Step<'t>>> {
        let (before, after) = (self.whole(Side::Old, old)?, self.whole(Side::New, new)?);
        let (was, is) = (self.stock(Side::Old, before)?, self.stock(Side::New, after)?);
        let first = self.number_of(Side::New, new)?;
        let (mut steps, mut number) = (Vec::new(), first);
        while steps.is_empty() || number != first {
            // Who has the number now had another one, whose holder now comes next.
            let own = was.number(is.name(number)?)?;
            if own == number || steps.len() >= MOST {
                return None;
            }
            let new = self.by_number(Side::New, after, number, &is)?;
            let by_name = self.by_number(Side::Old, before, own, &was)?;
            let by_number = self.by_number(Side::Old, before, number, &was)?;
            let old = |element| self.texts.declared(self.old, element);
            let (named, numbered) = (old(by_name)?, old(by_number)?);
            steps.push(Step { new, now: self.texts.declared(self.new, new)?, by_name, named, numbered });
            number = own;
        }
        Some(steps)
    }

    fn what_was_exchanged(&self, steps: &[Step<'t>]) -> Exchange {
        // The first value of an open enum is zero, whatever it is called.
        if steps.iter().any(|step| self.must_stay(step)) {
            return Exchange::Names;
        }
        let stays = |is_same: fn(&Declared<'_>, &Declared<'_>) -> bool| {
            let by_name = steps.iter().filter(|step| is_same(&step.now, &step.named)).count();
            let by_number = steps.iter().filter(|step| is_same(&step.now, &step.numbered)).count();
            by_number.cmp(&by_name)
        };
        let by_what = stays(|a, b| rest::all(a) == rest::all(b))
            .then_with(|| stays(|a, b| rest::head(a) == rest::head(b)))
            .then_with(|| stays(|a, b| comments(a) == comments(b)));
        if by_what.is_gt() { Exchange::Names } else { Exchange::Numbers }
    }

    fn must_stay(&self, step: &Step<'t>) -> bool {
        let (Element::EnumValue(new), Element::EnumValue(old)) = (step.new, step.by_name) else { return false };
        let whole = &self.new[self.new[new].parent];
        whole.features.enum_type == EnumType::Open && whole.values.first() == Some(&new) && self.old[old].number != 0
    }

    /// All get their numbers back, and what else is different about them, which shows when the numbers are back.
    fn renumbered(&self, steps: &[Step<'t>]) -> Option<Vec<Change>> {
        let mut changes = Vec::new();
        for Step { new, now, by_name, named, .. } in steps {
            let (_, from) = brackets::of(now.decl)?;
            let (_, to) = brackets::of(named.decl)?;
            changes.push(replace(now, from, to.of(named.text.text)));
            if let (Element::Field(old), Element::Field(new)) = (*by_name, *new) {
                changes.extend(self.rest(old, new, named, now)?);
            }
        }
        Some(changes)
    }

    /// The message or the enum of a field or a value; extensions have no numbers to exchange.
    fn whole(&self, side: Side, element: Element) -> Option<Element> {
        let schema = self.schema(side);
        match element {
            Element::Field(id) if !schema[id].is_extension() => Some(schema[id].containing().into()),
            Element::EnumValue(id) => Some(schema[id].parent.into()),
            _ => None,
        }
    }

    fn number_of(&self, side: Side, element: Element) -> Option<i32> {
        let schema = self.schema(side);
        match element {
            Element::Field(id) => Some(schema[id].number.0),
            Element::EnumValue(id) => Some(schema[id].number),
            _ => None,
        }
    }

    fn by_number(&self, side: Side, whole: Element, number: i32, stock: &Stock<'_>) -> Option<Element> {
        let schema = self.schema(side);
        let index = stock.index(number)?;
        match whole {
            Element::Message(id) => schema[id].fields.get(index).map(|&field: &FieldId| field.into()),
            Element::Enum(id) => schema[id].values.get(index).map(|&value: &EnumValueId| value.into()),
            _ => None,
        }
    }
}

/// All get the names back that their numbers had.
fn renamed(steps: &[Step<'_>]) -> Option<Vec<Change>> {
    let mut changes = Vec::new();
    for Step { now, numbered, .. } in steps {
        changes.push(replace(now, now.decl.name()?, numbered.decl.name()?.of(numbered.text.text)));
        changes.push(Change { source: now.text.id, what: What::Named { owner: now.start() } });
    }
    Some(changes)
}

fn comments(declared: &Declared<'_>) -> Vec<String> {
    Statement::of_decl(declared.text.text, declared.decl, "").into_comments()
}

fn json_name<'t>(declared: &Declared<'t>) -> Option<&'t str> {
    brackets::find(declared, "json_name").map(|said| said.value.of(declared.text.text))
}
