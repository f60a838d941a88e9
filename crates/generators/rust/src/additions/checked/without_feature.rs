//! Generators without the feature `validate`.

use crate::additions::checked::CheckedSettings;
use crate::additions::packages::{Package, Packages};
use crate::tree::Files;
use crate::{Generator, diagnostics};
use protoward_schema::{MessageId, Schema};
use protoward_source::Report;

/// The messages with checked types: none.
#[derive(Debug)]
pub struct CheckedTypes(std::convert::Infallible);

impl CheckedTypes {
    /// Returns nothing.
    ///
    /// # Errors
    /// Reports that the feature is missing.
    pub fn of(_: &Generator<'_>, _: &Packages, _: &Files, _: &CheckedSettings) -> Result<Self, Report> {
        Err(diagnostics::without_validation("required").into())
    }

    /// Returns the path of a checked type.
    pub fn path(&self, _: &Schema, _: &Packages, _: &Package, _: MessageId) -> Option<String> {
        match self.0 {}
    }
}

/// Adds nothing.
pub(in crate::additions) fn add(_: &mut Files, _: &Generator<'_>, _: &Packages, types: &CheckedTypes, _: bool) {
    match types.0 {}
}
