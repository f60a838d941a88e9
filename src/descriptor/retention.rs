//! Options that are meant for the source only, and descriptors without them.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::raw::{Enum, File, Member, Message};
use crate::schema::{Element, FieldId, FieldOwner, MessageId, Schema};
use crate::wire::{Field, Reader, Value, Writer};

/// How deep the value of an option is looked into, as deep as readers of messages go.
const MAX_DEPTH: u32 = 100;

/// `FieldOptions.retention` of what is not for programs.
const SOURCE: i32 = 2;

/// What `descriptor.proto` says of its own fields, for schemas that it is not part of: the message, where features are, and
/// which fields are for the source only.
const FEATURES: &[u32] = &[7, 8, 9];
const EXTENSION_RANGE: &[u32] = &[2, 3];

type Visit<'v, 'a> = dyn FnMut(&'static str, &mut Option<&'a [u8]>) + 'v;

/// Which options go.
pub(super) struct Retention<'s> {
    schema: &'s Schema,
    extensions: HashMap<(MessageId, u32), FieldId, RandomState>,
}

impl<'s> Retention<'s> {
    pub(super) fn new(schema: &'s Schema) -> Self {
        let extensions = schema.fields.iter().filter_map(|(id, field)| match field.owner {
            FieldOwner::Extension { extendee, .. } => Some(((extendee, u32::try_from(field.number.0).ok()?), id)),
            FieldOwner::Message(_) => None,
        });
        Self { schema, extensions: extensions.collect() }
    }

    /// New options for each place of a file that has some for the source only, in the order of [`each`].
    pub(super) fn stripped(&self, file: &mut File<'_>) -> Vec<Option<Vec<u8>>> {
        let mut all = Vec::new();
        each(file, &mut |kind, options| {
            all.push(options.and_then(|bytes| self.without(kind, bytes)));
        });
        all
    }

    fn without(&self, kind: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        let message = match self.schema.find(kind) {
            Some(Element::Message(id)) => Some(id),
            _ => None,
        };
        let known: &[u32] = if kind == "google.protobuf.ExtensionRangeOptions" { EXTENSION_RANGE } else { &[] };
        self.message(message, known, features(kind), bytes, 0)
    }

    /// A message without such fields; `None` where it has none of them. Bounded by [`MAX_DEPTH`].
    fn message(
        &self,
        message: Option<MessageId>,
        known: &[u32],
        features: u32,
        bytes: &[u8],
        depth: u32,
    ) -> Option<Vec<u8>> {
        let mut writer = Writer::default();
        let mut changed = false;
        for field in Reader::new(bytes).map_while(Result::ok) {
            let declared = message.and_then(|message| self.field(message, field.number));
            let is_source = |id: FieldId| self.schema[id].options.retention() == Some(SOURCE);
            if known.contains(&field.number) || declared.is_some_and(is_source) {
                changed = true;
                continue;
            }
            let inner = declared.and_then(|id| self.schema[id].ty.message());
            let known = if field.number == features && depth == 0 { FEATURES } else { &[] };
            let left = match field.value {
                _ if depth >= MAX_DEPTH || inner.is_none() && known.is_empty() => None,
                Value::Bytes(bytes) | Value::Group(bytes) => self.message(inner, known, 0, bytes, depth + 1),
                _ => None,
            };
            match left {
                None => writer.raw(field.raw),
                Some(left) => {
                    changed = true;
                    put(&field, &left, &mut writer);
                }
            }
        }
        changed.then(|| writer.into_bytes())
    }

    fn field(&self, message: MessageId, number: u32) -> Option<FieldId> {
        let has_number = |&&id: &&FieldId| u32::try_from(self.schema[id].number.0) == Ok(number);
        let own = self.schema[message].fields.iter().find(has_number).copied();
        own.or_else(|| self.extensions.get(&(message, number)).copied())
    }
}

fn put(field: &Field<'_>, content: &[u8], writer: &mut Writer) {
    match field.value {
        Value::Group(_) => {
            writer.varint(u64::from(field.number) << 3 | 3);
            writer.raw(content);
            writer.varint(u64::from(field.number) << 3 | 4);
        }
        _ => writer.bytes(field.number, content),
    }
}

/// The number of the features in options of a kind.
fn features(kind: &str) -> u32 {
    match kind.strip_prefix("google.protobuf.").unwrap_or(kind) {
        "FileOptions" | "ExtensionRangeOptions" => 50,
        "MessageOptions" => 12,
        "FieldOptions" => 21,
        "OneofOptions" => 1,
        "EnumOptions" => 7,
        "EnumValueOptions" => 2,
        "ServiceOptions" => 34,
        "MethodOptions" => 35,
        _ => 0,
    }
}

/// Puts what [`Retention::stripped`] has found in its places; options of which nothing is left go.
pub(super) fn put_all<'a>(stripped: &'a [Option<Vec<u8>>], file: &mut File<'a>) {
    let mut next = stripped.iter();
    each(file, &mut |_, options| {
        if let Some(Some(bytes)) = next.next() {
            *options = (!bytes.is_empty()).then_some(bytes);
        }
    });
}

/// All options of a file, with the names of their messages.
pub(crate) fn each<'a>(file: &mut File<'a>, visit: &mut Visit<'_, 'a>) {
    visit("google.protobuf.FileOptions", &mut file.options);
    file.messages.iter_mut().for_each(|it| message(it, visit));
    file.enums.iter_mut().for_each(|it| enumeration(it, visit));
    for service in &mut file.services {
        visit("google.protobuf.ServiceOptions", &mut service.options);
        let methods = service.methods.iter_mut();
        methods.for_each(|it| visit("google.protobuf.MethodOptions", &mut it.options));
    }
    members(&mut file.extensions, visit);
}

/// Nests as deep as messages do, which is bounded where they are read.
fn message<'a>(message: &mut Message<'a>, visit: &mut Visit<'_, 'a>) {
    visit("google.protobuf.MessageOptions", &mut message.options);
    members(&mut message.fields, visit);
    message.messages.iter_mut().for_each(|it| self::message(it, visit));
    message.enums.iter_mut().for_each(|it| enumeration(it, visit));
    let ranges = message.extension_ranges.iter_mut();
    ranges.for_each(|it| visit("google.protobuf.ExtensionRangeOptions", &mut it.options));
    members(&mut message.extensions, visit);
    message.oneofs.iter_mut().for_each(|it| visit("google.protobuf.OneofOptions", &mut it.options));
}

fn members<'a>(members: &mut [Member<'a>], visit: &mut Visit<'_, 'a>) {
    members.iter_mut().for_each(|it| visit("google.protobuf.FieldOptions", &mut it.options));
}

fn enumeration<'a>(declared: &mut Enum<'a>, visit: &mut Visit<'_, 'a>) {
    visit("google.protobuf.EnumOptions", &mut declared.options);
    declared.values.iter_mut().for_each(|it| visit("google.protobuf.EnumValueOptions", &mut it.options));
}
