//! Mutations of statements other than fields, and of the kinds of statements.

use super::{OfNode, one_of};
use crate::proto_model::Node;
use crate::proto_model::StatementKind::{Enum, Extend, Extensions, Import, Message, Oneof, Package, Reserved, Rpc};
use crate::proto_model::StatementKind::{Service, Syntax, Value};

fn is_ranges(node: &Node) -> bool {
    matches!(node.kind, Reserved | Extensions)
}

pub(super) const ALL: &[OfNode] = &[
    OfNode(
        "number of a value",
        |it| it.kind == Value,
        |it, random| {
            it.value = one_of("0|1|-1|2147483648|-2147483649|1.0|x|\"0\"|-|0x80000000|5", random);
        },
    ),
    OfNode("ranges", is_ranges, |it, random| it.value = one_of(RANGES, random)),
    OfNode("extendee", |it| it.kind == Extend, |it, random| it.name = one_of(EXTENDEES, random)),
    OfNode(
        "takes or gives",
        |it| it.kind == Rpc,
        |it, random| {
            let new = one_of(METHOD_TYPES, random);
            *(if random.chance(2) { &mut it.type_name } else { &mut it.value }) = new;
        },
    ),
    OfNode(
        "visibility",
        |it| matches!(it.kind, Message | Enum),
        |it, random| {
            it.modifier = one_of("|export|local|export local|public", random);
        },
    ),
    OfNode(
        "kind of an import",
        |it| it.kind == Import,
        |it, random| {
            it.modifier = one_of("|public|weak|option|export", random);
        },
    ),
    OfNode("path of an import", |it| it.kind == Import, |it, random| it.name = one_of(IMPORTS, random)),
    OfNode(
        "syntax",
        |it| it.kind == Syntax,
        |it, random| {
            let (name, value) = SYNTAXES[random.below(SYNTAXES.len())];
            (it.name, it.value) = (name.into(), value.into());
        },
    ),
    OfNode(
        "package",
        |it| it.kind == Package,
        |it, random| {
            it.name = one_of("p|p.q|google|google.protobuf|google.protobuf.Any|Foo|a.||p.q.r.s|x.y.z", random);
        },
    ),
    OfNode("no braces", |it| it.body.is_some(), |it, _| it.body = None),
    OfNode("empty braces", |it| it.body.as_ref().is_some_and(|it| !it.is_empty()), |it, _| it.body = Some(Vec::new())),
    OfNode("braces where there are none", |it| it.body.is_none(), |it, _| it.body = Some(Vec::new())),
    OfNode("message becomes enum", |it| it.kind == Message, |it, _| it.kind = Enum),
    OfNode("enum becomes message", |it| it.kind == Enum, |it, _| it.kind = Message),
    OfNode("oneof becomes message", |it| it.kind == Oneof, |it, _| it.kind = Message),
    OfNode("service becomes message", |it| it.kind == Service, |it, _| it.kind = Message),
    OfNode("extensions become reserved, or the other way around", is_ranges, |it, _| {
        it.kind = if it.kind == Reserved { Extensions } else { Reserved };
    }),
];

const RANGES: &str = "0|-1|5 to 1|1 to 5|1 to max|0 to 5|536870911|536870912|2147483647|2147483648|1, 1|1 to 3, 2|max|\
    max to 5|5 to|-5 to 5|19000 to 19999|\"a\", \"a\"|\"foo\", 'bar'|foo|foo, foo|\"\"|\"a b\"|1, \"a\"|\"fo\" \"o\"|\
    1 to 2147483646|536870911 to max";

const EXTENDEES: &str = "Nope|google.protobuf.Any|google.protobuf.FieldOptions.CType|google|google.protobuf.MessageOptions|\
    google.protobuf.FileOptions|int32|.p";

const METHOD_TYPES: &str = "Nope|stream Nope|int32|google.protobuf.FieldOptions.CType|stream|stream stream||\
    google.protobuf.Any|.p.q";

const IMPORTS: &str = "\"nope.proto\"|\"\"|\"google/protobuf/cpp_features.proto\"|\"google/protobuf/descriptor.proto\"|\
    \"f0.proto\"|\"./f0.proto\"|\"/f0.proto\"|x";

const SYNTAXES: &[(&str, &str)] = &[
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
