use protoward_source::Position;

/// Something that a reader has to say about a place in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where.
    pub at: Position,
    /// Whether the text can be read all the same.
    pub is_warning: bool,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Note {
    pub(crate) const fn error(at: Position, message: String) -> Self {
        Self { at, is_warning: false, message, help: None }
    }
}

/// What was said so far.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) notes: Vec<Note>,
    has_errors: bool,
}

/// More is not kept; the first error always is.
const MAX_NOTES: usize = 10_000;

impl Said {
    pub(super) fn push(&mut self, note: Note) {
        let is_first_error = !note.is_warning && !self.has_errors;
        self.has_errors |= !note.is_warning;
        if is_first_error || self.notes.len() < MAX_NOTES {
            self.notes.push(note);
        }
    }

    pub(super) fn error(&mut self, at: Position, message: String) {
        self.push(Note::error(at, message));
    }

    pub(super) const fn has_errors(&self) -> bool {
        self.has_errors
    }
}
