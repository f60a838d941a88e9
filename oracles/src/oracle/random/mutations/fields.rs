//! Mutations of the names of statements, and of the types and numbers of fields.

use super::{OfNode, is_field, pick};
use crate::proto_model::{Node, StatementKind};

fn is_numbered(node: &Node) -> bool {
    matches!(node.kind, StatementKind::Field | StatementKind::Group)
}

fn is_map(node: &Node) -> bool {
    is_field(node) && node.type_name.starts_with("map<")
}

fn is_named_type(node: &Node) -> bool {
    is_field(node) && node.type_name.contains('.')
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
                StatementKind::Option
                    | StatementKind::Reserved
                    | StatementKind::Extensions
                    | StatementKind::Syntax
                    | StatementKind::Import
                    | StatementKind::Empty
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
        fits: |it| !matches!(it.kind, StatementKind::Option | StatementKind::Import | StatementKind::Syntax),
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
        fits: |it| !matches!(it.kind, StatementKind::Option | StatementKind::Import | StatementKind::Syntax),
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
];
