//! `google.api.method_signature`: the flattened method signatures of generated clients.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::API;
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::PROMISE;
use protoward_schema::annotations::Annotation;
use protoward_schema::{MethodId, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "RPC_SIGNATURE_NO_DELETE",
    "methods keep the signatures that clients are generated with",
    &[API],
    include_str!("rpc_signature_no_delete.md"),
    Check::Method(check),
)
.source_only(PROMISE)];

const SIGNATURE: Annotation = Annotation { name: "google.api.method_signature", number: 1051 };

fn check(cx: &Comparison<'_>, pair: Pair<MethodId>, findings: &mut Findings) {
    let after = signatures(cx.new, pair.new);
    for (index, signature) in signatures(cx.old, pair.old).into_iter().enumerate() {
        if after.contains(&signature) {
            continue;
        }
        let at = i32::try_from(index).unwrap_or(i32::MAX);
        let now = SIGNATURE.path(cx.new, pair.new.into());
        let was = SIGNATURE.path(cx.old, pair.old.into());
        let now = cx.now_any(pair.new, &[&now, &[&now[..], &[0]].concat()]);
        let was = cx.was_any(pair.old, &[&[&was[..], &[at]].concat(), &was]);
        findings.push(now, was, problem(cx, pair, &signature));
    }
}

/// Returns the signatures without insignificant whitespace.
fn signatures(schema: &Schema, id: MethodId) -> Vec<String> {
    let texts = SIGNATURE.texts(schema, id.into()).into_iter();
    texts.map(|text| text.split(',').map(str::trim).collect::<Vec<_>>().join(",")).collect()
}

fn problem(cx: &Comparison<'_>, pair: Pair<MethodId>, signature: &str) -> Problem {
    Problem {
        message: format!(
            "{} lost the signature `\"{signature}\"`: code that calls it in that form stops compiling",
            subject::method(cx.new, pair.new)
        ),
        now: format!("`\"{signature}\"` is not among them"),
        was: "it was here".to_owned(),
        help: format!("keep `option (google.api.method_signature) = \"{signature}\";`, and add others behind it"),
    }
}
