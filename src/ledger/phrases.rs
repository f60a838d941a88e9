//! Readable forms of facts.

use crate::words::count;
use protoward_ledger::{Changes, Fact, TypeName};
use protoward_schema::Cardinality;

/// Formats a fact: "field `created_at` (4) of `user.v1.User`".
pub(super) fn fact(fact: &Fact) -> String {
    match fact {
        Fact::Type { name, kind } => format!("{} `{name}`", kind.word()),
        Fact::Field { message, number, name, .. } => format!("field `{name}` ({number}) of `{message}`"),
        Fact::Extension { extendee, number, name, .. } => format!("extension `{name}` ({number}) of `{extendee}`"),
        Fact::Value { of, number, name } => format!("value `{name}` ({number}) of `{of}`"),
        Fact::Method { service, name, .. } => format!("method `{name}` of `{service}`"),
        Fact::Renamed { to, kind, from } => format!("{} `{from}`, renamed to `{to}`", kind.word()),
    }
}

/// Formats a member: "4 created_at: int64", or the name and kind if it has no number.
pub(super) fn member(fact: &Fact) -> String {
    match fact {
        Fact::Type { kind, .. } => kind.word().to_owned(),
        Fact::Field { number, name, ty, cardinality, oneof, json, .. } => {
            let oneof = oneof.as_ref().map(|oneof| format!(", in oneof {oneof}")).unwrap_or_default();
            let json = json.as_ref().map(|json| format!(", {json} in JSON")).unwrap_or_default();
            format!("{number} {name}: {}{oneof}{json}", with_label(ty, *cardinality))
        }
        Fact::Extension { number, name, ty, cardinality, .. } => {
            format!("{number} {name}: {} (extension)", with_label(ty, *cardinality))
        }
        Fact::Value { number, name, .. } => format!("{number} {name}"),
        Fact::Method { name, streaming, input, output, .. } => {
            let stream = |is: bool| if is { "stream " } else { "" };
            let (client, server) = streaming.sides();
            format!("{name}({}{input}) returns ({}{output})", stream(client), stream(server))
        }
        Fact::Renamed { from, .. } => format!("was `{from}` before"),
    }
}

fn with_label(ty: &TypeName, cardinality: Cardinality) -> String {
    let label = match (ty, cardinality) {
        (TypeName::Map(..), _) | (_, Cardinality::Optional) => "",
        (_, Cardinality::Required) => "required ",
        (_, Cardinality::Repeated) => "repeated ",
    };
    format!("{label}{}", ty.display_name())
}

/// Counts changes: "3 facts came, 1 left".
pub(super) fn changes(changes: &Changes) -> String {
    let came = count(changes.came.len(), "fact");
    match (changes.came.len(), changes.left.len()) {
        (0, 0) => "nothing new".to_owned(),
        (_, 0) => format!("{came} came"),
        (0, left) => format!("{} left", count(left, "fact")),
        (_, left) => format!("{came} came, {left} left"),
    }
}

/// Maximum number of displayed differences.
const MAX_SHOWN: usize = 20;

/// Formats a line per difference, up to the maximum.
pub(super) fn differences(changes: &Changes) -> String {
    let came = changes.came.iter().map(|it| format!("\n  + {}", fact(it)));
    let left = changes.left.iter().map(|it| format!("\n  - {}", fact(it)));
    let all: Vec<String> = came.chain(left).collect();
    let more = all.len().saturating_sub(MAX_SHOWN);
    let mut shown = all[..all.len() - more].concat();
    if more > 0 {
        shown.push_str(&format!("\n  ... and {more} more"));
    }
    shown
}
