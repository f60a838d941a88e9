//! Notices about a run: something was skipped or failed, and no place in a file shows it.

use protoward_source::{Code, Diagnostic};

/// A notice about a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The level, which says whether the run failed.
    pub level: NoticeLevel,
    /// The kind of notice, for programs.
    pub code: Code,
    /// A description: lower case, no full stop, names in backticks.
    pub message: String,
    /// The suggested action, if there is one.
    pub help: Option<String>,
}

/// The level of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeLevel {
    /// The run is complete without the skipped part.
    Note,
    /// The skipped part was requested, so the run failed.
    Error,
}

impl NoticeLevel {
    /// Returns the name in reports.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Error => "error",
        }
    }
}

impl Notice {
    /// Creates a note without a suggested action.
    pub fn note(code: Code, message: impl Into<String>) -> Self {
        Self { level: NoticeLevel::Note, code, message: message.into(), help: None }
    }

    /// Converts a diagnostic without a place.
    pub fn error(diagnostic: &Diagnostic) -> Self {
        let Diagnostic { code, message, help, .. } = diagnostic.clone();
        Self { level: NoticeLevel::Error, code, message, help }
    }

    /// Replaces the suggested action.
    #[must_use]
    pub fn help(self, help: Option<String>) -> Self {
        Self { help, ..self }
    }

    /// Returns the message and the help in two lines.
    pub(super) fn text(&self) -> String {
        match &self.help {
            Some(help) => format!("{}\nhelp: {help}", self.message),
            None => self.message.clone(),
        }
    }
}
