//! Required fields that a message lacks, in it and in its nested messages.

use super::codec::MessageKind;
use super::{Codec, Content, DecodeError, Message};
use protoward_schema::FieldId;

/// Maximum number of reported fields. Required messages in a malicious image may nest without end.
const MAX_MISSING: usize = 8;

impl Codec<'_> {
    /// Returns the first few missing required fields.
    pub fn missing(&self, message: &Message) -> Vec<DecodeError> {
        let mut errors = Vec::new();
        let mut open = vec![(message, None, String::new())];
        while let Some((message, top, path)) = open.pop() {
            for &id in self.required(message.ty) {
                let field = &self.schema[id];
                if message.get(field.number).is_none() {
                    let name = self.schema.text(field.name);
                    let reason = format!("the required field `{path}{name}` is missing");
                    errors.push(DecodeError { field: top.or(Some(field.number)), at: None, reason });
                }
            }
            if errors.len() >= MAX_MISSING {
                break;
            }
            for (number, id, content) in message.iter() {
                let path = format!("{path}{}.", self.schema.text(self.schema[id].name));
                let inner = content.messages().map(|inner| (inner, top.or(Some(number)), path.clone()));
                open.extend(inner);
            }
        }
        errors
    }

    /// Returns the paths of all missing required fields in protoc's form: `rows[0].value.name`. Returns `None` if no
    /// field is missing. protoc detects missing fields in map entries without a value, but does not list them.
    pub fn missing_paths(&self, message: &Message) -> Option<Vec<String>> {
        let mut paths = Vec::new();
        let mut is_missing = false;
        self.collect_missing(message, &mut String::new(), &mut paths, &mut is_missing);
        is_missing.then_some(paths)
    }

    /// Collects missing fields. The decoder has limited the recursion depth.
    fn collect_missing(&self, message: &Message, path: &mut String, paths: &mut Vec<String>, is_missing: &mut bool) {
        for &id in self.required(message.ty) {
            if message.get(self.schema[id].number).is_none() {
                paths.push(format!("{path}{}", self.schema.text(self.schema[id].name)));
                *is_missing = true;
            }
        }
        if self.kind(message.ty) == MessageKind::Entry {
            *is_missing |= self.lacks_value(message);
        }
        for (_, id, content) in message.iter() {
            let is_single = matches!(content, Content::One(_));
            for (index, inner) in content.messages().enumerate() {
                let length = path.len();
                path.push_str(&self.step(id));
                path.push_str(&if is_single { ".".to_owned() } else { format!("[{index}].") });
                self.collect_missing(inner, path, paths, is_missing);
                path.truncate(length);
            }
        }
    }

    fn lacks_value(&self, entry: &Message) -> bool {
        let Some(&half) = self.schema[entry.ty].fields.get(1) else { return false };
        let of = self.schema[half].ty.message();
        entry.get(self.schema[half].number).is_none() && of.is_some_and(|of| !self.required(of).is_empty())
    }

    fn step(&self, id: FieldId) -> String {
        if self.schema[id].is_extension() {
            format!("({})", self.schema.full_name(id.into()))
        } else {
            self.schema.text(self.schema[id].name).to_owned()
        }
    }
}
