//! Answers and errors as a person reads them.

use prost_reflect::{DynamicMessage, SerializeOptions};
use tonic::{Code, Status};

use super::balance::obstacle;
use super::obstacle::Obstacle;
use crate::fault;

/// A message as JSON: over several lines, or on one when it is one of many.
pub(super) fn message(message: &DynamicMessage, one_of_many: bool) -> String {
    let options = SerializeOptions::new().skip_default_fields(false).use_proto_field_name(true);
    let mut text = Vec::new();
    let written = if one_of_many {
        message.serialize_with_options(&mut serde_json::Serializer::new(&mut text), &options)
    } else {
        message.serialize_with_options(&mut serde_json::Serializer::pretty(&mut text), &options)
    };
    match written {
        Ok(()) => String::from_utf8_lossy(&text).into_owned(),
        Err(error) => format!("(an answer that cannot be shown: {error})"),
    }
}

/// Why a call failed: code, message, the fields to blame, and what may help.
pub(super) fn failure(status: &Status) -> String {
    let mut text = format!("{}: {}", fault::code_name(status.code()), status.message());
    for detail in fault::error_of(status).unwrap_or_default().details {
        text.push_str(&format!("\n  {}: {}", detail.field, detail.description));
    }
    if let Some(hint) = hint(status) {
        text.push_str(&format!("\n  help: {hint}"));
    }
    text
}

/// What may help. A server that answers UNAVAILABLE itself is running.
fn hint(status: &Status) -> Option<&'static str> {
    match status.code() {
        Code::Unauthenticated => Some("`services token` prints a token; give it with --token, or `token` in the repl"),
        Code::Unavailable => obstacle(status).map(Obstacle::help),
        Code::DeadlineExceeded => Some("wait longer with --deadline, or `deadline` in the repl"),
        _ => None,
    }
}
