//! The messages that clients send in requests and get in responses.

use std::collections::HashSet;

use super::operation_info::{self, METADATA, RESPONSE};
use protoward_schema::{MessageId, Schema};

/// The messages of all methods of a schema, with the messages in them. A message in neither set may be in an `Any`, or stored.
pub(super) struct Traffic {
    requests: HashSet<MessageId>,
    responses: HashSet<MessageId>,
}

impl Traffic {
    pub(super) fn new(schema: &Schema) -> Self {
        let requests = schema.methods.iter().map(|(_, method)| method.input);
        let responses = schema.methods.iter().flat_map(|(id, method)| {
            let of_operation = [RESPONSE, METADATA].map(|part| operation_info::message(schema, id, part));
            of_operation.into_iter().flatten().chain([method.output])
        });
        Self { requests: with_contents(schema, requests), responses: with_contents(schema, responses) }
    }

    /// Returns `true` for a message that clients send and do not get.
    pub(super) fn is_only_sent(&self, message: MessageId) -> bool {
        self.requests.contains(&message) && !self.responses.contains(&message)
    }

    /// Returns `true` for a message that clients get and do not send.
    pub(super) fn is_only_received(&self, message: MessageId) -> bool {
        self.responses.contains(&message) && !self.requests.contains(&message)
    }
}

/// Returns messages with all messages in their fields.
fn with_contents(schema: &Schema, messages: impl Iterator<Item = MessageId>) -> HashSet<MessageId> {
    let mut found = HashSet::new();
    let mut rest: Vec<MessageId> = messages.collect();
    while let Some(message) = rest.pop() {
        if found.insert(message) {
            rest.extend(schema[message].fields.iter().filter_map(|&field| schema[field].ty.message()));
        }
    }
    found
}
