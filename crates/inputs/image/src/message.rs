//! Conversion of descriptor sets to JSON, text format and YAML, and back. Custom options are named, so the schema must have
//! them.

use std::fmt::Display;

use super::{Format, WriteError};
use crate::codes;
use protoward_dynamic::{Codec, Dialect, LeftOut, Message, TextNote, UnknownKeys};
use protoward_proto_text::{descriptor_schema, options_schema, set_type};
use protoward_schema::Schema;
use protoward_schema::descriptor::decode;
use protoward_source::{Diagnostic, Place, Position, SourceId, Sources};
use protoward_values::{JsonError, Node, parse_json, parse_yaml, write_yaml};

/// Writes a serialized descriptor set in another format; `schema` has the custom options in it.
pub(super) fn write(bytes: &[u8], schema: &Schema, format: Format) -> Result<Vec<u8>, WriteError> {
    let schema = options_schema(schema).map_err(WriteError::Schema)?;
    let codec = Codec::new(&schema).as_go();
    let message = codec.decode_partial(set_type(&schema), bytes)?;
    Ok(match format {
        Format::Binary => bytes.to_vec(),
        Format::Json => codec.to_json(&message)?.into_bytes(),
        Format::Text => codec.to_text(&message, Dialect::Buf).into_bytes(),
        Format::Yaml => write_yaml(&parse_json(codec.to_json(&message)?.as_bytes())?).into_bytes(),
    })
}

/// A parsed text that can be interpreted with different schemas.
enum ParsedText<'b> {
    Values(Node, &'static str),
    Text(&'b [u8]),
}

/// Converts a textual image to binary form.
///
/// An image with custom options is read twice, because the image itself declares them.
pub(super) fn read(
    bytes: &[u8],
    format: Format,
    image: SourceId,
    sources: &Sources,
) -> Result<Vec<u8>, Box<Diagnostic>> {
    let values = |node: Result<Node, _>, form| {
        node.map(|node| ParsedText::Values(node, form)).map_err(|error| not_values(image, bytes, form, &error))
    };
    let words = match format {
        Format::Binary => return Ok(bytes.to_vec()),
        Format::Json => values(parse_json(bytes), "JSON")?,
        Format::Yaml => values(parse_yaml(bytes), "YAML")?,
        Format::Text => ParsedText::Text(bytes),
    };
    let (without_options, is_whole) = words.encoded(descriptor_schema(), UnknownKeys::IgnoreAsGo, image, bytes)?;
    if is_whole {
        return Ok(without_options);
    }
    // A misspelled key is the better error for what it leaves out.
    let misspelled = || words.encoded(descriptor_schema(), UnknownKeys::IgnoreExtensions, image, bytes).err();
    let schema = decode(&without_options, image, &mut sources.clone());
    let schema = schema.map_err(|error| misspelled().unwrap_or(error))?;
    let schema = options_schema(&schema)?;
    Ok(words.encoded(&schema, UnknownKeys::IgnoreExtensions, image, bytes)?.0)
}

impl ParsedText<'_> {
    /// Returns the encoded message, and whether all of the text was known to the schema.
    fn encoded(
        &self,
        schema: &Schema,
        unknown: UnknownKeys,
        image: SourceId,
        bytes: &[u8],
    ) -> Result<(Vec<u8>, bool), Box<Diagnostic>> {
        let codec = Codec::new(schema).as_go();
        let (message, is_whole) = self.message(&codec, unknown, image, bytes)?;
        Ok((codec.encode(&message), is_whole))
    }

    /// Returns the message, and whether all of the text was known to the schema.
    fn message(
        &self,
        codec: &Codec<'_>,
        unknown: UnknownKeys,
        image: SourceId,
        bytes: &[u8],
    ) -> Result<(Message, bool), Box<Diagnostic>> {
        let ty = set_type(codec.schema());
        match self {
            Self::Values(node, form) => {
                let read = codec.from_tree(ty, node, unknown);
                let (message, left_out) = read.map_err(|error| not_values(image, bytes, form, &error))?;
                Ok((message, left_out.is_empty()))
            }
            Self::Text(text) => {
                let (message, notes) = codec.from_text(ty, text, Dialect::Buf);
                let message = message.ok_or_else(|| not_text(image, first_error(&notes)))?;
                let refuses = unknown == UnknownKeys::IgnoreExtensions;
                if let Some(misspelled) = notes.iter().find(|note| refuses && note.left_out == Some(LeftOut::Field)) {
                    return Err(not_text(image, misspelled));
                }
                Ok((message, notes.is_empty()))
            }
        }
    }
}

fn first_error(notes: &[TextNote]) -> &TextNote {
    notes.iter().find(|note| !note.is_warning).expect("a text that is not read has an error")
}

fn not_values(image: SourceId, text: &[u8], form: &str, error: &JsonError) -> Box<Diagnostic> {
    let place = error.at.map_or(Place::whole(image), |at| at_letter(image, position(text, at)));
    broken(place, form, &error.reason, error.help.as_deref())
}

fn not_text(image: SourceId, note: &TextNote) -> Box<Diagnostic> {
    broken(at_letter(image, note.at), "text", &note.message, note.help.as_deref())
}

fn at_letter(image: SourceId, start: Position) -> Place {
    Place::positions(image, start, Position::new(start.line, start.column.saturating_add(1)))
}

/// Computes a position from the text, because an image is too large to be kept as a source.
fn position(text: &[u8], at: usize) -> Position {
    let before = &text[..at.min(text.len())];
    let line = before.iter().filter(|&&byte| byte == b'\n').count();
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let column = String::from_utf8_lossy(&before[start..]).chars().count();
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Position::new(small(line), small(column))
}

fn broken(place: Place, form: &str, error: &dyn Display, help: Option<&str>) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::error(codes::BAD_IMAGE, format!("invalid descriptor set in {form} format: {error}"));
    let help = help.unwrap_or("build the image again, with `protoward build -o` or `buf build -o`");
    Box::new(diagnostic.label(place, "").help(help))
}
