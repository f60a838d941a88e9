//! New numbers of fields and enum values that were never released.

use std::collections::{BTreeMap, BTreeSet};

use crate::planner::Planner;
use crate::refactoring::Refactoring;
use crate::refusal::Refusal;
use protoward_schema::{Element, EnumId, MessageId, NumberRange};

/// The numbers that protobuf keeps for itself.
const IMPLEMENTATION: std::ops::RangeInclusive<i32> = 19_000..=19_999;
const LARGEST: i32 = (1 << 29) - 1;

impl Planner<'_> {
    /// Returns the edits that give the fields of a message, or the values of an enum, other numbers: the chosen ones, or else
    /// consecutive ones in their order. Nothing here knows if a number was released.
    ///
    /// # Errors
    /// Fails if a number is taken or reserved, or if options have values with the old numbers.
    pub fn renumber(&self, holder: Element, chosen: &BTreeMap<Element, i32>) -> Result<Refactoring, Refusal> {
        let numbers = match holder {
            Element::Message(id) => self.field_numbers(id, chosen)?,
            Element::Enum(id) => self.value_numbers(id, chosen)?,
            _ => return Err(Refusal::NotAType(holder)),
        };
        let mut refactoring = Refactoring::default();
        for (&element, &number) in &numbers {
            let node = self.texts.declared(self.schema, element).ok_or(Refusal::NoText(element))?;
            let span = node.decl.number().ok_or(Refusal::NoText(element))?;
            self.check_options(element)?;
            refactoring.edits.push(self.edit(node.doc.id, span.range(), number.to_string()));
        }
        refactoring.changes.numbers = numbers;
        refactoring.breaks = Some("everything that was written with the old numbers");
        Ok(refactoring)
    }

    /// Returns the new numbers of the fields that get another one.
    fn field_numbers(&self, id: MessageId, chosen: &BTreeMap<Element, i32>) -> Result<BTreeMap<Element, i32>, Refusal> {
        let message = &self.schema[id];
        let fields: Vec<Element> = message.fields.iter().map(|&field| field.into()).collect();
        let kept: Vec<NumberRange> = message
            .reserved_ranges
            .iter()
            .copied()
            .chain(message.extension_ranges.iter().map(|it| it.numbers))
            .collect();
        let is_kept = |number: i32| kept.iter().any(|range| (range.start..=range.end).contains(&number));
        let mut next = 0;
        let mut consecutive = || loop {
            next += 1;
            if !is_kept(next) && !IMPLEMENTATION.contains(&next) {
                return next;
            }
        };
        let mut numbers = BTreeMap::new();
        for &field in &fields {
            let number = if chosen.is_empty() { consecutive() } else { self.chosen(chosen, field) };
            if !(1..=LARGEST).contains(&number) || IMPLEMENTATION.contains(&number) {
                return Err(Refusal::NotANumber(number));
            }
            if is_kept(number) {
                return Err(Refusal::ReservedNumber(id.into(), number));
            }
            if let Some((&other, _)) = numbers.iter().find(|(_, taken)| **taken == number) {
                let taken = if chosen.contains_key(&other) { field } else { other };
                return Err(Refusal::TakenNumber(taken, number));
            }
            numbers.insert(field, number);
        }
        numbers.retain(|&field, number| self.number(field) != *number);
        Ok(numbers)
    }

    /// Returns the new numbers of the values that get another one. Aliases keep the same number, and negative numbers stay.
    fn value_numbers(&self, id: EnumId, chosen: &BTreeMap<Element, i32>) -> Result<BTreeMap<Element, i32>, Refusal> {
        let declared = &self.schema[id];
        let values: Vec<Element> = declared.values.iter().map(|&value| value.into()).collect();
        let is_kept =
            |number: i32| declared.reserved_ranges.iter().any(|range| (range.start..=range.end).contains(&number));
        let aliased = |numbers: &BTreeMap<Element, i32>, value: Element| {
            let mut same = numbers.iter().filter(|(other, _)| self.number(**other) == self.number(value));
            same.next().map(|(_, &number)| number)
        };
        let mut numbers = BTreeMap::new();
        let mut next = 0;
        for &value in &values {
            let old = self.number(value);
            let number = match aliased(&numbers, value) {
                _ if !chosen.is_empty() => self.chosen(chosen, value),
                Some(number) => number,
                None if old < 0 => old,
                None => {
                    while is_kept(next) {
                        next += 1;
                    }
                    next += 1;
                    next - 1
                }
            };
            if is_kept(number) {
                return Err(Refusal::ReservedNumber(id.into(), number));
            }
            let taken = numbers.iter().find(|(other, taken)| **taken == number && self.number(**other) != old);
            if let Some((&other, _)) = taken {
                let taken = if chosen.contains_key(&other) { value } else { other };
                return Err(Refusal::TakenNumber(taken, number));
            }
            numbers.insert(value, number);
        }
        numbers.retain(|&value, number| self.number(value) != *number);
        Ok(numbers)
    }

    fn chosen(&self, chosen: &BTreeMap<Element, i32>, element: Element) -> i32 {
        chosen.get(&element).copied().unwrap_or_else(|| self.number(element))
    }

    /// Returns the number of a field or an enum value.
    fn number(&self, element: Element) -> i32 {
        match element {
            Element::Field(id) => self.schema[id].number.0,
            Element::EnumValue(id) => self.schema[id].number,
            _ => 0,
        }
    }

    /// Checks that no option has a value with the number: it would be written in another way. A default is written as a name.
    fn check_options(&self, element: Element) -> Result<(), Refusal> {
        let schema = self.schema;
        let Some(declared) = self.texts.declared(schema, element).and_then(|node| node.decl.name()) else {
            return Ok(());
        };
        let path = schema.name(schema.file_of(element).into());
        for it in self.members().uses(path, declared) {
            let Some(file) = schema.find_file(it.path) else { continue };
            let source = schema[file].source;
            let text = self.sources.get(source).text.as_deref().unwrap_or_default();
            let before = text[..it.span.start as usize].trim_end();
            let is_default = before.strip_suffix('=').is_some_and(|before| before.trim_end().ends_with("default"));
            if !is_default {
                return Err(Refusal::InOptions(self.sources.place(source, it.span.range())));
            }
        }
        Ok(())
    }

    /// Returns the fields or values of a message or enum that have these names.
    ///
    /// # Errors
    /// Returns the first name that none has.
    pub fn members_named<'n>(&self, holder: Element, names: &[&'n str]) -> Result<Vec<Element>, &'n str> {
        let members: BTreeSet<Element> = match holder {
            Element::Message(id) => self.schema[id].fields.iter().map(|&field| field.into()).collect(),
            Element::Enum(id) => self.schema[id].values.iter().map(|&value| value.into()).collect(),
            _ => BTreeSet::new(),
        };
        let find = |name: &&'n str| members.iter().copied().find(|&it| self.schema.name(it) == *name).ok_or(*name);
        names.iter().map(find).collect()
    }
}
