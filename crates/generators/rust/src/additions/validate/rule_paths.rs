//! The paths of rules in `buf.validate.FieldRules`, and how generated code declares fields and rules.

use super::RUNTIME;
use protoward_schema::{FieldId, MessageId, Schema, Shape};

/// The fields from a message of rules to a rule.
#[derive(Debug, Default)]
pub(super) struct RulePath {
    fields: Vec<FieldId>,
    /// The position in the last field, if it is a list of rules.
    index: Option<i32>,
}

impl RulePath {
    /// Follows the numbers of a path that begins in a message of rules.
    pub(super) fn of(schema: &Schema, rules: MessageId, path: &[i32]) -> Self {
        let mut found = Self { fields: Vec::new(), index: None };
        let mut message = Some(rules);
        for &number in path {
            let field = message.and_then(|message| field(schema, message, number));
            match field {
                Some(field) => {
                    message = schema[field].ty.message();
                    found.fields.push(field);
                }
                None => found.index = Some(number),
            }
        }
        found
    }

    /// Returns the id of a standard rule, such as `string.min_len`.
    pub(super) fn id(&self, schema: &Schema) -> String {
        let last = self.fields.len().saturating_sub(2);
        let names: Vec<&str> = self.fields[last..].iter().map(|&id| schema.text(schema[id].name)).collect();
        names.join(".")
    }

    /// Returns the position of the rule among the declarations of its message, by which violations are sorted.
    pub(super) fn position(&self, schema: &Schema) -> usize {
        let Some(&last) = self.fields.last() else { return 0 };
        let fields = &schema[schema[last].containing()].fields;
        fields.iter().position(|&field| field == last).unwrap_or(usize::MAX)
    }

    /// Returns the declaration of a rule.
    pub(super) fn declared(&self, schema: &Schema, id: &str, message: &str, for_key: bool) -> String {
        let element = |&field: &FieldId| {
            let name = if schema[field].is_extension() {
                format!("[{}]", schema.full_name(field.into()))
            } else {
                schema.text(schema[field].name).to_owned()
            };
            format!("({name:?}, {}, {})", schema[field].number.0, schema.type_number(field))
        };
        let path: Vec<String> = self.fields.iter().map(element).collect();
        let index = self.index.map_or_else(String::new, |index| format!(".at({index})"));
        let of_key = if for_key { ".of_key()" } else { "" };
        format!("{RUNTIME}::Rule::new({id:?}, {message:?}, &[{}]){index}{of_key}", path.join(", "))
    }
}

/// Returns the field or extension of a message with a number.
fn field(schema: &Schema, message: MessageId, number: i32) -> Option<FieldId> {
    let own = schema[message].fields.iter().copied().find(|&id| schema[id].number.0 == number);
    let is_meant = |id: &FieldId| {
        let field = &schema[*id];
        field.is_extension() && field.number.0 == number && field.containing() == message
    };
    own.or_else(|| schema.fields.ids().find(is_meant))
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
