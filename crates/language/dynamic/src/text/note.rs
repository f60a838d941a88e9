//! Errors and warnings of the text parser, with a limit for hostile input.

use protoward_source::Position;

/// An error or warning of the text parser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextNote {
    /// The position in the text.
    pub at: Position,
    /// `true` if the text can be parsed nevertheless.
    pub is_warning: bool,
    /// The kind of the part that was left out, for a warning about that.
    pub left_out: Option<LeftOut>,
    /// The problem, as a clause without a full stop.
    pub message: String,
    /// The remedy, if there is an obvious one.
    pub help: Option<String>,
}

/// A part of a text that is unknown to the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// A field by name or number.
    Field,
    /// An extension, which another file may declare.
    Extension,
}

impl TextNote {
    pub(crate) const fn error(at: Position, message: String) -> Self {
        Self { at, is_warning: false, left_out: None, message, help: None }
    }
}

/// The errors and warnings so far.
#[derive(Debug, Default)]
pub(super) struct TextNotes {
    pub(super) notes: Vec<TextNote>,
    has_errors: bool,
}

/// Maximum number of notes. The first error is always kept.
const MAX_NOTES: usize = 10_000;

impl TextNotes {
    pub(super) fn push(&mut self, note: TextNote) {
        let is_first_error = !note.is_warning && !self.has_errors;
        self.has_errors |= !note.is_warning;
        if is_first_error || self.notes.len() < MAX_NOTES {
            self.notes.push(note);
        }
    }

    pub(super) fn error(&mut self, at: Position, message: String) {
        self.push(TextNote::error(at, message));
    }

    pub(super) const fn has_errors(&self) -> bool {
        self.has_errors
    }
}
