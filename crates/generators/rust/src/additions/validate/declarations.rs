//! The declarations of fields and rules in generated code.

use super::RUNTIME;
use protoward_constraints::RulePath;
use protoward_schema::{FieldId, Schema, Shape};

/// Returns the declaration of a rule.
pub(super) fn declared_rule(schema: &Schema, path: &RulePath, id: &str, message: &str, for_key: bool) -> String {
    let element = |&field: &FieldId| {
        let name = RulePath::name_of(schema, field);
        format!("({name:?}, {}, {})", schema[field].number.0, schema.type_number(field))
    };
    let elements: Vec<String> = path.fields.iter().map(element).collect();
    let index = path.index.map_or_else(String::new, |index| format!(".at({index})"));
    let of_key = if for_key { ".of_key()" } else { "" };
    format!("{RUNTIME}::Rule::new({id:?}, {message:?}, &[{}]){index}{of_key}", elements.join(", "))
}

/// Returns the declaration of a field.
pub(in crate::additions) fn declared_field(schema: &Schema, id: FieldId) -> String {
    let name = schema.text(schema[id].name);
    let number = schema[id].number.0;
    let declared = match schema.shape(id) {
        Shape::Map { key, value } => {
            let [key, value] = [key, value].map(|id| schema.type_number(id));
            format!("{RUNTIME}::Field::map({name:?}, {number}, {key}, {value})")
        }
        Shape::Single(_) | Shape::Repeated { .. } => {
            format!("{RUNTIME}::Field::new({name:?}, {number}, {})", schema.type_number(id))
        }
    };
    let json_name = schema.json_name(id);
    if json_name == name { declared } else { format!("{declared}.json({json_name:?})") }
}
