//! What is in one message: fields, and the methods that prost-derive makes of them.

use std::collections::BTreeSet;

use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorSet};

use super::rust::{bare, snake, upper_camel};
use super::taken::Taken;

/// The names of a message's members, by their places in the descriptor.
pub(super) struct Members {
    /// Fields of the struct, or variants where the field is in a oneof.
    pub(super) fields: Vec<String>,
    /// The fields that hold oneofs.
    pub(super) oneofs: Vec<String>,
}

/// Names all fields of a message; no method may be called as one of `reserved`.
pub(super) fn members(message: &DescriptorProto, is_proto2: bool, reserved: &[&str]) -> Members {
    let mut members = Members {
        fields: message.field.iter().map(|field| snake(field.name())).collect::<Vec<_>>(),
        oneofs: message.oneof_decl.iter().map(|oneof| snake(oneof.name())).collect::<Vec<_>>(),
    };
    name_fields(message, is_proto2, reserved, &mut members);
    for index in oneofs(message) {
        name_variants(message, index, &mut members);
    }
    members
}

/// The oneofs that prost makes types of: not those that stand for `optional` alone.
pub(super) fn oneofs(message: &DescriptorProto) -> impl Iterator<Item = usize> {
    (0..message.oneof_decl.len()).filter(|&index| message.field.iter().any(|field| oneof_of(field) == Some(index)))
}

/// The oneof that a field is a variant of.
fn oneof_of(field: &FieldDescriptorProto) -> Option<usize> {
    let index = field.oneof_index.filter(|_| !field.proto3_optional());
    index.and_then(|index| usize::try_from(index).ok())
}

/// Those that are written as Rust would write them keep their names; of others, those with smaller numbers.
fn name_fields(message: &DescriptorProto, is_proto2: bool, reserved: &[&str], members: &mut Members) {
    let mut order: Vec<usize> = (0..message.field.len()).filter(|&at| oneof_of(&message.field[at]).is_none()).collect();
    order.sort_by_key(|&at| {
        let field = &message.field[at];
        (bare(&members.fields[at]) != field.name(), field.number())
    });
    let maps = maps(message);
    let mut taken = Taken::default();
    let mut methods: BTreeSet<String> = reserved.iter().map(|&name| name.to_owned()).collect();
    for &at in &order {
        let field = &message.field[at];
        let kind = methods_of(field, is_proto2, &maps);
        let wanted = std::mem::take(&mut members.fields[at]);
        let name = taken.take_if(wanted, |name| kind.fits(name, &methods));
        methods.extend(kind.names(&name));
        members.fields[at] = name;
    }
    for index in oneofs(message) {
        members.oneofs[index] = taken.take(std::mem::take(&mut members.oneofs[index]));
    }
}

fn name_variants(message: &DescriptorProto, oneof: usize, members: &mut Members) {
    let mut order: Vec<usize> =
        (0..message.field.len()).filter(|&at| oneof_of(&message.field[at]) == Some(oneof)).collect();
    order.sort_by_key(|&at| message.field[at].number());
    let mut taken = Taken::default();
    for &at in &order {
        members.fields[at] = taken.take(upper_camel(message.field[at].name()));
    }
}

/// The entries of a message's maps, with the types of their values.
fn maps(message: &DescriptorProto) -> Vec<(&str, Type)> {
    let entries = message.nested_type.iter().filter(|nested| is_map_entry(nested));
    entries.filter_map(|entry| Some((entry.name(), entry.field.get(1)?.r#type()))).collect()
}

pub(super) fn is_map_entry(message: &DescriptorProto) -> bool {
    message.options.as_ref().is_some_and(prost_types::MessageOptions::map_entry)
}

/// The methods that a field has in Rust.
#[derive(Clone, Copy, PartialEq)]
enum Methods {
    None,
    /// `name()`.
    Get,
    /// `name()` and `set_name()`.
    GetAndSet,
    /// `name()` and `push_name()`.
    GetAndPush,
    /// `get_name()` and `insert_name()`, which prost-derive spells with the `r#` of a keyword.
    Map,
}

fn methods_of(field: &FieldDescriptorProto, is_proto2: bool, maps: &[(&str, Type)]) -> Methods {
    let repeated = field.label() == Label::Repeated;
    let optional = field.proto3_optional() || (field.label() == Label::Optional && is_proto2);
    let entry = || field.type_name().rsplit('.').next().unwrap_or_default();
    match field.r#type() {
        Type::Message if repeated => match maps.iter().find(|(name, _)| *name == entry()) {
            Some((_, Type::Enum)) => Methods::Map,
            _ => Methods::None,
        },
        Type::Message | Type::Group => Methods::None,
        Type::Enum if repeated => Methods::GetAndPush,
        Type::Enum => Methods::GetAndSet,
        _ if optional => Methods::Get,
        _ => Methods::None,
    }
}

impl Methods {
    fn names(self, field: &str) -> Vec<String> {
        let name = bare(field);
        match self {
            Self::None => Vec::new(),
            Self::Get => vec![name.to_owned()],
            Self::GetAndSet => vec![name.to_owned(), format!("set_{name}")],
            Self::GetAndPush => vec![name.to_owned(), format!("push_{name}")],
            Self::Map => vec![format!("get_{name}"), format!("insert_{name}")],
        }
    }

    /// Whether a field of this name has methods that no other has.
    fn fits(self, field: &str, others: &BTreeSet<String>) -> bool {
        let spelled = self != Self::Map || bare(field) == field;
        spelled && self.names(field).iter().all(|name| !others.contains(name))
    }
}

/// The messages that required fields hold. prost-derive clears such a field by a method of the message, which is the
/// trait's unless the message has one of that name itself.
pub(super) fn required(set: &FileDescriptorSet) -> BTreeSet<String> {
    let mut open: Vec<&DescriptorProto> = set.file.iter().flat_map(|file| &file.message_type).collect();
    let mut required = BTreeSet::new();
    while let Some(message) = open.pop() {
        let fields = message.field.iter().filter(|field| field.label() == Label::Required);
        required.extend(fields.filter_map(|field| field.type_name.clone()));
        open.extend(&message.nested_type);
    }
    required
}

/// What is called on such a field.
pub(super) const OF_REQUIRED: &[&str] = &["clear"];
