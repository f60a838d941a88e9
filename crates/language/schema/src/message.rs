//! Messages and enums with their ranges, oneofs and values.

use super::{
    EnumOptions, EnumValueOptions, ExtensionRangeOptions, FeatureSet, FieldId, FileId, Id, MessageOptions, Name,
    OneofOptions, Parent,
};

/// The id of a [`Message`].
pub type MessageId = Id<Message>;
/// The id of a [`Oneof`].
pub type OneofId = Id<Oneof>;
/// The id of an [`Enum`].
pub type EnumId = Id<Enum>;
/// The id of an [`EnumValue`].
pub type EnumValueId = Id<EnumValue>;

/// `export` or `local` before a message or an enum (from edition 2024 on).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Visibility {
    /// `local`: visible in this file only.
    Local,
    /// `export`: visible in other files.
    Export,
}

/// A range of numbers with inclusive ends, regardless of the descriptor's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumberRange {
    /// The first number, inclusive.
    pub start: i32,
    /// The last number, inclusive.
    pub end: i32,
}

impl NumberRange {
    /// Returns `true` if the range contains `number`.
    pub const fn contains(self, number: i32) -> bool {
        self.start <= number && number <= self.end
    }
}

/// An extension range of a message.
#[derive(Clone, Debug)]
pub struct ExtensionRange {
    /// The numbers that extensions may have.
    pub numbers: NumberRange,
    /// The options, including extension declarations.
    pub options: ExtensionRangeOptions,
}

/// A message, including the messages of groups and map entries.
#[derive(Clone, Debug)]
pub struct Message {
    /// The file that declares the message.
    pub file: FileId,
    /// The scope of the declaration.
    pub parent: Parent,
    /// The index among the siblings in the descriptor.
    pub index: u32,
    /// The name as declared, without its scope.
    pub name: Name,
    /// The full name, without a leading dot.
    pub full_name: Name,
    /// The fields in source order.
    pub fields: Vec<FieldId>,
    /// The oneofs. The synthetic ones of proto3 `optional` fields come last.
    pub oneofs: Vec<OneofId>,
    /// The nested messages, including map entries and messages of groups.
    pub messages: Vec<MessageId>,
    /// The nested enums, in source order.
    pub enums: Vec<EnumId>,
    /// The nested extensions, which may extend any message.
    pub extensions: Vec<FieldId>,
    /// The map field of a map entry.
    pub map_field: Option<FieldId>,
    /// The ranges of `extensions` statements, in source order.
    pub extension_ranges: Vec<ExtensionRange>,
    /// The numbers of `reserved` statements, in source order.
    pub reserved_ranges: Vec<NumberRange>,
    /// The names of `reserved` statements, in source order.
    pub reserved_names: Vec<Name>,
    /// `export` or `local`, if present.
    pub visibility: Option<Visibility>,
    /// The options, as the descriptor has them.
    pub options: MessageOptions,
    /// The features after inheritance and defaults.
    pub features: FeatureSet,
}

/// A oneof of a message.
#[derive(Clone, Debug)]
pub struct Oneof {
    /// The message that declares the oneof.
    pub message: MessageId,
    /// The index among the siblings in the descriptor.
    pub index: u32,
    /// The name as declared, without its scope.
    pub name: Name,
    /// The members in source order.
    pub fields: Vec<FieldId>,
    /// `true` for the synthetic oneof of a proto3 `optional` field.
    pub synthetic: bool,
    /// The options, as the descriptor has them.
    pub options: OneofOptions,
    /// The features after inheritance and defaults.
    pub features: FeatureSet,
}

/// An enum, at the top level or nested in a message.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The file that declares the enum.
    pub file: FileId,
    /// The scope of the declaration.
    pub parent: Parent,
    /// The index among the siblings in the descriptor.
    pub index: u32,
    /// The name as declared, without its scope.
    pub name: Name,
    /// The full name, without a leading dot.
    pub full_name: Name,
    /// The values in source order.
    pub values: Vec<EnumValueId>,
    /// The numbers of `reserved` statements, in source order.
    pub reserved_ranges: Vec<NumberRange>,
    /// The names of `reserved` statements, in source order.
    pub reserved_names: Vec<Name>,
    /// `export` or `local`, if present.
    pub visibility: Option<Visibility>,
    /// The options, as the descriptor has them.
    pub options: EnumOptions,
    /// The features after inheritance and defaults.
    pub features: FeatureSet,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The enum that declares the value.
    pub parent: EnumId,
    /// The index among the siblings in the descriptor.
    pub index: u32,
    /// The name. It is a name of the scope around the enum, not of the enum.
    pub name: Name,
    /// The number. Several values of an enum with `allow_alias` may share it.
    pub number: i32,
    /// The options, as the descriptor has them.
    pub options: EnumValueOptions,
    /// The features after inheritance and defaults.
    pub features: FeatureSet,
}
