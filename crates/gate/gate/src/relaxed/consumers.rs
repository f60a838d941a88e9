//! Evidence of consumers that a change removes: elements that a consumer no longer uses or has, by its usage file or its schema.

use std::collections::HashMap;

use super::effect::{Effect, listed};
use super::places::Places;
use super::severity;
use crate::OlderVersion;
use crate::consumers::{Consumer, ReachedTypes, Usage, uses_in};
use crate::policy::Policy;
use protoward_schema::descriptor::encode_element;
use protoward_schema::{Element, Schema};
use protoward_source::Report;
use protoward_workspace::Workspace;

/// Returns the findings about consumers whose evidence is weaker than that of an older version, if findings that break no
/// consumer only warn. `schema` has the elements that they may have used.
pub(super) fn weaker(old: &OlderVersion, schema: &Schema, new: &Workspace, policy: &Policy) -> Report {
    let version = old.baseline.text();
    let was = old.workspace.compared_config();
    let is = new.compared_config();
    let consumers = &policy.options.consumers;
    let earlier = consumers.earlier.iter().filter(|earlier| is.breaking.spares_unused && earlier.version == version);
    let Some(severity) = severity(was, is, policy) else { return Report::default() };
    let mut report = Report::default();
    for before in earlier.map(|earlier| &*earlier.consumer) {
        // A consumer that is removed is an effect of the configuration.
        let Some(now) = consumers.all.iter().find(|now| now.name == before.name) else { continue };
        let places = Places { was, is };
        let place = || places.key(&format!("consumers.{}", before.name));
        let (missing, other) = lost_elements(before, now, schema, &new.schema);
        let lost = [
            ("uses", unused(before.usage.as_ref(), now.usage.as_ref(), schema)),
            ("has", missing),
            ("has the earlier form of", other),
        ];
        for (verb, names) in lost.into_iter().filter(|(_, names)| !names.is_empty()) {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let message = format!("the consumer `{}` no longer {verb} {}", before.name, listed(&names));
            report.push(Effect::of_key(message, place()).finding(severity));
        }
    }
    report
}

/// Returns the elements that a consumer used, and does not use now, without those inside of others.
fn unused(before: Option<&Usage>, now: Option<&Usage>, schema: &Schema) -> Vec<String> {
    let Some(now) = now.filter(|now| before != Some(now)) else { return Vec::new() };
    let reached = ReachedTypes::new(now, schema);
    let reached_before = before.map(|before| (before, ReachedTypes::new(before, schema)));
    let was_used = |element: Element| match &reached_before {
        Some((before, reached)) => uses_in(before, reached, schema, element),
        None => true,
    };
    outermost(schema, &|element| was_used(element) && !uses_in(now, &reached, schema, element))
}

/// Returns the elements of the older version that the earlier schema of a consumer has: those that the schema of now lacks, and
/// those that it has in a form that neither version of the compared schema has.
fn lost_elements(before: &Consumer, now: &Consumer, old: &Schema, new: &Schema) -> (Vec<String>, Vec<String>) {
    let (Some(before), Some(now)) = (&before.schema, &now.schema) else { return (Vec::new(), Vec::new()) };
    let [before, now, old_elements, new_elements] = [&before.schema, &now.schema, old, new].map(Elements::of);
    let is_missing = |element: Element| {
        let name = old.full_name(element);
        before.has(&name) && !now.has(&name)
    };
    let has_other_form = |element: Element| {
        let name = old.full_name(element);
        let (Some(was), Some(is)) = (before.form(&name), now.form(&name)) else { return false };
        was != is && [&old_elements, &new_elements].into_iter().all(|side| side.form(&name).as_ref() != Some(&is))
    };
    (outermost(old, &is_missing), outermost(old, &has_other_form))
}

/// The elements of a schema by full name.
struct Elements<'a> {
    schema: &'a Schema,
    by_name: HashMap<String, Element>,
}

impl<'a> Elements<'a> {
    fn of(schema: &'a Schema) -> Self {
        Self { schema, by_name: schema.declarations().map(|it| (schema.full_name(it), it)).collect() }
    }

    fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Returns the descriptor of an element, without what is inside of it.
    fn form(&self, name: &str) -> Option<Vec<u8>> {
        self.by_name.get(name).map(|&element| encode_element(self.schema, element))
    }
}

/// Returns the names of the selected elements that are not inside of selected ones. The message of a map is a part of its field.
fn outermost(schema: &Schema, is_selected: &dyn Fn(Element) -> bool) -> Vec<String> {
    let is_own =
        |element: &Element| !schema[schema.file_of(*element)].is_import && schema.map_field(*element).is_none();
    let is_inside = |element: Element| schema.enclosing(element).is_some_and(is_selected);
    let selected = schema.declarations().filter(is_own).filter(|&element| is_selected(element) && !is_inside(element));
    selected.map(|element| schema.full_name(element)).collect()
}
