//! Predefined rules: extensions of messages of rules, with an expression.

use super::cel;
use crate::file_checker::FileChecker;
use protoward_cel::Type;
use protoward_constraints::View;
use protoward_constraints::cel::environment::Environment;
use protoward_constraints::cel::field_types;
use protoward_schema::{FieldId, MessageId, Schema};

/// Checks the option `(buf.validate.predefined)`.
pub(crate) fn predefined(cx: &mut FileChecker<'_>, view: &View<'_, '_>, id: FieldId) {
    if let Some(environment) = environment(view.reading.schema, id) {
        cel::check(cx, view, &environment);
    }
}

/// Returns the environment of the expressions of a rule; `None` for a field of another message.
pub(super) fn environment(schema: &Schema, rule: FieldId) -> Option<Environment<'_>> {
    let rules = schema[rule].containing();
    let this = this(schema, rules)?;
    let rules = field_types::of_message(schema, rules);
    Some(Environment::of_value(schema, this).with_rule(field_types::of_field(schema, rule), rules))
}

/// Returns the type of the values that a message of rules is about.
fn this(schema: &Schema, rules: MessageId) -> Option<Type> {
    let name = schema.text(schema[rules].full_name).strip_prefix("buf.validate.")?.strip_suffix("Rules")?;
    Some(match name {
        "Float" | "Double" => Type::Double,
        "Int32" | "Int64" | "SInt32" | "SInt64" | "SFixed32" | "SFixed64" | "Enum" => Type::Int,
        "UInt32" | "UInt64" | "Fixed32" | "Fixed64" => Type::Uint,
        "Bool" => Type::Bool,
        "String" => Type::Text,
        "Bytes" => Type::Bytes,
        "Repeated" => Type::list(Type::Dyn),
        "Map" => Type::map(Type::Dyn, Type::Dyn),
        "Any" => Type::Any,
        "Duration" => Type::Duration,
        "Timestamp" => Type::Timestamp,
        "FieldMask" => field_types::of_message(schema, schema.find_message("google.protobuf.FieldMask")?),
        _ => return None,
    })
}
