//! The paths of rules in `buf.validate.FieldRules`.

use crate::model::FIELD;
use protoward_schema::{Cardinality, Element, FieldId, MessageId, Schema};

/// The fields from a message of rules to a rule; none for a rule of a message.
#[derive(Clone, Debug, Default)]
pub struct RulePath {
    /// The fields and extensions, outermost first.
    pub fields: Vec<FieldId>,
    /// The index of the rule, if the last field is a list of rules.
    pub index: Option<i32>,
}

impl RulePath {
    /// Follows the path of a rule in the descriptor of an element.
    pub fn of(schema: &Schema, element: Element, path: &[i32]) -> Self {
        let Element::Field(_) = element else { return Self::default() };
        let mut message = FIELD.message(schema, element).and_then(|option| option.ty);
        let begin = FIELD.path(schema, element).len();
        let mut found = Self::default();
        for &number in path.get(begin..).unwrap_or_default() {
            // The number behind a list is an index, also if the messages in it have a field with this number.
            if found.fields.last().is_some_and(|&last| schema[last].cardinality == Cardinality::Repeated) {
                found.index = Some(number);
                break;
            }
            let Some(field) = message.and_then(|message| field(schema, message, number)) else { break };
            message = schema[field].ty.message();
            found.fields.push(field);
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

    /// Returns the name of a field in paths of rules.
    pub fn name_of(schema: &Schema, field: FieldId) -> String {
        match schema[field].is_extension() {
            true => format!("[{}]", schema.full_name(field.into())),
            false => schema.text(schema[field].name).to_owned(),
        }
    }

    /// Returns the path as text, such as `repeated.items.string.min_len` or `cel[0]`.
    pub fn text(&self, schema: &Schema) -> String {
        let names: Vec<String> = self.fields.iter().map(|&field| Self::name_of(schema, field)).collect();
        let index = self.index.map_or_else(String::new, |index| format!("[{index}]"));
        format!("{}{index}", names.join("."))
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
