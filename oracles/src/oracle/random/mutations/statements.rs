//! Mutations of statements other than fields, and of the kinds of statements.

use super::{OfNode, pick};
use crate::proto_model::{Node, StatementKind};

fn is_value(node: &Node) -> bool {
    node.kind == StatementKind::Value
}

fn is_type(node: &Node) -> bool {
    matches!(node.kind, StatementKind::Message | StatementKind::Enum)
}

fn is_ranges(node: &Node) -> bool {
    matches!(node.kind, StatementKind::Reserved | StatementKind::Extensions)
}

pub(super) const ALL: &[OfNode] = &[
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
        fits: |it| it.kind == StatementKind::Extend,
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
        fits: |it| it.kind == StatementKind::Rpc,
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
        fits: |it| it.kind == StatementKind::Import,
        change: |node, random| node.modifier = pick(random, &["", "public", "weak", "option", "export"]),
    },
    OfNode {
        name: "path of an import",
        fits: |it| it.kind == StatementKind::Import,
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
        fits: |it| it.kind == StatementKind::Syntax,
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
        fits: |it| it.kind == StatementKind::Package,
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
        fits: |it| it.kind == StatementKind::Message,
        change: |node, _| node.kind = StatementKind::Enum,
    },
    OfNode {
        name: "enum becomes message",
        fits: |it| it.kind == StatementKind::Enum,
        change: |node, _| node.kind = StatementKind::Message,
    },
    OfNode {
        name: "oneof becomes message",
        fits: |it| it.kind == StatementKind::Oneof,
        change: |node, _| node.kind = StatementKind::Message,
    },
    OfNode {
        name: "service becomes message",
        fits: |it| it.kind == StatementKind::Service,
        change: |node, _| node.kind = StatementKind::Message,
    },
    OfNode {
        name: "extensions become reserved, or the other way around",
        fits: is_ranges,
        change: |node, _| {
            node.kind =
                if node.kind == StatementKind::Reserved { StatementKind::Extensions } else { StatementKind::Reserved }
        },
    },
];
