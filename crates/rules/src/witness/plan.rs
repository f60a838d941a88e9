//! How the findings of a rule are shown: by which message, or why by none.

/// What shows the findings of a rule.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shown {
    /// A message that one side writes and the other one reads as something else.
    Message(Plan),
    /// An HTTP request.
    Call,
    /// No message, with the reason.
    SourceOnly(&'static str),
    /// A message that is older than both versions. What takes the place of something reserved is to the old side as new as
    /// any other field, which it passes over.
    Older,
}

/// In which form a difference counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    Wire,
    Json,
    Both,
    /// JSON, for the rule is about names; and bytes where a name belongs to another number now.
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

/// What a telling message holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recipe {
    /// One field that the finding is about, with one value after the other; also nothing.
    Values,
    /// The same, and a zero that was sent is more than nothing.
    Presence,
    /// Text that is not UTF-8.
    NotUtf8,
    /// Nothing: what counts is what a reader does without the field.
    Bare,
    /// Nothing; what counts is what a reader takes an absent field for.
    Defaults,
    /// Two fields at once.
    Together,
}

/// How to look for the witness of a rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) media: Media,
    pub(crate) recipe: Recipe,
    /// Why this finding has none, where nothing is found.
    pub(crate) otherwise: &'static str,
}

impl Plan {
    /// Looks for a difference from all sides.
    pub(crate) const DEFAULT: Self = Self { media: Media::Both, recipe: Recipe::Values, otherwise: SAME_SO_FAR };
}

pub(crate) const GENERATED: &str = "generated code changes; what is sent does not";
pub(crate) const NOBODY_READS: &str =
    "code that names the message stops compiling; nothing is left that reads its bytes by that name";
pub(crate) const PROMISE: &str = "the option is a promise about messages; no bytes and no JSON change";
pub(crate) const CALL: &str = "the call itself fails, whatever it sends";

pub(crate) const SAME_SO_FAR: &str = "both sides read alike what was tried; it is generated code that sees the change";
pub(crate) const SAME_KEYS: &str = "JSON keeps the key, and bytes have none; it is generated code that sees the change, and JSON \
                         that was written with the names as declared";
pub(crate) const ALIKE: &str =
    "the two types read the same bytes alike, as far as was tried; the names of the types are what differs";
pub(crate) const OTHER_NAME: &str = "bytes hold the number, which both sides know; it has another name on each side";

/// Why a finding about a request has no witness.
pub(super) const NOT_ANSWERED: &str = "the request that was made up is refused by the old side as well";
pub(super) const ANSWERED_ALIKE: &str = "the request that was made up is read alike; other requests may not be";

/// Why findings about what was there before the old version have none: the schema that wrote such a message is not
/// there any more.
pub const OLDER: &str = "who wrote such a message is older than both versions";
