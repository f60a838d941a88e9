//! The names that a change gives to elements.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::{Element, FieldType, FileId, Schema, qualified};

/// The names that a change gives to elements of the old schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renames {
    /// The new names of elements.
    pub names: BTreeMap<Element, String>,
    /// The new packages of files.
    pub packages: BTreeMap<FileId, String>,
    /// The new full names of elements in another scope.
    pub moved: BTreeMap<Element, String>,
}

/// No new names.
pub(super) static NONE: Renames = Renames { names: BTreeMap::new(), packages: BTreeMap::new(), moved: BTreeMap::new() };

impl Renames {
    /// Returns the package that a file should have.
    pub fn package<'s>(&'s self, schema: &'s Schema, file: FileId) -> &'s str {
        self.packages.get(&file).map_or_else(|| schema.package(file), String::as_str)
    }

    /// Returns the declared name that an element should have.
    pub fn name<'s>(&'s self, schema: &'s Schema, element: Element) -> Cow<'s, str> {
        if let Some(name) = self.names.get(&element) {
            return name.into();
        }
        if let Some(moved) = self.moved.get(&element) {
            return moved.rsplit('.').next().unwrap_or_default().into();
        }
        // The field of a group has the lower-case name of its message.
        if let Element::Field(id) = element
            && let FieldType::Group(message) = schema[id].ty
            && self.names.contains_key(&message.into())
        {
            return self.name(schema, message.into()).to_ascii_lowercase().into();
        }
        schema.name(element).into()
    }

    /// Returns the full name that an element should have.
    pub fn full_name(&self, schema: &Schema, element: Element) -> String {
        if *self == NONE {
            return schema.full_name(element);
        }
        if let Some(moved) = self.moved.get(&element) {
            return moved.clone();
        }
        let scope = match element {
            Element::File(_) => return schema.name(element).to_owned(),
            // A value is a sibling of its enum.
            Element::EnumValue(id) => schema.enclosing(schema[id].parent.into()),
            element => schema.enclosing(element),
        };
        let scope = match scope {
            Some(scope) => self.full_name(schema, scope),
            None => self.package(schema, schema.file_of(element)).to_owned(),
        };
        qualified(&scope, &self.name(schema, element))
    }
}
