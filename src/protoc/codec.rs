//! `--encode`, `--decode` and `--decode_raw`: conversion of messages between bytes and text, from stdin to stdout.

use std::io::{self, Read};

use super::arguments::Arguments;
use super::errors::Failure;
use super::job::Job;
use crate::console::Console;
use protoward_dynamic::{Codec, Dialect, Layout, Message, TextNote, raw_text};
use protoward_schema::MessageId;
use protoward_source::legible;

/// Converts text to bytes.
pub(super) fn encode(job: &Job<'_>, message: &str, console: &mut Console) -> Result<(), Failure> {
    let ty = message_type(job, message)?;
    let codec = Codec::new(job.schema()).keeping_entries();
    let (read, notes) = codec.from_text(ty, &input(job.arguments)?, Dialect::Protoc);
    console.note(&notes.iter().map(line).collect::<String>());
    let read = read.ok_or(Failure::NotParsed)?;
    warn_of_missing(&codec, &read, console);
    let layout = if job.arguments.deterministic_output { Layout::Sorted } else { Layout::ByNumber };
    console.print_bytes(&codec.encode_as(&read, layout));
    Ok(())
}

/// Converts bytes to text.
pub(super) fn decode(job: &Job<'_>, message: &str, console: &mut Console) -> Result<(), Failure> {
    let ty = message_type(job, message)?;
    let codec = Codec::new(job.schema()).keeping_entries();
    let read = codec.decode_partial(ty, &input(job.arguments)?).map_err(|error| refused(&error, console))?;
    warn_of_missing(&codec, &read, console);
    console.print(&codec.to_text(&read, Dialect::Protoc));
    Ok(())
}

/// Converts bytes to text without a schema.
pub(super) fn decode_raw(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let text = raw_text(&input(arguments)?).map_err(|error| refused(&error, console))?;
    console.print(&text);
    Ok(())
}

fn message_type(job: &Job<'_>, name: &str) -> Result<MessageId, Failure> {
    job.schema().find_message(name).ok_or_else(|| Failure::NoSuchMessage(name.to_owned()))
}

/// Warns about missing required fields; the message is converted anyway.
fn warn_of_missing(codec: &Codec<'_>, message: &Message, console: &mut Console) {
    if let Some(paths) = codec.missing_paths(message) {
        let paths = paths.join(", ");
        console.note(&format!("warning:  Input message is missing required fields:  {}\n", legible(&paths)));
    }
}

fn line(note: &TextNote) -> String {
    let (line, column) = (note.at.line + 1, note.at.column + 1);
    let warning = if note.is_warning { "warning: " } else { "" };
    let help = note.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    format!("input:{line}:{column}: {warning}{}\n", legible(&format!("{}{help}", note.message)))
}

fn refused(error: &dyn std::fmt::Display, console: &mut Console) -> Failure {
    console.note(&format!("input: {}\n", legible(&error.to_string())));
    Failure::NotParsed
}

fn input(arguments: &Arguments) -> Result<Vec<u8>, Failure> {
    if arguments.surroundings.resident.is_some() {
        return Err(Failure::InputOfWorker);
    }
    let mut bytes = Vec::new();
    match io::stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(Failure::StandardInput(error)),
    }
}
