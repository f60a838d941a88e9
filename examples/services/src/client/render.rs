//! Text forms of responses and errors.

use prost_reflect::{DynamicMessage, SerializeOptions};
use tonic::{Code, Status};

use super::balance::obstacle;
use super::obstacle::Obstacle;
use crate::fault;

/// Formats a message as JSON: on several lines, or on one line if it is part of a stream.
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

/// Formats the failure of a call: code, message, invalid fields, and advice.
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

/// Returns advice for a failed call. A server that itself returns UNAVAILABLE is running.
fn hint(status: &Status) -> Option<&'static str> {
    match status.code() {
        Code::Unauthenticated => Some("`services token` prints a token; give it with --token, or `token` in the repl"),
        Code::Unavailable => obstacle(status).map(Obstacle::help),
        Code::DeadlineExceeded => Some("wait longer with --deadline, or `deadline` in the repl"),
        _ => None,
    }
}
