//! Statements about a run rather than about the schema: something was not done, or could not be done.

use protoward_source::{Code, Diagnostic};

/// A statement about a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How much it matters.
    pub level: NoticeLevel,
    /// The kind of notice.
    pub code: Code,
    /// What was not done: lower case, no full stop, names in backticks.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeLevel {
    /// The run is complete without it.
    Note,
    /// It was asked for, so that the run has failed.
    Error,
}

impl NoticeLevel {
    /// The name in reports.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Error => "error",
        }
    }
}

impl Notice {
    /// A note.
    pub fn note(code: Code, message: impl Into<String>) -> Self {
        Self { level: NoticeLevel::Note, code, message: message.into(), help: None }
    }

    /// The same as a diagnostic that has no place.
    pub fn error(diagnostic: &Diagnostic) -> Self {
        let Diagnostic { code, message, help, .. } = diagnostic.clone();
        Self { level: NoticeLevel::Error, code, message, help }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(self, help: Option<String>) -> Self {
        Self { help, ..self }
    }

    /// What was not done and what to do, in two lines.
    pub(super) fn text(&self) -> String {
        match &self.help {
            Some(help) => format!("{}\nhelp: {help}", self.message),
            None => self.message.clone(),
        }
    }
}
