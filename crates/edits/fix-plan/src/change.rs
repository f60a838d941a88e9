//! The planned changes of one file. Changes for several findings can be merged: two numbers reserved in one message
//! become one statement.

use protoward_edit::{DocumentChange, InsertPosition};
use protoward_schema::NumberRange;
use protoward_source::SourceId;

/// The fix of one finding; empty if there is no unambiguous one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fix {
    pub(crate) changes: Vec<Change>,
}

/// A planned change of one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Change {
    pub(crate) source: SourceId,
    pub(crate) what: ChangeKind,
}

/// The kind of a change. Declarations are identified by the offsets at which they start.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ChangeKind {
    /// Changes the text at a declaration.
    Edit(DocumentChange),
    /// Reserves a number range or a name in a message or enum.
    Reserve { parent: usize, what: Reserved, from: Option<ReservationOrigin> },
    /// Sets the JSON name of a field, unless its old name is restored and implies the JSON name.
    PinJson { owner: usize, value: String },
    /// Marks a number or name that is used again and need not be reserved; changes no text.
    Uses { parent: usize, what: Reserved },
    /// Marks a field that has its old name again; changes no text.
    Named { owner: usize },
}

/// A number range or a name that can be reserved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reserved {
    Numbers(NumberRange),
    Name(String),
}

/// The old statement that reserved something, and its position in the new text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ReservationOrigin {
    pub(crate) source: SourceId,
    pub(crate) start: usize,
    pub(crate) at: InsertPosition,
}

impl Change {
    /// Returns `true` for a mark that changes no text.
    pub(crate) const fn is_mark(&self) -> bool {
        matches!(self.what, ChangeKind::Uses { .. } | ChangeKind::Named { .. })
    }

    /// Returns the sources that the change needs.
    pub(crate) fn sources(&self) -> impl Iterator<Item = SourceId> {
        let other = match &self.what {
            ChangeKind::Reserve { from: Some(from), .. } => Some(from.source),
            _ => None,
        };
        std::iter::once(self.source).chain(other)
    }

    /// Returns the bracket option that the change sets: the declaration, the name and the value.
    pub(crate) fn option(&self) -> Option<(usize, &str, Option<&str>)> {
        match &self.what {
            ChangeKind::Edit(DocumentChange::Option { owner, name, value }) => Some((*owner, name, value.as_deref())),
            ChangeKind::PinJson { owner, value } => Some((*owner, "json_name", Some(value))),
            _ => None,
        }
    }
}

impl Reserved {
    /// Returns the range of a single number.
    pub(crate) const fn number(number: i32) -> Self {
        Self::Numbers(NumberRange { start: number, end: number })
    }

    /// Returns `true` if this includes the other one completely.
    pub(crate) fn holds(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Numbers(all), Self::Numbers(some)) => all.start <= some.start && some.end <= all.end,
            (Self::Name(name), Self::Name(other)) => name == other,
            (Self::Numbers(_), Self::Name(_)) | (Self::Name(_), Self::Numbers(_)) => false,
        }
    }
}
