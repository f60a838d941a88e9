//! The paths of messages, from the modules of clients and servers.

use super::GrpcSettings;
use crate::error::Unmapped;
use crate::names::{identifier, types};
use protoward_schema::{FileId, MessageId, Parent, Schema};

/// The places of messages, as the settings of the plugin name them.
pub(super) struct Paths<'s> {
    pub(super) schema: &'s Schema,
    generated: &'s [FileId],
    settings: &'s GrpcSettings,
    /// The path from a module of a client or server to the messages of the same crate.
    messages: String,
}

impl<'s> Paths<'s> {
    pub(super) fn new(schema: &'s Schema, generated: &'s [FileId], settings: &'s GrpcSettings) -> Self {
        let messages = match settings.message_module.as_str() {
            "" | "self" => "super::".to_owned(),
            path if path == "crate" || path.starts_with("crate::") || path.starts_with("::") => format!("{path}::"),
            path => format!("super::{path}::"),
        };
        Self { schema, generated, settings, messages }
    }

    /// Returns the path of a message.
    pub(super) fn message(&self, id: MessageId) -> Result<String, Unmapped> {
        let message = &self.schema[id];
        let path = self.schema.text(self.schema[message.file].path);
        let mut start = if self.generated.contains(&message.file) {
            self.messages.clone()
        } else {
            match self.settings.crates.crate_of(path) {
                Some(name) => format!("::{name}::"),
                None => return Err(Unmapped { path: path.to_owned() }),
            }
        };
        self.push_modules(&mut start, message.parent);
        start.push_str(&identifier(self.schema.text(message.name)));
        Ok(start)
    }

    fn push_modules(&self, path: &mut String, parent: Parent) {
        if let Parent::Message(id) = parent {
            self.push_modules(path, self.schema[id].parent);
            path.extend([&types::module(self.schema, id), "::"]);
        }
    }
}
