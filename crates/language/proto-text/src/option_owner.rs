//! The declarations that can have options, and their options messages.

/// The kind of a declaration with options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OptionOwner {
    File,
    Message,
    Field,
    Oneof,
    Enum,
    EnumValue,
    ExtensionRange,
    Service,
    Method,
}

impl OptionOwner {
    /// Returns the name of the options message.
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::File => "google.protobuf.FileOptions",
            Self::Message => "google.protobuf.MessageOptions",
            Self::Field => "google.protobuf.FieldOptions",
            Self::Oneof => "google.protobuf.OneofOptions",
            Self::Enum => "google.protobuf.EnumOptions",
            Self::EnumValue => "google.protobuf.EnumValueOptions",
            Self::ExtensionRange => "google.protobuf.ExtensionRangeOptions",
            Self::Service => "google.protobuf.ServiceOptions",
            Self::Method => "google.protobuf.MethodOptions",
        }
    }

    /// Returns the kind with this options message.
    pub(super) fn named(message: &str) -> Option<Self> {
        let all = [
            Self::File,
            Self::Message,
            Self::Field,
            Self::Oneof,
            Self::Enum,
            Self::EnumValue,
            Self::ExtensionRange,
            Self::Service,
            Self::Method,
        ];
        all.into_iter().find(|owner| owner.message() == message)
    }
}
