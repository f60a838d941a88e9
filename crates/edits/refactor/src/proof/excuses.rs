//! The properties that a refactoring changes, and the values that they must have.

use std::collections::HashSet;

use super::Difference;
use super::changes::Changes;
use super::same::{same_comments, same_options, without};
use protoward_schema::comparison::{ComparedProperty, Comparison, Property, PropertyValue as Value};
use protoward_schema::{Element, EnumId, EnumOptions, EnumValueId, FieldId, Schema};

/// The number of the option `allow_alias`.
const ALLOW_ALIAS: u32 = 2;

/// Both schemas, with what may or must differ.
pub(super) struct Excuses<'a> {
    old: &'a Schema,
    new: &'a Schema,
    changes: &'a Changes,
    pub(super) comparison: Comparison<'a>,
    /// The new elements that are in another scope than before, and in no list of their old one.
    moved: HashSet<Element>,
    /// The values of the new schema that keep old names.
    pub(super) aliases: HashSet<Element>,
}

impl<'a> Excuses<'a> {
    pub(super) fn new(old: &'a Schema, new: &'a Schema, changes: &'a Changes) -> Self {
        let comparison = Comparison::new(old, new, &changes.renames);
        let moved = changes.renames.moved.keys().filter_map(|&it| comparison.pair(it)).collect();
        let mut excuses = Self { old, new, changes, comparison, moved, aliases: HashSet::new() };
        excuses.aliases = changes.aliases.iter().filter_map(|&value| excuses.alias(value)).collect();
        excuses
    }

    /// Returns the value of the new schema that has the old name of a value.
    fn alias(&self, value: EnumValueId) -> Option<Element> {
        let Some(Element::Enum(holder)) = self.comparison.pair(self.old[value].parent.into()) else { return None };
        let name = self.old.name(value.into());
        self.new[holder].values.iter().map(|&it| it.into()).find(|&it| self.new.name(it) == name)
    }

    /// Returns the kind and the full name that an element must have.
    pub(super) fn name(&self, was: Element) -> String {
        format!("{} {}", self.old.kind(was), self.changes.renames.full_name(self.old, was))
    }

    /// Returns the properties of a pair that are not what they must be.
    pub(super) fn unexpected(&self, was: Element, is: Element) -> impl Iterator<Item = Difference> {
        let comments = (!matches!(was, Element::File(_))).then(|| self.comparison.comments(was, is));
        let compared = self.comparison.properties(was, is).chain(comments);
        compared.filter(move |it| !self.is_expected(was, it)).map(move |it| {
            let expected = match (it.property, self.changes.numbers.get(&was)) {
                (Property::File, _) => self.home(was).to_owned(),
                (Property::Number, Some(number)) => number.to_string(),
                _ => it.old.words(self.old),
            };
            let found = it.new.words(self.new);
            Difference { element: Some(was), name: self.name(was), what: it.property.words(), expected, found }
        })
    }

    /// Returns `true` if a property has the value that it must have.
    fn is_expected(&self, was: Element, it: &ComparedProperty<'_>) -> bool {
        let Changes { files, numbers, kept_json, strings, links, .. } = self.changes;
        match (was, it.property, &it.old, &it.new) {
            (Element::File(_), Property::Imports, ..) if files.contains(self.old.name(was)) => true,
            (Element::File(_), _, Value::List(_), _) if files.contains(self.old.name(was)) => true,
            (_, Property::File, _, Value::Reference(Some(file))) => self.home(was) == self.new.name(*file),
            (_, Property::Number, _, Value::Number(number)) if numbers.contains_key(&was) => numbers[&was] == *number,
            (Element::Field(id), Property::JsonName, ..) if kept_json.contains(&id) => self.keeps_json_name(id),
            (Element::Enum(id), _, _, Value::List(new)) => self.has_values(id, new),
            (_, _, Value::List(old), Value::List(new)) => self.is_same_list(old, new),
            (Element::Enum(id), Property::Options, Value::Bytes(old), Value::Bytes(new)) if self.has_alias(id) => {
                let [was, is] = [old, new].map(|options| without(options.unwrap_or_default(), ALLOW_ALIAS));
                EnumOptions::new(*new).allow_alias() == Some(true) && same_options(&was, &is, strings)
            }
            (_, Property::Options, Value::Bytes(old), Value::Bytes(new)) => {
                same_options(old.unwrap_or_default(), new.unwrap_or_default(), strings)
            }
            (_, _, Value::ExtensionRanges(old), Value::ExtensionRanges(new)) => {
                let same = |old: Option<&[u8]>, new: Option<&[u8]>| {
                    same_options(old.unwrap_or_default(), new.unwrap_or_default(), strings)
                };
                old.len() == new.len() && old.iter().zip(new).all(|(old, new)| old.0 == new.0 && same(old.1, new.1))
            }
            (_, _, Value::Comments(above, behind), Value::Comments(new_above, new_behind)) => {
                same_comments(*above, *new_above, links) && same_comments(*behind, *new_behind, links)
            }
            _ => it.is_same,
        }
    }

    /// Returns the path of the file that an element must be in.
    fn home(&self, element: Element) -> &str {
        match self.changes.homes.get(&element) {
            Some(home) => home,
            None => match self.old.enclosing(element) {
                Some(outer) => self.home(outer),
                None => self.old.name(self.old.file_of(element).into()),
            },
        }
    }

    fn keeps_json_name(&self, field: FieldId) -> bool {
        let pair = self.comparison.pair(field.into());
        matches!(pair, Some(Element::Field(new)) if self.old.json_name(field) == self.new.json_name(new))
    }

    /// Returns `true` if a value of an enum gets an alias.
    fn has_alias(&self, id: EnumId) -> bool {
        self.old[id].values.iter().any(|value| self.changes.aliases.contains(value))
    }

    /// Returns `true` if an enum has the old values in their order, each with its alias behind it.
    fn has_values(&self, id: EnumId, new: &[Element]) -> bool {
        let expected = self.old[id].values.iter().flat_map(|&value| {
            let alias = self.changes.aliases.contains(&value).then(|| self.alias(value));
            [self.comparison.pair(value.into())].into_iter().chain(alias)
        });
        expected.eq(new.iter().map(|&value| Some(value)))
    }

    /// Returns `true` if lists are equal but for elements in another scope.
    fn is_same_list(&self, old: &[Element], new: &[Element]) -> bool {
        let stayed = old.iter().filter(|it| !self.changes.renames.moved.contains_key(it));
        let present = new.iter().filter(|it| !self.moved.contains(it));
        stayed.map(|&it| self.comparison.pair(it)).eq(present.map(|&it| Some(it)))
    }
}
