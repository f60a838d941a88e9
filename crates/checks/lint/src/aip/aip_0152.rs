//! AIP-152: jobs.

use super::methods::Verb;
use super::report::{OUTPUT, at};
use super::{methods, standard};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::MethodId;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0152_RUN_HTTP_METHOD",
        "Run methods of jobs are bound to POST",
        &[AIP],
        include_str!("aip_0152_run_http_method.md"),
        Check::Method(run_method),
    ),
    LintRule::new(
        "AIP_0152_RUN_URI",
        "the path of a Run method of a job ends with `:run`",
        &[AIP],
        include_str!("aip_0152_run_uri.md"),
        Check::Method(run_uri),
    ),
    LintRule::new(
        "AIP_0152_RUN_RESPONSE",
        "Run methods of jobs return an operation",
        &[AIP],
        include_str!("aip_0152_run_response.md"),
        Check::Method(run_response),
    ),
];

fn is_job(cx: &LintContext<'_>, id: MethodId) -> bool {
    Verb::Run.noun(cx, id).is_some_and(|noun| noun.ends_with("Job"))
}

fn run_method(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if is_job(cx, id) {
        standard::http_method(cx, id, findings, Verb::Run);
    }
}

fn run_uri(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if is_job(cx, id) {
        standard::uri_suffix(cx, id, findings, Verb::Run, "run");
    }
}

fn run_response(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    if is_job(cx, id) && !methods::is_long_running(cx, id) {
        let message = format!("`{}` does not return an operation", methods::name(cx, id));
        at(cx, findings, id, OUTPUT, message, "return `google.longrunning.Operation`: a job takes time");
    }
}
