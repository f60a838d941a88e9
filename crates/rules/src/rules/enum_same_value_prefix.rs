//! The prefix that all values of an enum have in common with its name, which generators leave out.
//!
//! Source: protobuf-es drops the prefix where every value has it, and keeps all names whole where one has not:
//! <https://github.com/bufbuild/protobuf-es/blob/main/MANUAL.md#enumerations>.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::{FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::GENERATED;
use protoward_schema::{EnumId, EnumValueId, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "ENUM_SAME_VALUE_PREFIX",
    "the values of an enum keep the prefix that they share, or stay without one",
    &[FILE, PACKAGE],
    include_str!("enum_same_value_prefix.md"),
    Check::Enum(check),
)
.source_only(GENERATED)
.own()];

/// `name` in an enum value's descriptor.
const NAME: &[i32] = &[1];

fn check(cx: &Comparison<'_>, pair: Pair<EnumId>, findings: &mut Findings) {
    // The prefix is the name of the enum: an enum with another name has a finding of its own.
    if cx.old.name(pair.old.into()) != cx.new.name(pair.new.into()) {
        return;
    }
    let (before, after) = (Shared::new(cx.old, pair.old), Shared::new(cx.new, pair.new));
    match (before.first_without, after.first_without) {
        (None, Some(value)) => {
            findings.push(cx.now(value, NAME), cx.was(pair.old, NAME), lost(cx, pair.new, value, &after.prefix));
        }
        (Some(value), None) => {
            findings.push(cx.now(pair.new, NAME), cx.was(value, NAME), gained(cx, pair, value, &after.prefix));
        }
        (None, None) | (Some(_), Some(_)) => {}
    }
}

/// The prefix of an enum's values, and the first value that does not have it.
struct Shared {
    prefix: String,
    first_without: Option<EnumValueId>,
}

impl Shared {
    fn new(schema: &Schema, id: EnumId) -> Self {
        let prefix = prefix(schema.text(schema[id].name));
        let first_without =
            schema[id].values.iter().copied().find(|&value| !has_prefix(schema.text(schema[value].name), &prefix));
        Self { prefix, first_without }
    }
}

/// `ORDER_STATE_` of `OrderState`. Every capital letter begins a word, as protobuf-es has it.
fn prefix(name: &str) -> String {
    let mut prefix = String::with_capacity(name.len() + 8);
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_ascii_uppercase() {
            prefix.push('_');
        }
        prefix.push(letter.to_ascii_uppercase());
    }
    prefix + "_"
}

/// Whether the name goes on behind the prefix with something that can begin a name.
fn has_prefix(name: &str, prefix: &str) -> bool {
    let Some((start, rest)) = name.split_at_checked(prefix.len()) else { return false };
    start.eq_ignore_ascii_case(prefix) && rest.starts_with(|letter: char| !letter.is_ascii_digit())
}

fn lost(cx: &Comparison<'_>, id: EnumId, value: EnumValueId, prefix: &str) -> Problem {
    let (whole, name) = (subject::enumeration(cx.new, id), cx.new.name(value.into()));
    let begins = name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let lack =
        if begins { format!("is no name without `{prefix}`") } else { format!("does not begin with `{prefix}`") };
    Problem {
        message: format!(
            "`{name}` of enum `{whole}` {lack}, unlike all other values: generated TypeScript, which left out that prefix, keeps \
             it now, and code that uses the other values stops compiling"
        ),
        now: format!("it {lack}"),
        was: format!("all names began with `{prefix}`"),
        help: format!("let the name begin with `{prefix}` and a letter"),
    }
}

fn gained(cx: &Comparison<'_>, pair: Pair<EnumId>, value: EnumValueId, prefix: &str) -> Problem {
    let (whole, name) = (subject::enumeration(cx.new, pair.new), cx.old.name(value.into()));
    Problem {
        message: format!(
            "all values of enum `{whole}` begin with `{prefix}` now, which `{name}` did not: generated TypeScript drops the \
             prefix of all values, and code that uses them stops compiling"
        ),
        now: format!("all names begin with `{prefix}`"),
        was: format!("this name has no `{prefix}`"),
        help: format!("keep `{name}`, and mark it as `[deprecated = true]`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_is_that_of_protobuf_es() {
        assert_eq!(prefix("OrderState"), "ORDER_STATE_");
        assert_eq!(prefix("HTTPCode"), "H_T_T_P_CODE_");
        assert_eq!(prefix("kind"), "KIND_");
        assert_eq!(prefix("With_Score"), "WITH__SCORE_");
    }

    #[test]
    fn what_is_left_of_a_name_has_to_be_one() {
        assert!(has_prefix("KIND_A", "KIND_") && has_prefix("kind_a", "KIND_"));
        assert!(["KIND_", "KIND_1", "KIN", "KINDA_A", "OTHER_A"].iter().all(|name| !has_prefix(name, "KIND_")));
    }
}
