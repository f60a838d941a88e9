//! Changes of one statement.

use super::super::model::{Kind, Node};
use super::{OfNode, pick};
use crate::random::Random;

/// Values of all kinds, for what wants one of another kind.
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

fn is_field(node: &Node) -> bool {
    node.kind == Kind::Field
}

fn is_numbered(node: &Node) -> bool {
    matches!(node.kind, Kind::Field | Kind::Group)
}

fn is_value(node: &Node) -> bool {
    node.kind == Kind::Value
}

fn is_type(node: &Node) -> bool {
    matches!(node.kind, Kind::Message | Kind::Enum)
}

fn is_ranges(node: &Node) -> bool {
    matches!(node.kind, Kind::Reserved | Kind::Extensions)
}

fn has_options(node: &Node) -> bool {
    matches!(node.kind, Kind::Field | Kind::Group | Kind::Value | Kind::Extensions)
}

fn is_optioned(node: &Node) -> bool {
    !node.options.is_empty()
}

fn is_option(node: &Node) -> bool {
    node.kind == Kind::Option
}

fn is_map(node: &Node) -> bool {
    is_field(node) && node.type_name.starts_with("map<")
}

fn is_named_type(node: &Node) -> bool {
    is_field(node) && node.type_name.contains('.')
}

fn add(node: &mut Node, name: &str, value: impl Into<String>) {
    node.options.push((name.to_owned(), value.into()));
}

/// An option that is there, in brackets or as a statement.
fn any_option(node: &Node) -> bool {
    is_option(node) || is_optioned(node)
}

/// The name and the value of one option.
fn option_of<'a>(node: &'a mut Node, random: &mut Random) -> (&'a mut String, &'a mut String) {
    if node.options.is_empty() {
        return (&mut node.name, &mut node.value);
    }
    let at = random.below(node.options.len());
    let (name, value) = &mut node.options[at];
    (name, value)
}

pub(super) const ALL: &[OfNode] = &[
    OfNode {
        name: "number that no field has",
        fits: is_numbered,
        change: |node, random| {
            const ALL: &[&str] = &[
                "0",
                "-1",
                "19000",
                "19500",
                "19999",
                "536870912",
                "2147483647",
                "2147483648",
                "4294967296",
                "1.5",
                "0x",
                "x",
                "\"1\"",
                "99999999999999999999",
                "max",
            ];
            node.value = pick(random, ALL);
        },
    },
    OfNode { name: "number 1", fits: is_numbered, change: |node, _| node.value = "1".into() },
    OfNode {
        name: "name that is a word of the language",
        fits: |it| {
            !matches!(
                it.kind,
                Kind::Option | Kind::Reserved | Kind::Extensions | Kind::Syntax | Kind::Import | Kind::Empty
            )
        },
        change: |node, random| {
            node.name = pick(
                random,
                &[
                    "int32",
                    "message",
                    "option",
                    "reserved",
                    "extensions",
                    "to",
                    "max",
                    "string",
                    "group",
                    "map",
                    "descriptor",
                    "_",
                ],
            );
        },
    },
    OfNode {
        name: "name of another style",
        fits: |it| !matches!(it.kind, Kind::Option | Kind::Import | Kind::Syntax),
        change: |node, random| {
            node.name = match random.below(6) {
                0 => node.name.to_ascii_uppercase(),
                1 => node.name.to_ascii_lowercase(),
                2 => format!("{}_", node.name),
                3 => format!("_{}", node.name),
                4 => format!("has_{}", node.name),
                _ => format!("{}Entry", node.name),
            }
        },
    },
    OfNode {
        name: "name of two parts, or none",
        fits: |it| !matches!(it.kind, Kind::Option | Kind::Import | Kind::Syntax),
        change: |node, random| {
            node.name = match random.below(4) {
                0 => format!("{}.x", node.name),
                1 => String::new(),
                2 => "1x".into(),
                _ => format!(".{}", node.name),
            }
        },
    },
    OfNode {
        name: "unknown type",
        fits: is_field,
        change: |node, random| node.type_name = pick(random, &["Nope", ".Nope", "no.pe", ".p.q.Nope"]),
    },
    OfNode {
        name: "no type at all",
        fits: is_field,
        change: |node, random| {
            node.type_name =
                pick(random, &["", "google", "google.protobuf", "p", "p.q", "stream", ".google", "descriptor.proto"])
        },
    },
    OfNode {
        name: "scalar type",
        fits: is_field,
        change: |node, random| {
            node.type_name = pick(
                random,
                &["string", "bytes", "int32", "uint64", "float", "double", "bool", "int", "Int32", "sint64"],
            )
        },
    },
    OfNode {
        name: "message type of the library",
        fits: is_field,
        change: |node, random| {
            let all = [
                "google.protobuf.Any",
                "google.protobuf.Timestamp",
                "google.protobuf.FieldOptions",
                "google.protobuf.FieldOptions.CType",
            ];
            node.type_name = pick(random, &all);
        },
    },
    OfNode {
        name: "type without its first part",
        fits: is_named_type,
        change: |node, _| {
            node.type_name =
                node.type_name.trim_start_matches('.').split_once('.').map_or(String::new(), |it| it.1.to_owned())
        },
    },
    OfNode {
        name: "type without its last part",
        fits: is_named_type,
        change: |node, _| node.type_name = node.type_name.rsplit_once('.').map_or(String::new(), |it| it.0.to_owned()),
    },
    OfNode { name: "type with a dot in front", fits: is_field, change: |node, _| node.type_name.insert(0, '.') },
    OfNode { name: "group as a field", fits: is_field, change: |node, _| node.type_name = "group".into() },
    OfNode {
        name: "key of a map",
        fits: is_map,
        change: |node, random| {
            let value = node.type_name.split_once(',').map_or("int32>".to_owned(), |it| it.1.to_owned());
            node.type_name = format!(
                "map<{},{value}",
                pick(random, &["float", "double", "bytes", "Nope", "google.protobuf.Any", "", "map<int32, int32>"])
            );
        },
    },
    OfNode {
        name: "value of a map",
        fits: is_map,
        change: |node, random| {
            node.type_name =
                format!("map<int32, {}>", pick(random, &["Nope", "map<int32, int32>", "group", "", "repeated int32"]))
        },
    },
    OfNode {
        name: "field becomes a map",
        fits: is_field,
        change: |node, random| node.type_name = pick(random, &["map<int32, string>", "map<string, bytes>"]),
    },
    OfNode {
        name: "label",
        fits: is_numbered,
        change: |node, random| {
            node.modifier = pick(random, &["", "optional", "required", "repeated", "optional optional", "singular"])
        },
    },
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
            let (insert, all) = (random.chance(2), aggregates());
            let new = all[random.below(all.len())];
            let place = random.next();
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
    OfNode {
        name: "number of a value",
        fits: is_value,
        change: |node, random| {
            node.value = pick(
                random,
                &["0", "1", "-1", "2147483648", "-2147483649", "1.0", "x", "\"0\"", "-", "0x80000000", "5"],
            )
        },
    },
    OfNode {
        name: "ranges",
        fits: is_ranges,
        change: |node, random| {
            const ALL: &[&str] = &[
                "0",
                "-1",
                "5 to 1",
                "1 to 5",
                "1 to max",
                "0 to 5",
                "536870911",
                "536870912",
                "2147483647",
                "2147483648",
                "1, 1",
                "1 to 3, 2",
                "max",
                "max to 5",
                "5 to",
                "-5 to 5",
                "19000 to 19999",
                "\"a\", \"a\"",
                "\"foo\", 'bar'",
                "foo",
                "foo, foo",
                "\"\"",
                "\"a b\"",
                "1, \"a\"",
                "\"fo\" \"o\"",
                "1 to 2147483646",
                "536870911 to max",
            ];
            node.value = pick(random, ALL);
        },
    },
    OfNode {
        name: "extendee",
        fits: |it| it.kind == Kind::Extend,
        change: |node, random| {
            let all = [
                "Nope",
                "google.protobuf.Any",
                "google.protobuf.FieldOptions.CType",
                "google",
                "google.protobuf.MessageOptions",
                "google.protobuf.FileOptions",
                "int32",
                ".p",
            ];
            node.name = pick(random, &all);
        },
    },
    OfNode {
        name: "takes or gives",
        fits: |it| it.kind == Kind::Rpc,
        change: |node, random| {
            let new = pick(
                random,
                &[
                    "Nope",
                    "stream Nope",
                    "int32",
                    "google.protobuf.FieldOptions.CType",
                    "stream",
                    "stream stream",
                    "",
                    "google.protobuf.Any",
                    ".p.q",
                ],
            );
            if random.chance(2) {
                node.type_name = new;
            } else {
                node.value = new;
            }
        },
    },
    OfNode {
        name: "visibility",
        fits: is_type,
        change: |node, random| node.modifier = pick(random, &["", "export", "local", "export local", "public"]),
    },
    OfNode {
        name: "kind of an import",
        fits: |it| it.kind == Kind::Import,
        change: |node, random| node.modifier = pick(random, &["", "public", "weak", "option", "export"]),
    },
    OfNode {
        name: "path of an import",
        fits: |it| it.kind == Kind::Import,
        change: |node, random| {
            node.name = pick(
                random,
                &[
                    "\"nope.proto\"",
                    "\"\"",
                    "\"google/protobuf/cpp_features.proto\"",
                    "\"google/protobuf/descriptor.proto\"",
                    "\"f0.proto\"",
                    "\"./f0.proto\"",
                    "\"/f0.proto\"",
                    "x",
                ],
            );
        },
    },
    OfNode {
        name: "syntax",
        fits: |it| it.kind == Kind::Syntax,
        change: |node, random| {
            const ALL: &[(&str, &str)] = &[
                ("syntax", "\"proto2\""),
                ("syntax", "\"proto3\""),
                ("edition", "\"2023\""),
                ("edition", "\"2024\""),
                ("edition", "\"2026\""),
                ("edition", "\"2025\""),
                ("edition", "\"UNSTABLE\""),
                ("edition", "\"proto3\""),
                ("syntax", "\"2023\""),
                ("syntax", "\"editions\""),
                ("syntax", "\"proto\" \"3\""),
                ("syntax", "proto3"),
            ];
            let (name, value) = ALL[random.below(ALL.len())];
            (node.name, node.value) = (name.into(), value.into());
        },
    },
    OfNode {
        name: "package",
        fits: |it| it.kind == Kind::Package,
        change: |node, random| {
            node.name = pick(
                random,
                &["p", "p.q", "google", "google.protobuf", "google.protobuf.Any", "Foo", "a.", "", "p.q.r.s", "x.y.z"],
            )
        },
    },
    OfNode { name: "no braces", fits: |it| it.body.is_some(), change: |node, _| node.body = None },
    OfNode {
        name: "empty braces",
        fits: |it| it.body.as_ref().is_some_and(|it| !it.is_empty()),
        change: |node, _| node.body = Some(Vec::new()),
    },
    OfNode {
        name: "braces where there are none",
        fits: |it| it.body.is_none(),
        change: |node, _| node.body = Some(Vec::new()),
    },
    OfNode {
        name: "message becomes enum",
        fits: |it| it.kind == Kind::Message,
        change: |node, _| node.kind = Kind::Enum,
    },
    OfNode {
        name: "enum becomes message",
        fits: |it| it.kind == Kind::Enum,
        change: |node, _| node.kind = Kind::Message,
    },
    OfNode {
        name: "oneof becomes message",
        fits: |it| it.kind == Kind::Oneof,
        change: |node, _| node.kind = Kind::Message,
    },
    OfNode {
        name: "service becomes message",
        fits: |it| it.kind == Kind::Service,
        change: |node, _| node.kind = Kind::Message,
    },
    OfNode {
        name: "extensions become reserved, or the other way around",
        fits: is_ranges,
        change: |node, _| node.kind = if node.kind == Kind::Reserved { Kind::Extensions } else { Kind::Reserved },
    },
];

/// A feature on something, of a kind that may have it or not.
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
