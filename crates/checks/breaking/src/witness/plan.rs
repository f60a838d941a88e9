//! The kind of witness for the findings of a rule.

/// The kind of witness for the findings of a rule.
#[derive(Clone, Copy, Debug)]
pub(crate) enum WitnessKind {
    /// A message that the two versions read differently.
    Message(Plan),
    /// An HTTP request that the two versions answer differently.
    Call,
    /// No message, with the reason.
    SourceOnly(&'static str),
    /// A message from before both versions. The old version does not know a field that replaces a reserved one and
    /// skips it like any new field.
    Older,
    /// JSON that contains a full name which disappeared: the type of an `Any`, or the key of an extension. The reason
    /// is for findings without such JSON.
    Names(&'static str),
    /// No message that this module can write or read shows it, with the reason. That does not prove that there is none.
    Unjudged(&'static str),
}

impl WitnessKind {
    /// Returns `true` if JSON that is read differently demonstrates a finding.
    pub(crate) const fn has_json(self) -> bool {
        match self {
            Self::Message(plan) => plan.media.has_json(),
            Self::SourceOnly(_) | Self::Names(_) | Self::Unjudged(_) => true,
            Self::Call | Self::Older => false,
        }
    }
}

/// The encodings in which a difference counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    Wire,
    Json,
    Both,
    /// JSON, because the rule is about names; also bytes if the name moved to another number.
    Names,
}

impl Media {
    pub(crate) const fn has_wire(self) -> bool {
        matches!(self, Self::Wire | Self::Both | Self::Names)
    }

    pub(crate) const fn has_json(self) -> bool {
        matches!(self, Self::Json | Self::Both | Self::Names)
    }
}

/// The contents of a candidate message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recipe {
    /// One relevant field with each of several values; also without it.
    Values,
    /// As `Values`, and an explicit zero differs from an absent value.
    Presence,
    /// A string that is not valid UTF-8.
    NotUtf8,
    /// An empty message: a reader that requires the field rejects it.
    Bare,
    /// An empty message: the reader's default for the field differs.
    Defaults,
    /// Two fields of the message, set at once.
    Together,
}

/// The plan for finding the witness of a rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) media: Media,
    pub(crate) recipe: Recipe,
    /// The reason to report if the search finds nothing.
    pub(crate) otherwise: &'static str,
}

impl Plan {
    /// Searches in all encodings with single values.
    pub(crate) const DEFAULT: Self = Self { media: Media::Both, recipe: Recipe::Values, otherwise: SAME_SO_FAR };
}

pub(crate) const GENERATED: &str = "generated code changes; what is sent does not";
pub(crate) const NOBODY_READS: &str =
    "code that names the message stops compiling; nothing is left that reads its bytes by that name";
pub(crate) const NO_NAMES: &str = "names change; no field that both sides have holds one of them in bytes or JSON";
pub(crate) const PROMISE: &str = "the option is a promise about messages; no bytes and no JSON change";
pub(crate) const CALL: &str = "the call itself fails, whatever it sends";

pub(crate) const SAME_SO_FAR: &str = "both sides read alike what was tried; it is generated code that sees the change";
pub(crate) const SAME_KEYS: &str = "JSON keeps the key, and bytes have none; it is generated code that sees the change, and JSON \
                         that was written with the names as declared";
pub(crate) const ALIKE: &str =
    "the two types read the same bytes alike, as far as was tried; the names of the types are what differs";
pub(crate) const OTHER_NAME: &str = "bytes hold the number, which both sides know; it has another name on each side";

/// The reason why a finding about a request has no witness.
pub(super) const NOT_ANSWERED: &str = "the request that was made up is refused by the old side as well";
pub(super) const ANSWERED_ALIKE: &str = "the request that was made up is read alike; other requests may not be";

/// The reason why a request is no witness in one of the directions.
pub(super) const OTHER_DIRECTION: &str = "the request is read by another version";

/// The reason why nothing is shown about an enum that no field has.
pub(super) const NO_CARRIER: &str =
    "no field of a message that both sides have holds the enum; fields of other schemas may";
/// The reason why nothing is shown about exchanged names if no other value than the default has one.
pub(super) const NOT_SENT: &str = "the value with another meaning is the default, which is not sent";
/// The reason why nothing is shown about a name in JSON that two fields have.
pub(super) const TWO_OF_A_NAME: &str =
    "two fields have the name in JSON, and parsers differ in which of them they read";
/// The reason why the search for a message was given up.
pub(super) const TOO_MUCH: &str = "there are too many messages to try all of them";
/// The reason why a released reservation has no witness as long as nothing takes its place.
pub(super) const RELEASED: &str = "nothing has the released numbers and names yet, so that both sides read the same";

/// The reason why findings about earlier declarations have no witness: the schema that wrote such a message is not
/// available.
pub const OLDER: &str = "who wrote such a message is older than both versions";
