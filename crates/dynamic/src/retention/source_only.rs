//! Options that are meant for the source only, as messages: they go from what programs get.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::{Content, Message, Value};
use protoward_schema::{FieldId, Schema};

/// `FieldOptions.retention` of what is not for programs.
const SOURCE: i32 = 2;

/// Descriptor paths of what is gone.
pub(super) type Paths = HashSet<Vec<i32>, RandomState>;

/// The fields and extensions of a schema that are meant for the source only.
#[derive(Debug)]
pub struct SourceOnly(HashSet<FieldId, RandomState>);

impl SourceOnly {
    /// Finds the source-only options of a schema.
    pub fn of(schema: &Schema) -> Self {
        let is_for_source = |id: &FieldId| schema[*id].options.retention() == Some(SOURCE);
        Self(schema.fields.ids().filter(is_for_source).collect())
    }

    /// Takes them from options, wherever they are.
    pub fn take_from(&self, schema: &Schema, options: &mut Message) {
        self.strip(schema, options, &mut Vec::new(), &mut HashSet::default());
    }

    /// The same, and says what is gone; `path` is the one of the message.
    ///
    /// Messages nest only as deep as the codec reads them. protoc does not look into groups.
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
            Content::One(Value::Message(inner)) => self.strip(schema, inner, path, gone),
            Content::Many(values) => {
                for (value, at) in values.iter_mut().zip(0..) {
                    if let Value::Message(inner) = value {
                        path.push(at);
                        self.strip(schema, inner, path, gone);
                        path.pop();
                    }
                }
            }
            // Entries of maps are kept as messages.
            Content::One(_) | Content::Map(_) => {}
        }
    }
}
