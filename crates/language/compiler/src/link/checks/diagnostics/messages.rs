//! Diagnostics of maps, message sets, and features that proto3 lacks.

use crate::codes;
use protoward_source::{Diagnostic, FixSafety, Place};

/// `map<float, …>`
pub(in super::super) fn map_key(wrong: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_MAP, format!("map keys cannot be {wrong}"))
        .label(place, "not allowed as a key")
        .help("use an integer type, `bool` or `string`")
}

/// A map value of an enum whose first value is not zero.
pub(in super::super) fn map_value_without_zero(declared: &str, place: Place, first: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_MAP, format!("map values of the enum `{declared}`, whose first value is not zero"))
        .label(place, "not allowed as a value")
        .label(first, "expected 0")
        .help("add a first value with the number 0, the default of map values")
}

/// The synthetic entry message of a map as a field type.
pub(in super::super) fn map_entry_as_type(name: &str, place: Place, map: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_MAP, format!("`{name}` is the generated entry of a map, and cannot be used as a type"))
        .label(place, "used here")
        .label(map, "generated for this map")
        .help("declare a message with the fields `key` and `value`, or use a map here")
}

/// A oneof with options and no fields. protoc reports no line.
pub(in super::super) fn oneof_without_fields(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::ONEOF_EMPTY, format!("oneof `{name}` without fields"))
        .label(place, "has only options")
        .help("add a field, or remove the oneof")
        .in_protoc(Place::whole(place.source))
}

/// A field in a message set.
pub(in super::super) fn field_of_message_set(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::MESSAGE_SET, format!("field `{name}` in a message set"))
        .label(place, "not allowed here")
        .help("a message set has only extensions; remove `message_set_wire_format`, which is for old messages")
}

/// An extension of a message set that is not a singular message.
pub(in super::super) fn extension_of_message_set(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::MESSAGE_SET, format!("extension `{name}` of a message set is not an optional message"))
        .label(place, "expected an `optional` field of a message type")
        .help("declare a message with the field, and use it as the type of the extension")
}

/// `message_set_wire_format` in proto3.
pub(in super::super) fn message_set_in_proto3(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_IN_PROTO3, format!("`{name}` cannot be a message set"))
        .label(place, "not allowed in proto3")
        .help("remove `message_set_wire_format`")
}

/// `extensions` in proto3.
pub(in super::super) fn extensions_in_proto3(place: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_IN_PROTO3, "extension ranges are not allowed in proto3")
        .label(place, "not allowed here")
        .help("use a field of type `google.protobuf.Any`, or migrate the file to an edition")
}

/// `extend` of a message other than an options message in proto3.
pub(in super::super) fn extension_in_proto3(extended: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_IN_PROTO3, format!("`{extended}` cannot be extended in proto3"))
        .label(place, "only options can be extended in proto3")
        .help("move the extension to a file of proto2 or an edition")
}

/// `required` in proto3.
pub(in super::super) fn required_in_proto3(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_IN_PROTO3, format!("`{name}` cannot be `required`"))
        .label(place, "not allowed in proto3")
        .help("remove it, and check the value where it is used; with `optional`, code can test if it is set")
        .choice(place, "optional")
}

/// `default` in proto3.
pub(in super::super) fn default_in_proto3(place: Place, option: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_IN_PROTO3, "default values are not allowed in proto3")
        .label(place, "not allowed here")
        .help("remove it; a field that is not set is zero or empty")
        .edit(FixSafety::Unsafe, option, "")
}

/// `group` in proto3.
pub(in super::super) fn group_in_proto3(place: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_IN_PROTO3, "groups are not allowed in proto3")
        .label(place, "not allowed here")
        .help("declare a message, and a field of this type")
}

/// A closed enum in a message of proto3.
pub(in super::super) fn closed_enum_in_proto3(declared: &str, place: Place, enum_name: Place) -> Diagnostic {
    Diagnostic::error(codes::CLOSED_ENUM, format!("closed enum `{declared}` as the type of a proto3 field"))
        .label(place, "used here")
        .label(enum_name, "declared in proto2, or with `enum_type = CLOSED`")
        .help("use an open enum, declared in proto3 or with `enum_type = OPEN`; proto3 fields keep unknown numbers")
}
