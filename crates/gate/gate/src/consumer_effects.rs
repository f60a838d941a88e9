//! The effect of findings on consumers: whom each finding breaks, and whether it still fails if it breaks no consumer.

use std::collections::BTreeSet;

use crate::consumers::{Consumer, Consumers, ReachedTypes, uses_in};
use crate::policy::Policy;
use crate::policy_findings::judge;
use protoward_breaking::Finding;
use protoward_schema::{Element, Schema};
use protoward_source::{AffectedConsumers, Severity, Sources};
use protoward_workspace::Workspace;

/// The effects of the new version on each consumer.
pub(crate) struct ConsumerEffects<'a> {
    /// The consumers, as the new version and as older versions have them, with the changes since the schema of each.
    each: Vec<(&'a Consumer, Option<BTreeSet<ChangedElement>>)>,
    /// `true` if a finding that breaks no consumer is a warning.
    spares_unused: bool,
}

/// A rule and the full name of an element, which are the same for every older version.
type ChangedElement = (&'static str, String);

impl<'a> ConsumerEffects<'a> {
    /// Compares the version of each consumer with the new one.
    pub(crate) fn new(consumers: &'a Consumers, new: &Workspace, sources: &Sources, policy: &Policy) -> Self {
        let policy = policy.without_plugins();
        let changes = |old: &Workspace| {
            let verdict = judge(old, new, sources, &policy);
            let findings = verdict.findings.iter().chain(verdict.ignored.iter().map(|(finding, _)| finding));
            findings.flat_map(|finding| changed(finding, &old.schema, &new.schema)).collect()
        };
        let all = consumers.all.iter().chain(consumers.earlier.iter().map(|earlier| &earlier.consumer));
        let each = all.map(|it| (&**it, it.schema.as_ref().map(changes))).collect();
        Self { each, spares_unused: new.config.breaking.spares_unused }
    }

    /// Adds the consumers to the findings of one comparison.
    pub(crate) fn mark(&self, findings: &mut [Finding], old: &Schema, new: &Schema) {
        if self.each.is_empty() {
            return;
        }
        let reached = |consumer: &Consumer| consumer.usage.as_ref().map(|usage| ReachedTypes::new(usage, old));
        let reached: Vec<Option<ReachedTypes>> = self.each.iter().map(|(consumer, _)| reached(consumer)).collect();
        for finding in findings {
            let mut broken = BTreeSet::new();
            let changed = changed(finding, old, new);
            for ((consumer, changes), reached) in self.each.iter().zip(&reached) {
                let is_changed = match changes {
                    // Findings of plugins are about elements that the consumer may have.
                    Some(_) if finding.rule.is_of_plugin() => {
                        finding.old_element.is_none_or(|was| consumer.has(&old.full_name(was)))
                    }
                    Some(changes) => changed.iter().any(|change| changes.contains(change)),
                    None => true,
                };
                if is_changed && is_used(consumer, reached.as_ref(), finding, old, new) {
                    broken.insert(&*consumer.name);
                }
            }
            let affected = self.affected(&broken);
            if self.spares_unused && affected.broken.is_empty() {
                finding.diagnostic.severity = Severity::Warning;
            }
            finding.diagnostic.consumers = affected;
        }
    }
}

impl ConsumerEffects<'_> {
    /// Returns the names of all consumers in their order, by whether they are broken.
    fn affected(&self, broken: &BTreeSet<&str>) -> AffectedConsumers {
        let mut affected = AffectedConsumers::default();
        let mut known = BTreeSet::new();
        for name in self.each.iter().map(|(consumer, _)| &consumer.name).filter(|name| known.insert(name.as_str())) {
            let names = if broken.contains(name.as_str()) { &mut affected.broken } else { &mut affected.unaffected };
            names.push(name.clone());
        }
        affected
    }
}

/// Returns what a finding and the findings that it replaces are about.
fn changed(finding: &Finding, old: &Schema, new: &Schema) -> Vec<ChangedElement> {
    let own = (finding.rule.id(), element(finding, old, new));
    std::iter::once(own).chain(finding.stands_for.iter().flat_map(|it| changed(it, old, new))).collect()
}

fn element(finding: &Finding, old: &Schema, new: &Schema) -> String {
    match (finding.old_element, finding.element) {
        (Some(was), _) => old.full_name(was),
        (None, Some(is)) => new.full_name(is),
        (None, None) => finding.diagnostic.message.clone(),
    }
}

/// Returns `true` if a consumer uses what a finding, or one that it replaces, is about. The finding about a package is at one
/// of its files.
fn is_used(consumer: &Consumer, reached: Option<&ReachedTypes>, finding: &Finding, old: &Schema, new: &Schema) -> bool {
    let replaced = || finding.stands_for.iter().any(|it| is_used(consumer, reached, it, old, new));
    uses_element(consumer, reached, finding, old, new) || replaced()
}

/// Returns `true` if a consumer uses the element of a finding.
fn uses_element(
    consumer: &Consumer,
    reached: Option<&ReachedTypes>,
    finding: &Finding,
    old: &Schema,
    new: &Schema,
) -> bool {
    let (Some(usage), Some(reached)) = (&consumer.usage, reached) else { return true };
    let is_new = finding.old_element.is_none();
    let Some(element) = finding.old_element.or(finding.element) else { return true };
    let schema = if is_new { new } else { old };
    // The message of a map is a part of its field.
    let element = schema.map_field(element).map_or(element, Element::from);
    // Nothing new is used yet, but the type that it is in may be.
    let is_deletion = !is_new && finding.rule.is_deletion();
    if is_deletion {
        return uses_in(usage, reached, schema, element);
    }
    let is_type_used = |ty: Element| {
        if is_new {
            usage.uses(&schema.full_name(ty)) || old.find(&schema.full_name(ty)).is_some_and(|ty| reached.contains(ty))
        } else {
            reached.contains(ty)
        }
    };
    match element {
        Element::Field(id) => is_type_used(schema[id].containing().into()),
        Element::Oneof(id) => is_type_used(schema[id].message.into()),
        Element::EnumValue(id) => is_type_used(schema[id].parent.into()),
        Element::Message(_) | Element::Enum(_) => is_type_used(element),
        Element::File(_) | Element::Service(_) | Element::Method(_) => uses_in(usage, reached, schema, element),
    }
}
