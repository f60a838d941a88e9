//! AIP-192: documentation.

use super::report::at_name;
use super::resources;
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{Element, EnumId, FileId, MessageId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0192_SERVICE_COMMENT",
        "services have a comment",
        &[AIP],
        include_str!("aip_0192_service_comment.md"),
        Check::Service(|cx, id, findings| commented(cx, id.into(), findings)),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "AIP_0192_METHOD_COMMENT",
        "methods have a comment",
        &[AIP],
        include_str!("aip_0192_method_comment.md"),
        Check::Method(|cx, id, findings| commented(cx, id.into(), findings)),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "AIP_0192_MESSAGE_COMMENT",
        "messages have a comment",
        &[AIP],
        include_str!("aip_0192_message_comment.md"),
        Check::Message(|cx, id, findings| commented(cx, id.into(), findings)),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "AIP_0192_FIELD_COMMENT",
        "fields have a comment",
        &[AIP],
        include_str!("aip_0192_field_comment.md"),
        Check::Field(|cx, id, findings| commented(cx, id.into(), findings)),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "AIP_0192_ENUM_COMMENT",
        "enums have a comment",
        &[AIP],
        include_str!("aip_0192_enum_comment.md"),
        Check::Enum(|cx, id, findings| commented(cx, id.into(), findings)),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "AIP_0192_ENUM_VALUE_COMMENT",
        "enum values have a comment",
        &[AIP],
        include_str!("aip_0192_enum_value_comment.md"),
        Check::EnumValue(|cx, id, findings| commented(cx, id.into(), findings)),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "AIP_0192_DEPRECATED_COMMENT",
        "deprecated elements say what to use instead",
        &[AIP],
        include_str!("aip_0192_deprecated_comment.md"),
        Check::File(deprecated),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "AIP_0192_NO_HTML",
        "comments have no HTML",
        &[AIP],
        include_str!("aip_0192_no_html.md"),
        Check::File(html),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "AIP_0192_NO_HEADINGS",
        "comments have no headings",
        &[AIP],
        include_str!("aip_0192_no_headings.md"),
        Check::File(headings),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "AIP_0192_ABSOLUTE_LINKS",
        "links in comments are absolute",
        &[AIP],
        include_str!("aip_0192_absolute_links.md"),
        Check::File(links),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "AIP_0192_ONE_COMMENT",
        "no element has a comment before and one after it",
        &[AIP],
        include_str!("aip_0192_one_comment.md"),
        Check::File(one),
    )
    .needing_locations(|_| true),
];

fn commented(cx: &LintContext<'_>, id: Element, findings: &mut Findings<'_>) {
    let comments = cx.schema.comments(id);
    let has_comments = cx.has_locations(cx.schema.file_of(id));
    let is_said = |comment: Option<&str>| comment.is_some_and(|text| !text.trim().is_empty());
    if has_comments && !is_said(comments.leading) && !is_said(comments.trailing) {
        let message = format!("`{}` has no comment", cx.schema.name(id));
        at_name(cx, findings, id, message, "add a comment before it: references and clients show it to users");
    }
}

/// Returns the elements of a file that can have a comment.
fn elements(cx: &LintContext<'_>, id: FileId) -> Vec<Element> {
    let schema = cx.schema;
    let file = &schema[id];
    let messages = resources::messages(cx, id).into_iter().filter(|&message| !schema.is_map_entry(message));
    let messages: Vec<MessageId> = messages.collect();
    let enums = file.enums.iter().chain(messages.iter().flat_map(|&message| &schema[message].enums)).copied();
    let enums: Vec<EnumId> = enums.collect();
    let mut all: Vec<Element> = Vec::new();
    for &service in &file.services {
        all.push(service.into());
        all.extend(schema[service].methods.iter().map(|&method| Element::from(method)));
    }
    for message in messages {
        all.push(message.into());
        all.extend(schema[message].fields.iter().map(|&field| Element::from(field)));
    }
    for id in enums {
        all.push(id.into());
        all.extend(schema[id].values.iter().map(|&value| Element::from(value)));
    }
    all
}

fn deprecated(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    for element in elements(cx, id).into_iter().filter(|&element| cx.schema.is_deprecated(element)) {
        let comments = cx.schema.comments(element);
        let text = comments.leading.or(comments.trailing).unwrap_or_default();
        // Some comments state the behavior of a field first, as in `Optional. Deprecated: use b.`
        let first = text.split("\n\n").next().unwrap_or_default();
        if cx.has_locations(id) && !first.contains("Deprecated:") {
            let message = format!("the comment of `{}` does not say `Deprecated:`", cx.schema.name(element));
            at_name(cx, findings, element, message, "begin the comment with `Deprecated: ` and what to use instead");
        }
    }
}

/// Reports the comments of a file that have a problem.
fn comments(
    cx: &LintContext<'_>,
    id: FileId,
    findings: &mut Findings<'_>,
    problem: impl Fn(&str) -> Option<(String, &'static str)>,
) {
    for element in elements(cx, id) {
        let comments = cx.schema.comments(element);
        let problem = [comments.leading, comments.trailing].into_iter().flatten().find_map(&problem);
        if let Some((words, help)) = problem {
            at_name(cx, findings, element, format!("the comment of `{}` has {words}", cx.schema.name(element)), help);
        }
    }
}

/// Elements of HTML that are no placeholders, as `<name>` is.
const TAGS: &[&str] = &[
    "a", "b", "br", "code", "div", "em", "h1", "h2", "h3", "i", "li", "ol", "p", "pre", "span", "strong", "table",
    "td", "th", "tr", "ul",
];

/// Returns the text without code: in backticks, or indented by four spaces.
fn without_code(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("     "));
    let text = lines.collect::<Vec<_>>().join("\n");
    text.split('`').step_by(2).collect()
}

fn html(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    comments(cx, id, findings, |text| {
        if !text.contains('<') {
            return None;
        }
        let text = without_code(text);
        let tag = text.split('<').skip(1).find_map(|rest| {
            let (inside, _) = rest.split_once('>')?;
            let name = inside.trim_start_matches('/').split([' ', '/', '\n']).next()?.to_ascii_lowercase();
            TAGS.contains(&name.as_str()).then_some(name)
        })?;
        Some((format!("the HTML element `<{tag}>`"), "write CommonMark, which all generators of references read"))
    });
}

fn headings(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    comments(cx, id, findings, |text| {
        let is_heading = |line: &&str| {
            let rest = line.trim_start().trim_start_matches('#');
            let marks = line.trim_start().len() - rest.len();
            (1..=6).contains(&marks) && rest.starts_with(' ') && line.len() - line.trim_start().len() < 4
        };
        let mut is_code = false;
        let heading = text.lines().find(|line| {
            is_code ^= line.trim_start().starts_with("```");
            !is_code && is_heading(line)
        })?;
        Some((
            format!("the heading `{}`", heading.trim()),
            "write a sentence, or a paragraph that begins with bold words",
        ))
    });
}

fn links(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    comments(cx, id, findings, |text| {
        if !text.contains("](") {
            return None;
        }
        let text = without_code(text);
        let target = text.split("](").skip(1).find_map(|rest| {
            let target = rest.split([')', ' ', '\n']).next()?;
            let is_path = target.starts_with('/') || target.starts_with("./") || target.starts_with("../");
            is_path.then(|| target.to_owned())
        })?;
        Some((format!("the relative link `{target}`"), "write the whole URL: comments are shown on many sites"))
    });
}

fn one(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    for element in elements(cx, id) {
        let comments = cx.schema.comments(element);
        if let (Some(_), Some(_)) = (comments.leading, comments.trailing) {
            let message = format!("`{}` has a comment before it and another one after it", cx.schema.name(element));
            at_name(cx, findings, element, message, "join the comments before the element");
        }
    }
}
