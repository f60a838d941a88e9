//! Declarations without a comment before them. A comment that only ignores findings does not count.

use crate::categories::COMMENTS;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::fix::SchemaChange;
use crate::rule::{Check, LintRule};
use protoward_schema::{Element, EnumId, EnumValueId, FieldId, FieldType, MessageId, MethodId, OneofId, ServiceId};
use protoward_source::Extent;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "COMMENT_ENUM",
        "enums have a comment",
        &[COMMENTS],
        include_str!("comment_enum.md"),
        Check::Enum(enumeration),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "COMMENT_ENUM_VALUE",
        "enum values have a comment",
        &[COMMENTS],
        include_str!("comment_enum_value.md"),
        Check::EnumValue(value),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "COMMENT_FIELD",
        "fields have a comment",
        &[COMMENTS],
        include_str!("comment_field.md"),
        Check::Field(field),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "COMMENT_MESSAGE",
        "messages have a comment",
        &[COMMENTS],
        include_str!("comment_message.md"),
        Check::Message(message),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "COMMENT_ONEOF",
        "oneofs have a comment",
        &[COMMENTS],
        include_str!("comment_oneof.md"),
        Check::Oneof(oneof),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "COMMENT_RPC",
        "methods have a comment",
        &[COMMENTS],
        include_str!("comment_rpc.md"),
        Check::Method(method),
    )
    .needing_locations(|_| true),
    LintRule::new(
        "COMMENT_SERVICE",
        "services have a comment",
        &[COMMENTS],
        include_str!("comment_service.md"),
        Check::Service(service),
    )
    .needing_locations(|_| true),
];

fn enumeration(cx: &LintContext<'_>, id: EnumId, findings: &mut Findings<'_>) {
    check(cx, "enum", id.into(), findings);
}

fn value(cx: &LintContext<'_>, id: EnumValueId, findings: &mut Findings<'_>) {
    check(cx, "enum value", id.into(), findings);
}

fn field(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    // The comment of a group documents its message.
    if !matches!(cx.schema[id].ty, FieldType::Group(_)) {
        check(cx, "field", id.into(), findings);
    }
}

fn message(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    check(cx, "message", id.into(), findings);
}

fn oneof(cx: &LintContext<'_>, id: OneofId, findings: &mut Findings<'_>) {
    check(cx, "oneof", id.into(), findings);
}

fn method(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    check(cx, "method", id.into(), findings);
}

fn service(cx: &LintContext<'_>, id: ServiceId, findings: &mut Findings<'_>) {
    check(cx, "service", id.into(), findings);
}

fn check(cx: &LintContext<'_>, kind: &str, element: Element, findings: &mut Findings<'_>) {
    let Some(location) = cx.schema.location(element, &[]) else { return };
    let comments = location.comments();
    let is_documented = comments.leading.is_some_and(|comment| documents(cx, comment));
    if is_documented && !follows_comment_in_line(cx, element, location.extent) {
        return;
    }
    let name = cx.schema.name(element);
    let message = format!("{kind} `{name}` has no comment, so readers and generated documentation have only its name");
    findings.push_with_help(element, cx.schema.place(element), message, "describe it in a comment directly before it");
    if is_documented || comments.trailing.is_some_and(|comment| documents(cx, comment)) {
        findings.propose(SchemaChange::PutCommentAbove);
    }
}

/// Returns `true` if a comment ends in the line of the declaration: `/* … */ int32 id = 1;`. For buf, such a comment documents
/// nothing.
fn follows_comment_in_line(cx: &LintContext<'_>, element: Element, extent: Extent) -> bool {
    let (Some(text), Extent::Bytes(span)) = (cx.text(cx.schema.file_of(element)), extent) else { return false };
    let trimmed = |text: &str| text.trim_end_matches([' ', '\t', '\r', '\u{b}', '\u{c}']).len();
    let before = text.get(..span.start as usize).unwrap_or_default();
    let before = &before[..trimmed(before)];
    // As in protoc, the location of a declaration begins after its visibility.
    let visibility = ["export", "local"].into_iter().find_map(|keyword| before.strip_suffix(keyword));
    visibility.map_or(before, |before| &before[..trimmed(before)]).ends_with("*/")
}

/// Returns `true` if a line of the comment is neither empty nor an instruction to a tool.
fn documents(cx: &LintContext<'_>, comment: &str) -> bool {
    comment.lines().map(str::trim).any(|line| {
        !line.is_empty() && !cx.options.comment_excludes.iter().any(|prefix| line.starts_with(prefix.as_str()))
    })
}
