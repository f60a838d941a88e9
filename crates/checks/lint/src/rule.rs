//! Lint rules, each with a check for one kind of element. A policy sees them as rules like any other.

use super::context::LintContext;
use super::finding::Findings;
use protoward_policy::{Category, ConfigVersion, Rule};
use protoward_schema::{EnumId, EnumValueId, FieldId, File, FileId, MessageId, MethodId, OneofId, ServiceId};

/// The scope of a rule: a module, or one declaration at a time. Declarations that the compiler made are left out: messages of
/// map entries with their fields, and oneofs of `optional` fields.
#[derive(Clone, Copy)]
pub(crate) enum Check {
    /// All files of a module.
    Module(fn(&LintContext<'_>, &mut Findings<'_>)),
    File(fn(&LintContext<'_>, FileId, &mut Findings<'_>)),
    Message(fn(&LintContext<'_>, MessageId, &mut Findings<'_>)),
    /// Fields of messages and oneofs, and extensions.
    Field(fn(&LintContext<'_>, FieldId, &mut Findings<'_>)),
    Oneof(fn(&LintContext<'_>, OneofId, &mut Findings<'_>)),
    Enum(fn(&LintContext<'_>, EnumId, &mut Findings<'_>)),
    EnumValue(fn(&LintContext<'_>, EnumValueId, &mut Findings<'_>)),
    Service(fn(&LintContext<'_>, ServiceId, &mut Findings<'_>)),
    Method(fn(&LintContext<'_>, MethodId, &mut Findings<'_>)),
}

/// A rule with its check.
pub(crate) struct LintRule {
    pub(crate) rule: Rule,
    pub(crate) check: Check,
    /// Returns `true` for a file that the rule can only check by its locations or comments, which a descriptor may lack.
    pub(crate) needs_locations: fn(&File) -> bool,
}

impl LintRule {
    pub(crate) const fn new(
        id: &'static str,
        summary: &'static str,
        categories: &'static [Category],
        page: &'static str,
        check: Check,
    ) -> Self {
        Self { rule: Rule::new(id, summary, categories, page), check, needs_locations: |_| false }
    }

    /// Sets the files that the rule can only check by their locations or comments.
    pub(crate) const fn needing_locations(self, of: fn(&File) -> bool) -> Self {
        Self { needs_locations: of, ..self }
    }

    /// Sets the categories in older configuration versions, see [`Rule::older`].
    pub(crate) const fn older(self, older: &'static [(ConfigVersion, &'static [Category])]) -> Self {
        Self { rule: self.rule.older(older), ..self }
    }
}
