//! Numbers that fields or values of one message or enum exchanged: all of them get their own ones back, or none.

use super::change::Change;
use super::declare::MOST;
use super::fixer::{Fixer, Side, Stock};
use super::restore::replace;
use super::{brackets, texts::Declared};
use crate::schema::{Element, EnumType, EnumValueId, FieldId};

impl<'t> Fixer<'t> {
    /// The pieces that undo an exchange of numbers which this pair has a part in; `None` where it is no exchange, but a
    /// number that went to something new.
    pub(super) fn exchanged(&self, old: Element, new: Element) -> Option<Vec<Change>> {
        let (before, after) = (self.whole(Side::Old, old)?, self.whole(Side::New, new)?);
        let (was, is) = (self.stock(Side::Old, before)?, self.stock(Side::New, after)?);
        let first = self.number_of(Side::New, new)?;
        let (mut changes, mut number, mut steps) = (Vec::new(), first, 0);
        loop {
            steps += 1;
            // Who has the number now had another one, whose holder now comes next.
            let name = is.name(number)?;
            let own = was.number(name)?;
            if steps > MOST || own == number {
                return None;
            }
            let holder = self.by_number(Side::New, after, number, &is)?;
            let origin = self.by_number(Side::Old, before, own, &was)?;
            let (now, then) = (self.texts.declared(self.new, holder)?, self.texts.declared(self.old, origin)?);
            changes.push(match self.must_stay(holder, own) {
                // The first value of an open enum is zero, whatever it is called.
                true => return self.renamed(after, (first, &was), &is),
                false => renumbered(&now, &then)?,
            });
            // What else is different about them shows when the numbers are back.
            if let (Element::Field(old), Element::Field(new)) = (origin, holder) {
                changes.extend(self.shape(old, new, &then, &now).unwrap_or_default());
            }
            number = own;
            if number == first {
                return (steps > 1).then_some(changes);
            }
        }
    }

    fn must_stay(&self, holder: Element, number: i32) -> bool {
        let Element::EnumValue(value) = holder else { return false };
        let whole = &self.new[self.new[value].parent];
        whole.features.enum_type == EnumType::Open && whole.values.first() == Some(&value) && number != 0
    }

    /// As the exchange of numbers, by names.
    fn renamed(&self, after: Element, (first, was): (i32, &Stock<'_>), is: &Stock<'_>) -> Option<Vec<Change>> {
        let (mut changes, mut number) = (Vec::new(), first);
        loop {
            let now = self.texts.declared(self.new, self.by_number(Side::New, after, number, is)?)?;
            changes.push(replace(&now, now.decl.name()?, was.name(number)?));
            number = was.number(is.name(number)?)?;
            if changes.len() > MOST {
                return None;
            }
            if number == first {
                return Some(changes);
            }
        }
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

/// A declaration gets the number of its old one.
fn renumbered(now: &Declared<'_>, then: &Declared<'_>) -> Option<Change> {
    let (_, from) = brackets::of(now.decl)?;
    let (_, to) = brackets::of(then.decl)?;
    Some(replace(now, from, to.of(then.text.text)))
}
