//! The planned changes of one file. Changes for several findings can be joined: two numbers that are reserved in one
//! message become one statement.

use protoward_edit::{At, Operation};
use protoward_schema::NumberRange;
use protoward_source::SourceId;

/// The fix of one finding; empty where there is no single right one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fix {
    pub(crate) changes: Vec<Change>,
}

/// A planned change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Change {
    pub(crate) source: SourceId,
    pub(crate) what: What,
}

/// The kind of a change. Declarations are identified by the offsets at which they start.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    /// Changes the text.
    Edit(Operation),
    /// Reserves a number range or a name in a message or enum.
    Reserve { whole: usize, what: Reserved, from: Option<Origin> },
    /// Sets the JSON name of a field, unless its old name returns and implies the JSON name.
    PinJson { owner: usize, value: String },
    /// Changes no text: a number or name is used again, and need not be reserved.
    Uses { whole: usize, what: Reserved },
    /// Changes no text: a field has its old name again.
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
pub(crate) struct Origin {
    pub(crate) source: SourceId,
    pub(crate) start: usize,
    pub(crate) at: At,
}

impl Change {
    /// Returns `true` if no text changes.
    pub(crate) const fn is_mark(&self) -> bool {
        matches!(self.what, What::Uses { .. } | What::Named { .. })
    }

    /// Returns the sources that are needed to make the change.
    pub(crate) fn sources(&self) -> impl Iterator<Item = SourceId> {
        let other = match &self.what {
            What::Reserve { from: Some(from), .. } => Some(from.source),
            _ => None,
        };
        std::iter::once(self.source).chain(other)
    }

    /// Returns the option in brackets that the change sets: the declaration, the name and the value.
    pub(crate) fn option(&self) -> Option<(usize, &str, Option<&str>)> {
        match &self.what {
            What::Edit(Operation::Option { owner, name, value }) => Some((*owner, name, value.as_deref())),
            What::PinJson { owner, value } => Some((*owner, "json_name", Some(value))),
            _ => None,
        }
    }
}

impl Reserved {
    /// Returns a single number.
    pub(crate) const fn number(number: i32) -> Self {
        Self::Numbers(NumberRange { start: number, end: number })
    }

    /// Returns `true` if this includes all of something else.
    pub(crate) fn holds(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Numbers(all), Self::Numbers(some)) => all.start <= some.start && some.end <= all.end,
            (Self::Name(name), Self::Name(other)) => name == other,
            (Self::Numbers(_), Self::Name(_)) | (Self::Name(_), Self::Numbers(_)) => false,
        }
    }
}
