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
    /// The first number.
    pub start: i32,
    /// The last number.
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
    /// The numbers.
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
    /// The declared name.
    pub name: Name,
    /// The full name, without a leading dot.
    pub full_name: Name,
    /// The fields in source order.
    pub fields: Vec<FieldId>,
    /// The oneofs. The synthetic ones of proto3 `optional` fields come last.
    pub oneofs: Vec<OneofId>,
    /// The nested messages, including map entries and messages of groups.
    pub messages: Vec<MessageId>,
    /// The nested enums.
    pub enums: Vec<EnumId>,
    /// The nested extensions, which may extend any message.
    pub extensions: Vec<FieldId>,
    /// The map field of a map entry.
    pub map_field: Option<FieldId>,
    /// The numbers for extensions.
    pub extension_ranges: Vec<ExtensionRange>,
    /// The reserved numbers.
    pub reserved_ranges: Vec<NumberRange>,
    /// The reserved names.
    pub reserved_names: Vec<Name>,
    /// `export` or `local`, if present.
    pub visibility: Option<Visibility>,
    /// The options.
    pub options: MessageOptions,
    /// The resolved features.
    pub features: FeatureSet,
}

/// A oneof.
#[derive(Clone, Debug)]
pub struct Oneof {
    /// The message that declares the oneof.
    pub message: MessageId,
    /// The index among the siblings in the descriptor.
    pub index: u32,
    /// The name.
    pub name: Name,
    /// The members in source order.
    pub fields: Vec<FieldId>,
    /// `true` for the synthetic oneof of a proto3 `optional` field.
    pub synthetic: bool,
    /// The options.
    pub options: OneofOptions,
    /// The resolved features.
    pub features: FeatureSet,
}

/// An enum.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The file that declares the enum.
    pub file: FileId,
    /// The scope of the declaration.
    pub parent: Parent,
    /// The index among the siblings in the descriptor.
    pub index: u32,
    /// The declared name.
    pub name: Name,
    /// The full name, without a leading dot.
    pub full_name: Name,
    /// The values in source order.
    pub values: Vec<EnumValueId>,
    /// The reserved numbers.
    pub reserved_ranges: Vec<NumberRange>,
    /// The reserved names.
    pub reserved_names: Vec<Name>,
    /// `export` or `local`, if present.
    pub visibility: Option<Visibility>,
    /// The options.
    pub options: EnumOptions,
    /// The resolved features.
    pub features: FeatureSet,
}

/// An enum value.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The enum that declares the value.
    pub parent: EnumId,
    /// The index among the siblings in the descriptor.
    pub index: u32,
    /// The name.
    pub name: Name,
    /// The number.
    pub number: i32,
    /// The options.
    pub options: EnumValueOptions,
    /// The resolved features.
    pub features: FeatureSet,
}
