//! Mutations of the names of statements, and of the types and numbers of fields.

use super::{OfNode, is_field, one_of};
use crate::proto_model::Node;
use crate::proto_model::StatementKind::{
    Empty, Extensions, Field, Group, Import, Option as OptionStatement, Reserved, Syntax,
};

fn is_numbered(node: &Node) -> bool {
    matches!(node.kind, Field | Group)
}

fn is_map(node: &Node) -> bool {
    is_field(node) && node.type_name.starts_with("map<")
}

fn is_named_type(node: &Node) -> bool {
    is_field(node) && node.type_name.contains('.')
}

fn may_have_name(node: &Node) -> bool {
    !matches!(node.kind, OptionStatement | Import | Syntax)
}

fn has_name(node: &Node) -> bool {
    may_have_name(node) && !matches!(node.kind, Reserved | Extensions | Empty)
}

pub(super) const ALL: &[OfNode] = &[
    OfNode("number that no field has", is_numbered, |it, random| it.value = one_of(NUMBERS, random)),
    OfNode("number 1", is_numbered, |it, _| it.value = "1".into()),
    OfNode("name that is a word of the language", has_name, |it, random| {
        it.name = one_of("int32|message|option|reserved|extensions|to|max|string|group|map|descriptor|_", random);
    }),
    OfNode("name of another style", may_have_name, |it, random| {
        it.name = match random.below(6) {
            0 => it.name.to_ascii_uppercase(),
            1 => it.name.to_ascii_lowercase(),
            2 => format!("{}_", it.name),
            3 => format!("_{}", it.name),
            4 => format!("has_{}", it.name),
            _ => format!("{}Entry", it.name),
        }
    }),
    OfNode("name of two parts, or none", may_have_name, |it, random| {
        it.name = match random.below(4) {
            0 => format!("{}.x", it.name),
            1 => String::new(),
            2 => "1x".into(),
            _ => format!(".{}", it.name),
        }
    }),
    OfNode("unknown type", is_field, |it, random| it.type_name = one_of("Nope|.Nope|no.pe|.p.q.Nope", random)),
    OfNode("no type at all", is_field, |it, random| {
        it.type_name = one_of("|google|google.protobuf|p|p.q|stream|.google|descriptor.proto", random);
    }),
    OfNode("scalar type", is_field, |it, random| {
        it.type_name = one_of("string|bytes|int32|uint64|float|double|bool|int|Int32|sint64", random);
    }),
    OfNode("message type of the library", is_field, |it, random| it.type_name = one_of(LIBRARY, random)),
    OfNode("type without its first part", is_named_type, |it, _| {
        it.type_name = it.type_name.trim_start_matches('.').split_once('.').map_or("", |it| it.1).to_owned();
    }),
    OfNode("type without its last part", is_named_type, |it, _| {
        it.type_name = it.type_name.rsplit_once('.').map_or("", |it| it.0).to_owned();
    }),
    OfNode("type with a dot in front", is_field, |it, _| it.type_name.insert(0, '.')),
    OfNode("group as a field", is_field, |it, _| it.type_name = "group".into()),
    OfNode("key of a map", is_map, |it, random| {
        let value = it.type_name.split_once(',').map_or("int32>", |it| it.1);
        let key = one_of("float|double|bytes|Nope|google.protobuf.Any||map<int32, int32>", random);
        it.type_name = format!("map<{key},{value}");
    }),
    OfNode("value of a map", is_map, |it, random| {
        it.type_name = format!("map<int32, {}>", one_of("Nope|map<int32, int32>|group||repeated int32", random));
    }),
    OfNode("field becomes a map", is_field, |it, random| {
        it.type_name = one_of("map<int32, string>|map<string, bytes>", random);
    }),
    OfNode("label", is_numbered, |it, random| {
        it.modifier = one_of("|optional|required|repeated|optional optional|singular", random);
    }),
];

const NUMBERS: &str = "0|-1|19000|19500|19999|536870912|2147483647|2147483648|4294967296|1.5|0x|x|\"1\"|\
    99999999999999999999|max";

const LIBRARY: &str = "google.protobuf.Any|google.protobuf.Timestamp|google.protobuf.FieldOptions|\
    google.protobuf.FieldOptions.CType";
