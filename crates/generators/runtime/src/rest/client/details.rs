//! Details of statuses in JSON, as messages.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prost_types::Any;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::rest::google_rpc::{DetailVisitor, detail_name, visit_detail};

/// A function that encodes the message of a detail.
type ReadDetail = fn(Value) -> Option<Vec<u8>>;

/// The types of details that are read from JSON: those of `google/rpc/error_details.proto`, and those that a client adds.
#[derive(Clone, Default)]
pub(super) struct KnownDetails {
    added: Arc<BTreeMap<String, ReadDetail>>,
}

impl KnownDetails {
    /// Adds a message type, whose JSON serde reads.
    pub(super) fn add<T: prost::Name + Default + DeserializeOwned>(&mut self) {
        Arc::make_mut(&mut self.added).insert(T::full_name(), read::<T>);
    }

    /// Returns a detail; `None` if its type is not known, or if it is not a message of this type.
    pub(super) fn read(&self, detail: Value) -> Option<Any> {
        let Value::Object(mut fields) = detail else { return None };
        let Value::String(type_url) = fields.remove("@type")? else { return None };
        let encoded = encoded(&fields);
        let message = Value::Object(fields);
        let value = match self.added.get(detail_name(&type_url)) {
            Some(read) => read(message).or(encoded),
            None => visit_detail(&type_url, ReadAny { message, encoded }),
        };
        Some(Any { value: value?, type_url })
    }
}

/// Returns the bytes of a detail whose type the server does not know: base64 under `value`.
fn encoded(fields: &Map<String, Value>) -> Option<Vec<u8>> {
    let value = fields.get("value").filter(|_| fields.len() == 1)?;
    STANDARD.decode(value.as_str()?).ok()
}

fn read<T: prost::Message + DeserializeOwned>(message: Value) -> Option<Vec<u8>> {
    Some(serde_json::from_value::<T>(message).ok()?.encode_to_vec())
}

/// The JSON of a detail, and its bytes if it has such a form.
struct ReadAny {
    message: Value,
    encoded: Option<Vec<u8>>,
}

impl DetailVisitor for ReadAny {
    type Output = Option<Vec<u8>>;

    fn visit<T: prost::Message + Default + Serialize + DeserializeOwned>(self) -> Option<Vec<u8>> {
        read::<T>(self.message).or(self.encoded)
    }

    fn visit_other(self) -> Option<Vec<u8>> {
        self.encoded
    }
}

impl fmt::Debug for KnownDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.added.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::google_rpc::{BadRequest, bad_request::FieldViolation};
    use prost::Message as _;
    use serde_json::json;

    #[test]
    fn details_are_messages_again() {
        let violation = FieldViolation { field: "a".to_owned(), ..FieldViolation::default() };
        let detail = BadRequest { field_violations: vec![violation] };
        let type_url = "type.googleapis.com/google.rpc.BadRequest";
        let read = |value| KnownDetails::default().read(value);
        let found = read(json!({"@type": type_url, "fieldViolations": [{"field": "a"}]}));
        assert_eq!(found, Some(Any { type_url: type_url.to_owned(), value: detail.encode_to_vec() }));
        let found = read(json!({"@type": "x/a.Unknown", "value": "CAE="}));
        assert_eq!(found, Some(Any { type_url: "x/a.Unknown".to_owned(), value: vec![8, 1] }));
        for unknown in [
            json!({"@type": "x/a.Unknown", "value": "?"}),
            json!({"@type": "x/a.Unknown", "value": "CAE=", "other": 1}),
            json!({"@type": "x/a.Unknown", "id": 1}),
            json!({"@type": type_url, "fieldViolations": 1}),
            json!({"@type": 1}),
            json!({"fieldViolations": []}),
            json!("text"),
        ] {
            assert_eq!(read(unknown.clone()), None, "{unknown}");
        }
    }
}
