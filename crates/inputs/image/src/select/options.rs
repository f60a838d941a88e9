//! The custom options of elements, and the messages in their `Any` values.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{Element, FieldId, MessageId, Schema};

/// Maximum nesting depth of option values, as in message readers.
const MAX_DEPTH: usize = 100;

type ByNumber = HashMap<u32, FieldId, RandomState>;

/// The extensions of all options messages.
pub(super) struct Options<'s> {
    schema: &'s Schema,
    by_number: HashMap<MessageId, ByNumber, RandomState>,
    any: Option<MessageId>,
}

/// The elements that the options of one element use.
#[derive(Default)]
pub(super) struct UsedByOptions {
    pub(super) extensions: Vec<FieldId>,
    pub(super) types: Vec<Element>,
}

impl<'s> Options<'s> {
    pub(super) fn new(schema: &'s Schema, extensions: &HashMap<MessageId, Vec<FieldId>, RandomState>) -> Self {
        let numbered = |&id: &FieldId| Some((u32::try_from(schema[id].number.0).ok()?, id));
        let by_number = extensions.keys().map(|&message| {
            let ids = extensions.get(&message).map_or(&[][..], Vec::as_slice);
            (message, ids.iter().filter_map(numbered).collect())
        });
        let any = schema.find_message("google.protobuf.Any");
        Self { schema, by_number: by_number.collect(), any }
    }

    /// Returns the extensions in serialized options that `admits` accepts, and the messages in their values.
    pub(super) fn used(&self, kind: &str, bytes: &[u8], admits: impl Fn(FieldId) -> bool) -> UsedByOptions {
        let mut used = UsedByOptions::default();
        for field in WireReader::new(bytes).map_while(Result::ok) {
            let Some(id) = self.extension(kind, field.number).filter(|&id| admits(id)) else { continue };
            if used.extensions.last() != Some(&id) {
                used.extensions.push(id);
            }
            self.messages_in(id, field.value, &mut used.types);
        }
        used
    }

    /// Returns the options without extensions that are `gone`; `None` if there are none.
    pub(super) fn without(&self, kind: &str, bytes: &[u8], gone: impl Fn(FieldId) -> bool) -> Option<Vec<u8>> {
        let is_gone = |number: u32| self.extension(kind, number).is_some_and(&gone);
        let fields = || WireReader::new(bytes).map_while(Result::ok);
        if !fields().any(|field| is_gone(field.number)) {
            return None;
        }
        let kept = fields().filter(|field| !is_gone(field.number));
        Some(kept.flat_map(|field| field.raw.iter().copied()).collect())
    }

    /// Returns the numbers of options that are `gone`.
    pub(super) fn gone(&self, kind: &str, bytes: &[u8], gone: impl Fn(FieldId) -> bool) -> Vec<i32> {
        let fields = WireReader::new(bytes).map_while(Result::ok);
        let gone = fields.filter(|field| self.extension(kind, field.number).is_some_and(&gone));
        gone.filter_map(|field| i32::try_from(field.number).ok()).collect()
    }

    fn extension(&self, kind: &str, number: u32) -> Option<FieldId> {
        let message = self.schema.find_message(kind)?;
        self.by_number.get(&message)?.get(&number).copied()
    }

    /// Collects the message types of `google.protobuf.Any` values. Does not look into the messages of an `Any`.
    fn messages_in(&self, field: FieldId, value: WireValue<'_>, found: &mut Vec<Element>) {
        let Some(any) = self.any else { return };
        let mut open = vec![(field, value, 0)];
        while let Some((field, value, depth)) = open.pop() {
            let Some(message) = self.schema[field].ty.message() else { continue };
            let (WireValue::Bytes(bytes) | WireValue::Group(bytes)) = value else { continue };
            if message == any {
                found.extend(self.type_of_any(bytes));
            } else if depth < MAX_DEPTH {
                let inner = WireReader::new(bytes).map_while(Result::ok);
                open.extend(inner.filter_map(|it| Some((self.field(message, it.number)?, it.value, depth + 1))));
            }
        }
    }

    fn field(&self, message: MessageId, number: u32) -> Option<FieldId> {
        let has_number = |&&id: &&FieldId| u32::try_from(self.schema[id].number.0) == Ok(number);
        let own = self.schema[message].fields.iter().find(has_number).copied();
        own.or_else(|| self.by_number.get(&message)?.get(&number).copied())
    }

    fn type_of_any(&self, bytes: &[u8]) -> Option<Element> {
        let url = WireReader::new(bytes).map_while(Result::ok).filter(|field| field.number == 1).last()?;
        let WireValue::Bytes(url) = url.value else { return None };
        let url = std::str::from_utf8(url).ok()?;
        self.schema.find(url.rsplit('/').next()?).filter(|element| matches!(element, Element::Message(_)))
    }
}
