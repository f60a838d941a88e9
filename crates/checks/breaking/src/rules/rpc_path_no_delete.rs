//! gRPC paths that are no longer served: `/package.Service/Method`. Only the path counts, and not where the method is declared.

use std::collections::HashSet;

use crate::comparison::Comparison;
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::API;
use crate::rule::{BreakingRule, Check};
use crate::spot::ElementPlace;
use crate::witness::plan::CALL;
use protoward_schema::{Element, MethodId, ServiceId};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "RPC_PATH_NO_DELETE",
    "methods go on to be served at the paths that clients call",
    &[API],
    include_str!("rpc_path_no_delete.md"),
    Check::Schema(check),
)
.source_only(CALL)];

fn check(cx: &Comparison<'_>, findings: &mut Findings) {
    for (service, declared) in cx.old.services.iter().filter(|(_, service)| cx.has_old(service.file)) {
        let name = cx.old.text(declared.full_name);
        let new = match cx.in_new(name) {
            Some(Element::Service(new)) => Some(new),
            _ => None,
        };
        let served: HashSet<&str> = new.map_or_else(HashSet::new, |new| {
            cx.new[new].methods.iter().map(|&method| cx.new.text(cx.new[method].name)).collect()
        });
        for &method in &declared.methods {
            if !served.contains(cx.old.text(cx.old[method].name)) {
                let now = new.map_or_else(|| around(cx, service), |new| cx.now(new, &[]));
                findings
                    .push(now, cx.was(method, &[]), problem(cx, service, method, new))
                    .fix(new.map(|_| SchemaEdit::Declare(method.into())));
            }
        }
    }
}

/// Returns the file that contained the service, or no place if the file was deleted.
fn around(cx: &Comparison<'_>, service: ServiceId) -> ElementPlace {
    cx.new_file(cx.old[service].file).map_or(ElementPlace::NOWHERE, |file| cx.now(file, &[]))
}

fn problem(cx: &Comparison<'_>, service: ServiceId, method: MethodId, new: Option<ServiceId>) -> Problem {
    let name = cx.old.text(cx.old[service].full_name);
    let method = cx.old.text(cx.old[method].name);
    let what = if new.is_some() { "method" } else { "service" };
    Problem {
        message: format!("`/{name}/{method}` is no longer served: clients that call it get UNIMPLEMENTED"),
        now: format!("the {what} is gone from here"),
        was: format!("`/{name}/{method}` was served"),
        help: format!(
            "keep the {what} together with the new one until no client calls it; the schema cannot forward a call"
        ),
    }
}
