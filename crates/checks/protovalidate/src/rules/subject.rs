//! The values that rules are about.

use protoward_schema::FieldId;

/// The values that rules are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Item,
    Key,
    Value,
}

/// The values that rules are about, and their declaration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    /// The field, or the key or value field of a map.
    pub(super) field: FieldId,
    pub(super) part: Part,
}

/// The value of `IGNORE_IF_ZERO_VALUE`.
pub(super) const IF_ZERO_VALUE: i64 = 1;

/// The value of `IGNORE_ALWAYS`.
pub(super) const ALWAYS: i64 = 3;
