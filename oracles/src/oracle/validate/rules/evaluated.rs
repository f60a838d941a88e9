//! Violations that the evaluator finds, without generated code.

use protoward_constraints::{NamedViolation, Validator};
use protoward_dynamic::Codec;
use serde_json::{Value, json};

use super::draw::Draw;
use crate::readers::alike::unhex;

/// Validates messages of a draw.
pub(super) struct Evaluator<'d> {
    draw: &'d Draw,
    validator: Validator<'d>,
}

impl<'d> Evaluator<'d> {
    pub(super) fn new(draw: &'d Draw) -> Self {
        Self { draw, validator: Validator::new(&draw.schema) }
    }

    /// Returns the violations of a message, in the form of the judge.
    pub(super) fn violations(&self, ty: &str, bytes: &str) -> Value {
        let schema = &self.draw.schema;
        let message = schema.find_message(ty).and_then(|ty| Codec::new(schema).decode_partial(ty, &unhex(bytes)).ok());
        let Some(message) = message else { return json!({"error": "decoding"}) };
        let validated = self.validator.validate_named(&message);
        match validated.failed.first() {
            Some(failed) => json!({"error": "runtime", "message": failed.cause.reason}),
            None => validated.violations.iter().map(violation).collect(),
        }
    }
}

fn violation(it: &NamedViolation) -> Value {
    json!([it.field_path, it.rule_id, it.message, it.rule_path, it.for_key])
}
