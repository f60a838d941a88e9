//! Diagnostics of maps, message sets, and features that proto3 lacks.

use crate::codes;
use protoward_source::{Diagnostic, Place};

/// `map<float, …>`
pub(in super::super) fn map_key(wrong: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_MAP, format!("the key of a map cannot be {wrong}"))
        .label(place, "this type")
        .help("use a whole number, `bool` or `string`")
}

/// A map value of an enum whose first value is not zero.
pub(in super::super) fn map_value_without_zero(declared: &str, place: Place, first: Place) -> Diagnostic {
    Diagnostic::error(
        codes::BAD_MAP,
        format!("the values of a map cannot be of `{declared}`, which does not begin with zero"),
    )
    .label(place, "this type")
    .label(first, "not zero")
    .help("an entry without a value has the value zero: put one with the number 0 in front of the others")
}

/// The synthetic entry message of a map as a field type.
pub(in super::super) fn map_entry_as_type(name: &str, place: Place, map: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_MAP, format!("`{name}` is the entry of a map, and no type of its own"))
        .label(place, "used here")
        .label(map, "this map makes it")
        .help("declare a message of another name with the fields `key` and `value`, or use a map here too")
}

/// A oneof with options and no fields. protoc reports no line.
pub(in super::super) fn oneof_without_fields(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::ONEOF_EMPTY, format!("the oneof `{name}` has no fields"))
        .label(place, "only options")
        .help("add a field, or remove the oneof")
        .in_protoc(Place::whole(place.source))
}

/// A field in a message set.
pub(in super::super) fn field_of_message_set(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::MESSAGE_SET, format!("`{name}` is in a message set, which cannot have fields"))
        .label(place, "this field")
        .help(
            "only extensions can be in a message set: remove `message_set_wire_format`, which new messages do not need",
        )
}

/// An extension of a message set that is not a singular message.
pub(in super::super) fn extension_of_message_set(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::MESSAGE_SET, format!("`{name}` extends a message set, and is no single message"))
        .label(place, "an `optional` field of a message type is wanted here")
        .help("put it into a message, and extend with that")
}

/// `message_set_wire_format` in proto3.
pub(in super::super) fn message_set_in_proto3(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_IN_PROTO3, format!("`{name}` cannot be a message set"))
        .label(place, "proto3 has no message sets")
        .help("remove `message_set_wire_format`")
}

/// `extensions` in proto3.
pub(in super::super) fn extensions_in_proto3(place: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_IN_PROTO3, "messages of proto3 cannot be extended")
        .label(place, "this statement")
        .help("use a field of type `google.protobuf.Any`, or move the file to proto2 or an edition")
}

/// `extend` of a message other than an options message in proto3.
pub(in super::super) fn extension_in_proto3(extended: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_IN_PROTO3, format!("proto3 cannot extend `{extended}`"))
        .label(place, "only options can be extended in proto3")
        .help("move the extension to a file of proto2 or an edition")
}

/// `required` in proto3.
pub(in super::super) fn required_in_proto3(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_IN_PROTO3, format!("`{name}` cannot be `required`"))
        .label(place, "proto3 has no `required`")
        .help("remove it, and check the value where it is used; `optional` lets you see whether it is set")
}

/// `default` in proto3.
pub(in super::super) fn default_in_proto3(place: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_IN_PROTO3, "proto3 has no default values")
        .label(place, "this value")
        .help("remove it: a field that is not set is zero or empty")
}

/// `group` in proto3.
pub(in super::super) fn group_in_proto3(place: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_IN_PROTO3, "proto3 has no groups")
        .label(place, "this group")
        .help("declare a message, and a field of its type")
}

/// A closed enum in a message of proto3.
pub(in super::super) fn closed_enum_in_proto3(declared: &str, place: Place, enum_name: Place) -> Diagnostic {
    Diagnostic::error(codes::CLOSED_ENUM, format!("the enum `{declared}` is closed, and cannot be used in proto3"))
        .label(place, "used here")
        .label(enum_name, "an enum of proto2, or with `enum_type = CLOSED`")
        .help("a field of proto3 keeps numbers that its enum does not name; declare the enum in a file of proto3")
}
