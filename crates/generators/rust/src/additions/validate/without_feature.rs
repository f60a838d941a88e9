//! Generators without the feature `validate`.

use super::ValidateSettings;
use crate::additions::packages::Packages;
use crate::tree::Files;
use crate::{Generator, diagnostics};
use protoward_schema::{IdSet, Message};
use protoward_source::Report;

/// Adds nothing.
///
/// # Errors
/// Reports that the feature is missing.
pub(in crate::additions) fn add(
    _: &mut Files,
    _: &Generator<'_>,
    _: &Packages,
    _: (&ValidateSettings, &IdSet<Message>),
) -> Result<(), Report> {
    Err(diagnostics::without_validation("validate").into())
}
