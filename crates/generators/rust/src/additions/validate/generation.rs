//! The inputs of the code of all messages.

use crate::additions::packages::{Package, Packages};
use crate::context::RustContext;
use protoward_constraints::{RulePlaces, Validator};
use protoward_schema::{IdSet, Message};
use protoward_source::Report;

/// The inputs of the code of messages, and the rules without code.
pub(super) struct Generation<'a> {
    pub(super) context: &'a RustContext<'a>,
    pub(super) packages: &'a Packages,
    /// The package whose code is written.
    pub(super) package: &'a Package,
    pub(super) validator: Validator<'a>,
    /// The messages that have rules themselves, or in a field of any depth.
    pub(super) with_rules: &'a IdSet<Message>,
    /// `true` if the code may use the rules of time zones such as `Europe/Berlin`.
    pub(super) has_regions: bool,
    pub(super) places: RulePlaces<'a>,
    pub(super) report: Report,
}

/// The statement that adds a violation of the rule in the static `RULE`.
pub(super) const ADD: &str = "found.add(at, &RULE)?;";
