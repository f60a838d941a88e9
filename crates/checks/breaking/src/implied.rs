//! Rules that find every change that another rule finds, so that a stricter category is no weaker gate.

use protoward_policy::ImpliedRule;

const fn implied(id: &'static str, by: &'static [&'static [&'static str]]) -> ImpliedRule {
    ImpliedRule { id, by }
}

/// Rules of laxer categories, with the rules of stricter ones that find the same changes and more.
pub(crate) const IMPLIED: &[ImpliedRule] = &[
    implied("ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED", &[&["ENUM_VALUE_NO_DELETE"]]),
    implied("ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED", &[&["ENUM_VALUE_NO_DELETE"]]),
    implied("ENUM_VALUE_SAME_NUMBER", &[&["ENUM_VALUE_SAME_NAME"]]),
    implied("ENUM_WIRE_COMPATIBLE_TYPE", &[&["ENUM_SAME_TYPE"]]),
    implied("EXTENSION_NO_DELETE_UNLESS_NUMBER_RESERVED", &[&["EXTENSION_NO_DELETE", "FILE_NO_DELETE"]]),
    implied("EXTENSION_RANGE_NOT_REUSED", &[&["EXTENSION_MESSAGE_NO_DELETE"]]),
    implied("FIELD_NO_DELETE_UNLESS_NAME_RESERVED", &[&["FIELD_NO_DELETE"]]),
    implied("FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", &[&["FIELD_NO_DELETE"]]),
    implied("FIELD_SAME_NUMBER", &[&["FIELD_SAME_NAME"]]),
    implied(
        "FIELD_WIRE_COMPATIBLE_CARDINALITY",
        &[&["FIELD_SAME_CARDINALITY"], &["FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY"]],
    ),
    implied("FIELD_WIRE_COMPATIBLE_TYPE", &[&["FIELD_SAME_TYPE"], &["FIELD_WIRE_JSON_COMPATIBLE_TYPE"]]),
    implied("FIELD_WIRE_COMPATIBLE_UTF8_VALIDATION", &[&["FIELD_SAME_UTF8_VALIDATION"]]),
    implied("FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY", &[&["FIELD_SAME_CARDINALITY"]]),
    implied("FIELD_WIRE_JSON_COMPATIBLE_TYPE", &[&["FIELD_SAME_TYPE"]]),
    implied("PACKAGE_ENUM_NO_DELETE", &[&["ENUM_NO_DELETE", "FILE_NO_DELETE", "FILE_SAME_PACKAGE"]]),
    implied("PACKAGE_EXTENSION_NO_DELETE", &[&["EXTENSION_NO_DELETE", "FILE_NO_DELETE", "FILE_SAME_PACKAGE"]]),
    implied(
        "PACKAGE_LAST_NO_DELETE",
        &[&["ENUM_NO_DELETE", "EXTENSION_NO_DELETE", "FILE_NO_DELETE", "FILE_SAME_PACKAGE", "MESSAGE_NO_DELETE"]],
    ),
    implied("PACKAGE_MESSAGE_NO_DELETE", &[&["FILE_NO_DELETE", "FILE_SAME_PACKAGE", "MESSAGE_NO_DELETE"]]),
    implied("PACKAGE_NO_DELETE", &[&["FILE_NO_DELETE", "FILE_SAME_PACKAGE"]]),
    implied("PACKAGE_SERVICE_NO_DELETE", &[&["FILE_NO_DELETE", "FILE_SAME_PACKAGE", "SERVICE_NO_DELETE"]]),
];
