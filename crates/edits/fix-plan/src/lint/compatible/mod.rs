//! Fixes that can be applied together: those that would also be possible, and the same, one after another.

use std::collections::{BTreeMap, HashSet};

use super::LintFix;
use protoward_lint::SchemaChange;
use protoward_schema::{
    Element, EnumId, FieldOwner, FileId, MessageId, Schema, default_json_name, qualified, value_name_in_code,
};
use protoward_source::{Edit, SourceId, Sources};

/// Fixes of one schema that can be applied together.
///
/// Their edits do not overlap, no two elements get one name, and none of them is for a name that another one changes. A fix that
/// is not admitted can be planned again when the others are applied.
#[derive(Debug)]
pub struct CompatibleFixes<'s> {
    schema: &'s Schema,
    sources: &'s Sources,
    /// The end of each edited part of a text, by its start.
    edited: BTreeMap<SourceId, BTreeMap<usize, usize>>,
    names: HashSet<NewName>,
    /// The elements that get another name, and the files that get another package.
    renamed: HashSet<Element>,
}

/// A name that only one element can have.
#[derive(Debug, PartialEq, Eq, Hash)]
enum NewName {
    Full(String),
    Json(MessageId, String),
    /// The name of a value in generated code.
    Value(EnumId, String),
}

impl<'s> CompatibleFixes<'s> {
    /// Starts without fixes.
    pub fn new(schema: &'s Schema, sources: &'s Sources) -> Self {
        Self { schema, sources, edited: BTreeMap::new(), names: HashSet::new(), renamed: HashSet::new() }
    }

    /// Adds a fix. Returns `false` if it is not compatible with those before it.
    pub fn admits(&mut self, fix: &LintFix) -> bool {
        let place =
            |edit: &Edit| self.sources.bytes(edit.place).map(|range| (edit.place.source, range.start, range.end));
        let Some(parts) = fix.edits.iter().map(place).collect::<Option<Vec<_>>>() else { return false };
        let names = new_names(self.schema, fix);
        if parts.iter().any(|part| self.overlaps(*part))
            || self.is_about_a_change(fix)
            || names.iter().any(|name| self.names.contains(name))
        {
            return false;
        }
        for (source, start, end) in parts {
            self.edited.entry(source).or_default().insert(start, end);
        }
        self.names.extend(names);
        match fix.change {
            SchemaChange::Rename { element, .. } => _ = self.renamed.insert(element),
            SchemaChange::SetPackage(_) => _ = self.renamed.insert(fix.file.into()),
            _ => {}
        }
        true
    }

    fn overlaps(&self, (source, start, end): (SourceId, usize, usize)) -> bool {
        let before = self.edited.get(&source).and_then(|parts| parts.range(..=end).next_back());
        before.is_some_and(|(_, to)| start <= *to)
    }

    /// Returns `true` if rules derive the name in a fix from one that changes: of the element, or of the enum, service or
    /// package around it.
    fn is_about_a_change(&self, fix: &LintFix) -> bool {
        let around = match fix.element {
            Element::EnumValue(value) => Some(self.schema[value].parent.into()),
            Element::Method(method) => Some(self.schema[method].service.into()),
            _ => None,
        };
        let file = Element::from(self.schema.file_of(fix.element));
        [Some(fix.element), around, Some(file)].into_iter().flatten().any(|element| self.renamed.contains(&element))
    }
}

/// Returns the names that a fix gives to elements.
fn new_names(schema: &Schema, fix: &LintFix) -> Vec<NewName> {
    match &fix.change {
        SchemaChange::Rename { element, name } => {
            let full_name = schema.full_name(*element);
            let scope = full_name.rsplit_once('.').map_or("", |(scope, _)| scope);
            let full = NewName::Full(qualified(scope, name));
            let other = match element {
                Element::EnumValue(value) => {
                    let declared = schema[*value].parent;
                    let spelled = value_name_in_code(name, schema.name(declared.into()));
                    Some(NewName::Value(declared, spelled.collect()))
                }
                Element::Field(field) => match schema[*field].owner {
                    FieldOwner::Message(message) => Some(NewName::Json(message, default_json_name(name).into_owned())),
                    FieldOwner::Extension { .. } => None,
                },
                _ => None,
            };
            [Some(full), other].into_iter().flatten().collect()
        }
        SchemaChange::SetPackage(package) => {
            names_of_file(schema, fix.file).map(|name| NewName::Full(qualified(package, name))).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the names in the package of a file.
fn names_of_file(schema: &Schema, file: FileId) -> impl Iterator<Item = &str> {
    let file = &schema[file];
    let messages = file.messages.iter().map(|&id| Element::from(id));
    let enums = file.enums.iter().map(|&id| Element::from(id));
    let values = file.enums.iter().flat_map(|&id| &schema[id].values).map(|&id| Element::from(id));
    let rest = file.extensions.iter().map(|&id| Element::from(id)).chain(file.services.iter().map(|&id| id.into()));
    messages.chain(enums).chain(values).chain(rest).map(|element| schema.name(element))
}

#[cfg(test)]
mod tests;
