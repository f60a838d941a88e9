use std::collections::HashMap;
use std::sync::OnceLock;

use protoward_schema::{FieldId, MessageId, Schema};

/// The extensions of a schema by extended message and number, which are computed on first use.
#[derive(Debug, Default)]
pub(crate) struct Extensions {
    by_number: OnceLock<HashMap<(MessageId, u32), Vec<FieldId>>>,
}

impl Extensions {
    /// Returns the extensions of a message with a number.
    pub(crate) fn find(&self, schema: &Schema, extendee: MessageId, number: u32) -> &[FieldId] {
        let by_number = self.by_number.get_or_init(|| {
            let mut by_number: HashMap<_, Vec<FieldId>> = HashMap::new();
            for (id, field) in schema.fields.iter().filter(|(_, field)| field.is_extension()) {
                if let Ok(number) = u32::try_from(field.number.0) {
                    by_number.entry((field.containing(), number)).or_default().push(id);
                }
            }
            by_number
        });
        by_number.get(&(extendee, number)).map_or(&[], Vec::as_slice)
    }
}
