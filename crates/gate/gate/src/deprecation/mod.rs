//! The life cycle of deprecated elements: the deletion of an element that was deprecated for long enough is not reported.

mod history;
mod lifetime;

use std::collections::HashSet;

use jiff::Timestamp;
use protoward_breaking::{Finding, json_names};
use protoward_policy::IgnoreReason;
use protoward_schema::{Element, EnumValueId, Name, NumberRange, Schema};
use protoward_settings::DeprecationSetting;
use protoward_source::Place;

use crate::comparing::OlderVersion;
use crate::reservations::reservations;
pub use history::DeprecationHistory;
pub use lifetime::Lifetime;
pub(crate) use lifetime::Removal;

/// The deprecation policy of a configuration.
#[derive(Clone, Debug)]
pub struct DeprecationPolicy {
    setting: DeprecationSetting,
    history: DeprecationHistory,
    now: Timestamp,
}

impl DeprecationPolicy {
    /// Creates a policy. The history is read when a finding needs it.
    pub const fn new(setting: DeprecationSetting, history: DeprecationHistory, now: Timestamp) -> Self {
        Self { setting, history, now }
    }

    /// Returns the reason if a finding is the deletion of an element that was deprecated for long enough, and whose number and
    /// name are reserved. A oneof goes with the last of its fields, and an alias leaves its number to the other name.
    ///
    /// # Errors
    /// Fails with what is missing, if the element is deprecated.
    pub(crate) fn decide(
        &self,
        finding: &Finding,
        olds: &[OlderVersion],
        old: &Schema,
        new: &Schema,
    ) -> Result<IgnoreReason, Option<String>> {
        let is_deletion = |&element: &Element| finding.rule.is_deletion() || is_deleted_alias(element, old, new);
        let element = finding.old_element.filter(is_deletion).ok_or(None)?;
        let releases = olds.iter().filter(|old| old.baseline.is_release());
        let releases: Vec<HashSet<String>> = releases.map(|old| deprecated_names(&old.workspace.schema)).collect();
        let of_element = |element| self.of_element(element, &releases, old, new);
        match element {
            Element::Oneof(id) => {
                let fields = old[id].fields.iter().map(|&field| of_element(field.into()));
                fields.collect::<Result<Vec<_>, _>>()?.pop().ok_or(None)
            }
            element => of_element(element),
        }
    }

    /// Decides about the deletion of one element.
    fn of_element(
        &self,
        element: Element,
        releases: &[HashSet<String>],
        old: &Schema,
        new: &Schema,
    ) -> Result<IgnoreReason, Option<String>> {
        // The message of a map is a part of its field.
        let element = old.map_field(element).map_or(element, Element::from);
        let mut around = std::iter::successors(Some(element), |&element| old.enclosing(element));
        let deprecated = around.find(|&element| old.is_deprecated(element)).ok_or(None)?;
        let lifetime = self.lifetime(&old.full_name(deprecated), releases);
        match (lifetime.removal(), taken_name(element, old, new)) {
            (Removal::NotYet(when), _) => Err(Some(format!("too early: it may be deleted {when}; {lifetime}"))),
            (Removal::Allowed, Some(taken)) => Err(Some(format!(
                "it may be deleted now, {lifetime}, if no other field has the name `{taken}` in JSON"
            ))),
            (Removal::Allowed, None) if is_reserved(element, old, new) => {
                let place = self.place().ok_or(None)?;
                Ok(IgnoreReason::Written(place, Some(lifetime.to_string())))
            }
            (Removal::Allowed, None) if is_deleted_alias(element, old, new) => {
                Err(Some(format!("it may be deleted now, {lifetime}, if its name is reserved")))
            }
            (Removal::Allowed, None) => {
                Err(Some(format!("it may be deleted now, {lifetime}, if its number and its name are reserved")))
            }
        }
    }

    /// Returns how long an element has been deprecated. `releases` has the deprecated elements of each release, the newest first.
    pub fn lifetime(&self, full_name: &str, releases: &[HashSet<String>]) -> Lifetime {
        Lifetime::new(full_name, &self.setting, &self.history, releases, self.now)
    }

    fn place(&self) -> Option<Place> {
        let DeprecationSetting { remove_after, releases } = &self.setting;
        let releases = releases.as_ref().and_then(|(_, word)| word.place);
        remove_after.as_ref().and_then(|word| word.place).or(releases)
    }
}

/// Returns the full names of the deprecated elements of a schema.
pub(crate) fn deprecated_names(schema: &Schema) -> HashSet<String> {
    schema.declarations().filter(|&it| schema.is_deprecated(it)).map(|it| schema.full_name(it)).collect()
}

/// Returns `true` if nothing can take the number and the name of a deleted element: they are reserved, or what is around it was
/// deleted as well. Those of an extension cannot be reserved.
fn is_reserved(element: Element, old: &Schema, new: &Schema) -> bool {
    let (parent, number, name): (Element, i32, Name) = match element {
        Element::Field(id) if !old[id].is_extension() => (old[id].containing().into(), old[id].number.0, old[id].name),
        Element::EnumValue(id) => (old[id].parent.into(), old[id].number, old[id].name),
        _ => return true,
    };
    let now = new.find(&old.full_name(parent));
    let Some((ranges, names)) = now.and_then(|now| reservations(new, now)) else { return true };
    let has_name = || names.iter().any(|&reserved| new.text(reserved) == old.text(name));
    let has_number = || ranges.iter().any(|range: &NumberRange| range.contains(number));
    (has_number() || is_deleted_alias(element, old, new)) && has_name()
}

/// Returns `true` for a deleted enum value if another value with the same number, an alias, is still there.
fn is_deleted_alias(element: Element, old: &Schema, new: &Schema) -> bool {
    let Element::EnumValue(id) = element else { return false };
    let Some(Element::Enum(now)) = new.find(&old.full_name(old[id].parent.into())) else { return false };
    let now: HashSet<(i32, &str)> =
        new[now].values.iter().map(|&it| (new[it].number, new.text(new[it].name))).collect();
    let key = |value: EnumValueId| (old[value].number, old.text(old[value].name));
    let others = old[old[id].parent].values.iter().filter(|&&other| other != id && old[other].number == old[id].number);
    !now.iter().any(|&(_, name)| name == key(id).1) && others.copied().any(|other| now.contains(&key(other)))
}

/// Returns the name of a deleted field in JSON that another field has now. A reserved name does not keep it free: that of `user_id` is
/// `userId`.
fn taken_name(element: Element, old: &Schema, new: &Schema) -> Option<String> {
    let Element::Field(field) = element else { return None };
    if old[field].is_extension() {
        return None;
    }
    let Some(Element::Message(message)) = new.find(&old.full_name(old[field].containing().into())) else { return None };
    let now: HashSet<String> = new[message].fields.iter().flat_map(|&field| json_names(new, field)).collect();
    json_names(old, field).into_iter().find(|name| now.contains(name))
}
