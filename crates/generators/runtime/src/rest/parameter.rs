//! Parameters of a path or a query as texts, and the fields that they set. They are parsed when the message is read.

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::rest::schema::Field;

/// The fields from a message to a nested one. Most paths have at most two.
pub(crate) type FieldPath = SmallVec<[&'static Field; 2]>;

/// The text of a parameter.
#[derive(Debug)]
pub(crate) struct ParameterText<'a> {
    /// The name of the parameter, as the client wrote it.
    pub(crate) parameter: Cow<'a, str>,
    pub(crate) text: Cow<'a, str>,
}
