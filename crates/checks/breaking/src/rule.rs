//! Breaking rules: rules that look at two versions of a schema.

use super::comparison::Comparison;
use super::finding::Findings;
use super::versions::Pair;
use super::witness::plan::{Media, Plan, Recipe, WitnessKind};
use protoward_policy::{Category, ConfigVersion, Rule};
use protoward_schema::{EnumId, FieldId, FileId, MessageId, MethodId, ServiceId};

/// The scope of a rule: the whole comparison, or one matched pair at a time.
#[derive(Clone, Copy)]
pub(super) enum Check {
    Schema(fn(&Comparison<'_>, &mut Findings)),
    File(fn(&Comparison<'_>, Pair<FileId>, &mut Findings)),
    Message(fn(&Comparison<'_>, Pair<MessageId>, &mut Findings)),
    /// Fields of messages, fields of map entries, and extensions.
    Field(fn(&Comparison<'_>, Pair<FieldId>, &mut Findings)),
    Enum(fn(&Comparison<'_>, Pair<EnumId>, &mut Findings)),
    Service(fn(&Comparison<'_>, Pair<ServiceId>, &mut Findings)),
    Method(fn(&Comparison<'_>, Pair<MethodId>, &mut Findings)),
    /// No elements: the rule replaces findings of the rules with these ids when one move or rename caused them.
    Move(&'static [&'static str]),
}

/// A rule with its check and its kind of witness.
pub(super) struct BreakingRule {
    pub(super) rule: Rule,
    pub(super) check: Check,
    pub(super) shown: WitnessKind,
}

impl BreakingRule {
    pub(super) const fn new(
        id: &'static str,
        summary: &'static str,
        categories: &'static [Category],
        page: &'static str,
        check: Check,
    ) -> Self {
        let rule = Rule::new(id, summary, categories, page);
        let rule = if let Check::Move(ids) = check { rule.standing_for(ids) } else { rule };
        Self { rule, check, shown: WitnessKind::Message(Plan::DEFAULT) }
    }

    /// Sets the categories in older configuration versions, see [`Rule::older`].
    pub(super) const fn older(self, older: &'static [(ConfigVersion, &'static [Category])]) -> Self {
        Self { rule: self.rule.older(older), check: self.check, shown: self.shown }
    }

    /// Marks a rule that buf does not have, see [`Rule::own`].
    pub(super) const fn own(self) -> Self {
        Self { rule: self.rule.own(), check: self.check, shown: self.shown }
    }

    /// Sets the encodings in which the difference matters, the recipe for a witness message, and the reason to report
    /// if there is none.
    pub(super) const fn shown_in(self, media: Media, recipe: Recipe, otherwise: &'static str) -> Self {
        Self { shown: WitnessKind::Message(Plan { media, recipe, otherwise }), rule: self.rule, check: self.check }
    }

    /// Marks a rule whose findings an HTTP request demonstrates.
    pub(super) const fn shown_by_call(self) -> Self {
        Self { shown: WitnessKind::Call, rule: self.rule, check: self.check }
    }

    /// Marks a rule whose findings no message can demonstrate, with the reason.
    pub(super) const fn source_only(self, reason: &'static str) -> Self {
        Self { shown: WitnessKind::SourceOnly(reason), rule: self.rule, check: self.check }
    }

    /// Marks a rule whose findings are shown by JSON with a full name that disappeared. The reason is for other findings.
    pub(super) const fn shown_by_names(self, otherwise: &'static str) -> Self {
        Self { shown: WitnessKind::Names(otherwise), rule: self.rule, check: self.check }
    }

    /// Marks a rule whose findings witnesses cannot judge, with the reason. They stay errors if proof is required.
    pub(super) const fn unjudged(self, reason: &'static str) -> Self {
        Self { shown: WitnessKind::Unjudged(reason), rule: self.rule, check: self.check }
    }

    /// Marks a rule about declarations before the old version, which neither version can encode.
    pub(super) const fn about_older(self) -> Self {
        Self { shown: WitnessKind::Older, rule: self.rule, check: self.check }
    }
}
