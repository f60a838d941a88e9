//! The check of a file: a walk over its declarations.

use crate::file_checker::{Checked, FileChecker};
use crate::rules;
use protoward_constraints::cel::value::Reading;
use protoward_constraints::{FIELD, MESSAGE, PREDEFINED};
use protoward_dynamic::Codec;
use protoward_schema::{FieldId, FileId, MessageId, Schema};
use protoward_source::Sources;

/// Checks the constraints in files of a schema.
#[derive(Debug)]
pub struct Checker<'a> {
    schema: &'a Schema,
    sources: &'a Sources,
    codec: Codec<'a>,
}

impl<'a> Checker<'a> {
    /// Creates a checker. `sources` has the texts of the schema.
    pub fn new(schema: &'a Schema, sources: &'a Sources) -> Self {
        Self { schema, sources, codec: Codec::new(schema).as_go() }
    }

    /// Checks the constraints of a file.
    pub fn check(&self, file: FileId) -> Checked {
        let reading = Reading { schema: self.schema, codec: &self.codec };
        let text = self.sources.get(self.schema[file].source).text.as_deref();
        let mut walk = Walk { cx: FileChecker::new(reading, file, text) };
        let of = &self.schema[file];
        of.messages.iter().for_each(|&message| walk.message(message));
        of.extensions.iter().for_each(|&field| walk.field(field));
        walk.cx.checked
    }
}

struct Walk<'c> {
    cx: FileChecker<'c>,
}

impl Walk<'_> {
    fn message(&mut self, id: MessageId) {
        let schema = self.cx.reading.schema;
        if schema.is_map_entry(id) {
            return;
        }
        self.cx.option(MESSAGE, id.into(), |cx, view| rules::message(cx, view, id));
        let message = &schema[id];
        message.fields.iter().chain(&message.extensions).for_each(|&field| self.field(field));
        message.messages.iter().for_each(|&nested| self.message(nested));
    }

    fn field(&mut self, id: FieldId) {
        self.cx.option(FIELD, id.into(), |cx, view| rules::field(cx, view, id));
        if self.cx.reading.schema[id].is_extension() {
            self.cx.option(PREDEFINED, id.into(), |cx, view| rules::predefined(cx, view, id));
        }
    }
}
