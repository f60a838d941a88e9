//! The checks of rules, by the element that has the option. The same rules apply to a field, to the items of a list, and to the
//! keys and values of a map.

mod bounds;
mod cel;
mod containers;
mod examples;
mod fields;
mod messages;
mod predefined;
mod strings;

pub(crate) use fields::field;
pub(crate) use messages::message;
pub(crate) use predefined::predefined;

use protoward_schema::FieldId;

/// The values that rules are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Item,
    Key,
    Value,
}

/// The values that rules are about, and their declaration.
#[derive(Clone, Copy, Debug)]
struct Subject {
    /// The field, or the key or value field of a map.
    field: FieldId,
    part: Part,
}

/// The number of `IGNORE_IF_ZERO_VALUE` in `buf.validate.Ignore`.
const IF_ZERO_VALUE: i64 = 1;

/// The number of `IGNORE_ALWAYS` in `buf.validate.Ignore`.
const ALWAYS: i64 = 3;
