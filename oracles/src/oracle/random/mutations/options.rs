//! Mutations of options.

use super::{OfNode, is_field, one_of, one_of_rows};
use crate::proto_model::Node;
use crate::proto_model::StatementKind::{Extensions, Field, Group, Option as OptionStatement, Value};
use protoward_kit::random::Random;

/// Values of all kinds, to replace a value of another kind.
const VALUES: &str = "nope|true|1|-1|1.5|\"text\"|99999999999999999999|-2147483649|4294967296|{}|{ nope: 1 }|inf|-inf|nan|0x|''|\
    1e400|\"\\xff\"|-nope|{ a: 1|[1]|FOO|0|9223372036854775808";

fn has_options(node: &Node) -> bool {
    matches!(node.kind, Field | Group | Value | Extensions)
}

fn is_optioned(node: &Node) -> bool {
    !node.options.is_empty()
}

fn is_option(node: &Node) -> bool {
    node.kind == OptionStatement
}

/// Returns `true` if the statement has options in brackets or is an option itself.
fn any_option(node: &Node) -> bool {
    is_option(node) || is_optioned(node)
}

fn has_aggregate(node: &Node) -> bool {
    any_option(node) && (node.value.starts_with('{') || node.options.iter().any(|it| it.1.starts_with('{')))
}

/// Draws an option, and returns its name and value.
fn option_of<'a>(node: &'a mut Node, random: &mut Random) -> (&'a mut String, &'a mut String) {
    if node.options.is_empty() {
        return (&mut node.name, &mut node.value);
    }
    let at = random.below(node.options.len());
    let (name, value) = &mut node.options[at];
    (name, value)
}

pub(super) const ALL: &[OfNode] = &[
    OfNode("default", is_field, |it, random| it.options.push(("default".into(), one_of(VALUES, random)))),
    OfNode("json_name", has_options, |it, random| {
        let name = one_of("\"[x]\"|\"\"|\"a\"|\"foo\"|\"\\0\"|1|x|\"fooBar\"|\"@type\"", random);
        it.options.push(("json_name".into(), name));
    }),
    OfNode("option of fields", has_options, |it, random| it.options.push(one_of_rows(OF_FIELDS, random))),
    OfNode("feature", has_options, |it, random| it.options.push(feature(random))),
    OfNode("feature of a statement", is_option, |it, random| (it.name, it.value) = feature(random)),
    OfNode("unknown option", has_options, |it, random| {
        let name = one_of(
            "nope|(nope)|(.nope)|nope.x|deprecated.x|(google)|uninterpreted_option|features|features.nope|(p.q)",
            random,
        );
        it.options.push((name, one_of(VALUES, random)));
    }),
    OfNode("name of an option", any_option, |it, random| {
        let (name, _) = option_of(it, random);
        *name = match random.below(7) {
            0 => format!("{name}.nope"),
            1 => format!("{name}.(nope)"),
            2 => name.trim_matches(['(', ')']).to_owned(),
            3 => format!("({name})"),
            4 => name.split('.').next().unwrap_or_default().to_owned(),
            5 => format!("{name}."),
            _ => name.replacen('(', "(.", 1),
        };
    }),
    OfNode("value of an option", any_option, |it, random| {
        let value = one_of(VALUES, random);
        *option_of(it, random).1 = value;
    }),
    OfNode("option again", is_optioned, |it, random| {
        let again = it.options[random.below(it.options.len())].clone();
        it.options.push(again);
    }),
    OfNode("word of an aggregate", has_aggregate, |it, random| {
        let inserts = random.chance(2);
        let new = one_of(",|:|nope: 1|{|}|[x]: 1|<|'text'|-|;|[nope.x] {}|1|[type.googleapis.com/Nope] {}|#", random);
        let place = random.next_u64();
        let (_, value) = option_of(it, random);
        let mut words: Vec<&str> = value.split(' ').collect();
        let at = usize::try_from(place % words.len() as u64).unwrap_or(0);
        if inserts {
            words.insert(at, &new);
        } else if words.len() > 1 {
            words.remove(at);
        }
        *value = words.join(" ");
    }),
];

const OF_FIELDS: &[(&str, &str)] = &[
    ("packed", "true|false"),
    ("lazy", "true|false"),
    ("unverified_lazy", "true"),
    ("jstype", "JS_STRING|JS_NORMAL|NOPE"),
    ("ctype", "CORD|STRING|STRING_PIECE"),
    ("weak", "true"),
    ("retention", "RETENTION_SOURCE|RETENTION_RUNTIME"),
    ("targets", "TARGET_TYPE_FIELD|TARGET_TYPE_FILE|NOPE"),
    ("debug_redact", "true|1"),
    ("deprecated", "true|FALSE|\"true\""),
    ("edition_defaults", "{ edition: EDITION_2023, value: 'x' }|{}"),
    ("feature_support.edition_introduced", "EDITION_2023|EDITION_2024"),
    ("feature_support.edition_removed", "EDITION_2023"),
    (
        "feature_support",
        "{ edition_deprecated: EDITION_2024, deprecation_warning: 'w' }|{ edition_deprecated: EDITION_2023 }",
    ),
    ("verification", "DECLARATION|UNVERIFIED"),
    ("declaration", "{ number: 1000 full_name: '.x.y' type: 'int32' }|{ number: 1000 reserved: true }|{ number: 1 }"),
];

const FEATURES: &[(&str, &str)] = &[
    ("field_presence", "EXPLICIT|IMPLICIT|LEGACY_REQUIRED|FIELD_PRESENCE_UNKNOWN"),
    ("enum_type", "OPEN|CLOSED|ENUM_TYPE_UNKNOWN"),
    ("repeated_field_encoding", "PACKED|EXPANDED"),
    ("utf8_validation", "VERIFY|NONE"),
    ("message_encoding", "DELIMITED|LENGTH_PREFIXED"),
    ("json_format", "ALLOW|LEGACY_BEST_EFFORT"),
    ("enforce_naming_style", "STYLE2024|STYLE2026|STYLE_LEGACY"),
    ("default_symbol_visibility", "EXPORT_ALL|EXPORT_TOP_LEVEL|LOCAL_ALL|STRICT"),
    ("enforce_proto_limits", "PROTO_LIMITS2026|LEGACY_NO_EXPLICIT_LIMITS"),
    ("nope", "NOPE"),
    ("(pb.cpp).string_type", "VIEW"),
];

/// Draws a feature, which may not be allowed on the element.
pub(super) fn feature(random: &mut Random) -> (String, String) {
    let (name, values) = FEATURES[random.below(FEATURES.len())];
    if random.chance(6) {
        return ("features".to_owned(), format!("{{ {name}: {} }}", one_of(values, random)));
    }
    (format!("features.{name}"), one_of(values, random))
}
