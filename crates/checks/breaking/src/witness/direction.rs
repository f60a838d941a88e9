//! The input of a search: which version writes the message, in which encoding, and what the other one makes of it.

use super::case::MessageCase;
use super::landing::{CodecPair, WitnessEncoding};
use super::plan::Recipe;
use super::{Version, Witnesses};
use protoward_dynamic::{Codec, Message};
use protoward_schema::{FieldNumber, MessageId};

/// The result of decoding a message.
pub(super) enum Outcome {
    Read(Message),
    /// The reader rejects the message, for this reason.
    Refused(String),
}

/// One direction of a case in one encoding.
pub(super) struct WitnessDirection<'a> {
    pub(super) writer: Version,
    pub(super) from: &'a Codec<'a>,
    pub(super) to: &'a Codec<'a>,
    pub(super) written: MessageId,
    pub(super) read: MessageId,
    pub(super) case: &'a MessageCase,
    pub(super) medium: WitnessEncoding,
    pub(super) recipe: Recipe,
    /// The numbers of the fields that the case is about, in the writer's schema.
    pub(super) numbers: Vec<FieldNumber>,
    pub(super) witnesses: &'a Witnesses<'a>,
    /// `true` if the finding is about names, which bytes do not contain.
    pub(super) is_about_names: bool,
}

impl<'a> WitnessDirection<'a> {
    pub(super) const fn ends(&self) -> CodecPair<'a> {
        CodecPair { from: self.from, to: self.to }
    }
}
