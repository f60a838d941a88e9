//! Validates messages. In: the type and the bytes of a message on each line. Out: its violations, as JSON.

use protoward_runtime::validate::{Validate, ValidationError, Violation};
use serde_json::{Value, json};

mod dispatch;
mod proto;

fn validated<M: prost::Message + Default + Validate>(bytes: &[u8]) -> Value {
    let message = match M::decode(bytes) {
        Ok(message) => message,
        Err(error) => return json!({"error": "decoding", "message": error.to_string()}),
    };
    let first = message.validate_fail_fast();
    match message.validate() {
        Ok(()) if first.is_ok() => json!([]),
        Err(ValidationError::Violations(violations)) if first.is_err() => violations.iter().map(violation).collect(),
        Err(ValidationError::Runtime(error)) if first.is_err() => {
            json!({"error": "runtime", "message": error.to_string()})
        }
        _ => json!({"error": "the first violation differs from all of them"}),
    }
}

fn violation(it: &Violation) -> Value {
    json!([it.field_path(), it.rule_id(), it.message(), it.rule_path(), it.for_key()])
}

fn main() {
    for line in std::io::stdin().lines() {
        let line = line.expect("it is text");
        let (name, hex) = line.split_once(' ').expect("a line has a type and bytes");
        let digits = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("these are digits");
        let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(digits).collect();
        println!("{}", dispatch::dispatch(name, &bytes));
    }
}
