//! Moves and renames: one finding instead of several about a deletion and an addition.
//!
//! These rules have no check. `moves` detects a move, and `fold` replaces the findings of the rules listed here. Each
//! rule therefore has the categories of the rules that it replaces.

use crate::names::{API, CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use protoward_policy::Rule;
use protoward_schema::Element;

pub(super) static RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "ENUM_MOVED",
        "enums stay in their file and in their package",
        &[FILE, PACKAGE, CSR],
        include_str!("enum_moved.md"),
        Check::Move(ENUM),
    ),
    BreakingRule::new(
        "ENUM_RENAMED",
        "enums keep their names",
        &[FILE, PACKAGE, CSR],
        include_str!("enum_renamed.md"),
        Check::Move(ENUM),
    ),
    BreakingRule::new(
        "ENUM_VALUE_RENAMED",
        "values of enums are not renamed",
        &[FILE, PACKAGE, WIRE_JSON, CSR, API],
        include_str!("enum_value_renamed.md"),
        Check::Move(&["ENUM_VALUE_NO_DELETE_FROM_HTTP", "ENUM_VALUE_SAME_NAME"]),
    ),
    BreakingRule::new(
        "EXTENSION_MOVED",
        "extensions stay in their file and in their scope",
        &[FILE, PACKAGE, WIRE_JSON, CSR],
        include_str!("extension_moved.md"),
        Check::Move(EXTENSION),
    ),
    BreakingRule::new(
        "EXTENSION_RENAMED",
        "extensions are not renamed",
        &[FILE, PACKAGE, WIRE_JSON, CSR],
        include_str!("extension_renamed.md"),
        Check::Move(EXTENSION),
    ),
    BreakingRule::new(
        "FIELD_RENAMED",
        "fields are not renamed",
        &[FILE, PACKAGE, WIRE_JSON, CSR, API],
        include_str!("field_renamed.md"),
        Check::Move(FIELD),
    ),
    BreakingRule::new(
        "FILE_MOVED",
        "files keep the paths that others import them by",
        &[FILE, CSR],
        include_str!("file_moved.md"),
        Check::Move(&["FILE_NO_DELETE"]),
    ),
    BreakingRule::new(
        "MESSAGE_MOVED",
        "messages stay in their file and in their package",
        &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR],
        include_str!("message_moved.md"),
        Check::Move(MESSAGE),
    ),
    BreakingRule::new(
        "MESSAGE_RENAMED",
        "messages keep their names",
        &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR],
        include_str!("message_renamed.md"),
        Check::Move(MESSAGE),
    ),
    BreakingRule::new(
        "ONEOF_RENAMED",
        "oneofs are not renamed",
        &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR],
        include_str!("oneof_renamed.md"),
        Check::Move(&["ONEOF_NO_DELETE", "FIELD_SAME_ONEOF"]),
    ),
    BreakingRule::new(
        "PACKAGE_RENAMED",
        "packages keep their names",
        &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR, API],
        include_str!("package_renamed.md"),
        Check::Move(WHOLE_PACKAGE),
    ),
    BreakingRule::new(
        RPC_RENAMED,
        "methods are not renamed",
        &[FILE, PACKAGE, API],
        include_str!("rpc_renamed.md"),
        Check::Move(&["RPC_NO_DELETE", "RPC_PATH_NO_DELETE"]),
    ),
    BreakingRule::new(
        "SERVICE_MOVED",
        "services stay in their file and in their package",
        &[FILE, PACKAGE, API],
        include_str!("service_moved.md"),
        Check::Move(SERVICE),
    ),
    BreakingRule::new(
        "SERVICE_RENAMED",
        "services keep their names",
        &[FILE, PACKAGE, API],
        include_str!("service_renamed.md"),
        Check::Move(SERVICE),
    ),
];

pub(crate) const RPC_RENAMED: &str = "RPC_RENAMED";

/// Neither bytes nor JSON have the names of enums.
const ENUM: &[&str] = &["ENUM_NO_DELETE", "FIELD_SAME_TYPE", "PACKAGE_ENUM_NO_DELETE", "PACKAGE_LAST_NO_DELETE"];
const EXTENSION: &[&str] =
    &["EXTENSION_NO_DELETE", "FIELD_SAME_NAME", "PACKAGE_EXTENSION_NO_DELETE", "PACKAGE_LAST_NO_DELETE"];
/// Includes the map entry, which is named after its field.
const FIELD: &[&str] = &[
    "FIELD_SAME_JSON_NAME",
    "FIELD_SAME_NAME",
    "FIELD_SAME_TYPE",
    "MESSAGE_NO_DELETE",
    "PACKAGE_LAST_NO_DELETE",
    "PACKAGE_MESSAGE_NO_DELETE",
];
/// The rules whose findings a moved message replaces, about what is in it too.
const MESSAGE: &[&str] = &[
    "ENUM_NO_DELETE",
    "EXTENSION_NO_DELETE",
    "EXTENSION_SAME_EXTENDEE",
    "FIELD_SAME_NAME",
    "FIELD_SAME_TYPE",
    "FIELD_WIRE_COMPATIBLE_TYPE",
    "FIELD_WIRE_JSON_COMPATIBLE_TYPE",
    "MESSAGE_NO_DELETE",
    "PACKAGE_ENUM_NO_DELETE",
    "PACKAGE_EXTENSION_NO_DELETE",
    "PACKAGE_LAST_NO_DELETE",
    "PACKAGE_MESSAGE_NO_DELETE",
    "RPC_SAME_REQUEST_TYPE",
    "RPC_SAME_RESPONSE_TYPE",
];
/// Includes the contents of the package.
const WHOLE_PACKAGE: &[&str] = &[
    "ENUM_NO_DELETE",
    "EXTENSION_NO_DELETE",
    "EXTENSION_SAME_EXTENDEE",
    "FIELD_SAME_NAME",
    "FIELD_SAME_TYPE",
    "FIELD_WIRE_COMPATIBLE_TYPE",
    "FIELD_WIRE_JSON_COMPATIBLE_TYPE",
    "FILE_NO_DELETE",
    "FILE_SAME_PACKAGE",
    "MESSAGE_NO_DELETE",
    "PACKAGE_NO_DELETE",
    "RPC_PATH_NO_DELETE",
    "RPC_SAME_REQUEST_TYPE",
    "RPC_SAME_RESPONSE_TYPE",
    "SERVICE_NO_DELETE",
];
const SERVICE: &[&str] = &["PACKAGE_SERVICE_NO_DELETE", "RPC_PATH_NO_DELETE", "SERVICE_NO_DELETE"];

/// Returns the rule about renamed packages.
pub(crate) fn of_package() -> &'static Rule {
    listed("PACKAGE_RENAMED")
}

/// Returns the rule about moved files.
pub(crate) fn of_file() -> &'static Rule {
    listed("FILE_MOVED")
}

/// Returns the rule about a moved or renamed message, enum, service or extension.
pub(crate) fn of_declared(element: Element, keeps_name: bool) -> Option<&'static Rule> {
    Some(listed(match (element, keeps_name) {
        (Element::Message(_), true) => "MESSAGE_MOVED",
        (Element::Message(_), false) => "MESSAGE_RENAMED",
        (Element::Enum(_), true) => "ENUM_MOVED",
        (Element::Enum(_), false) => "ENUM_RENAMED",
        (Element::Service(_), true) => "SERVICE_MOVED",
        (Element::Service(_), false) => "SERVICE_RENAMED",
        (Element::Field(_), true) => "EXTENSION_MOVED",
        (Element::Field(_), false) => "EXTENSION_RENAMED",
        (Element::File(_) | Element::Oneof(_) | Element::EnumValue(_) | Element::Method(_), _) => return None,
    }))
}

/// Returns the rule about a renamed field, oneof, enum value or method.
pub(crate) fn of_member(element: Element) -> Option<&'static Rule> {
    Some(listed(match element {
        Element::Field(_) => "FIELD_RENAMED",
        Element::Oneof(_) => "ONEOF_RENAMED",
        Element::EnumValue(_) => "ENUM_VALUE_RENAMED",
        Element::Method(_) => RPC_RENAMED,
        Element::File(_) | Element::Message(_) | Element::Enum(_) | Element::Service(_) => return None,
    }))
}

fn listed(id: &str) -> &'static Rule {
    let row = RULES.iter().find(|row| row.rule.id() == id);
    &row.expect("every id here is that of a row").rule
}
