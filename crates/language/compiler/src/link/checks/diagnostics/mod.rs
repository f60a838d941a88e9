//! Diagnostics of the checks, one file for each family.

mod enums;
mod extensions;
pub(super) mod features;
mod json_names;
pub(super) mod limits;
mod messages;
mod names;
mod numbers;
pub(super) mod options;
pub(super) mod style;
pub(super) mod support;
pub(super) mod visibility;

use protoward_source::Place;

/// A declaration with its name and location.
#[derive(Clone, Copy)]
pub(super) struct NamedDeclaration<'a> {
    pub(super) name: &'a str,
    pub(super) place: Place,
}

pub(super) use enums::{
    default_of_message, default_of_repeated, duplicate_enum_number, enum_default_is_no_name, enum_default_unknown,
    enum_names_alike, enum_without_values, enum_without_zero,
};
pub(super) use extensions::{
    Difference, declaration_incomplete, declaration_name, declaration_name_twice, declaration_outside,
    declaration_twice, declared_and_unverified, declared_otherwise, declared_repeated, declared_reserved,
    duplicate_extension_number, not_an_extension_number, not_declared, required_extension,
};
pub(super) use json_names::{
    JsonAlias, JsonName, JsonReading, duplicate_json_name, duplicate_json_string, json_name_in_brackets,
    json_name_of_extension, json_name_with_nul, json_string_is_a_number, json_string_with_nul, json_strings_of_aliases,
};
pub(super) use limits::{
    name_too_long, nested_too_deeply, package_too_deep, package_too_long, reserved_name_too_long, too_many_fields,
};
pub(super) use messages::{
    closed_enum_in_proto3, default_in_proto3, extension_in_proto3, extension_of_message_set, extensions_in_proto3,
    field_of_message_set, group_in_proto3, map_entry_as_type, map_key, map_value_without_zero, message_set_in_proto3,
    oneof_without_fields, required_in_proto3,
};
pub(super) use names::{
    FirstDeclaration, copy_of_built_in, declared_twice, name_reserved, name_reserved_twice, reserved_name_is_no_name,
};
pub(super) use numbers::{
    Range, duplicate_number, extension_range_too_far, number_in_range, number_not_positive, number_of_library,
    number_too_large, range_backwards, range_not_positive, ranges_overlap,
};
