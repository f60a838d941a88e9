//! The options that only sources keep, and their removal from messages at any depth.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::{Content, DynamicValue, Message};
use protoward_schema::{FieldId, Schema};

/// The value `RETENTION_SOURCE` of `FieldOptions.retention`.
const SOURCE: i32 = 2;

/// The descriptor paths of removed options.
pub(super) type Paths = HashSet<Vec<i32>, RandomState>;

/// The fields and extensions of a schema with source retention.
#[derive(Debug)]
pub struct SourceOnly(HashSet<FieldId, RandomState>);

impl SourceOnly {
    /// Finds the source-only options of a schema.
    pub fn of(schema: &Schema) -> Self {
        let is_for_source = |id: &FieldId| schema[*id].options.retention() == Some(SOURCE);
        Self(schema.fields.ids().filter(is_for_source).collect())
    }

    /// Removes the source-only options from an options message, at any depth.
    pub fn take_from(&self, schema: &Schema, options: &mut Message) {
        self.strip(schema, options, &mut Vec::new(), &mut HashSet::default());
    }

    /// Removes the source-only options from a message at `path`, and records their paths.
    ///
    /// The codec limits the recursion depth. Like protoc, does not look into groups.
    pub(super) fn strip(&self, schema: &Schema, message: &mut Message, path: &mut Vec<i32>, gone: &mut Paths) {
        let fields: Vec<_> = message.iter().map(|(number, id, _)| (number, id)).collect();
        for (number, id) in fields {
            path.push(number.0);
            if self.0.contains(&id) {
                message.clear(number);
                gone.insert(path.clone());
            } else if schema[id].ty.message().is_some()
                && !schema.is_delimited(id)
                && let Some(mut content) = message.clear(number)
            {
                self.strip_content(schema, &mut content, path, gone);
                message.set(number, id, content);
            }
            path.pop();
        }
    }

    fn strip_content(&self, schema: &Schema, content: &mut Content, path: &mut Vec<i32>, gone: &mut Paths) {
        match content {
            Content::One(DynamicValue::Message(inner)) => self.strip(schema, inner, path, gone),
            Content::Many(values) => {
                for (value, at) in values.iter_mut().zip(0..) {
                    if let DynamicValue::Message(inner) = value {
                        path.push(at);
                        self.strip(schema, inner, path, gone);
                        path.pop();
                    }
                }
            }
            // Map entries are kept as messages.
            Content::One(_) | Content::Map(_) => {}
        }
    }
}
