//! A message on its way: one direction of a case, in one medium.

use super::Version;
use super::case::Case;
use super::landing::{Ends, Medium};
use super::plan::Recipe;
use protoward_dynamic::{Codec, Message};
use protoward_schema::MessageId;

/// What the reader made of a message.
pub(super) enum Outcome {
    Read(Message),
    /// It refuses all of it, and says why.
    Refused(String),
}

/// One direction of a case, in one medium.
pub(super) struct Road<'a> {
    pub(super) writer: Version,
    pub(super) from: &'a Codec<'a>,
    pub(super) to: &'a Codec<'a>,
    pub(super) written: MessageId,
    pub(super) read: MessageId,
    pub(super) case: &'a Case,
    pub(super) medium: Medium,
    pub(super) recipe: Recipe,
    /// `true` where the finding is about names, which bytes do not have.
    pub(super) is_about_names: bool,
}

impl<'a> Road<'a> {
    pub(super) const fn ends(&self) -> Ends<'a> {
        Ends { from: self.from, to: self.to }
    }
}
