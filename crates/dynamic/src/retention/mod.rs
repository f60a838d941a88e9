//! Options as generators get them: without those that are meant for the source only, and written anew.
//!
//! protoc reads the options of a file that it generates from as messages and writes them again, also where nothing goes. So
//! custom options, which stand in the order of the source until then, come out in the order of their numbers.

mod descriptors;
mod source_only;

pub use descriptors::descriptors;
pub use source_only::SourceOnly;

use std::borrow::Cow;
use std::collections::HashSet;

use crate::Codec;
use protoward_schema::descriptor::raw::File;
use protoward_schema::descriptor::{OptionsPlace, each_options, write};
use protoward_schema::wire::{self, Reader, Writer};
use protoward_schema::{Element, Schema, path_of};
use source_only::Paths;

/// What `descriptor.proto` says of its own fields, for schemas that it is not part of: which fields of features are for the
/// source only, and which of the options of an extension range.
const FEATURES: &[u32] = &[7, 8, 9];
const EXTENSION_RANGE: &[u32] = &[2, 3];

/// Which options go.
#[derive(Debug)]
pub struct Retention<'s> {
    codec: Codec<'s>,
    source_only: SourceOnly,
    goes: bool,
}

impl<'s> Retention<'s> {
    /// What is meant for the source only goes. The extensions of a schema are its custom options.
    pub fn new(schema: &'s Schema) -> Self {
        Self { codec: Codec::new(schema).keeping_entries(), source_only: SourceOnly::of(schema), goes: true }
    }

    /// Everything stays, and is written anew.
    pub fn keeping(schema: &'s Schema) -> Self {
        Self { goes: false, ..Self::new(schema) }
    }

    /// The bytes of a file with its options written anew; `None` where they are so already.
    pub fn file<'f>(&self, mut file: File<'f>, source_info: Option<&'f [u8]>) -> Option<Vec<u8>> {
        let (mut all, mut gone) = (Vec::new(), HashSet::default());
        each_options(&mut file, &mut |place, options| {
            all.push(options.and_then(|bytes| self.options(place, bytes, &mut gone)));
        });
        if all.iter().all(Option::is_none) {
            return None;
        }
        let mut file = shortened(file);
        let mut next = all.iter();
        each_options(&mut file, &mut |_, options| {
            if let Some(Some(bytes)) = next.next() {
                // Options of which nothing is left go away; a message in options stays.
                *options = (!bytes.is_empty()).then_some(bytes);
            }
        });
        let mut writer = Writer::default();
        let info = |writer: &mut Writer| {
            source_info.into_iter().for_each(|info| writer.bytes(write::SOURCE_INFO, &places_without(info, &gone)));
        };
        write::file(&file, &info, &mut writer);
        Some(writer.into_bytes())
    }

    /// Options of a kind; `None` where nothing changes, and where they are no message.
    fn options(&self, place: OptionsPlace<'_>, bytes: &[u8], gone: &mut Paths) -> Option<Vec<u8>> {
        let mut path = place.path.to_vec();
        let left = match self.codec.schema().find(place.kind) {
            Some(Element::Message(id)) => {
                let mut message = self.codec.decode_partial(id, bytes).ok()?;
                if self.goes {
                    self.source_only.strip(self.codec.schema(), &mut message, &mut path, gone);
                }
                self.codec.encode(&message)
            }
            _ if self.goes => without_known(place.kind, bytes, &mut path, gone),
            _ => return None,
        };
        if left.is_empty() && !bytes.is_empty() {
            gone.insert(path);
        }
        (left != bytes).then_some(left)
    }
}

/// The same, for as long as new options live.
fn shortened<'short, 'long: 'short>(file: File<'long>) -> File<'short> {
    file
}

/// A serialized `SourceCodeInfo` without the locations of what is gone, and of what is in that.
fn places_without<'i>(info: &'i [u8], gone: &Paths) -> Cow<'i, [u8]> {
    if gone.is_empty() {
        return Cow::Borrowed(info);
    }
    let is_gone = |path: &[i32]| (1..=path.len()).any(|length| gone.contains(&path[..length]));
    let mut writer = Writer::default();
    for field in Reader::new(info).map_while(Result::ok) {
        match (field.number, field.value) {
            (1, wire::Value::Bytes(location)) if is_gone(&path_of(location)) => {}
            _ => writer.raw(field.raw),
        }
    }
    Cow::Owned(writer.into_bytes())
}

/// Options of a kind without what is known to be for the source only.
fn without_known(kind: &str, bytes: &[u8], path: &mut Vec<i32>, gone: &mut Paths) -> Vec<u8> {
    let kind = kind.strip_prefix("google.protobuf.").unwrap_or(kind);
    let own: &[u32] = if kind == "ExtensionRangeOptions" { EXTENSION_RANGE } else { &[] };
    let features = features(kind);
    let mut writer = Writer::default();
    for field in Reader::new(bytes).map_while(Result::ok) {
        path.push(field.number.cast_signed());
        match field.value {
            _ if own.contains(&field.number) => drop(gone.insert(path.clone())),
            wire::Value::Bytes(bytes) if field.number == features => {
                writer.message(field.number, |writer| without(FEATURES, bytes, path, gone, writer));
            }
            _ => writer.raw(field.raw),
        }
        path.pop();
    }
    writer.into_bytes()
}

/// Writes a message without some of its fields.
fn without(numbers: &[u32], bytes: &[u8], path: &mut Vec<i32>, gone: &mut Paths, writer: &mut Writer) {
    for field in Reader::new(bytes).map_while(Result::ok) {
        if numbers.contains(&field.number) {
            gone.insert([path.as_slice(), &[field.number.cast_signed()]].concat());
        } else {
            writer.raw(field.raw);
        }
    }
}

/// The number of the features in options of a kind.
fn features(kind: &str) -> u32 {
    match kind {
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
