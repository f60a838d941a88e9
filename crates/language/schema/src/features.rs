//! Resolved features, which represent proto2, proto3 and all editions uniformly.
//!
//! Source: <https://protobuf.dev/editions/features/>; defaults and numbers from `FeatureSet` in `descriptor.proto`.

use super::Edition;
use crate::wire::{WireReader, WireValue};

macro_rules! feature {
    ($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident = $number:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$value_doc])* $value = $number),*
        }

        impl $name {
            const fn from_number(number: u64) -> Option<Self> {
                match number {
                    $($number => Some(Self::$value),)*
                    _ => None,
                }
            }
        }
    };
}

feature! {
    /// The presence of singular fields.
    FieldPresence {
        /// Unset fields are distinguishable from default values.
        Explicit = 1,
        /// Unset fields are not distinguishable from default values.
        Implicit = 2,
        /// The field is required, as in proto2.
        LegacyRequired = 3,
    }
}
feature! {
    /// The treatment of numbers that an enum does not declare.
    EnumType {
        /// Unknown numbers are kept as values.
        Open = 1,
        /// Unknown numbers become unknown fields.
        Closed = 2,
    }
}
feature! {
    /// The encoding of repeated numeric fields.
    RepeatedEncoding {
        /// All elements in one length-delimited field.
        Packed = 1,
        /// One field, with its own tag, for each element.
        Expanded = 2,
    }
}
feature! {
    /// The check that the bytes of strings are UTF-8.
    Utf8Validation {
        /// Parsers reject strings that are not UTF-8.
        Verify = 2,
        /// Strings may contain any bytes.
        None = 3,
    }
}
feature! {
    /// The encoding of nested messages.
    MessageEncoding {
        /// A length, then the message.
        LengthPrefixed = 1,
        /// Delimited by start and end tags, as groups.
        Delimited = 2,
    }
}
feature! {
    /// The support of the JSON mapping.
    JsonFormat {
        /// The JSON mapping must work.
        Allow = 1,
        /// The mapping may fail: a conflict of a default JSON name is only a warning.
        LegacyBestEffort = 2,
    }
}
feature! {
    /// The naming style that is enforced.
    NamingStyle {
        /// The style of edition 2024.
        Style2024 = 1,
        /// No style is enforced.
        Legacy = 2,
        /// The style of edition 2026.
        Style2026 = 3,
    }
}
feature! {
    /// The default visibility of symbols.
    SymbolVisibility {
        /// All symbols are exported, nested ones included.
        ExportAll = 1,
        /// Top-level symbols are exported; nested ones are local.
        ExportTopLevel = 2,
        /// All symbols are local unless exported.
        LocalAll = 3,
        /// Like `LocalAll`, but nested symbols cannot be exported.
        Strict = 4,
    }
}
feature! {
    /// The enforcement of edition 2026's limits.
    ProtoLimits {
        /// No limits are enforced.
        Legacy = 1,
        /// Messages, oneofs and enums have at most as many members as edition 2026 permits.
        Limits2026 = 2,
    }
}

/// The resolved features of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each field is documented by its type")]
pub struct FeatureSet {
    pub field_presence: FieldPresence,
    pub enum_type: EnumType,
    pub repeated_encoding: RepeatedEncoding,
    pub utf8_validation: Utf8Validation,
    pub message_encoding: MessageEncoding,
    pub json_format: JsonFormat,
    pub naming_style: NamingStyle,
    pub symbol_visibility: SymbolVisibility,
    pub proto_limits: ProtoLimits,
}

impl FeatureSet {
    /// Returns the defaults of an edition.
    pub fn defaults(edition: Edition) -> Self {
        let proto2 = Self {
            field_presence: FieldPresence::Explicit,
            enum_type: EnumType::Closed,
            repeated_encoding: RepeatedEncoding::Expanded,
            utf8_validation: Utf8Validation::None,
            message_encoding: MessageEncoding::LengthPrefixed,
            json_format: JsonFormat::LegacyBestEffort,
            naming_style: NamingStyle::Legacy,
            symbol_visibility: SymbolVisibility::ExportAll,
            proto_limits: ProtoLimits::Legacy,
        };
        let proto3 = Self {
            field_presence: FieldPresence::Implicit,
            enum_type: EnumType::Open,
            repeated_encoding: RepeatedEncoding::Packed,
            utf8_validation: Utf8Validation::Verify,
            json_format: JsonFormat::Allow,
            ..proto2
        };
        let e2023 = Self { field_presence: FieldPresence::Explicit, ..proto3 };
        let e2024 =
            Self { naming_style: NamingStyle::Style2024, symbol_visibility: SymbolVisibility::ExportTopLevel, ..e2023 };
        match edition {
            edition if edition < Edition::PROTO3 => proto2,
            edition if edition < Edition::E2023 => proto3,
            edition if edition < Edition::E2024 => e2023,
            edition if edition < Edition::E2026 => e2024,
            _ => Self {
                naming_style: NamingStyle::Style2026,
                symbol_visibility: SymbolVisibility::Strict,
                proto_limits: ProtoLimits::Limits2026,
                ..e2024
            },
        }
    }

    /// Applies a serialized `FeatureSet`. Ignores unknown and malformed fields.
    #[must_use]
    pub fn overridden(mut self, features: &[u8]) -> Self {
        for field in WireReader::new(features).fields() {
            if let WireValue::Varint(value) = field.value {
                self.set(field.number, value);
            }
        }
        self
    }

    /// Applies the keywords and options of a proto2 or proto3 field.
    #[must_use]
    pub const fn with_legacy(mut self, field: LegacyField) -> Self {
        if field.required {
            self.field_presence = FieldPresence::LegacyRequired;
        } else if field.proto3_optional {
            self.field_presence = FieldPresence::Explicit;
        }
        if field.group {
            self.message_encoding = MessageEncoding::Delimited;
        }
        match field.packed {
            Some(true) => self.repeated_encoding = RepeatedEncoding::Packed,
            Some(false) => self.repeated_encoding = RepeatedEncoding::Expanded,
            None => {}
        }
        self
    }

    fn set(&mut self, number: u32, value: u64) {
        fn put<T>(slot: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *slot = value;
            }
        }
        match number {
            1 => put(&mut self.field_presence, FieldPresence::from_number(value)),
            2 => put(&mut self.enum_type, EnumType::from_number(value)),
            3 => put(&mut self.repeated_encoding, RepeatedEncoding::from_number(value)),
            4 => put(&mut self.utf8_validation, Utf8Validation::from_number(value)),
            5 => put(&mut self.message_encoding, MessageEncoding::from_number(value)),
            6 => put(&mut self.json_format, JsonFormat::from_number(value)),
            7 => put(&mut self.naming_style, NamingStyle::from_number(value)),
            8 => put(&mut self.symbol_visibility, SymbolVisibility::from_number(value)),
            9 => put(&mut self.proto_limits, ProtoLimits::from_number(value)),
            _ => {}
        }
    }
}

/// The properties of a proto2 or proto3 field that imply features.
#[derive(Clone, Copy, Debug)]
pub struct LegacyField {
    /// `true` for a field with the keyword `required`.
    pub required: bool,
    /// `true` for `optional` in proto3.
    pub proto3_optional: bool,
    /// `true` for a field of type `group`.
    pub group: bool,
    /// The option `packed`, if set.
    pub packed: Option<bool>,
}
