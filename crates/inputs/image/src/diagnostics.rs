//! Diagnostics of images in JSON, YAML or text format that have a mistake.

use std::fmt::Display;

use crate::codes;
use protoward_dynamic::TextNote;
use protoward_source::{Diagnostic, Place, Position, SourceId};
use protoward_values::JsonError;

pub(super) fn not_values(image: SourceId, text: &[u8], form: &str, error: &JsonError) -> Box<Diagnostic> {
    let place = error.at.map_or(Place::whole(image), |at| at_letter(image, position(text, at)));
    broken(place, form, &error.reason, error.help.as_deref())
}

pub(super) fn not_text(image: SourceId, note: &TextNote) -> Box<Diagnostic> {
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
