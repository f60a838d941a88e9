//! AIP-159: reading across collections.

use super::{methods, standard};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_http_template::Segment;
use protoward_schema::MethodId;

pub(super) const RULES: &[LintRule] = &[LintRule::new(
    "AIP_0159_NO_WILDCARD",
    "paths do not contain the wildcard `-`",
    &[AIP],
    include_str!("aip_0159_no_wildcard.md"),
    Check::Method(no_wildcard),
)];

fn no_wildcard(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let has_wildcard = |route: &methods::Route| route.template.segments().contains(&Segment::Literal("-".to_owned()));
    if let Some(route) = methods::routes(cx, id).into_iter().find(has_wildcard) {
        let message = format!("the path of `{}` contains the wildcard `-`", methods::name(cx, id));
        let help = "write `*`: users send `-` for all collections, and a name for one";
        standard::at_rule(cx, findings, &route, message, help);
    }
}
