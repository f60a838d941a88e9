//! Diagnostics of features.

use crate::codes;
use protoward_schema::{FeatureSet, RepeatedEncoding};
use protoward_source::{Diagnostic, Place};

/// A feature in proto2 or proto3.
pub(in crate::link::checks) fn only_in_editions(option: Place, syntax: Option<Place>, language: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::FEATURE_MISPLACED, format!("{language} has no features"))
        .label(option, "features are for files of an edition");
    let diagnostic = match syntax {
        Some(syntax) => diagnostic.label(syntax, "the language of this file"),
        None => diagnostic,
    };
    diagnostic.help("remove the option, or begin the file with `edition = \"2023\";`")
}

/// A feature with the value zero, such as `FIELD_PRESENCE_UNKNOWN`.
pub(in crate::link::checks) fn unknown_value(feature: &str, values: &str, value: Place) -> Diagnostic {
    Diagnostic::error(codes::FEATURE_VALUE, format!("feature `{feature}` must be set to a value that means something"))
        .label(value, "this value means \"unknown\"")
        .help(format!("write {values}, or remove the option to inherit the value"))
}

/// `option features.field_presence = LEGACY_REQUIRED;` in a file.
pub(in crate::link::checks) fn all_required(value: Place) -> Diagnostic {
    Diagnostic::error(codes::FEATURE_VALUE, "a file cannot make all of its fields required")
        .label(value, "this holds for each field of the file")
        .help("write it behind each field that must be set: `[features.field_presence = LEGACY_REQUIRED]`")
}

/// The option `java_string_check_utf8` in an edition.
pub(in crate::link::checks) fn java_string_check_utf8(option: Place) -> Diagnostic {
    Diagnostic::error(codes::LEGACY_OPTION, "editions have no option `java_string_check_utf8`")
        .label(option, "a feature has taken its place")
        .help("import `google/protobuf/java_features.proto`, and write `option features.(pb.java).utf8_validation = VERIFY;`")
}

/// `[packed = true]` in an edition. `bare` is the span to delete.
pub(in crate::link::checks) fn packed_in_edition(
    option: Place,
    bare: Place,
    is_packed: bool,
    features: &FeatureSet,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::LEGACY_OPTION, "editions have no option `packed`")
        .label(option, "a feature has taken its place");
    let (wanted, word) =
        if is_packed { (RepeatedEncoding::Packed, "PACKED") } else { (RepeatedEncoding::Expanded, "EXPANDED") };
    if features.repeated_encoding == wanted && bare != option {
        return diagnostic.help("remove it: this is the default here").edit(bare, "");
    }
    if features.repeated_encoding == wanted {
        return diagnostic.help("remove it: this is the default here");
    }
    let feature = format!("features.repeated_field_encoding = {word}");
    diagnostic.help(format!("write `{feature}`")).edit(option, feature)
}

/// The reason why a field cannot set `field_presence`.
#[derive(Clone, Copy)]
pub(in crate::link::checks) enum Presence {
    RequiredExtension,
    Oneof,
    Repeated { is_map: bool },
    Extension,
    Message,
}

/// `field_presence` on a field without a choice.
pub(in crate::link::checks) fn presence(reason: Presence, option: Place) -> Diagnostic {
    let (message, label) = match reason {
        Presence::RequiredExtension => {
            ("an extension cannot be required", "programs without the extension could no longer write the message")
        }
        Presence::Oneof => ("a field of a oneof cannot choose its presence", "a oneof always tells which field is set"),
        Presence::Repeated { is_map: true } => ("a map cannot choose its presence", "it is empty, or it is not"),
        Presence::Repeated { is_map: false } => {
            ("a repeated field cannot choose its presence", "it is empty, or it is not")
        }
        Presence::Extension => ("an extension cannot choose its presence", "an extension always has presence"),
        Presence::Message => ("a message field cannot be without presence", "a message is there, or it is not"),
    };
    Diagnostic::error(codes::FEATURE_MISPLACED, message).label(option, label).help("remove the option")
}

/// A map in a message whose fields are required by default.
pub(in crate::link::checks) fn required_map(map: Place, whence: Option<Place>) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::FEATURE_MISPLACED, "a map cannot be where all fields are required")
        .label(map, "its keys and values would be required too");
    match whence {
        Some(place) => diagnostic.label(place, "this makes them required"),
        None => diagnostic,
    }
    .help("make single fields required: `[features.field_presence = LEGACY_REQUIRED]`")
}

/// A default value of a field with implicit presence.
pub(in crate::link::checks) fn implicit_with_default(default: Place, whence: Option<Place>) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::IMPLICIT_PRESENCE, "a field without presence cannot have a default value")
            .label(default, "zero is its default, and the only one");
    presence_set_here(diagnostic, whence)
        .help("remove the default, or give the field presence: `features.field_presence = EXPLICIT`")
}

/// A closed enum as the type of a field with implicit presence.
pub(in crate::link::checks) fn implicit_with_closed_enum(name: &str, ty: Place, whence: Option<Place>) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::IMPLICIT_PRESENCE, "a field without presence cannot have a closed enum")
        .label(ty, format!("`{name}` is closed"));
    presence_set_here(diagnostic, whence)
        .help("give the field presence: `features.field_presence = EXPLICIT`; or open the enum")
}

/// A closed enum as the value of a map whose fields have implicit presence.
pub(in crate::link::checks) fn implicit_map_with_closed_enum(
    name: &str,
    ty: Place,
    whence: Option<Place>,
) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::IMPLICIT_PRESENCE, "a map without presence cannot have values of a closed enum")
            .label(ty, format!("`{name}` is closed"));
    presence_set_here(diagnostic, whence).help("open the enum, or say for single fields that they have no presence")
}

fn presence_set_here(diagnostic: Diagnostic, whence: Option<Place>) -> Diagnostic {
    match whence {
        Some(place) => diagnostic.label(place, "this takes its presence away"),
        None => diagnostic,
    }
}

/// `repeated_field_encoding` on a singular field.
pub(in crate::link::checks) fn encoding_of_one(option: Place) -> Diagnostic {
    Diagnostic::error(codes::FEATURE_MISPLACED, "only a repeated field has a `repeated_field_encoding`")
        .label(option, "this field holds one value")
        .help("remove the option, or make the field `repeated`")
}

/// `PACKED` on a field whose type cannot be packed.
pub(in crate::link::checks) fn packed_of_unpackable(option: Place, ty: Place) -> Diagnostic {
    Diagnostic::error(codes::FEATURE_MISPLACED, "only numbers, booleans and enums can be packed")
        .label(option, "packed here")
        .label(ty, "values of this type are as long as they are, and need a tag each")
        .help("remove the option")
}

/// `utf8_validation` on a field without strings.
pub(in crate::link::checks) fn utf8_of_no_string(option: Place, ty: Place) -> Diagnostic {
    Diagnostic::error(codes::FEATURE_MISPLACED, "only a `string` has a `utf8_validation`")
        .label(option, "there is no text to look at")
        .label(ty, "no string")
        .help("remove the option")
}

/// `message_encoding` on a field without a message.
pub(in crate::link::checks) fn message_encoding_of_no_message(option: Place, ty: Place) -> Diagnostic {
    Diagnostic::error(codes::FEATURE_MISPLACED, "only a field with a message has a `message_encoding`")
        .label(option, "there is no message to encode")
        .label(ty, "no message")
        .help("remove the option")
}
