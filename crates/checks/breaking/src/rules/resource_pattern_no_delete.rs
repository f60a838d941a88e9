//! `google.api.resource` and `google.api.resource_definition`: resource types and the patterns of resource names.

use std::collections::BTreeMap;

use crate::comparison::Comparison;
use crate::finding::{Findings, Problem};
use crate::names::API;
use crate::rule::{BreakingRule, Check};
use crate::spot::ElementPlace;
use crate::witness::plan::PROMISE;
use protoward_schema::annotations::{Annotation, OptionField, OptionMessage};
use protoward_schema::{Element, FileId, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "RESOURCE_PATTERN_NO_DELETE",
    "resources keep their types and the patterns of their names",
    &[API],
    include_str!("resource_pattern_no_delete.md"),
    Check::Schema(check),
)
.source_only(PROMISE)];

const RESOURCE: Annotation = Annotation { name: "google.api.resource", number: 1053 };
const DEFINITION: Annotation = Annotation { name: "google.api.resource_definition", number: 1053 };
const TYPE: OptionField = OptionField { name: "type", number: 1 };
const PATTERN: OptionField = OptionField { name: "pattern", number: 2 };
const NAME_FIELD: OptionField = OptionField { name: "name_field", number: 3 };

/// A resource and its declaring element.
struct Resource {
    element: Element,
    patterns: Vec<String>,
    name_field: String,
}

fn check(cx: &Comparison<'_>, findings: &mut Findings) {
    let before = resources(cx.old, |file| cx.has_old(file));
    let after = resources(cx.new, |file| cx.has_new(file));
    for (ty, old) in &before {
        let was = cx.was_any(old.element, &[&path(cx.old, old.element)]);
        match after.get(ty) {
            Some(new) => {
                let now = cx.now_any(new.element, &[&path(cx.new, new.element)]);
                for pattern in old.patterns.iter().filter(|pattern| !new.patterns.contains(pattern)) {
                    findings.push(now, was, pattern_gone(ty, pattern, &new.patterns));
                }
                if old.name_field != new.name_field {
                    findings.push(now, was, name_field_changed(ty, &old.name_field, &new.name_field));
                }
            }
            None => {
                // Other rules report deleted elements.
                if let Some(now) = still_there(cx, old.element) {
                    findings.push(now, was, type_gone(ty));
                }
            }
        }
    }
}

/// Returns all resources by type, of messages and of files that declare resources without a message.
fn resources(schema: &Schema, takes_part: impl Fn(FileId) -> bool) -> BTreeMap<String, Resource> {
    let mut resources = BTreeMap::new();
    let mut add = |element: Element, held: &OptionMessage<'_>| {
        let patterns = held.texts(PATTERN);
        let name_field = held.text(NAME_FIELD);
        resources.entry(held.text(TYPE)).or_insert(Resource { element, patterns, name_field });
    };
    for (id, message) in schema.messages.iter().filter(|(_, message)| takes_part(message.file)) {
        if message.options.bytes().is_some() {
            RESOURCE.messages(schema, id.into()).iter().for_each(|held| add(id.into(), held));
        }
    }
    for file in schema.files.ids().filter(|&file| takes_part(file)) {
        DEFINITION.messages(schema, file.into()).iter().for_each(|held| add(file.into(), held));
    }
    resources
}

fn path(schema: &Schema, element: Element) -> Vec<i32> {
    match element {
        Element::File(_) => [DEFINITION.path(schema, element), vec![0]].concat(),
        element => RESOURCE.path(schema, element),
    }
}

fn still_there(cx: &Comparison<'_>, old: Element) -> Option<ElementPlace> {
    match old {
        Element::File(file) => cx.new_file(file).map(|file| cx.now(file, &[])),
        old => cx.in_new(&cx.old.full_name(old)).map(|new| cx.now(new, &[])),
    }
}

fn pattern_gone(ty: &str, pattern: &str, now: &[String]) -> Problem {
    let now = match now {
        [] => "no pattern".to_owned(),
        all => all.iter().map(|pattern| format!("`{pattern}`")).collect::<Vec<_>>().join(", ") + " now",
    };
    Problem {
        message: format!(
            "resource `{ty}` no longer has names like `{pattern}`: stored names do not parse, and \
             code generated for the pattern is gone"
        ),
        now,
        was: format!("`{pattern}` was here"),
        help: format!("keep `{pattern}`, and add new patterns behind it"),
    }
}

fn name_field_changed(ty: &str, old: &str, new: &str) -> Problem {
    let shown = |name: &str| if name.is_empty() { "`name`".to_owned() } else { format!("`{name}`") };
    let old = shown(old);
    let new = shown(new);
    Problem {
        message: format!(
            "resource `{ty}` has its name in {new} and had it in {old}: generic clients look for it in {old}"
        ),
        now: format!("{new} now"),
        was: format!("{old} before"),
        help: format!("keep the name in {old}"),
    }
}

fn type_gone(ty: &str) -> Problem {
    Problem {
        message: format!(
            "resource type `{ty}` is gone: what refers to it, in this API and in others, refers to nothing"
        ),
        now: format!("it is no longer `{ty}`"),
        was: format!("it was `{ty}`"),
        help: format!("keep the type `{ty}`"),
    }
}
