//! The rules and their list.
//!
//! To add a rule, touch three places:
//! 1. the rule: a file here, or a row in the family file of its siblings, with its page `rule_id.md` beside it;
//! 2. [`ALL`], when the file is new;
//! 3. `fixtures/breaking/RULE_ID.txt`: cases with `old/` and `new/`. `cargo xtask oracle breaking --record` adds buf's findings.
//!
//! A test keeps the list, the pages and the fixtures in agreement. Shared code is in the parent folder; a rule does
//! not import another rule.

mod code_same_features;
mod constraints_not_stricter;
mod deleted_from_file;
mod deleted_from_package;
mod enum_first_values;
mod enum_same_json_format;
mod enum_same_type;
mod enum_same_value_prefix;
mod enum_value_no_add_to_closed;
mod enum_value_no_delete;
mod enum_value_no_delete_from_http;
mod enum_value_same_json_name;
mod enum_value_same_name;
mod extension_message_no_delete;
mod extension_no_delete_unless_number_reserved;
mod extension_range_no_stricter_declarations;
mod extension_range_not_reused;
mod field_cardinality;
mod field_no_delete;
mod field_no_delete_from_http;
mod field_no_stricter_behavior;
mod field_same_cpp_string_type;
mod field_same_default;
mod field_same_json_name;
mod field_same_jstype;
mod field_same_name;
mod field_same_oneof;
mod field_same_resource_reference;
mod field_type;
mod field_utf8_validation;
mod file_no_delete;
mod file_options;
mod file_same_package;
mod file_same_syntax;
mod import_public_no_delete;
mod message_no_remove_standard_descriptor_accessor;
mod message_same_json_format;
mod message_same_required_fields;
mod message_same_wire_format;
pub(super) mod moved;
mod name_reused;
mod number_reused;
mod oneof_no_delete;
mod option_no_stricter_use;
mod package_no_delete;
mod reserved_no_delete;
mod resource_pattern_no_delete;
mod rpc_no_delete;
mod rpc_no_shadowed_http_path;
mod rpc_path_no_delete;
mod rpc_same_http_parameters;
mod rpc_same_http_rule;
mod rpc_same_idempotency_level;
mod rpc_same_operation_info;
mod rpc_same_streaming;
mod rpc_same_types;
mod rpc_signature_no_delete;
mod same_number;
mod type_no_local;
mod type_same_file_options;
mod wire_features;

use std::sync::LazyLock;

use crate::names::{CATEGORIES, GATE, RETIRED};
use crate::rule::BreakingRule;
use protoward_policy::{Catalog, ImpliedRule, Rule};

/// Every rule file with its rows.
static ALL: &[&[BreakingRule]] = &[
    code_same_features::RULES,
    constraints_not_stricter::RULES,
    deleted_from_file::RULES,
    deleted_from_package::RULES,
    enum_first_values::RULES,
    enum_same_json_format::RULES,
    enum_same_type::RULES,
    enum_same_value_prefix::RULES,
    enum_value_no_add_to_closed::RULES,
    enum_value_no_delete::RULES,
    enum_value_no_delete_from_http::RULES,
    enum_value_same_json_name::RULES,
    enum_value_same_name::RULES,
    extension_message_no_delete::RULES,
    extension_no_delete_unless_number_reserved::RULES,
    extension_range_no_stricter_declarations::RULES,
    extension_range_not_reused::RULES,
    field_cardinality::RULES,
    field_no_delete::RULES,
    field_no_delete_from_http::RULES,
    field_no_stricter_behavior::RULES,
    field_same_cpp_string_type::RULES,
    field_same_default::RULES,
    field_same_json_name::RULES,
    field_same_jstype::RULES,
    field_same_name::RULES,
    field_same_oneof::RULES,
    field_same_resource_reference::RULES,
    field_type::RULES,
    field_utf8_validation::RULES,
    file_no_delete::RULES,
    file_options::RULES,
    file_same_package::RULES,
    file_same_syntax::RULES,
    import_public_no_delete::RULES,
    message_no_remove_standard_descriptor_accessor::RULES,
    message_same_json_format::RULES,
    message_same_required_fields::RULES,
    message_same_wire_format::RULES,
    moved::RULES,
    name_reused::RULES,
    number_reused::RULES,
    oneof_no_delete::RULES,
    option_no_stricter_use::RULES,
    package_no_delete::RULES,
    reserved_no_delete::RULES,
    resource_pattern_no_delete::RULES,
    rpc_no_delete::RULES,
    rpc_no_shadowed_http_path::RULES,
    rpc_path_no_delete::RULES,
    rpc_same_http_parameters::RULES,
    rpc_same_http_rule::RULES,
    rpc_same_idempotency_level::RULES,
    rpc_same_operation_info::RULES,
    rpc_same_streaming::RULES,
    rpc_same_types::RULES,
    rpc_signature_no_delete::RULES,
    same_number::RULES,
    type_no_local::RULES,
    type_same_file_options::RULES,
    wire_features::RULES,
];

const fn implied(id: &'static str, by: &'static [&'static [&'static str]]) -> ImpliedRule {
    ImpliedRule { id, by }
}

/// Rules of laxer categories, with the rules of stricter ones that find the same changes and more.
pub(crate) const IMPLIED: &[ImpliedRule] = &[
    implied("ENUM_VALUE_NO_DELETE_FROM_HTTP", &[&["ENUM_VALUE_NO_DELETE", "ENUM_VALUE_SAME_NAME", "FIELD_SAME_TYPE"]]),
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

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let rules = ALL.iter().flat_map(|rules| rules.iter()).map(|rule| &rule.rule);
    let catalog = Catalog::new("breaking", rules, CATEGORIES)
        .with_retired(RETIRED)
        .with_rules_of_gate(OF_GATE)
        .with_implied(IMPLIED);
    catalog.with_example("FIELD_NO_DELETE")
});

/// The rules about the configuration, which compare no schemas.
static OF_GATE: &[Rule] = &[
    Rule::new(
        "GATE_RELAXED",
        "the configuration does not permit more than before",
        &[GATE],
        include_str!("../gate_relaxed.md"),
    )
    .own(),
    Rule::new("STABILITY_LOWERED", "levels of stability do not fall", &[GATE], include_str!("../stability_lowered.md"))
        .own(),
    Rule::new(
        "STABILITY_LOWER_TYPE",
        "fields and methods have no types of a lower level of stability",
        &[GATE],
        include_str!("../stability_lower_type.md"),
    )
    .own(),
    Rule::new(
        "BASELINE_UNREADABLE",
        "all files of the older version can be compared",
        &[GATE],
        include_str!("../baseline_unreadable.md"),
    )
    .own(),
];

/// Returns the rule about a configuration that permits more than before.
pub fn gate_relaxed() -> &'static Rule {
    &OF_GATE[0]
}

/// Returns the rule about levels of stability that fall.
pub fn stability_lowered() -> &'static Rule {
    &OF_GATE[1]
}

/// Returns the rule about types of a lower level of stability.
pub fn stability_lower_type() -> &'static Rule {
    &OF_GATE[2]
}

/// Returns the rule about older files that do not compile.
pub fn baseline_unreadable() -> &'static Rule {
    &OF_GATE[3]
}

/// Returns the breaking rules, with the names by which a configuration selects them.
pub fn catalog() -> &'static Catalog {
    &CATALOG
}

/// Returns the rule with this id, with its check.
pub(crate) fn find(id: &str) -> Option<&'static BreakingRule> {
    ALL.iter().flat_map(|rules| rules.iter()).find(|rule| rule.rule.id() == id)
}
