//! The shapes of option types: fields by name, and their encoding.

use std::sync::OnceLock;

use super::known_fields::KnownPart;
use crate::lookup::NameIndex;
use crate::lookup::{HashMap, HashSet};
use protoward_schema::{EnumValueId, FieldId, FieldType, OneofId};

/// The properties of a field that setting and encoding need.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "they are facts about a field, independent of each other")]
pub(super) struct Shape<'a> {
    pub(super) id: FieldId,
    pub(super) name: &'a str,
    pub(super) number: u32,
    /// The field type. A delimited message of an edition is represented as a group, because the encoding is the same.
    pub(super) ty: FieldType,
    pub(super) repeated: bool,
    pub(super) required: bool,
    pub(super) packed: bool,
    /// `true` for implicit presence: zero is not written.
    pub(super) implicit: bool,
    pub(super) extension: bool,
    /// `true` for `retention = RETENTION_SOURCE`.
    pub(super) source_only: bool,
    /// `true` if the declaration limits targets or editions.
    pub(super) limited: bool,
    /// `true` if a value of the enum limits its editions.
    pub(super) limited_values: bool,
    pub(super) in_message_set: bool,
    /// The part of the field that protoc knows.
    pub(super) known: KnownPart,
    /// The oneof of the field, unless synthetic.
    pub(super) oneof: Option<OneofId>,
}

/// A message type that options use.
pub(super) struct MessageShape<'a> {
    /// The fields; `None` for a field with an invalid declaration.
    pub(super) fields: Vec<Option<Shape<'a>>>,
    pub(super) by_name: NameIndex<'a>,
    pub(super) reserved: HashSet<String>,
    /// The required fields in alphabetical order.
    pub(super) required: Vec<Shape<'a>>,
    pub(super) is_map_entry: bool,
}

impl<'a> MessageShape<'a> {
    /// Returns the first field with a name; `Some(None)` if its declaration is invalid.
    pub(super) fn field(&self, name: &str) -> Option<Option<&Shape<'a>>> {
        Some(self.fields[self.by_name.first(name)?].as_ref())
    }

    /// Returns the fields in alphabetical order.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Shape<'a>> {
        self.by_name.names().filter_map(|(_, index)| self.fields[index].as_ref())
    }

    pub(super) fn is_reserved(&self, name: &str) -> bool {
        self.reserved.contains(name)
    }
}

/// An enum type that options use.
pub(super) struct EnumShape<'a> {
    /// The numbers of the values.
    pub(super) numbers: Vec<i32>,
    pub(super) by_name: NameIndex<'a>,
    /// The first value of each number.
    pub(super) by_number: HashMap<i64, usize>,
    /// The values with limited editions.
    pub(super) limited: Vec<(i32, EnumValueId)>,
    /// The number of the first value.
    pub(super) first: i32,
    /// `true` if unknown numbers are not permitted.
    pub(super) is_closed: bool,
}

impl EnumShape<'_> {
    pub(super) fn number(&self, name: &str) -> Option<i32> {
        Some(self.numbers[self.by_name.first(name)?])
    }

    pub(super) fn has_number(&self, number: i32) -> bool {
        self.by_number.contains_key(&number.into())
    }

    /// Returns the value with this number if its editions are limited.
    pub(super) fn limited(&self, number: i32) -> Option<EnumValueId> {
        self.limited.iter().find(|(other, _)| *other == number).map(|(_, value)| *value)
    }

    /// Returns the names of the values in alphabetical order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.names().map(|(name, _)| name)
    }
}

/// A cache of shapes, which are computed on first use.
pub(super) struct Shapes<'a> {
    pub(super) messages: Vec<OnceLock<Box<MessageShape<'a>>>>,
    pub(super) enums: Vec<OnceLock<Box<EnumShape<'a>>>>,
    /// The extensions of each file by id.
    pub(super) extensions: Vec<OnceLock<Extensions<'a>>>,
}

pub(super) type Extensions<'a> = Box<[(FieldId, Option<Shape<'a>>)]>;

impl Shapes<'_> {
    pub(super) fn new(messages: usize, enums: usize, files: usize) -> Self {
        Self {
            messages: (0..messages).map(|_| OnceLock::new()).collect::<Vec<_>>(),
            enums: (0..enums).map(|_| OnceLock::new()).collect::<Vec<_>>(),
            extensions: (0..files).map(|_| OnceLock::new()).collect::<Vec<_>>(),
        }
    }
}
