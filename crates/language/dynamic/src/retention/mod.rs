//! Options for generators: without options of source retention, and reserialized.
//!
//! protoc parses and reserializes the options of generated files even if no option is removed. Custom options, which
//! are in source order before, are in number order after.

mod source_only;

pub use source_only::SourceOnly;

use std::borrow::Cow;
use std::collections::HashSet;

use crate::Codec;
use protoward_schema::descriptor::raw::File;
use protoward_schema::descriptor::{Descriptor, Descriptors, OptionsPlace, each_options, encode_file, lowered, write};
use protoward_schema::wire::{self, WireReader, Writer};
use protoward_schema::{Element, FileId, Schema, Syntax, path_of};
use protoward_source::parallel;
use source_only::Paths;

/// The fields with source retention in `descriptor.proto`, for schemas without that file: of features, and of extension
/// range options.
const FEATURES: &[u32] = &[7, 8, 9];
const EXTENSION_RANGE: &[u32] = &[2, 3];

/// A selection of options to remove.
#[derive(Debug)]
pub struct Retention<'s> {
    codec: Codec<'s>,
    source_only: SourceOnly,
    goes: bool,
}

impl<'s> Retention<'s> {
    /// Removes options of source retention. Custom options are interpreted with the extensions of the schema.
    pub fn new(schema: &'s Schema) -> Self {
        Self { codec: Codec::new(schema).keeping_entries(), source_only: SourceOnly::of(schema), goes: true }
    }

    /// Keeps all options, and only reserializes them.
    pub fn keeping(schema: &'s Schema) -> Self {
        Self { goes: false, ..Self::new(schema) }
    }

    /// Returns the bytes of a file with reserialized options; `None` if they are unchanged.
    pub fn file<'f>(&self, mut file: File<'f>, source_info: Option<&'f [u8]>) -> Option<Vec<u8>> {
        let mut all = Vec::new();
        let mut gone = HashSet::default();
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
                // Empty options are removed; an empty message inside options stays.
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

    /// Returns the reserialized options; `None` if they are unchanged or malformed.
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

/// Shortens the lifetime of a file to that of the new options.
fn shortened<'short, 'long: 'short>(file: File<'long>) -> File<'short> {
    file
}

/// Removes the locations of removed options and of their parts from a serialized `SourceCodeInfo`.
fn places_without<'i>(info: &'i [u8], gone: &Paths) -> Cow<'i, [u8]> {
    if gone.is_empty() {
        return Cow::Borrowed(info);
    }
    let is_gone = |path: &[i32]| (1..=path.len()).any(|length| gone.contains(&path[..length]));
    let mut writer = Writer::default();
    for field in WireReader::new(info).map_while(Result::ok) {
        match (field.number, field.value) {
            (1, wire::WireValue::Bytes(location)) if is_gone(&path_of(location)) => {}
            _ => writer.raw(field.raw),
        }
    }
    Cow::Owned(writer.into_bytes())
}

/// Removes the known fields with source retention from options.
fn without_known(kind: &str, bytes: &[u8], path: &mut Vec<i32>, gone: &mut Paths) -> Vec<u8> {
    let kind = kind.strip_prefix("google.protobuf.").unwrap_or(kind);
    let own: &[u32] = if kind == "ExtensionRangeOptions" { EXTENSION_RANGE } else { &[] };
    let features = features(kind);
    let mut writer = Writer::default();
    for field in WireReader::new(bytes).map_while(Result::ok) {
        path.push(field.number.cast_signed());
        match field.value {
            _ if own.contains(&field.number) => drop(gone.insert(path.clone())),
            wire::WireValue::Bytes(bytes) if field.number == features => {
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
    for field in WireReader::new(bytes).map_while(Result::ok) {
        if numbers.contains(&field.number) {
            gone.insert([path.as_slice(), &[field.number.cast_signed()]].concat());
        } else {
            writer.raw(field.raw);
        }
    }
}

/// Returns the number of the features field in an options message.
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

/// Returns the descriptors of all files of a schema, complete and without options of source retention.
pub fn descriptors(schema: &Schema) -> Descriptors {
    let retention = Retention::new(schema);
    let make = |id: FileId| {
        let file = &schema[id];
        let imports = file.imports.iter().chain(&file.option_imports).filter_map(|import| import.file);
        Descriptor {
            name: schema.text(file.path).to_owned(),
            imports: imports.map(|import| import.index()).collect(),
            whole: encode_file(schema, id, true),
            stripped: retention.file(lowered(schema, id), schema[id].locations.bytes()),
            edition: match file.syntax {
                Syntax::Proto2 | Syntax::Proto3 => None,
                Syntax::Edition(edition) => Some(edition.0),
            },
            has_proto3_optional: false,
        }
    };
    let ids: Vec<FileId> = schema.files.ids().collect();
    let mut files = parallel::map(ids.len(), parallel::threads(None), |index| make(ids[index]));
    for (_, field) in schema.fields.iter().filter(|(_, field)| field.proto3_optional) {
        files[field.file.index()].has_proto3_optional = true;
    }
    Descriptors::new(files)
}
