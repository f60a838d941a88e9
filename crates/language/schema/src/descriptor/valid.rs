//! Requirements of declarations in an image: each has a name, and each field a number of its own.
//!
//! A comparison finds declarations by name and number. Without these, for example in a JSON image with a misspelled key, it would
//! find nothing to compare.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::link_error::LinkError;
use super::raw::{self, RawField};
use crate::ranges::MAX_FIELD;

/// Checks the names and numbers of a file.
pub(super) fn validate(file: &raw::File<'_>) -> Result<(), LinkError> {
    let scope = Scope { outer: None, name: file.package.unwrap_or_default() };
    scope.declarations(&file.messages, &file.enums, &file.extensions)?;
    scope.names(file.services.iter().map(|service| service.name))?;
    file.services
        .iter()
        .try_for_each(|service| scope.inner(service.name).names(service.methods.iter().map(|it| it.name)))
}

/// A package, or a declaration with others in it. Its full name is built for errors only, since each level would copy that of
/// the outer one. Decoding has limited the depth.
#[derive(Clone, Copy)]
struct Scope<'s> {
    outer: Option<&'s Self>,
    name: &'s str,
}

impl<'s> Scope<'s> {
    const fn inner(&'s self, name: &'s str) -> Self {
        Self { outer: Some(self), name }
    }

    fn full_name(&self) -> String {
        let scopes = std::iter::successors(Some(self), |scope| scope.outer);
        let mut names: Vec<&str> = scopes.map(|scope| scope.name).filter(|name| !name.is_empty()).collect();
        names.reverse();
        names.join(".")
    }

    fn declarations(
        &self,
        messages: &[raw::Message<'_>],
        enums: &[raw::Enum<'_>],
        extensions: &[RawField<'_>],
    ) -> Result<(), LinkError> {
        self.names(messages.iter().map(|message| message.name))?;
        self.names(enums.iter().map(|declared| declared.name))?;
        self.names(extensions.iter().map(|extension| extension.name))?;
        // In a message set, numbers of extensions may exceed those of fields.
        extensions.iter().try_for_each(|extension| self.number(extension, i32::MAX))?;
        for declared in enums {
            self.inner(declared.name).names(declared.values.iter().map(|value| value.name))?;
        }
        messages.iter().try_for_each(|message| self.inner(message.name).members(message))
    }

    fn members(&self, message: &raw::Message<'_>) -> Result<(), LinkError> {
        self.names(message.fields.iter().map(|field| field.name))?;
        self.names(message.oneofs.iter().map(|oneof| oneof.name))?;
        let mut by_number = HashMap::with_capacity_and_hasher(message.fields.len(), RandomState::default());
        for field in &message.fields {
            self.number(field, MAX_FIELD)?;
            if let Some(other) = by_number.insert(field.number, field.name) {
                let other = other.to_owned();
                return Err(LinkError::SameNumber {
                    field: self.inner(field.name).full_name(),
                    number: field.number,
                    other,
                });
            }
        }
        self.declarations(&message.messages, &message.enums, &message.extensions)
    }

    fn number(&self, field: &RawField<'_>, most: i32) -> Result<(), LinkError> {
        if (1..=most).contains(&field.number) {
            return Ok(());
        }
        Err(LinkError::BadNumber { field: self.inner(field.name).full_name(), number: field.number })
    }

    /// Checks that declarations of one kind have names, and different ones.
    fn names<'n>(&self, names: impl ExactSizeIterator<Item = &'n str>) -> Result<(), LinkError> {
        let mut seen = HashSet::with_capacity_and_hasher(names.len(), RandomState::default());
        for name in names {
            if name.is_empty() {
                return Err(LinkError::NoName { scope: self.full_name() });
            }
            if !seen.insert(name) {
                return Err(LinkError::Duplicate { name: self.inner(name).full_name() });
            }
        }
        Ok(())
    }
}
