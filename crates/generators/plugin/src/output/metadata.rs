//! `NAME.pb.meta`: the origin of each part of a generated file. An insertion moves the following parts and adds its
//! own.

use super::insert::InsertionPoint;
use protoward_dynamic::{Codec, Dialect};
use protoward_proto_text::descriptor_schema;
use protoward_schema::wire::{WireError, WireReader, WireValue, Writer};
use protoward_schema::{MessageId, Schema};

/// The error for bytes that are no `GeneratedCodeInfo` in binary or text form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotMetadata;

/// Returns the annotations of a file after an insertion. `before` are those of the file, `brought` those of `lines`;
/// `None` if neither has any.
pub(super) fn shifted(
    before: Option<&[u8]>,
    brought: &[u8],
    lines: &[u8],
    at: InsertionPoint,
) -> Result<Option<Vec<u8>>, NotMetadata> {
    let brought = annotations(brought).map_err(|_| NotMetadata)?;
    if before.is_none() && brought.is_empty() {
        return Ok(None);
    }
    let (before, is_text) = read(before.unwrap_or_default())?;
    let mut brought = Some(placed(brought, lines, at));
    let mut annotations = Vec::new();
    let by = lines.len() + at.indent * count_lines(lines);
    for mut old in before {
        let begin = old.begin.unwrap_or_default();
        if brought.is_none() || usize::try_from(begin).is_ok_and(|begin| begin >= at.offset) {
            annotations.extend(brought.take().into_iter().flatten());
            old.begin = Some(moved(begin, by));
            old.end = Some(moved(old.end.unwrap_or_default(), by));
        }
        annotations.push(old);
    }
    annotations.extend(brought.into_iter().flatten());
    Ok(Some(if is_text { text(&annotations)?.into_bytes() } else { bytes(&annotations) }))
}

/// A `google.protobuf.GeneratedCodeInfo.Annotation`: the element that a range of bytes comes from.
#[derive(Debug, Default)]
struct Annotation {
    path: Vec<i32>,
    source_file: Option<Vec<u8>>,
    begin: Option<i32>,
    end: Option<i32>,
    semantic: Option<i32>,
}

/// Reads metadata, which is binary, or text for some generators.
fn read(bytes: &[u8]) -> Result<(Vec<Annotation>, bool), NotMetadata> {
    if let Ok(annotations) = annotations(bytes) {
        return Ok((annotations, false));
    }
    let schema = descriptor_schema();
    let codec = Codec::new(schema).keeping_entries();
    let (message, _) = codec.from_text(metadata_type(schema), bytes, Dialect::Protoc);
    let annotations = annotations(&codec.encode(&message.ok_or(NotMetadata)?)).map_err(|_| NotMetadata)?;
    Ok((annotations, true))
}

fn metadata_type(schema: &Schema) -> MessageId {
    schema.find_message("google.protobuf.GeneratedCodeInfo").expect("descriptor.proto has it")
}

fn annotations(bytes: &[u8]) -> Result<Vec<Annotation>, WireError> {
    let mut annotations = Vec::new();
    for field in WireReader::new(bytes) {
        let field = field?;
        if let (1, WireValue::Bytes(bytes)) = (field.number, field.value) {
            annotations.push(annotation(bytes)?);
        }
    }
    Ok(annotations)
}

fn annotation(bytes: &[u8]) -> Result<Annotation, WireError> {
    let mut annotation = Annotation::default();
    for field in WireReader::new(bytes) {
        let field = field?;
        match (field.number, field.value) {
            (1, WireValue::Varint(step)) => annotation.path.push(step as i32),
            (1, WireValue::Bytes(packed)) => {
                let mut packed = WireReader::new(packed);
                while !packed.is_empty() {
                    annotation.path.push(packed.varint()? as i32);
                }
            }
            (2, WireValue::Bytes(file)) => annotation.source_file = Some(file.to_vec()),
            (3, WireValue::Varint(begin)) => annotation.begin = Some(begin as i32),
            (4, WireValue::Varint(end)) => annotation.end = Some(end as i32),
            (5, WireValue::Varint(semantic)) => annotation.semantic = Some(semantic as i32),
            _ => {}
        }
    }
    Ok(annotation)
}

fn bytes(annotations: &[Annotation]) -> Vec<u8> {
    let mut writer = Writer::default();
    for Annotation { path, source_file, begin, end, semantic } in annotations {
        writer.message(1, |writer| {
            if !path.is_empty() {
                writer.message(1, |writer| path.iter().for_each(|&step| writer.varint(i64::from(step) as u64)));
            }
            source_file.iter().for_each(|file| writer.bytes(2, file));
            begin.iter().for_each(|&begin| writer.int32(3, begin));
            end.iter().for_each(|&end| writer.int32(4, end));
            semantic.iter().for_each(|&semantic| writer.int32(5, semantic));
        });
    }
    writer.into_bytes()
}

/// Adjusts annotations of lines for indentation and their offset in the file. As in protoc, an annotation that starts
/// before the previous one counts that one's lines too.
fn placed(mut annotations: Vec<Annotation>, lines: &[u8], at: InsertionPoint) -> Vec<Annotation> {
    let mut position = 0;
    let mut by = at.offset + at.indent;
    let mut go_to = |offset: i32| {
        let offset = usize::try_from(offset).unwrap_or(0).min(lines.len());
        if offset > position {
            by += at.indent * count_lines(&lines[position..offset]);
            position = offset;
        }
        by
    };
    for annotation in &mut annotations {
        let begin = annotation.begin.unwrap_or_default();
        let end = annotation.end.unwrap_or_default();
        annotation.begin = Some(moved(begin, go_to(begin)));
        annotation.end = Some(moved(end, go_to(end)));
    }
    annotations
}

fn count_lines(lines: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', lines).count()
}

fn moved(offset: i32, by: usize) -> i32 {
    offset.saturating_add(i32::try_from(by).unwrap_or(i32::MAX))
}

/// Formats metadata as text, as protoc does.
fn text(annotations: &[Annotation]) -> Result<String, NotMetadata> {
    let schema = descriptor_schema();
    let codec = Codec::new(schema).keeping_entries();
    let message = codec.decode_partial(metadata_type(schema), &bytes(annotations)).map_err(|_| NotMetadata)?;
    Ok(codec.to_text(&message, Dialect::Protoc))
}
