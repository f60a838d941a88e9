//! JSON fields of requests and responses that the new version lacks.

use std::collections::BTreeSet;

use crate::comparison::Comparison;
use protoward_http::{Binding, Body, sample};
use protoward_schema::{FieldId, FieldNumber, MessageId, Schema, Shape};

/// Returns `true` for two versions of one field. In messages of the same name they have the same number. Otherwise,
/// and for numbers that only one version has, they have the same JSON name.
pub(crate) fn is_same_field(old: &Schema, was: FieldId, new: &Schema, is: FieldId) -> bool {
    let one = &old[was];
    let two = &new[is];
    let has = |schema: &Schema, message: MessageId, number: FieldNumber| {
        schema[message].fields.iter().any(|&field| schema[field].number == number)
    };
    let is_same_message = name(old, one.containing()) == name(new, two.containing());
    if is_same_message
        && (one.number == two.number
            || has(new, two.containing(), one.number)
            || has(old, one.containing(), two.number))
    {
        return one.number == two.number;
    }
    old.json_name(was) == new.json_name(is)
}

/// Returns `true` if two paths consist of the same fields.
pub(crate) fn is_same_path(old: &Schema, was: &[FieldId], new: &Schema, is: &[FieldId]) -> bool {
    was.len() == is.len() && was.iter().zip(is).all(|(&was, &is)| is_same_field(old, was, new, is))
}

/// A JSON field of the old version that the new one lacks.
#[derive(Clone, Debug)]
pub(crate) struct LostJsonField {
    pub(crate) field: FieldId,
    /// The message that lost the field.
    pub(crate) new: MessageId,
    /// JSON of the whole body, including the field.
    pub(crate) json: String,
}

/// Returns the fields that the body of a request or response lost.
pub(crate) fn losses(cx: &Comparison<'_>, old: &Binding, new: &Binding, is_answer: bool) -> Vec<LostJsonField> {
    let was = &cx.old[old.method];
    let is = &cx.new[new.method];
    let roots = match (is_answer, old.body, new.body, old.response_body, new.response_body) {
        (true, _, _, None, None) => Some((was.output, is.output, None)),
        (true, _, _, Some(was), Some(is)) => messages(cx, was, is).map(|(one, two)| (one, two, Some(was))),
        (false, Body::All, Body::All, ..) => Some((was.input, is.input, None)),
        (false, Body::Field(was), Body::Field(is), ..) => messages(cx, was, is).map(|(one, two)| (one, two, Some(was))),
        _ => None,
    };
    let Some((was, is, field)) = roots else { return Vec::new() };
    let mut walk = Walk { cx, seen: BTreeSet::new(), path: field.into_iter().collect(), losses: Vec::new() };
    // Fields set by the path are not in the body.
    let bound: Vec<FieldId> = match (is_answer, field) {
        (false, None) => old.variables.iter().filter(|path| path.len() == 1).map(|path| path[0]).collect(),
        _ => Vec::new(),
    };
    walk.messages(was, is, &bound);
    // The body is the value of the field, not an object with its key.
    let inner = |json: String| match field {
        Some(_) => json.split_once(':').and_then(|(_, rest)| rest.strip_suffix('}')).unwrap_or(&json).to_owned(),
        None => json,
    };
    walk.losses.into_iter().map(|loss| LostJsonField { json: inner(loss.json), ..loss }).collect()
}

struct Walk<'a, 'c> {
    cx: &'a Comparison<'c>,
    seen: BTreeSet<(MessageId, MessageId)>,
    /// The fields that enclose the current messages.
    path: Vec<FieldId>,
    losses: Vec<LostJsonField>,
}

impl Walk<'_, '_> {
    /// Terminates because each pair of messages is visited once.
    fn messages(&mut self, was: MessageId, is: MessageId, without: &[FieldId]) {
        if !self.seen.insert((was, is)) {
            return;
        }
        let old = self.cx.old;
        let new = self.cx.new;
        for &field in old[was].fields.iter().filter(|field| !without.contains(field)) {
            let key = old.json_name(field);
            let fields = || new[is].fields.iter().copied();
            let same = fields().find(|&other| is_same_field(old, field, new, other));
            let found = same.or_else(|| fields().find(|&other| new.json_name(other) == key));
            self.path.push(field);
            match found {
                None => self.losses.push(LostJsonField { field, new: is, json: sample::nested(old, &self.path) }),
                Some(found) => {
                    if let Some((was, is)) = messages(self.cx, field, found) {
                        self.messages(was, is, &[]);
                    }
                }
            }
            self.path.pop();
        }
    }
}

/// Returns the message types of two singular, repeated or map fields.
fn messages(cx: &Comparison<'_>, was: FieldId, is: FieldId) -> Option<(MessageId, MessageId)> {
    let message = |schema: &Schema, field: FieldId| match schema.shape(field) {
        Shape::Map { value, .. } => schema[value].ty.message(),
        Shape::Single(_) | Shape::Repeated { .. } => schema[field].ty.message(),
    };
    Some((message(cx.old, was)?, message(cx.new, is)?))
}

fn name(schema: &Schema, message: MessageId) -> &str {
    schema.text(schema[message].full_name)
}
