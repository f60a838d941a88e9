//! Conversion of messages between binary, JSON, text format and YAML.
//!
//! Input: the bytes of a message, their format, and the schema. Output: bytes in another format, as `buf convert`
//! writes them, with diagnostics of the input. Bytes without a schema become a tree. The module does not know files.

mod diagnostics;
mod raw;

pub use raw::{MalformedField, raw_tree};

use protoward_dynamic::{Codec, Dialect, JsonError, JsonStyle, Layout, Message, TextNote, UnknownKeys};
use protoward_schema::{Element, MessageId, Schema};
use protoward_source::{Diagnostic, Place, Report, SourceId, Sources};
use protoward_values::{Node, Tree, parse_json, parse_yaml, write_yaml};

/// The format of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The binary encoding.
    Binary,
    /// The JSON mapping.
    Json(JsonStyle),
    /// The text format.
    Text,
    /// The JSON mapping, written as YAML.
    Yaml(JsonStyle),
}

/// The bytes of a message with their source, for diagnostics.
#[derive(Clone, Copy, Debug)]
pub struct Input<'b> {
    /// The bytes, without compression.
    pub bytes: &'b [u8],
    /// The source of the bytes.
    pub source: SourceId,
    /// The sources, which have the text of `source` unless the message is binary.
    pub sources: &'b Sources,
}

/// Converts a message. Returns `None` after an error. Errors, ignored parts, and parts that the
/// format of the result cannot represent are reported.
///
/// ```
/// use protoward_compiler::{Compiler, MemoryTree};
/// use protoward_image::convert::{Form, Input, convert, message_type};
/// use protoward_source::{Report, Sources};
///
/// let tree = MemoryTree::new([("user.proto", "syntax = \"proto3\"; message User { string name = 1; }")]);
/// let compiled = Compiler::new().resolver(tree).compile(["user.proto"])?;
/// let (mut sources, mut report) = (Sources::default(), Report::default());
/// let source = sources.add("user.bin", "user.bin", None);
/// let input = Input { bytes: b"\x0a\x03Ada", source, sources: &sources };
/// let user = message_type(compiled.schema(), "User").expect("it is a message");
/// let json = convert(compiled.schema(), user, input, [Form::Binary, Form::Json(Default::default())], &mut report);
/// assert_eq!(json.as_deref(), Some(br#"{"name":"Ada"}"#.as_slice()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn convert(
    schema: &Schema,
    ty: MessageId,
    input: Input<'_>,
    [from, to]: [Form; 2],
    report: &mut Report,
) -> Option<Vec<u8>> {
    let codec = Codec::new(schema).as_go();
    let message = read(&codec, ty, input, from, report)?;
    write_reporting(&codec, &message, to, input.source, report)
}

/// Writes a message that was read from a source. Returns `None` after an error. Errors, and parts that the format cannot represent, are
/// reported.
pub fn write_reporting(
    codec: &Codec<'_>,
    message: &Message,
    form: Form,
    source: SourceId,
    report: &mut Report,
) -> Option<Vec<u8>> {
    report_lost_data(codec, message, form, source, report);
    write(codec, message, form).map_err(|error| report.push(diagnostics::no_such_form(&error))).ok()
}

/// Returns the message of a full name.
///
/// # Errors
/// Fails if the schema has no such message.
pub fn message_type(schema: &Schema, name: &str) -> Result<MessageId, Box<Diagnostic>> {
    match schema.find(name) {
        Some(Element::Message(ty)) => Ok(ty),
        Some(_) => Err(Box::new(diagnostics::not_a_message(name))),
        None => {
            let known = schema.messages.iter().map(|(_, message)| schema.text(message.full_name));
            Err(Box::new(diagnostics::no_such_message(name, known)))
        }
    }
}

/// Reads a message. Returns `None` after an error. Errors and ignored parts are reported.
///
/// The codec must be one [for Go](Codec::as_go).
pub fn read(codec: &Codec<'_>, ty: MessageId, input: Input<'_>, form: Form, report: &mut Report) -> Option<Message> {
    read_with(UnknownKeys::IgnoreAsGo, codec, ty, input, form, report)
}

/// Like [`read`], but keys of JSON that the schema does not know are errors, as they are in the other formats.
pub fn read_strictly(
    codec: &Codec<'_>,
    ty: MessageId,
    input: Input<'_>,
    form: Form,
    report: &mut Report,
) -> Option<Message> {
    read_with(UnknownKeys::Refuse, codec, ty, input, form, report)
}

/// Reads a message. `in_json` is the treatment of unknown keys in JSON.
fn read_with(
    in_json: UnknownKeys,
    codec: &Codec<'_>,
    ty: MessageId,
    input: Input<'_>,
    form: Form,
    report: &mut Report,
) -> Option<Message> {
    let message = match form {
        Form::Binary => codec
            .decode_partial(ty, input.bytes)
            .map_err(|error| report.push(diagnostics::not_binary(codec, ty, input.source, &error)))
            .ok()?,
        Form::Text => {
            let (message, notes) = codec.from_text(ty, input.bytes, Dialect::Buf);
            notes.iter().for_each(|note| report.push(diagnostics::of_text(note, place_of(note, input.source))));
            message?
        }
        Form::Json(_) => {
            let node = parse_json(input.bytes);
            from_values(node.and_then(|node| codec.from_tree(ty, &node, in_json)), input, report)?
        }
        Form::Yaml(_) => {
            let node = parse_yaml(input.bytes).map(|node| if takes_null(codec, ty) { node } else { or_nothing(node) });
            from_values(node.and_then(|node| codec.from_tree(ty, &node, UnknownKeys::RefuseInYaml)), input, report)?
        }
    };
    if let Some(missing) = codec.missing(&message).first() {
        report.push(diagnostics::incomplete(input.source, &missing.reason));
        return None;
    }
    Some(message)
}

/// Returns whether `null` is a message of this type.
fn takes_null(codec: &Codec<'_>, ty: MessageId) -> bool {
    let schema = codec.schema();
    schema.text(schema[ty].full_name) == "google.protobuf.Value"
}

/// Converts an empty document to an empty object.
fn or_nothing(node: Node) -> Node {
    match node.tree {
        Tree::Null => Node::new(node.at..node.end, Tree::Object(Vec::new())),
        _ => node,
    }
}

/// Converts a tree to a message. Reports ignored parts and errors.
fn from_values(
    read: Result<(Message, Vec<JsonError>), JsonError>,
    input: Input<'_>,
    report: &mut Report,
) -> Option<Message> {
    let sources = input.sources;
    let place = |error: &JsonError| match error.at {
        Some(at) if sources.get(input.source).text.is_some() => sources.place(input.source, at..at + 1),
        _ => Place::whole(input.source),
    };
    match read {
        Ok((message, left_out)) => {
            left_out.iter().for_each(|error| report.push(diagnostics::left_out(error, place(error))));
            Some(message)
        }
        Err(error) => {
            report.push(diagnostics::of_values(&error, place(&error)));
            None
        }
    }
}

fn place_of(note: &TextNote, source: SourceId) -> Place {
    let mut end = note.at;
    end.column += 1;
    Place::positions(source, note.at, end)
}

/// Reports unknown fields, which only the binary format can represent.
pub fn report_lost_data(codec: &Codec<'_>, message: &Message, form: Form, source: SourceId, report: &mut Report) {
    let unknown = if form == Form::Binary { Vec::new() } else { codec.unknown_paths(message) };
    if !unknown.is_empty() {
        report.push(diagnostics::lost(source, form, &unknown));
    }
}

/// Writes a message.
///
/// # Errors
/// If the message cannot be represented in the format.
pub fn write(codec: &Codec<'_>, message: &Message, form: Form) -> Result<Vec<u8>, JsonError> {
    Ok(match form {
        Form::Binary => codec.encode_as(message, Layout::Go),
        Form::Text => codec.to_text(message, Dialect::Buf).into_bytes(),
        Form::Json(style) => codec.to_json_as(message, style)?.into_bytes(),
        Form::Yaml(style) => {
            let json = codec.to_json_as(message, style)?;
            write_yaml(&parse_json(json.as_bytes())?).into_bytes()
        }
    })
}
