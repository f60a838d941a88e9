//! The table of features: names, numbers, targets, values and defaults by edition.
//!
//! Source: `descriptor.proto`, `cpp_features.proto`, `java_features.proto` and `go_features.proto` of protobuf 36.

use std::fmt;

use super::target::Language;
use protoward_schema::{Edition, ElementKind};

/// A feature with a row in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each variant is documented by its row")]
pub enum Feature {
    Presence,
    EnumType,
    RepeatedEncoding,
    Utf8,
    MessageEncoding,
    Json,
    NamingStyle,
    Visibility,
    Limits,
    CppClosedEnum,
    CppStringType,
    CppEnumName,
    JavaClosedEnum,
    JavaUtf8,
    JavaNest,
    GoUnmarshal,
    GoApi,
}

/// The properties of a feature.
#[derive(Debug)]
pub struct FeatureRow {
    /// The feature that the row describes.
    pub feature: Feature,
    /// The language with its own features; `None` for features of all languages.
    pub language: Option<Language>,
    /// The name in its message.
    pub name: &'static str,
    /// The field number in its message.
    pub number: u32,
    /// The kinds of declarations that may set it.
    pub targets: &'static [ElementKind],
    /// The values by name; the preferred ones first, where several values are possible.
    pub values: &'static [(&'static str, u8)],
    /// The values from an edition on, in ascending order.
    pub defaults: &'static [(Edition, u8)],
    /// The first edition that has it.
    pub since: Edition,
    /// `true` if it only restricts which schemas are valid. Programs do not see it.
    pub is_restriction: bool,
    /// `true` if a single setting is better on the element that needs it: one that is unwanted for new declarations.
    pub is_exception: bool,
}

use ElementKind::{Enum, EnumValue, Field, File, Message, Method, Oneof, Service};

const LEGACY: Edition = Edition::LEGACY;
const BOOL: &[(&str, u8)] = &[("false", 0), ("true", 1)];

/// All features, in the order in which they are written.
pub static FEATURES: [FeatureRow; 17] = [
    FeatureRow {
        feature: Feature::Presence,
        language: None,
        name: "field_presence",
        number: 1,
        targets: &[Field, File],
        values: &[("EXPLICIT", 1), ("IMPLICIT", 2), ("LEGACY_REQUIRED", 3)],
        defaults: &[(LEGACY, 1), (Edition::PROTO3, 2), (Edition::E2023, 1)],
        since: Edition::E2023,
        is_restriction: false,
        is_exception: false,
    },
    FeatureRow {
        feature: Feature::EnumType,
        language: None,
        name: "enum_type",
        number: 2,
        targets: &[Enum, File],
        values: &[("OPEN", 1), ("CLOSED", 2)],
        defaults: &[(LEGACY, 2), (Edition::PROTO3, 1)],
        since: Edition::E2023,
        is_restriction: false,
        is_exception: false,
    },
    FeatureRow {
        feature: Feature::RepeatedEncoding,
        language: None,
        name: "repeated_field_encoding",
        number: 3,
        targets: &[Field, File],
        values: &[("PACKED", 1), ("EXPANDED", 2)],
        defaults: &[(LEGACY, 2), (Edition::PROTO3, 1)],
        since: Edition::E2023,
        is_restriction: false,
        is_exception: false,
    },
    FeatureRow {
        feature: Feature::Utf8,
        language: None,
        name: "utf8_validation",
        number: 4,
        targets: &[Field, File],
        values: &[("VERIFY", 2), ("NONE", 3)],
        defaults: &[(LEGACY, 3), (Edition::PROTO3, 2)],
        since: Edition::E2023,
        is_restriction: false,
        is_exception: false,
    },
    FeatureRow {
        feature: Feature::MessageEncoding,
        language: None,
        name: "message_encoding",
        number: 5,
        targets: &[Field, File],
        values: &[("LENGTH_PREFIXED", 1), ("DELIMITED", 2)],
        defaults: &[(LEGACY, 1)],
        since: Edition::E2023,
        is_restriction: false,
        is_exception: true,
    },
    FeatureRow {
        feature: Feature::Json,
        language: None,
        name: "json_format",
        number: 6,
        targets: &[Message, Enum, File],
        values: &[("ALLOW", 1), ("LEGACY_BEST_EFFORT", 2)],
        defaults: &[(LEGACY, 2), (Edition::PROTO3, 1)],
        since: Edition::E2023,
        is_restriction: false,
        is_exception: false,
    },
    FeatureRow {
        feature: Feature::NamingStyle,
        language: None,
        name: "enforce_naming_style",
        number: 7,
        targets: &[File, Message, Field, Oneof, Enum, EnumValue, Service, Method],
        values: &[("STYLE2026", 3), ("STYLE2024", 1), ("STYLE_LEGACY", 2)],
        defaults: &[(LEGACY, 2), (Edition::E2024, 1), (Edition::E2026, 3)],
        since: Edition::E2024,
        is_restriction: true,
        is_exception: true,
    },
    FeatureRow {
        feature: Feature::Visibility,
        language: None,
        name: "default_symbol_visibility",
        number: 8,
        targets: &[File],
        values: &[("STRICT", 4), ("LOCAL_ALL", 3), ("EXPORT_TOP_LEVEL", 2), ("EXPORT_ALL", 1)],
        defaults: &[(LEGACY, 1), (Edition::E2024, 2), (Edition::E2026, 4)],
        since: Edition::E2024,
        is_restriction: true,
        is_exception: false,
    },
    FeatureRow {
        feature: Feature::Limits,
        language: None,
        name: "enforce_proto_limits",
        number: 9,
        targets: &[Message, Enum, Field, Oneof],
        values: &[("PROTO_LIMITS2026", 2), ("LEGACY_NO_EXPLICIT_LIMITS", 1)],
        defaults: &[(LEGACY, 1), (Edition::E2026, 2)],
        since: Edition::E2026,
        is_restriction: true,
        is_exception: true,
    },
    FeatureRow {
        feature: Feature::CppClosedEnum,
        language: Some(Language::Cpp),
        name: "legacy_closed_enum",
        number: 1,
        targets: &[Field, File],
        values: BOOL,
        defaults: &[(LEGACY, 1), (Edition::PROTO3, 0)],
        since: Edition::E2023,
        is_restriction: false,
        is_exception: true,
    },
    FeatureRow {
        feature: Feature::CppStringType,
        language: Some(Language::Cpp),
        name: "string_type",
        number: 2,
        targets: &[Field, File],
        values: &[("VIEW", 1), ("STRING", 3), ("CORD", 2)],
        defaults: &[(LEGACY, 3), (Edition::E2024, 1)],
        since: Edition::E2023,
        is_restriction: false,
        is_exception: false,
    },
    FeatureRow {
        feature: Feature::CppEnumName,
        language: Some(Language::Cpp),
        name: "enum_name_uses_string_view",
        number: 3,
        targets: &[Enum, File],
        values: BOOL,
        defaults: &[(LEGACY, 0), (Edition::E2024, 1)],
        since: Edition::E2024,
        is_restriction: false,
        is_exception: false,
    },
    FeatureRow {
        feature: Feature::JavaClosedEnum,
        language: Some(Language::Java),
        name: "legacy_closed_enum",
        number: 1,
        targets: &[Field, File],
        values: BOOL,
        defaults: &[(LEGACY, 1), (Edition::PROTO3, 0)],
        since: Edition::E2023,
        is_restriction: false,
        is_exception: true,
    },
    FeatureRow {
        feature: Feature::JavaUtf8,
        language: Some(Language::Java),
        name: "utf8_validation",
        number: 2,
        targets: &[Field, File],
        values: &[("DEFAULT", 1), ("VERIFY", 2)],
        defaults: &[(LEGACY, 1)],
        since: Edition::E2023,
        is_restriction: false,
        is_exception: true,
    },
    FeatureRow {
        feature: Feature::JavaNest,
        language: Some(Language::Java),
        name: "nest_in_file_class",
        number: 5,
        targets: &[Message, Enum, Service],
        // `LEGACY` cannot be written: it means what `java_multiple_files` says.
        values: &[("NO", 1), ("YES", 2)],
        defaults: &[(LEGACY, 3), (Edition::E2024, 1)],
        since: Edition::E2024,
        is_restriction: false,
        is_exception: false,
    },
    FeatureRow {
        feature: Feature::GoUnmarshal,
        language: Some(Language::Go),
        name: "legacy_unmarshal_json_enum",
        number: 1,
        targets: &[Enum, File],
        values: BOOL,
        defaults: &[(LEGACY, 1), (Edition::PROTO3, 0)],
        since: Edition::E2023,
        is_restriction: false,
        is_exception: false,
    },
    FeatureRow {
        feature: Feature::GoApi,
        language: Some(Language::Go),
        name: "api_level",
        number: 2,
        targets: &[Message, File],
        // The zero value cannot be written: it means what a flag of the generator says.
        values: &[("API_OPAQUE", 3), ("API_HYBRID", 2), ("API_OPEN", 1)],
        defaults: &[(LEGACY, 0), (Edition::E2024, 3)],
        since: Edition::E2023,
        is_restriction: false,
        is_exception: false,
    },
];

impl Feature {
    /// Returns the row of the feature.
    pub fn row(self) -> &'static FeatureRow {
        &FEATURES[self as usize]
    }
}

impl FeatureRow {
    /// Returns the value without any setting.
    pub fn default_in(&self, edition: Edition) -> u8 {
        let from = self.defaults;
        let to = edition;
        from.iter().rev().find(|(since, _)| *since <= to).map_or(0, |(_, value)| *value)
    }

    /// Returns the name of a value.
    pub fn value_name(&self, value: u8) -> &'static str {
        match (self.feature, value) {
            (Feature::JavaNest, 3) => "LEGACY",
            (Feature::GoApi, 0) => "API_LEVEL_UNSPECIFIED",
            _ => self.values.iter().find(|(_, number)| *number == value).map_or("unknown", |(name, _)| name),
        }
    }

    /// Returns the rank of a value: lower ones are preferred.
    pub fn rank(&self, value: u8) -> usize {
        self.values.iter().position(|(_, number)| *number == value).unwrap_or(self.values.len())
    }

    /// Returns the name as an option: `features.(pb.cpp).string_type`.
    pub fn option_name(&self) -> String {
        match self.language {
            None => format!("features.{}", self.name),
            Some(language) => format!("features.({}).{}", language.extension(), self.name),
        }
    }
}

impl fmt::Display for FeatureRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.language {
            None => f.write_str(self.name),
            Some(language) => write!(f, "({}).{}", language.extension(), self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_the_order_of_the_variants() {
        for (index, row) in FEATURES.iter().enumerate() {
            assert_eq!(row.feature as usize, index, "{row}");
        }
    }
}
