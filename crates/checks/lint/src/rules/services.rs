//! The names of services, and methods with streams, which not every transport can carry.

use crate::categories::{STANDARD, STYLE_RULES, UNARY_RPC};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{MethodId, ServiceId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "RPC_NO_CLIENT_STREAMING",
        "clients do not send streams",
        &[UNARY_RPC],
        include_str!("rpc_no_client_streaming.md"),
        Check::Method(has_no_client_stream),
    ),
    LintRule::new(
        "RPC_NO_SERVER_STREAMING",
        "servers do not send streams",
        &[UNARY_RPC],
        include_str!("rpc_no_server_streaming.md"),
        Check::Method(has_no_server_stream),
    ),
    LintRule::new(
        "SERVICE_SUFFIX",
        "services have a common suffix",
        &[STANDARD],
        include_str!("service_suffix.md"),
        Check::Service(has_suffix),
    )
    .older(STYLE_RULES),
];

fn has_suffix(cx: &LintContext<'_>, id: ServiceId, findings: &mut Findings<'_>) {
    let name = cx.schema.text(cx.schema[id].name);
    let suffix = cx.options.service_suffix.as_str();
    if name.ends_with(suffix) {
        return;
    }
    let message = format!(
        "the name of service `{name}` does not end with `{suffix}`, which distinguishes services from messages"
    );
    findings.push_with_name(id, cx.name(id), message, format!("{name}{suffix}"));
}

fn has_no_client_stream(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if cx.schema[id].client_streaming {
        let name = cx.schema.text(cx.schema[id].name);
        let message = format!(
            "the client of method `{name}` sends a stream, which proxies, browsers and load balancers support poorly"
        );
        let help = "send one request with a repeated field, or call the method several times";
        findings.push_with_help(id, cx.schema.place(id), message, help);
    }
}

fn has_no_server_stream(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if cx.schema[id].server_streaming {
        let name = cx.schema.text(cx.schema[id].name);
        let message = format!(
            "the server of method `{name}` sends a stream, which proxies, browsers and load balancers support poorly"
        );
        let help = "send one response with a repeated field, and pages of a long list";
        findings.push_with_help(id, cx.schema.place(id), message, help);
    }
}
