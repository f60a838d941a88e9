//! AIP-123: resource types.

use super::annotations::{REFERENCE, RESOURCE, RESOURCE_FILE, Resource, imports, reference, resource};
use super::methods::Verb;
use super::report::{at_annotation, at_name};
use super::{resources, types, words};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{Element, FileId, MessageId, MethodId};
use protoward_source::nearest;
use std::collections::{HashMap, HashSet};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0123_TYPE_FORMAT",
        "resource types consist of a service and a name in PascalCase",
        &[AIP],
        include_str!("aip_0123_type_format.md"),
        Check::File(type_format),
    ),
    LintRule::new(
        "AIP_0123_PATTERN",
        "resources have a pattern",
        &[AIP],
        include_str!("aip_0123_pattern.md"),
        Check::Message(pattern),
    ),
    LintRule::new(
        "AIP_0123_VARIABLE_SNAKE_CASE",
        "variables of patterns are in snake_case",
        &[AIP],
        include_str!("aip_0123_variable_snake_case.md"),
        Check::File(snake_case),
    ),
    LintRule::new(
        "AIP_0123_VARIABLE_NO_ID",
        "variables of patterns do not end with `_id`",
        &[AIP],
        include_str!("aip_0123_variable_no_id.md"),
        Check::File(no_id),
    ),
    LintRule::new(
        "AIP_0123_PATTERN_UNIQUE",
        "the patterns of a resource differ in more than variables",
        &[AIP],
        include_str!("aip_0123_pattern_unique.md"),
        Check::File(unique),
    ),
    LintRule::new(
        "AIP_0123_TYPE_UNIQUE",
        "each message of a package has its own resource type",
        &[AIP],
        include_str!("aip_0123_type_unique.md"),
        Check::Module(type_unique),
    ),
    LintRule::new(
        "AIP_0123_ANNOTATED",
        "a message that a Get method returns by name is a resource",
        &[AIP],
        include_str!("aip_0123_annotated.md"),
        Check::Method(annotated),
    ),
    LintRule::new(
        "AIP_0123_REFERENCE_EXISTS",
        "references are to resources that exist",
        &[AIP],
        include_str!("aip_0123_reference_exists.md"),
        Check::Module(reference_exists),
    ),
];

fn type_format(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    for defined in resources::of_file(cx, id) {
        let ty = &defined.resource.ty;
        let fits = ty.split_once('/').is_some_and(|(service, name)| service.contains('.') && words::is_pascal(name));
        if !fits {
            let message = format!("the resource type `{ty}` is not a service and a name in PascalCase");
            let help = "write the type as `library.example.com/Book`";
            at_annotation(cx, findings, defined.element, RESOURCE, message, help);
        }
    }
}

fn pattern(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    if resource(cx, id).is_some_and(|resource| resource.patterns.is_empty()) {
        let message = format!("the resource `{}` has no pattern", types::message_name(cx, id));
        let help = "add `pattern: \"shelves/{shelf}/books/{book}\"` with the collections and IDs of its names";
        at_annotation(cx, findings, id, RESOURCE, message, help);
    }
}

/// Reports the first variable in the patterns of each resource for which there is a problem.
fn variables(
    cx: &LintContext<'_>,
    file: FileId,
    findings: &mut Findings<'_>,
    problem: impl Fn(&str, &str) -> Option<(String, String)>,
) {
    for defined in resources::of_file(cx, file) {
        let all = defined.resource.patterns.iter();
        let mut all = all.flat_map(|pattern| resources::variables(pattern).into_iter().map(move |it| (pattern, it)));
        if let Some((message, help)) = all.find_map(|(pattern, variable)| problem(pattern, variable)) {
            at_annotation(cx, findings, defined.element, RESOURCE, message, help);
        }
    }
}

fn snake_case(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    variables(cx, id, findings, |pattern, variable| {
        let message = format!("the variable `{variable}` in the pattern `{pattern}` is not in snake_case");
        (!words::is_snake(variable)).then(|| (message, format!("write `{{{}}}`", words::snake(variable))))
    });
}

fn no_id(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    variables(cx, id, findings, |pattern, variable| {
        let stem = variable.strip_suffix("_id")?;
        let message = format!("the variable `{variable}` in the pattern `{pattern}` ends with `_id`");
        Some((message, format!("write `{{{stem}}}`: every variable is an ID")))
    });
}

fn unique(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    for defined in resources::of_file(cx, id) {
        let mut seen = HashSet::new();
        let again = defined.resource.patterns.iter().find(|pattern| !seen.insert(resources::shape(pattern)));
        if let Some(again) = again {
            let message = format!("`{again}` matches the same names as another pattern of the resource");
            at_annotation(cx, findings, defined.element, RESOURCE, message, "remove one of the patterns");
        }
    }
}

fn type_unique(cx: &LintContext<'_>, findings: &mut Findings<'_>) {
    let mut first: HashMap<(String, String), Element> = HashMap::new();
    for defined in resources::of_module(cx) {
        let Element::Message(message) = defined.element else { continue };
        let package = cx.schema.package(cx.schema[message].file).to_owned();
        let ty = defined.resource.ty.clone();
        let of = cx.schema.full_name(*first.entry((package, ty.clone())).or_insert(defined.element));
        if of != cx.schema.full_name(defined.element) {
            let message = format!("`{}` has the resource type `{ty}` of `{of}`", types::message_name(cx, message));
            let help = "give each message its own type, after its name";
            at_annotation(cx, findings, defined.element, RESOURCE, message, help);
        }
    }
}

/// A message that is returned by a Get method of its name, by a request with a name, and that has a name itself.
fn annotated(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let Some(noun) = Verb::Get.noun(cx, id) else { return };
    let output = cx.schema[id].output;
    let has_name = |message| types::find(cx, message, "name").is_some_and(|it| types::is_single(cx, it, "string"));
    let uses_resources = cx.has(cx.schema[output].file) && imports(cx, cx.schema[output].file, RESOURCE_FILE);
    let is_own = types::message_name(cx, output) == noun && has_name(output) && has_name(cx.schema[id].input);
    if uses_resources && is_own && resource(cx, output).is_none() {
        let message =
            format!("`{noun}` has a name, by which `Get{noun}` returns it, but is not annotated as a resource");
        let help = "add `option (google.api.resource) = {type: \"…\" pattern: \"…\"};`";
        at_name(cx, findings, output, message, help);
    }
}

/// A reference to a type of a service whose other types the schema contains.
fn reference_exists(cx: &LintContext<'_>, findings: &mut Findings<'_>) {
    if !cx.options.is_complete {
        return;
    }
    let all: Vec<Resource> =
        cx.schema.files.ids().flat_map(|file| resources::of_file(cx, file)).map(|it| it.resource).collect();
    let known: HashSet<&str> = all.iter().map(|resource| resource.ty.as_str()).collect();
    let services: HashSet<&str> = known.iter().filter_map(|ty| Some(ty.split_once('/')?.0)).collect();
    let messages = cx.files.iter().flat_map(|&file| resources::messages(cx, file));
    for field in messages.flat_map(|message| cx.schema[message].fields.iter().copied()) {
        let Some(reference) = reference(cx, field) else { continue };
        for ty in [&reference.ty, &reference.child_type] {
            let is_of_known = ty.split_once('/').is_some_and(|(service, _)| services.contains(service));
            if is_of_known && !known.contains(ty.as_str()) {
                let message = format!("`{}` refers to `{ty}`, which no resource is", types::name(cx, field));
                let near = nearest(ty, known.iter().copied()).first().map(|near| format!("; did you mean `{near}`?"));
                let help = format!("name the type of a resource{}", near.unwrap_or_default());
                at_annotation(cx, findings, field, REFERENCE, message, help);
            }
        }
    }
}
