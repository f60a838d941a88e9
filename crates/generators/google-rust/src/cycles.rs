//! Messages that contain each other, whose mini tables are built together.

use protoward_schema::components::components;
use protoward_schema::{IdMap, Message, MessageId, Schema};

/// The sets of messages that lead to each other through their fields. Most have one message.
#[derive(Debug)]
pub(crate) struct Cycles {
    /// The set of each message.
    sets: IdMap<Message, usize>,
    /// The messages of each set, by full name.
    messages: Vec<Vec<MessageId>>,
}

impl Cycles {
    pub(crate) fn new(schema: &Schema) -> Self {
        let index: IdMap<Message, usize> = (0..schema.messages.len()).collect();
        let next = schema.messages.iter().map(|(_, message)| {
            message.fields.iter().filter_map(|&field| schema[field].ty.message()).map(|id| index[id]).collect()
        });
        let next: Vec<Vec<usize>> = next.collect();
        let sets: IdMap<Message, usize> = components(&next).into_iter().collect();
        let mut messages = vec![Vec::new(); sets.iter().map(|(_, &set)| set + 1).max().unwrap_or(0)];
        for (id, &set) in sets.iter() {
            messages[set].push(id);
        }
        for set in &mut messages {
            set.sort_by_key(|&id| schema.text(schema[id].full_name));
        }
        Self { sets, messages }
    }

    /// Returns the messages in the cycle of a message, including itself. The code of the first one builds the mini tables
    /// of all.
    pub(crate) fn of(&self, id: MessageId) -> &[MessageId] {
        &self.messages[self.sets[id]]
    }
}
