//! The resolved features of all declarations, because a runtime needs the descriptors being created to resolve them.

use std::fmt::Arguments;

use super::{Order, all_messages, nested_enums};
use crate::names;
use crate::page::Page;
use protoward_schema::{
    EnumId, EnumType, FeatureSet, FieldPresence, File, JsonFormat, MessageEncoding, MessageId, RepeatedEncoding,
    Schema, Utf8Validation,
};

/// The class that stores features.
const CLASS: [&str; 8] = [
    "class _ResolvedFeatures:",
    "  def __init__(self, features = None, **kwargs):",
    "    if features:",
    "      for k, v in features.FIELDS.items():",
    "        setattr(self, k, getattr(features, k))",
    "    else:",
    "      for k, v in kwargs.items():",
    "        setattr(self, k, v)",
];

pub(super) fn write(schema: &Schema, file: &File, page: &mut Page) {
    for line in CLASS {
        page.line(format_args!("{line}"));
    }
    set(format_args!("DESCRIPTOR"), &file.features, page);
    for id in all_messages(schema, file, Order::OutsideFirst) {
        message(schema, id, page);
    }
    for id in nested_enums(schema, file, Order::OutsideFirst).chain(file.enums.iter().copied()) {
        enumeration(schema, id, page);
    }
}

fn message(schema: &Schema, id: MessageId, page: &mut Page) {
    let (message, variable) = (&schema[id], names::message(schema, id));
    set(format_args!("{variable}"), &message.features, page);
    for (index, &id) in message.fields.iter().enumerate() {
        set(format_args!("{variable}.fields[{index}]"), &schema[id].features, page);
    }
    for (index, &id) in message.oneofs.iter().enumerate() {
        set(format_args!("{variable}.oneofs[{index}]"), &schema[id].features, page);
    }
    for (index, &id) in message.extensions.iter().enumerate() {
        set(format_args!("{variable}.extensions[{index}]"), &schema[id].features, page);
    }
}

fn enumeration(schema: &Schema, id: EnumId, page: &mut Page) {
    let declared = &schema[id];
    let variable = names::enumeration(schema, id);
    set(format_args!("{variable}"), &declared.features, page);
    for (index, &id) in declared.values.iter().enumerate() {
        set(format_args!("{variable}.values[{index}]"), &schema[id].features, page);
    }
}

fn set(target: Arguments<'_>, features: &FeatureSet, page: &mut Page) {
    page.line(format_args!("{target}._features = _ResolvedFeatures({})", arguments(features)));
}

/// Formats the features that a runtime uses; the others only affect compilation.
fn arguments(features: &FeatureSet) -> String {
    let arguments = [
        ("field_presence", "FIELDPRESENCE", field_presence(features.field_presence)),
        ("enum_type", "ENUMTYPE", enum_type(features.enum_type)),
        ("repeated_field_encoding", "REPEATEDFIELDENCODING", repeated_encoding(features.repeated_encoding)),
        ("utf8_validation", "UTF8VALIDATION", utf8_validation(features.utf8_validation)),
        ("message_encoding", "MESSAGEENCODING", message_encoding(features.message_encoding)),
        ("json_format", "JSONFORMAT", json_format(features.json_format)),
    ];
    arguments
        .map(|(name, variable, value)| format!("{name}=_FEATURESET_{variable}.values_by_name[\"{value}\"].number"))
        .join(",")
}

const fn field_presence(value: FieldPresence) -> &'static str {
    match value {
        FieldPresence::Explicit => "EXPLICIT",
        FieldPresence::Implicit => "IMPLICIT",
        FieldPresence::LegacyRequired => "LEGACY_REQUIRED",
    }
}

const fn enum_type(value: EnumType) -> &'static str {
    match value {
        EnumType::Open => "OPEN",
        EnumType::Closed => "CLOSED",
    }
}

const fn repeated_encoding(value: RepeatedEncoding) -> &'static str {
    match value {
        RepeatedEncoding::Packed => "PACKED",
        RepeatedEncoding::Expanded => "EXPANDED",
    }
}

const fn utf8_validation(value: Utf8Validation) -> &'static str {
    match value {
        Utf8Validation::Verify => "VERIFY",
        Utf8Validation::None => "NONE",
    }
}

const fn message_encoding(value: MessageEncoding) -> &'static str {
    match value {
        MessageEncoding::LengthPrefixed => "LENGTH_PREFIXED",
        MessageEncoding::Delimited => "DELIMITED",
    }
}

const fn json_format(value: JsonFormat) -> &'static str {
    match value {
        JsonFormat::Allow => "ALLOW",
        JsonFormat::LegacyBestEffort => "LEGACY_BEST_EFFORT",
    }
}
