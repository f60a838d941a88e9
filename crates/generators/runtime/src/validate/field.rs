//! Fields in paths: how generated code declares them, and the elements of a path.

use alloc::string::String;

/// A field or oneof of a message. Generated code has a static for each.
#[derive(Debug)]
pub struct Field {
    name: &'static str,
    json_name: Option<&'static str>,
    number: i32,
    /// The numbers of `google.protobuf.FieldDescriptorProto.Type`: of the field, and of the keys and values of a map. 0 if
    /// there is none.
    types: [u8; 3],
}

impl Field {
    /// Declares a field of a type of `google.protobuf.FieldDescriptorProto.Type`.
    pub const fn new(name: &'static str, number: i32, ty: u8) -> Self {
        Self { name, json_name: None, number, types: [ty, 0, 0] }
    }

    /// Declares a map with the types of its keys and values.
    pub const fn map(name: &'static str, number: i32, key: u8, value: u8) -> Self {
        Self { name, json_name: None, number, types: [11, key, value] }
    }

    /// Declares a oneof, which has no number.
    pub const fn oneof(name: &'static str) -> Self {
        Self { name, json_name: None, number: 0, types: [0; 3] }
    }

    /// Sets the name in JSON, if it is another one.
    #[must_use]
    pub const fn json(self, name: &'static str) -> Self {
        Self { json_name: Some(name), ..self }
    }
}

/// An element of the path of a field, such as `items[3]`.
#[derive(Clone, Debug)]
pub struct PathElement {
    pub(super) field: &'static Field,
    pub(super) subscript: Option<Subscript>,
}

/// The position of an item in a list, or the key of a map.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subscript {
    /// The position of an item.
    Index(u64),
    /// A key of type `bool`.
    Bool(bool),
    /// A key of a signed integer type.
    Int(i64),
    /// A key of an unsigned integer type.
    Uint(u64),
    /// A key of type `string`.
    Text(String),
}

impl PathElement {
    /// Returns the name of the field or oneof.
    pub fn name(&self) -> &'static str {
        self.field.name
    }

    /// Returns the name of the field in JSON.
    pub fn json_name(&self) -> &'static str {
        self.field.json_name.unwrap_or(self.field.name)
    }

    /// Returns the number of the field; `None` for a oneof.
    pub fn number(&self) -> Option<i32> {
        (self.field.number != 0).then_some(self.field.number)
    }

    /// Returns the numbers of `google.protobuf.FieldDescriptorProto.Type`: of the field, and of the keys and values of a map.
    pub(super) fn types(&self) -> [u8; 3] {
        self.field.types
    }

    /// Returns the item of the list, or the entry of the map.
    pub fn subscript(&self) -> Option<&Subscript> {
        self.subscript.as_ref()
    }
}

impl PartialEq for PathElement {
    fn eq(&self, other: &Self) -> bool {
        self.number() == other.number() && self.name() == other.name() && self.subscript == other.subscript
    }
}

impl Eq for PathElement {}
