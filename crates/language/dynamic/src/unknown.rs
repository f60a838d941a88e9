//! Paths to the unknown fields of a message, so that users learn what was not understood.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Codec, Content, DynamicValue, Message};
use protoward_schema::wire::WireReader;
use protoward_schema::{FieldId, FieldNumber};

/// Maximum number of reported fields.
const MAX_UNKNOWN: usize = 8;

impl Codec<'_> {
    /// Returns the paths of the first few unknown fields, including those in an `Any`: `rows.999`.
    pub fn unknown_paths(&self, message: &Message) -> Vec<String> {
        let mut paths = BTreeSet::new();
        let mut open = vec![(Cow::Borrowed(message), String::new())];
        while let Some((message, path)) = open.pop() {
            let fields = WireReader::new(message.unknown()).map_while(Result::ok);
            paths.extend(fields.map(|field| format!("{path}{}", field.number)));
            if paths.len() >= MAX_UNKNOWN {
                break;
            }
            open.extend(self.held(&message).map(|inner| (Cow::Owned(inner), format!("{path}value."))));
            match message {
                Cow::Borrowed(message) => open.extend(
                    inner(message).map(|(id, inner)| (Cow::Borrowed(inner), format!("{path}{}.", self.called(id)))),
                ),
                Cow::Owned(message) => open.extend(
                    inner(&message)
                        .map(|(id, inner)| (Cow::Owned(inner.clone()), format!("{path}{}.", self.called(id)))),
                ),
            }
        }
        paths.into_iter().take(MAX_UNKNOWN).collect()
    }

    fn called(&self, id: FieldId) -> &str {
        self.schema.text(self.schema[id].name)
    }

    /// Decodes the message in an `Any`.
    fn held(&self, message: &Message) -> Option<Message> {
        if !self.is_any(message.ty) {
            return None;
        }
        let of = |number: i32| match message.get(FieldNumber(number))? {
            Content::One(DynamicValue::Text(bytes) | DynamicValue::Bytes(bytes)) => Some(&bytes[..]),
            _ => None,
        };
        let name = std::str::from_utf8(of(1)?).ok()?.rsplit('/').next()?;
        let ty = self.schema.find_message(name)?;
        self.decode_partial(ty, of(2)?).ok()
    }
}

/// Returns the messages in the fields of a message.
fn inner(message: &Message) -> impl Iterator<Item = (FieldId, &Message)> {
    message.iter().flat_map(|(_, id, content)| content.messages().map(move |inner| (id, inner)))
}
