//! The names inside one message: fields, the methods that prost-derive generates for them, oneofs and their variants.

use std::collections::BTreeSet;

use protoward_schema::{FieldId, FieldType, MessageId, Presence, Schema, Shape};

use super::RustNames;
use super::name_allocator::NameAllocator;
use crate::ident::bare;
use crate::paths::oneof_of;

/// The trait methods that prost-derive calls on the value of a required field. A method of the same name on the message would
/// be called instead.
const REQUIRED_MESSAGE_METHODS: &[&str] = &["clear"];

impl RustNames {
    /// Makes the names of the fields, oneofs and variants of a message distinct. Fields whose Rust name equals the declared name
    /// choose first, then all others, each in the order of their numbers.
    pub(super) fn disambiguate_members(&mut self, schema: &Schema, id: MessageId, is_required: bool) {
        let mut by_number: Vec<FieldId> = schema[id].fields.clone();
        by_number.sort_by_key(|&field| schema[field].number);
        let members = by_number.iter().copied().filter(|&field| oneof_of(schema, field).is_none());
        let is_exact = |field: &FieldId| bare(&self.fields[*field]) == schema.text(schema[*field].name);
        let (exact, others): (Vec<FieldId>, Vec<FieldId>) = members.partition(is_exact);
        let mut used_names = NameAllocator::default();
        let reserved = if is_required { REQUIRED_MESSAGE_METHODS } else { &[] };
        let mut methods: BTreeSet<String> = reserved.iter().map(|&name| name.to_owned()).collect();
        for field in exact.into_iter().chain(others) {
            let kind = Methods::of(schema, field);
            let name =
                used_names.allocate_if(std::mem::take(&mut self.fields[field]), |name| kind.fits(name, &methods));
            methods.extend(kind.names(&name));
            self.fields[field] = name;
        }
        for &oneof in &schema[id].oneofs {
            let mut variants =
                by_number.iter().copied().filter(|&field| oneof_of(schema, field) == Some(oneof)).peekable();
            if variants.peek().is_none() {
                continue;
            }
            self.oneofs[oneof].field = used_names.allocate(std::mem::take(&mut self.oneofs[oneof].field));
            let mut used_names = NameAllocator::default();
            for field in variants {
                self.fields[field] = used_names.allocate(std::mem::take(&mut self.fields[field]));
            }
        }
    }
}

/// The methods that prost-derive generates for a field.
#[derive(Clone, Copy, PartialEq)]
enum Methods {
    None,
    /// `name()`, for a scalar with presence.
    Get,
    /// `name()` and `set_name()`, for an enum.
    GetAndSet,
    /// `name()` and `push_name()`, for a list of enum values.
    GetAndPush,
    /// `get_name()` and `insert_name()`, for a map to enum values. If the name is a keyword, prost-derive includes its `r#`.
    Map,
}

impl Methods {
    fn of(schema: &Schema, id: FieldId) -> Self {
        let is_enum = |id: FieldId| matches!(schema[id].ty, FieldType::Enum(_));
        match schema.shape(id) {
            Shape::Map { value, .. } if is_enum(value) => Self::Map,
            Shape::Map { .. } => Self::None,
            Shape::Repeated { .. } if is_enum(id) => Self::GetAndPush,
            Shape::Repeated { .. } => Self::None,
            Shape::Single(_) if schema[id].ty.message().is_some() => Self::None,
            Shape::Single(_) if is_enum(id) => Self::GetAndSet,
            Shape::Single(Presence::Explicit) => Self::Get,
            Shape::Single(Presence::Implicit | Presence::Required) => Self::None,
        }
    }

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

    /// Returns `true` if the methods of a field of this name are valid and differ from `others`.
    fn fits(self, field: &str, others: &BTreeSet<String>) -> bool {
        // `get_r#type` is not a name in Rust.
        let is_spelled = self != Self::Map || bare(field) == field;
        is_spelled && self.names(field).iter().all(|name| !others.contains(name))
    }
}
