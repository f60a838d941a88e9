//! Comments that a migration removes or would lose.

use protoward_source::Place;

/// A comment that the new text does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingComment {
    /// The comment in the old text.
    pub place: Place,
    /// The text, without the indentation of its lines.
    pub text: String,
}
