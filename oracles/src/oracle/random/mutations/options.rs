//! Mutations of options.

use super::{OfNode, is_field, pick};
use crate::proto_model::{Node, StatementKind};
use protoward_kit::random::Random;

/// Values of all kinds, to replace a value of another kind.
const VALUES: &[&str] = &[
    "nope",
    "true",
    "1",
    "-1",
    "1.5",
    "\"text\"",
    "99999999999999999999",
    "-2147483649",
    "4294967296",
    "{}",
    "{ nope: 1 }",
    "inf",
    "-inf",
    "nan",
    "0x",
    "''",
    "1e400",
    "\"\\xff\"",
    "-nope",
    "{ a: 1",
    "[1]",
    "FOO",
    "0",
    "9223372036854775808",
];

fn has_options(node: &Node) -> bool {
    matches!(node.kind, StatementKind::Field | StatementKind::Group | StatementKind::Value | StatementKind::Extensions)
}

fn is_optioned(node: &Node) -> bool {
    !node.options.is_empty()
}

fn is_option(node: &Node) -> bool {
    node.kind == StatementKind::Option
}

fn add(node: &mut Node, name: &str, value: impl Into<String>) {
    node.options.push((name.to_owned(), value.into()));
}

/// Returns `true` if the statement has options in brackets or is an option itself.
fn any_option(node: &Node) -> bool {
    is_option(node) || is_optioned(node)
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
    OfNode { name: "default", fits: is_field, change: |node, random| add(node, "default", pick(random, VALUES)) },
    OfNode {
        name: "json_name",
        fits: has_options,
        change: |node, random| {
            add(
                node,
                "json_name",
                pick(random, &["\"[x]\"", "\"\"", "\"a\"", "\"foo\"", "\"\\0\"", "1", "x", "\"fooBar\"", "\"@type\""]),
            )
        },
    },
    OfNode {
        name: "option of fields",
        fits: has_options,
        change: |node, random| {
            const ALL: &[(&str, &[&str])] = &[
                ("packed", &["true", "false"]),
                ("lazy", &["true", "false"]),
                ("unverified_lazy", &["true"]),
                ("jstype", &["JS_STRING", "JS_NORMAL", "NOPE"]),
                ("ctype", &["CORD", "STRING", "STRING_PIECE"]),
                ("weak", &["true"]),
                ("retention", &["RETENTION_SOURCE", "RETENTION_RUNTIME"]),
                ("targets", &["TARGET_TYPE_FIELD", "TARGET_TYPE_FILE", "NOPE"]),
                ("debug_redact", &["true", "1"]),
                ("deprecated", &["true", "FALSE", "\"true\""]),
                ("edition_defaults", &["{ edition: EDITION_2023, value: 'x' }", "{}"]),
                ("feature_support.edition_introduced", &["EDITION_2023", "EDITION_2024"]),
                ("feature_support.edition_removed", &["EDITION_2023"]),
                (
                    "feature_support",
                    &[
                        "{ edition_deprecated: EDITION_2024, deprecation_warning: 'w' }",
                        "{ edition_deprecated: EDITION_2023 }",
                    ],
                ),
                ("verification", &["DECLARATION", "UNVERIFIED"]),
                (
                    "declaration",
                    &[
                        "{ number: 1000 full_name: '.x.y' type: 'int32' }",
                        "{ number: 1000 reserved: true }",
                        "{ number: 1 }",
                    ],
                ),
            ];
            let (name, values) = ALL[random.below(ALL.len())];
            add(node, name, pick(random, values));
        },
    },
    OfNode {
        name: "feature",
        fits: has_options,
        change: |node, random| {
            let (name, value) = feature(random);
            add(node, &name, value);
        },
    },
    OfNode {
        name: "feature of a statement",
        fits: is_option,
        change: |node, random| {
            let (name, value) = feature(random);
            (node.name, node.value) = (name, value);
        },
    },
    OfNode {
        name: "unknown option",
        fits: has_options,
        change: |node, random| {
            add(
                node,
                &pick(
                    random,
                    &[
                        "nope",
                        "(nope)",
                        "(.nope)",
                        "nope.x",
                        "deprecated.x",
                        "(google)",
                        "uninterpreted_option",
                        "features",
                        "features.nope",
                        "(p.q)",
                    ],
                ),
                pick(random, VALUES),
            )
        },
    },
    OfNode {
        name: "name of an option",
        fits: any_option,
        change: |node, random| {
            let (name, _) = option_of(node, random);
            *name = match random.below(7) {
                0 => format!("{name}.nope"),
                1 => format!("{name}.(nope)"),
                2 => name.trim_matches(['(', ')']).to_owned(),
                3 => format!("({name})"),
                4 => name.split('.').next().unwrap_or_default().to_owned(),
                5 => format!("{name}."),
                _ => name.replacen('(', "(.", 1),
            };
        },
    },
    OfNode {
        name: "value of an option",
        fits: any_option,
        change: |node, random| {
            let value = pick(random, VALUES);
            *option_of(node, random).1 = value;
        },
    },
    OfNode {
        name: "option again",
        fits: is_optioned,
        change: |node, random| {
            let again = node.options[random.below(node.options.len())].clone();
            node.options.push(again);
        },
    },
    OfNode {
        name: "word of an aggregate",
        fits: |it| any_option(it) && (it.value.starts_with('{') || it.options.iter().any(|it| it.1.starts_with('{'))),
        change: |node, random| {
            let aggregates = || {
                [
                    ",",
                    ":",
                    "nope: 1",
                    "{",
                    "}",
                    "[x]: 1",
                    "<",
                    "'text'",
                    "-",
                    ";",
                    "[nope.x] {}",
                    "1",
                    "[type.googleapis.com/Nope] {}",
                    "#",
                ]
            };
            let insert = random.chance(2);
            let all = aggregates();
            let new = all[random.below(all.len())];
            let place = random.next_u64();
            let (_, value) = option_of(node, random);
            let mut words: Vec<&str> = value.split(' ').collect();
            let at = usize::try_from(place % words.len() as u64).unwrap_or(0);
            if insert {
                words.insert(at, new);
            } else if words.len() > 1 {
                words.remove(at);
            }
            *value = words.join(" ");
        },
    },
];

/// Draws a feature, which may not be allowed on the element.
pub(super) fn feature(random: &mut Random) -> (String, String) {
    const ALL: &[(&str, &[&str])] = &[
        ("field_presence", &["EXPLICIT", "IMPLICIT", "LEGACY_REQUIRED", "FIELD_PRESENCE_UNKNOWN"]),
        ("enum_type", &["OPEN", "CLOSED", "ENUM_TYPE_UNKNOWN"]),
        ("repeated_field_encoding", &["PACKED", "EXPANDED"]),
        ("utf8_validation", &["VERIFY", "NONE"]),
        ("message_encoding", &["DELIMITED", "LENGTH_PREFIXED"]),
        ("json_format", &["ALLOW", "LEGACY_BEST_EFFORT"]),
        ("enforce_naming_style", &["STYLE2024", "STYLE2026", "STYLE_LEGACY"]),
        ("default_symbol_visibility", &["EXPORT_ALL", "EXPORT_TOP_LEVEL", "LOCAL_ALL", "STRICT"]),
        ("enforce_proto_limits", &["PROTO_LIMITS2026", "LEGACY_NO_EXPLICIT_LIMITS"]),
        ("nope", &["NOPE"]),
        ("(pb.cpp).string_type", &["VIEW"]),
    ];
    let (name, values) = ALL[random.below(ALL.len())];
    if random.chance(6) {
        return ("features".to_owned(), format!("{{ {name}: {} }}", pick(random, values)));
    }
    (format!("features.{name}"), pick(random, values))
}
