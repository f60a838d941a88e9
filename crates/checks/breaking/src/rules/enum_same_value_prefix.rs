//! The common prefix of enum values, derived from the enum's name, which some generators strip.
//!
//! Source: protobuf-es strips the prefix only if every value has it:
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

/// The path of `name` in an enum value's descriptor.
const NAME: &[i32] = &[1];

fn check(cx: &Comparison<'_>, pair: Pair<EnumId>, findings: &mut Findings) {
    // The prefix follows from the enum's name, and a renamed enum has its own finding.
    if cx.old.name(pair.old.into()) != cx.new.name(pair.new.into()) {
        return;
    }
    let before = ValuePrefix::new(cx.old, pair.old);
    let after = ValuePrefix::new(cx.new, pair.new);
    // A value that was renamed at the same time may keep its name in code.
    let find_victim = || victim(cx, pair, &before, &after);
    match (before.first_without, after.first_without) {
        (None, Some(value)) => {
            let Some(victim) = find_victim() else { return };
            let problem = lost(cx, pair.new, value, &after.prefix, victim);
            findings.push(cx.now(value, NAME), cx.was(pair.old, NAME), problem);
        }
        (Some(value), None) => {
            let Some(victim) = find_victim() else { return };
            let problem = gained(cx, pair, value, &after.prefix, victim);
            findings.push(cx.now(pair.new, NAME), cx.was(value, NAME), problem);
        }
        (None, None) | (Some(_), Some(_)) => {}
    }
}

/// Returns the first value that both versions have, and whose name in code only the old one has.
fn victim<'a>(cx: &Comparison<'a>, pair: Pair<EnumId>, before: &ValuePrefix, after: &ValuePrefix) -> Option<&'a str> {
    let names = |schema: &'a Schema, id: EnumId| schema[id].values.iter().map(|&value| schema.text(schema[value].name));
    let known: Vec<&str> = names(cx.new, pair.new).collect();
    let is_lost =
        |name: &&str| known.contains(name) && !known.iter().any(|it| after.in_code(it) == before.in_code(name));
    names(cx.old, pair.old).find(is_lost)
}

/// The prefix of an enum's values, and the first value without it.
struct ValuePrefix {
    prefix: String,
    first_without: Option<EnumValueId>,
}

impl ValuePrefix {
    fn new(schema: &Schema, id: EnumId) -> Self {
        let prefix = prefix(schema.text(schema[id].name));
        let first_without =
            schema[id].values.iter().copied().find(|&value| !has_prefix(schema.text(schema[value].name), &prefix));
        Self { prefix, first_without }
    }

    /// Returns the name of a value in generated code.
    fn in_code<'n>(&self, name: &'n str) -> &'n str {
        if self.first_without.is_some() { name } else { &name[self.prefix.len()..] }
    }
}

/// Returns the prefix, such as `ORDER_STATE_` for `OrderState`. As in protobuf-es, every capital letter starts a
/// word.
fn prefix(name: &str) -> String {
    let mut prefix = String::with_capacity(name.len() + 8);
    for (at, character) in name.char_indices() {
        if at > 0 && character.is_ascii_uppercase() {
            prefix.push('_');
        }
        prefix.push(character.to_ascii_uppercase());
    }
    prefix + "_"
}

/// Returns `true` if the rest of the name after the prefix is a valid identifier.
fn has_prefix(name: &str, prefix: &str) -> bool {
    let Some((start, rest)) = name.split_at_checked(prefix.len()) else { return false };
    start.eq_ignore_ascii_case(prefix) && rest.starts_with(|character: char| !character.is_ascii_digit())
}

fn lost(cx: &Comparison<'_>, id: EnumId, value: EnumValueId, prefix: &str, victim: &str) -> Problem {
    let enum_name = subject::enumeration(cx.new, id);
    let name = cx.new.name(value.into());
    let begins = name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let lack =
        if begins { format!("is not a name without `{prefix}`") } else { format!("does not begin with `{prefix}`") };
    Problem {
        message: format!(
            "`{name}` of enum `{enum_name}` {lack}, unlike all other values: generated TypeScript, which left out that prefix, keeps \
             it now, and code that uses `{victim}` as `{}` stops compiling",
            &victim[prefix.len()..]
        ),
        now: format!("it {lack}"),
        was: format!("all names began with `{prefix}`"),
        help: format!("let the name begin with `{prefix}` and a letter"),
    }
}

fn gained(cx: &Comparison<'_>, pair: Pair<EnumId>, value: EnumValueId, prefix: &str, victim: &str) -> Problem {
    let enum_name = subject::enumeration(cx.new, pair.new);
    let name = cx.old.name(value.into());
    Problem {
        message: format!(
            "all values of enum `{enum_name}` begin with `{prefix}` now, which `{name}` did not: generated TypeScript drops the \
             prefix, and code that uses `{victim}` by this name stops compiling"
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
    fn derives_the_prefix_as_protobuf_es_does() {
        assert_eq!(prefix("OrderState"), "ORDER_STATE_");
        assert_eq!(prefix("HTTPCode"), "H_T_T_P_CODE_");
        assert_eq!(prefix("kind"), "KIND_");
        assert_eq!(prefix("With_Score"), "WITH__SCORE_");
    }

    #[test]
    fn requires_an_identifier_after_the_prefix() {
        assert!(has_prefix("KIND_A", "KIND_") && has_prefix("kind_a", "KIND_"));
        assert!(["KIND_", "KIND_1", "KIN", "KINDA_A", "OTHER_A"].iter().all(|name| !has_prefix(name, "KIND_")));
    }
}
