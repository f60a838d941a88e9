use super::{
    EnumOptions, EnumValueOptions, ExtensionRangeOptions, FeatureSet, FieldId, FileId, Id, MessageOptions, Name,
    OneofOptions, Parent,
};

/// Names a [`Message`].
pub type MessageId = Id<Message>;
/// Names a [`Oneof`].
pub type OneofId = Id<Oneof>;
/// Names an [`Enum`].
pub type EnumId = Id<Enum>;
/// Names an [`EnumValue`].
pub type EnumValueId = Id<EnumValue>;

/// `export` or `local` in front of a message or an enum (edition 2024 on).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Visibility {
    /// `local`: this file only.
    Local,
    /// `export`: everybody.
    Export,
}

/// A range of numbers, both ends included, whatever form the descriptor keeps it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumberRange {
    /// The first number.
    pub start: i32,
    /// The last number.
    pub end: i32,
}

impl NumberRange {
    /// Whether `number` lies in it.
    pub const fn contains(self, number: i32) -> bool {
        self.start <= number && number <= self.end
    }
}

/// A range of numbers that others may extend a message with.
#[derive(Clone, Debug)]
pub struct ExtensionRange {
    /// The numbers.
    pub numbers: NumberRange,
    /// Options, the declarations among them.
    pub options: ExtensionRangeOptions,
}

/// A message, a group's message or a map's entry.
#[derive(Clone, Debug)]
pub struct Message {
    /// The file that declares it.
    pub file: FileId,
    /// What it is declared in.
    pub parent: Parent,
    /// Position among its siblings in the descriptor.
    pub index: u32,
    /// The name as declared.
    pub name: Name,
    /// The name with its package and outer messages, without a leading dot.
    pub full_name: Name,
    /// Fields, in the order of the file.
    pub fields: Vec<FieldId>,
    /// Oneofs; the synthetic ones of proto3 `optional` come last.
    pub oneofs: Vec<OneofId>,
    /// Messages inside, map entries and groups included.
    pub messages: Vec<MessageId>,
    /// Enums inside.
    pub enums: Vec<EnumId>,
    /// Extensions declared inside; they extend whatever they name.
    pub extensions: Vec<FieldId>,
    /// The field next to it that it was made for, where it is the entry of a map.
    pub map_field: Option<FieldId>,
    /// Numbers that others may use.
    pub extension_ranges: Vec<ExtensionRange>,
    /// Numbers that nobody may use.
    pub reserved_ranges: Vec<NumberRange>,
    /// Names that nobody may use.
    pub reserved_names: Vec<Name>,
    /// `export` or `local`, where it is written.
    pub visibility: Option<Visibility>,
    /// Options.
    pub options: MessageOptions,
    /// Features, resolved.
    pub features: FeatureSet,
}

/// A oneof.
#[derive(Clone, Debug)]
pub struct Oneof {
    /// The message that declares it.
    pub message: MessageId,
    /// Position among its siblings in the descriptor.
    pub index: u32,
    /// The name.
    pub name: Name,
    /// Its members, in the order of the file.
    pub fields: Vec<FieldId>,
    /// Whether it only stands for the presence of one proto3 `optional` field.
    pub synthetic: bool,
    /// Options.
    pub options: OneofOptions,
    /// Features, resolved.
    pub features: FeatureSet,
}

/// An enum.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The file that declares it.
    pub file: FileId,
    /// What it is declared in.
    pub parent: Parent,
    /// Position among its siblings in the descriptor.
    pub index: u32,
    /// The name as declared.
    pub name: Name,
    /// The name with its package and outer messages, without a leading dot.
    pub full_name: Name,
    /// Values, in the order of the file.
    pub values: Vec<EnumValueId>,
    /// Numbers that nobody may use.
    pub reserved_ranges: Vec<NumberRange>,
    /// Names that nobody may use.
    pub reserved_names: Vec<Name>,
    /// `export` or `local`, where it is written.
    pub visibility: Option<Visibility>,
    /// Options.
    pub options: EnumOptions,
    /// Features, resolved.
    pub features: FeatureSet,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The enum that declares it.
    pub parent: EnumId,
    /// Position among its siblings in the descriptor.
    pub index: u32,
    /// The name.
    pub name: Name,
    /// The number.
    pub number: i32,
    /// Options.
    pub options: EnumValueOptions,
    /// Features, resolved.
    pub features: FeatureSet,
}
