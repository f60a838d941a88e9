//! The effect of findings on consumers: whom each finding breaks, and whether it still fails if it breaks no consumer.

use std::collections::{BTreeMap, BTreeSet};

use crate::comparing::OlderVersion;
use crate::consumers::{
    Consumer, Consumers, Lineage, ReachedTypes, UnknownUses, has_past, is_about_past, type_of, uses_in,
};
use crate::diagnostics;
use crate::policy::Policy;
use crate::policy_findings::judge;
use protoward_breaking::Finding;
use protoward_schema::{Element, Schema};
use protoward_source::{AffectedConsumers, Report, Severity, Sources};
use protoward_workspace::Workspace;

/// The effects of the new version on each consumer.
pub(crate) struct ConsumerEffects<'a> {
    /// The consumers, as the new version and as older versions have them.
    each: Vec<ConsumerEffect<'a>>,
    /// `true` if a finding that breaks no consumer is a warning.
    spares_unused: bool,
}

/// A consumer with the changes since its version.
struct ConsumerEffect<'a> {
    consumer: &'a Consumer,
    /// The changes since the version of the consumer; `None` for the baseline.
    changes: Option<ConsumerChanges<'a>>,
}

/// The changes since the version of a consumer.
struct ConsumerChanges<'a> {
    schema: &'a Schema,
    /// The findings since this version, each with `true` if the consumer uses its element.
    findings: Vec<(Finding, bool)>,
    /// The names of the consumer in each older version.
    lineages: Vec<Lineage>,
    /// The names of the consumer in the new version.
    now: BTreeMap<String, String>,
}

/// A rule and the full name of an element, which are the same for every older version.
type ChangedElement = (&'static str, String);

/// Both versions of a comparison.
#[derive(Clone, Copy)]
struct Versions<'a> {
    old: &'a Schema,
    new: &'a Schema,
}

impl<'a> ConsumerEffects<'a> {
    /// Compares the version of each consumer with the new one.
    pub(crate) fn new(
        consumers: &'a Consumers,
        olds: &[OlderVersion],
        new: &Workspace,
        sources: &Sources,
        policy: &Policy,
    ) -> Self {
        let since: Vec<Lineage> = olds.iter().map(|old| Lineage::between(&old.workspace.schema, &new.schema)).collect();
        let policy = policy.without_plugins();
        let changes = |consumer: &'a Consumer, was: &'a Workspace| {
            let lineages: Vec<Lineage> =
                olds.iter().map(|old| Lineage::between(&was.schema, &old.workspace.schema)).collect();
            // A rename that an older version already has is not found by shape once the element changes.
            let now = Lineage::by_way_of(lineages.iter().zip(&since));
            let verdict = judge(was, new, sources, &policy.with_renamed(&now));
            let reached = consumer.usage.as_ref().map(|usage| ReachedTypes::new(usage, &was.schema));
            let versions = Versions { old: &was.schema, new: &new.schema };
            let all = verdict.findings.into_iter().chain(verdict.ignored.into_iter().map(|(finding, _)| finding));
            let findings = all
                .map(|finding| {
                    let is_used = is_used(consumer, reached.as_ref(), None, &finding, versions);
                    (finding, is_used)
                })
                .collect();
            ConsumerChanges { schema: &was.schema, findings, lineages, now }
        };
        let all = consumers.all.iter().chain(consumers.earlier.iter().map(|earlier| &earlier.consumer));
        let effect = |consumer: &'a Consumer| ConsumerEffect {
            consumer,
            changes: consumer.schema.as_ref().map(|was| changes(consumer, was)),
        };
        let each = all.map(|consumer| effect(consumer)).collect();
        Self { each, spares_unused: new.config.breaking.spares_unused }
    }

    /// Adds the consumers to the findings of the comparison with the older version at a position. Returns warnings about names in usage
    /// files that the older version lacks.
    pub(crate) fn mark(&self, findings: &mut [Finding], at: usize, old: &Schema, new: &Schema) -> Report {
        let versions = Versions { old, new };
        let known: Vec<KnownUses<'_>> = self.each.iter().map(|effect| effect.uses(at, versions)).collect();
        for finding in findings.iter_mut() {
            let mut broken = BTreeSet::new();
            for (ConsumerEffect { consumer, changes }, known) in self.each.iter().zip(&known) {
                if known.is_broken_by(consumer, changes.as_ref(), finding, versions) {
                    broken.insert(&*consumer.name);
                }
            }
            let affected = self.affected(&broken);
            if self.spares_unused && affected.broken.is_empty() {
                finding.diagnostic.severity = Severity::Warning;
            }
            finding.diagnostic.consumers = affected;
        }
        if findings.is_empty() {
            return Report::default();
        }
        let unknown = self.each.iter().zip(&known).filter_map(|(effect, known)| {
            let names = &known.unknown.as_ref()?.names;
            (!names.is_empty()).then(|| diagnostics::unknown_uses(&effect.consumer.name, names))
        });
        unknown.collect()
    }

    /// Returns the names of all consumers in their order, by whether they are broken.
    fn affected(&self, broken: &BTreeSet<&str>) -> AffectedConsumers {
        let mut affected = AffectedConsumers::default();
        let mut known = BTreeSet::new();
        let names = self.each.iter().map(|effect| &effect.consumer.name);
        for name in names.filter(|name| known.insert(name.as_str())) {
            let names = if broken.contains(name.as_str()) { &mut affected.broken } else { &mut affected.unaffected };
            names.push(name.clone());
        }
        affected
    }
}

impl ConsumerEffect<'_> {
    /// Returns the uses of an older version, and what changed in it for the consumer.
    fn uses(&self, at: usize, versions: Versions<'_>) -> KnownUses<'_> {
        let usage = self.consumer.usage.as_ref();
        let reached = usage.map(|usage| ReachedTypes::new(usage, versions.old));
        let of_baseline = usage.filter(|_| self.changes.is_none());
        let unknown = of_baseline.map(|usage| UnknownUses::new(usage, versions.old));
        let changed = self.changes.as_ref().map(|changes| changes.by_element(at, versions)).unwrap_or_default();
        KnownUses { reached, unknown, changed, lineage: self.changes.as_ref().map(|changes| &changes.lineages[at]) }
    }
}

impl ConsumerChanges<'_> {
    /// Returns the changed elements by their names in an older version, each with `true` if the consumer uses it.
    fn by_element(&self, at: usize, Versions { old, new }: Versions<'_>) -> BTreeMap<ChangedElement, bool> {
        let mut changed: BTreeMap<ChangedElement, bool> = BTreeMap::new();
        for (finding, is_used) in &self.findings {
            for part in parts(finding) {
                let own = element(part, self.schema, new);
                let later = part.old_element.and_then(|was| self.lineages[at].later(self.schema, was, old));
                for name in later.map(|later| old.full_name(later)).into_iter().chain([own]) {
                    *changed.entry((part.rule.id(), name)).or_default() |= is_used;
                }
            }
        }
        changed
    }

    /// Returns the elements of the consumer's version that became a type of the new version.
    fn types(&self, now: &str) -> Vec<Element> {
        let renamed = self.now.iter().filter(|(_, is)| *is == now).map(|(was, _)| was.as_str());
        renamed.chain([now]).filter_map(|name| self.schema.find(name)).collect()
    }

    /// Returns `true` if this version has what a finding about earlier declarations is about.
    fn had_past(&self, finding: &Finding, Versions { old, new }: Versions<'_>) -> bool {
        let types = type_of(finding, new).map(|ty| self.types(&new.full_name(ty))).unwrap_or_default();
        has_past(self.schema, &types, finding, [old, new])
    }
}

/// The uses of a consumer in an older version.
struct KnownUses<'a> {
    /// The types that its usage file reaches; `None` for everything.
    reached: Option<ReachedTypes>,
    /// The names of its usage file that the older version lacks.
    unknown: Option<UnknownUses>,
    /// The changes since the version of the consumer.
    changed: BTreeMap<ChangedElement, bool>,
    /// The names of the consumer in the older version.
    lineage: Option<&'a Lineage>,
}

impl KnownUses<'_> {
    fn is_broken_by(
        &self,
        consumer: &Consumer,
        changes: Option<&ConsumerChanges<'_>>,
        finding: &Finding,
        versions: Versions<'_>,
    ) -> bool {
        let uses = || is_used(consumer, self.reached.as_ref(), self.unknown.as_ref(), finding, versions);
        let Some(changes) = changes else { return uses() };
        // Findings of plugins are about elements that the consumer may have.
        if finding.rule.is_of_plugin() {
            return finding.old_element.is_none_or(|was| self.has(consumer, changes, was, versions.old)) && uses();
        }
        if is_about_past(finding) {
            return changes.had_past(finding, versions) && uses();
        }
        let Versions { old, new } = versions;
        let mut found = parts(finding).filter_map(|part| self.changed.get(&(part.rule.id(), element(part, old, new))));
        found.any(|&is_used_by_own_name| is_used_by_own_name || uses())
    }

    /// Returns `true` if the version of a consumer has an element of the older one.
    fn has(&self, consumer: &Consumer, changes: &ConsumerChanges<'_>, was: Element, old: &Schema) -> bool {
        let later = |own| self.lineage.and_then(|lineage| lineage.later(changes.schema, own, old)) == Some(was);
        consumer.has(&old.full_name(was)) || changes.schema.declarations().any(later)
    }
}

/// Returns a finding and those that it replaces.
fn parts(finding: &Finding) -> Box<dyn Iterator<Item = &Finding> + '_> {
    Box::new(std::iter::once(finding).chain(finding.stands_for.iter().flat_map(parts)))
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
fn is_used(
    consumer: &Consumer,
    reached: Option<&ReachedTypes>,
    unknown: Option<&UnknownUses>,
    finding: &Finding,
    versions: Versions<'_>,
) -> bool {
    parts(finding).any(|part| uses_element(consumer, reached, unknown, part, versions))
}

/// Returns `true` if a consumer uses the element of a finding.
fn uses_element(
    consumer: &Consumer,
    reached: Option<&ReachedTypes>,
    unknown: Option<&UnknownUses>,
    finding: &Finding,
    Versions { old, new }: Versions<'_>,
) -> bool {
    let (Some(usage), Some(reached)) = (&consumer.usage, reached) else { return true };
    let is_new = finding.old_element.is_none();
    let Some(element) = finding.old_element.or(finding.element) else { return true };
    let schema = if is_new { new } else { old };
    // The message of a map is a part of its field.
    let element = schema.map_field(element).map_or(element, Element::from);
    if !is_new && unknown.is_some_and(|unknown| unknown.may_have(old, element)) {
        return true;
    }
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
