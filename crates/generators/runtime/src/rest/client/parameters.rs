//! Fields of a message as parameters of a query: the leaves of its JSON, under the paths of their fields.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::rest::schema::{Field, Kind, Message};
use crate::rest::tree::MAX_DEPTH;

/// Returns the names and values of the parameters for all fields in the JSON of a message, in the order of the schema.
///
/// # Errors
/// Returns the name of the first field that cannot be a parameter: a map, a repeated message, a message without fixed
/// fields, or an empty message, whose presence no parameter shows.
pub(super) fn pairs(object: &Map<String, Value>, message: &'static Message) -> Result<Vec<(String, String)>, String> {
    let mut parameters = Parameters::default();
    parameters.add_message(object, message)?;
    Ok(parameters.pairs)
}

/// Returns the text of a JSON value that is neither a list nor an object, nor `null` where it means no value.
pub(super) fn text(kind: Kind, value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null if matches!(kind, Kind::Null) => Some(Cow::Borrowed("NULL_VALUE")),
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[derive(Debug, Default)]
struct Parameters {
    /// The names of the fields around the current message.
    at: Vec<&'static str>,
    pairs: Vec<(String, String)>,
}

impl Parameters {
    fn add_message(&mut self, object: &Map<String, Value>, message: &'static Message) -> Result<(), String> {
        // Keys that are not fields of the table are extensions.
        if let Some(key) = object.keys().find(|key| message.field(key).is_none()) {
            return Err(self.name_of(key));
        }
        for field in message.fields() {
            let Some(value) = value_of(object, field) else { continue };
            self.at.push(field.json_name);
            self.add_field(field, value)?;
            self.at.pop();
        }
        Ok(())
    }

    fn add_field(&mut self, field: &Field, value: &Value) -> Result<(), String> {
        match (field.kind, value) {
            (Kind::Null, Value::Null) => self.add(field.kind, value),
            // `null` is a value of a `google.protobuf.Value`. Other fields are not set.
            (Kind::Json, Value::Null) if !field.is_repeated => Err(self.name()),
            (_, Value::Null) => Ok(()),
            (_, Value::Array(values)) if field.is_repeated && values.is_empty() => Ok(()),
            (_, Value::Object(entries)) if field.is_repeated && entries.is_empty() => Ok(()),
            (Kind::Json, _) => Err(self.name()),
            (Kind::Message(inner), Value::Object(fields)) if !fields.is_empty() && self.at.len() < MAX_DEPTH => {
                self.add_message(fields, inner)
            }
            (_, Value::Array(values)) if field.is_repeated => {
                values.iter().try_for_each(|value| self.add(field.kind, value))
            }
            (kind, value) => self.add(kind, value),
        }
    }

    fn add(&mut self, kind: Kind, value: &Value) -> Result<(), String> {
        let text = text(kind, value).ok_or_else(|| self.name())?;
        self.pairs.push((self.name(), text.into_owned()));
        Ok(())
    }

    fn name(&self) -> String {
        self.at.join(".")
    }

    fn name_of(&self, key: &str) -> String {
        if self.at.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name()) }
    }
}

/// Returns the value of a field, whose key is the JSON name or the declared name.
pub(super) fn value_of<'v>(object: &'v Map<String, Value>, field: &Field) -> Option<&'v Value> {
    object.get(field.json_name).or_else(|| object.get(field.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    static INNER: Message = Message::new(&[
        Field::new(1, "page_size", "pageSize", Kind::Text),
        Field::new(2, "inner", "inner", Kind::Message(&INNER)),
    ]);
    static OUTER: Message = Message::new(&[
        Field::new(1, "tags", "tags", Kind::Text).repeated(),
        Field::new(2, "order_by", "orderBy", Kind::Enum),
        Field::new(3, "all", "all", Kind::Bool),
        Field::new(4, "inner", "inner", Kind::Message(&INNER)),
        Field::new(5, "labels", "labels", Kind::Json).repeated(),
        Field::new(6, "values", "values", Kind::Json),
        Field::new(7, "null", "null", Kind::Null),
        Field::new(8, "nulls", "nulls", Kind::Null).repeated(),
    ]);

    fn found(value: &Value) -> Result<String, String> {
        let pairs = pairs(value.as_object().unwrap_or(&Map::new()), &OUTER)?;
        Ok(pairs.iter().map(|(name, text)| format!("{name}={text} ")).collect())
    }

    #[test]
    fn fields_are_parameters_in_the_order_of_the_schema() {
        for (value, expected) in [
            (json!({}), ""),
            (json!({"orderBy": "TITLE", "tags": ["a", "b c"]}), "tags=a tags=b c orderBy=TITLE "),
            (json!({"order_by": 7, "all": false}), "orderBy=7 all=false "),
            (
                json!({"inner": {"pageSize": "9", "inner": {"page_size": "0"}}}),
                "inner.pageSize=9 inner.inner.pageSize=0 ",
            ),
            (json!({"tags": [], "labels": {}, "all": null}), ""),
            (json!({"labels": []}), ""),
            (json!({"labels": null, "inner": null}), ""),
            (json!({"null": null, "nulls": [null, null]}), "null=NULL_VALUE nulls=NULL_VALUE nulls=NULL_VALUE "),
        ] {
            assert_eq!(found(&value).as_deref(), Ok(expected), "{value}");
        }
    }

    #[test]
    fn rejects_fields_without_parameters() {
        for (value, field) in [
            (json!({"labels": {"a": 1}}), "labels"),
            (json!({"labels": [1]}), "labels"),
            (json!({"values": {}}), "values"),
            (json!({"values": 1}), "values"),
            (json!({"values": null}), "values"),
            (json!({"inner": {}}), "inner"),
            (json!({"inner": {"inner": {}}}), "inner.inner"),
            (json!({"inner": {"[a.b]": 1}}), "inner.[a.b]"),
            (json!({"tags": [["a"]]}), "tags"),
            (json!({"[a.b]": 1, "all": true}), "[a.b]"),
        ] {
            assert_eq!(found(&value), Err(field.to_owned()), "{value}");
        }
        let deep = (0..200).fold(json!({"pageSize": "1"}), |inner, _| json!({"inner": inner}));
        assert!(found(&deep).is_err());
    }
}
