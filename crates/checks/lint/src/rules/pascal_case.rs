//! Names in PascalCase: those of messages, enums, services and methods.

use crate::case::{is_pascal, pascal};
use crate::categories::{BASIC, STANDARD, STYLE_BASIC_RULES};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{Element, EnumId, MessageId, MethodId, ServiceId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "ENUM_PASCAL_CASE",
        "enums are in PascalCase",
        &[BASIC, STANDARD],
        include_str!("enum_pascal_case.md"),
        Check::Enum(enumeration),
    )
    .older(STYLE_BASIC_RULES),
    LintRule::new(
        "MESSAGE_PASCAL_CASE",
        "messages are in PascalCase",
        &[BASIC, STANDARD],
        include_str!("message_pascal_case.md"),
        Check::Message(message),
    )
    .older(STYLE_BASIC_RULES),
    LintRule::new(
        "RPC_PASCAL_CASE",
        "methods are in PascalCase",
        &[BASIC, STANDARD],
        include_str!("rpc_pascal_case.md"),
        Check::Method(method),
    )
    .older(STYLE_BASIC_RULES),
    LintRule::new(
        "SERVICE_PASCAL_CASE",
        "services are in PascalCase",
        &[BASIC, STANDARD],
        include_str!("service_pascal_case.md"),
        Check::Service(service),
    )
    .older(STYLE_BASIC_RULES),
];

fn message(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    check(cx, "message", id.into(), findings);
}

fn enumeration(cx: &LintContext<'_>, id: EnumId, findings: &mut Findings<'_>) {
    check(cx, "enum", id.into(), findings);
}

fn service(cx: &LintContext<'_>, id: ServiceId, findings: &mut Findings<'_>) {
    check(cx, "service", id.into(), findings);
}

fn method(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    check(cx, "method", id.into(), findings);
}

fn check(cx: &LintContext<'_>, kind: &str, element: Element, findings: &mut Findings<'_>) {
    let name = cx.schema.name(element);
    if is_pascal(name) {
        return;
    }
    let message = format!("the name of {kind} `{name}` is not in PascalCase, the case of generated types and methods");
    findings.push_with_name(element, cx.name(element), message, pascal(name));
}
