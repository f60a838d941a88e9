//! JSON fields of requests and responses that the new version lacks, and the enums in requests.

use std::collections::BTreeSet;

use crate::comparison::{Comparison, Pair};
use protoward_http::{Binding, Body, sample};
use protoward_schema::{EnumId, FieldId, FieldNumber, FieldType, MessageId, Schema, Shape};

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
    let Some((walk, field)) = walk(cx, old, new, is_answer) else { return Vec::new() };
    walk.losses.into_iter().map(|loss| LostJsonField { json: inner(field, loss.json), ..loss }).collect()
}

/// Returns the fields of enum types in the body of a request, with the enums of both versions and JSON of the whole body.
pub(crate) fn sent_enums(cx: &Comparison<'_>, old: &Binding, new: &Binding) -> Vec<(FieldId, Pair<EnumId>, String)> {
    let Some((walk, field)) = walk(cx, old, new, false) else { return Vec::new() };
    walk.enums.into_iter().map(|(id, enums, json)| (id, enums, inner(field, json))).collect()
}

/// Returns the JSON of a body. The body is the value of a field, not an object with its key.
fn inner(field: Option<FieldId>, json: String) -> String {
    match field {
        Some(_) => json.split_once(':').and_then(|(_, rest)| rest.strip_suffix('}')).unwrap_or(&json).to_owned(),
        None => json,
    }
}

/// Walks through a body that both versions have. Returns the field that is the body too, if it is not the whole message.
fn walk<'a, 'c>(
    cx: &'a Comparison<'c>,
    old: &Binding,
    new: &Binding,
    is_answer: bool,
) -> Option<(Walk<'a, 'c>, Option<FieldId>)> {
    let was = &cx.old[old.method];
    let is = &cx.new[new.method];
    let (was, is, field) = match (is_answer, old.body, new.body, old.response_body, new.response_body) {
        (true, _, _, None, None) => Some((was.output, is.output, None)),
        (true, _, _, Some(was), Some(is)) => messages(cx, was, is).map(|(one, two)| (one, two, Some(was))),
        (false, Body::All, Body::All, ..) => Some((was.input, is.input, None)),
        (false, Body::Field(was), Body::Field(is), ..) => messages(cx, was, is).map(|(one, two)| (one, two, Some(was))),
        _ => None,
    }?;
    let path = field.into_iter().collect();
    let mut walk = Walk { cx, seen: BTreeSet::new(), path, losses: Vec::new(), enums: Vec::new() };
    // Fields set by the path are not in the body.
    let bound: Vec<FieldId> = match (is_answer, field) {
        (false, None) => old.variables.iter().filter(|path| path.len() == 1).map(|path| path[0]).collect(),
        _ => Vec::new(),
    };
    walk.messages(was, is, &bound);
    Some((walk, field))
}

struct Walk<'a, 'c> {
    cx: &'a Comparison<'c>,
    seen: BTreeSet<(MessageId, MessageId)>,
    /// The fields that enclose the current messages.
    path: Vec<FieldId>,
    losses: Vec<LostJsonField>,
    /// The fields of enum types, with JSON of the whole body.
    enums: Vec<(FieldId, Pair<EnumId>, String)>,
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
                    if let Some((held, enums)) = enums(self.cx, Pair { old: field, new: found }) {
                        self.enums.push((held, enums, sample::nested(old, &self.path)));
                    }
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

/// Returns the enums of two fields or of the values of two maps, with the old field that has this type.
fn enums(cx: &Comparison<'_>, pair: Pair<FieldId>) -> Option<(FieldId, Pair<EnumId>)> {
    let holder = |schema: &Schema, field: FieldId| match schema.shape(field) {
        Shape::Map { value, .. } => value,
        Shape::Single(_) | Shape::Repeated { .. } => field,
    };
    let held = holder(cx.old, pair.old);
    match (cx.old[held].ty, cx.new[holder(cx.new, pair.new)].ty) {
        (FieldType::Enum(old), FieldType::Enum(new)) => Some((held, Pair { old, new })),
        _ => None,
    }
}

fn name(schema: &Schema, message: MessageId) -> &str {
    schema.text(schema[message].full_name)
}
