//! The extensions and types that option values name.

use super::context::LintContext;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{Element, EnumId, FieldType, FileId, MessageId};

/// The maximum nesting of option values.
const MAX_DEPTH: usize = 100;

/// Calls `take` for each extension in the options of a file and its declarations, and for each message in an `Any`.
pub(crate) fn extensions_in_options(cx: &LintContext<'_>, file: FileId, take: &mut dyn FnMut(Element)) {
    let mut walk = Walk { cx, take };
    let schema = cx.schema;
    let of = &schema[file];
    walk.options("FileOptions", of.options.bytes());
    of.messages.iter().for_each(|&message| walk.message(message));
    of.enums.iter().for_each(|&id| walk.enumeration(id));
    of.extensions.iter().for_each(|&field| walk.options("FieldOptions", schema[field].options.bytes()));
    for &service in &of.services {
        walk.options("ServiceOptions", schema[service].options.bytes());
        for &method in &schema[service].methods {
            walk.options("MethodOptions", schema[method].options.bytes());
        }
    }
}

struct Walk<'a, 'c> {
    cx: &'c LintContext<'a>,
    take: &'c mut dyn FnMut(Element),
}

impl Walk<'_, '_> {
    fn message(&mut self, id: MessageId) {
        let schema = self.cx.schema;
        let message = &schema[id];
        self.options("MessageOptions", message.options.bytes());
        for &field in message.fields.iter().chain(&message.extensions) {
            self.options("FieldOptions", schema[field].options.bytes());
        }
        for &oneof in &message.oneofs {
            self.options("OneofOptions", schema[oneof].options.bytes());
        }
        for range in &message.extension_ranges {
            self.options("ExtensionRangeOptions", range.options.bytes());
        }
        message.enums.iter().for_each(|&nested| self.enumeration(nested));
        message.messages.iter().for_each(|&nested| self.message(nested));
    }

    fn enumeration(&mut self, id: EnumId) {
        let schema = self.cx.schema;
        self.options("EnumOptions", schema[id].options.bytes());
        for &value in &schema[id].values {
            self.options("EnumValueOptions", schema[value].options.bytes());
        }
    }

    fn options(&mut self, of: &str, bytes: Option<&[u8]>) {
        let Some(bytes) = bytes else { return };
        if let Some(message) = self.cx.schema.find_message(&format!("google.protobuf.{of}")) {
            self.value(message, bytes, 0);
        }
    }

    /// Walks through the fields of a serialized message.
    fn value(&mut self, message: MessageId, bytes: &[u8], depth: usize) {
        let schema = self.cx.schema;
        if depth > MAX_DEPTH {
            return;
        }
        if schema.text(schema[message].full_name) == "google.protobuf.Any" {
            self.any(bytes, depth);
            return;
        }
        for field in WireReader::new(bytes).fields() {
            let declared =
                schema[message].fields.iter().find(|&&id| u32::try_from(schema[id].number.0) == Ok(field.number));
            let extensions = match declared {
                Some(_) => &[],
                None => self.cx.extensions.find(schema, message, field.number),
            };
            extensions.iter().for_each(|&extension| (self.take)(extension.into()));
            let inner = match field.value {
                WireValue::Bytes(bytes) | WireValue::Group(bytes) => bytes,
                WireValue::Varint(_) | WireValue::Fixed32(_) | WireValue::Fixed64(_) => continue,
            };
            for &field in declared.into_iter().chain(extensions) {
                if let FieldType::Message(of) | FieldType::Group(of) = schema[field].ty {
                    self.value(of, inner, depth + 1);
                }
            }
        }
    }

    fn any(&mut self, bytes: &[u8], depth: usize) {
        let mut url = "";
        let mut value = &[][..];
        for field in WireReader::new(bytes).fields() {
            match (field.number, field.value) {
                (1, WireValue::Bytes(bytes)) => url = std::str::from_utf8(bytes).unwrap_or_default(),
                (2, WireValue::Bytes(bytes)) => value = bytes,
                _ => {}
            }
        }
        let name = url.rsplit_once('/').map_or(url, |(_, name)| name);
        if let Some(message) = self.cx.schema.find_message(name) {
            (self.take)(message.into());
            self.value(message, value, depth + 1);
        }
    }
}
