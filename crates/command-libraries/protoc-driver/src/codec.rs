//! `--encode`, `--decode` and `--decode_raw`: conversion of messages between bytes and text, from stdin to stdout.

use crate::arguments::{Arguments, Job};
use crate::errors::Failure;
use crate::streams::Streams;
use protoward_dynamic::{Codec, Dialect, Layout, Message, TextNote, raw_text};
use protoward_schema::MessageId;
use protoward_source::legible;

/// Reads a message as text, and prints its bytes.
pub(crate) fn encode(job: &Job<'_>, message: &str, streams: &mut impl Streams) -> Result<(), Failure> {
    let ty = message_type(job, message)?;
    let codec = Codec::new(job.schema()).keeping_entries();
    let (read, notes) = codec.from_text(ty, &input(job.arguments, streams)?, Dialect::Protoc);
    streams.note(&notes.iter().map(line).collect::<String>());
    let read = read.ok_or(Failure::NotParsed)?;
    warn_of_missing(&codec, &read, streams);
    let layout = if job.arguments.deterministic_output { Layout::Sorted } else { Layout::ByNumber };
    streams.print(&codec.encode_as(&read, layout));
    Ok(())
}

/// Reads the bytes of a message, and prints it as text.
pub(crate) fn decode(job: &Job<'_>, message: &str, streams: &mut impl Streams) -> Result<(), Failure> {
    let ty = message_type(job, message)?;
    let codec = Codec::new(job.schema()).keeping_entries();
    let read = codec.decode_partial(ty, &input(job.arguments, streams)?).map_err(|error| refused(&error, streams))?;
    warn_of_missing(&codec, &read, streams);
    streams.print(codec.to_text(&read, Dialect::Protoc).as_bytes());
    Ok(())
}

/// Converts bytes to text without a schema.
pub(crate) fn decode_raw(arguments: &Arguments, streams: &mut impl Streams) -> Result<(), Failure> {
    let text = raw_text(&input(arguments, streams)?).map_err(|error| refused(&error, streams))?;
    streams.print(text.as_bytes());
    Ok(())
}

fn message_type(job: &Job<'_>, name: &str) -> Result<MessageId, Failure> {
    job.schema().find_message(name).ok_or_else(|| Failure::NoSuchMessage(name.to_owned()))
}

/// Warns about missing required fields; the message is converted anyway.
fn warn_of_missing(codec: &Codec<'_>, message: &Message, streams: &mut impl Streams) {
    if let Some(paths) = codec.missing_paths(message) {
        let paths = paths.join(", ");
        streams.note(&format!("warning:  Input message is missing required fields:  {}\n", legible(&paths)));
    }
}

fn line(note: &TextNote) -> String {
    let line = note.at.line + 1;
    let column = note.at.column + 1;
    let warning = if note.is_warning { "warning: " } else { "" };
    let help = note.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    format!("input:{line}:{column}: {warning}{}\n", legible(&format!("{}{help}", note.message)))
}

fn refused(error: &dyn std::fmt::Display, streams: &mut impl Streams) -> Failure {
    streams.note(&format!("input: {}\n", legible(&error.to_string())));
    Failure::NotParsed
}

fn input(arguments: &Arguments, streams: &mut impl Streams) -> Result<Vec<u8>, Failure> {
    if arguments.surroundings.resident.is_some() {
        return Err(Failure::InputOfWorker);
    }
    streams.input().map_err(Failure::StandardInput)
}
