//! The messages in the bodies of requests. The server refuses unknown members of them, and so do their schemas.
//! Responses may have members that are newer than the document.

use std::collections::HashSet;

use protoward_http::{Binding, Body};
use protoward_schema::{MessageId, Schema};

/// Returns the messages that the bodies of these bindings contain, directly or indirectly.
pub(super) fn messages_in_requests(schema: &Schema, bindings: &[Binding]) -> HashSet<MessageId> {
    let bodies = bindings.iter().filter_map(|binding| match binding.body {
        Body::None => None,
        Body::All => Some(schema[binding.method].input),
        Body::Field(field) => schema[field].ty.message(),
    });
    let mut found = HashSet::new();
    let mut open: Vec<MessageId> = bodies.collect();
    while let Some(message) = open.pop() {
        if found.insert(message) {
            open.extend(schema[message].fields.iter().filter_map(|&field| schema[field].ty.message()));
        }
    }
    found
}
