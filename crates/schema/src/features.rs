//! Features, resolved: what proto2, proto3 and the editions say in different ways, said in one.
//!
//! Source: <https://protobuf.dev/editions/features/>; defaults and numbers from `FeatureSet` in `descriptor.proto`.

use super::Edition;
use crate::wire::{Reader, Value};

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
    /// Whether unset fields can be told from default ones.
    FieldPresence {
        /// They can be told.
        Explicit = 1,
        /// They cannot.
        Implicit = 2,
        /// The field must be set, as proto2's `required`.
        LegacyRequired = 3,
    }
}
feature! {
    /// What happens to numbers that an enum does not name.
    EnumType {
        /// They are kept as values.
        Open = 1,
        /// They become unknown fields.
        Closed = 2,
    }
}
feature! {
    /// How repeated numbers are sent.
    RepeatedEncoding {
        /// In one run of bytes.
        Packed = 1,
        /// One by one.
        Expanded = 2,
    }
}
feature! {
    /// Whether strings are checked.
    Utf8Validation {
        /// They must be UTF-8.
        Verify = 2,
        /// They may be anything.
        None = 3,
    }
}
feature! {
    /// How a message inside a message is sent.
    MessageEncoding {
        /// With its length in front.
        LengthPrefixed = 1,
        /// Between two tags, as a group.
        Delimited = 2,
    }
}
feature! {
    /// Whether the JSON mapping must work.
    JsonFormat {
        /// It must.
        Allow = 1,
        /// As far as it goes.
        LegacyBestEffort = 2,
    }
}
feature! {
    /// Which naming style is enforced.
    NamingStyle {
        /// That of edition 2024.
        Style2024 = 1,
        /// None.
        Legacy = 2,
        /// That of edition 2026.
        Style2026 = 3,
    }
}
feature! {
    /// Who sees what a file declares.
    SymbolVisibility {
        /// Everybody sees everything.
        ExportAll = 1,
        /// Everybody sees the top level.
        ExportTopLevel = 2,
        /// Nobody sees anything that is not exported.
        LocalAll = 3,
        /// As `LocalAll`, and nested elements cannot be exported.
        Strict = 4,
    }
}
feature! {
    /// Whether the size limits of edition 2026 hold.
    ProtoLimits {
        /// They do not.
        Legacy = 1,
        /// They do.
        Limits2026 = 2,
    }
}

/// All features of an element, inherited and overridden.
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
    /// What holds in a file of `edition` that says nothing.
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

    /// The same, with what a serialized `FeatureSet` says put over it. What is unknown or broken is passed over.
    #[must_use]
    pub fn overridden(mut self, features: &[u8]) -> Self {
        for field in Reader::new(features).fields() {
            if let Value::Varint(value) = field.value {
                self.set(field.number, value);
            }
        }
        self
    }

    /// The same, with what a field of proto2 or proto3 says with keywords and options.
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

/// What proto2 and proto3 say of a field without features.
#[derive(Clone, Copy, Debug)]
pub struct LegacyField {
    /// `required`
    pub required: bool,
    /// `optional` in proto3.
    pub proto3_optional: bool,
    /// `group`
    pub group: bool,
    /// The option `packed`.
    pub packed: Option<bool>,
}
