//! AIP-145: ranges.

use super::report::at_name;
use super::types;
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::MessageId;

pub(super) const RULES: &[LintRule] = &[LintRule::new(
    "AIP_0145_RANGE_NAMES",
    "the ends of a range are called `start_` and `end_`",
    &[AIP],
    include_str!("aip_0145_range_names.md"),
    Check::Message(names),
)];

/// Names of the beginning of a range with the names of its end.
const PAIRS: &[(&str, &str)] = &[("begin", "end"), ("from", "to"), ("since", "until")];

fn names(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    for &field in &cx.schema[id].fields {
        let name = types::name(cx, field);
        let partner = PAIRS.iter().find_map(|(first, last)| {
            let rest = name.strip_prefix(first).filter(|rest| rest.is_empty() || rest.starts_with('_'))?;
            types::find(cx, id, &format!("{last}{rest}")).map(|partner| (partner, rest))
        });
        let Some((partner, rest)) = partner else { continue };
        if cx.schema[partner].ty == cx.schema[field].ty && !types::is_repeated(cx, field) {
            let message =
                format!("the range of `{name}` and `{}` has other names than usual", types::name(cx, partner));
            let help = match rest {
                "" => "write `start` and `end`, each with what it limits".to_owned(),
                rest => format!(
                    "write `start{rest}` and `end{rest}`, or `first{rest}` and `last{rest}` if the end belongs to it"
                ),
            };
            at_name(cx, findings, field, message, help);
        }
    }
}
