//! Witnesses: messages that demonstrate findings.
//!
//! In: both schemas, and a finding of the gate. Out: the smallest message that one version writes and the other one
//! reads differently, with its bytes, its JSON and both interpretations; or the reason why there is none. The module
//! must not know how findings are printed, and it does not decide what is a finding.
//!
//! Every witness is verified. `case` selects the messages and fields of a finding, and `values` proposes field
//! values. `search` encodes them with one schema, decodes them with the other, and keeps the first message that
//! changes.

mod alike;
mod bytes;
mod call;
mod case;
mod counterparts;
mod dig;
mod direction;
mod evidence;
mod landing;
mod names;
pub(crate) mod plan;
mod reading;
mod search;
mod show;
mod values;

use std::cell::{Cell, OnceCell};

pub use call::Request;
use case::{CarrierFields, MessageCase};
use counterparts::Counterparts;
pub use evidence::evidence;
pub use plan::OLDER;
use plan::{Media, Plan, WitnessKind};

use landing::WitnessEncoding;

use crate::{Finding, rules};
use protoward_dynamic::Codec;
use protoward_http::Routes;
use protoward_schema::Schema;
use protoward_source::Directions;

/// One of the two versions of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// The version before the change.
    Old,
    /// The version after the change.
    New,
}

/// A message that the two versions read differently as bytes, as JSON or both; or an HTTP request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Witness {
    /// The message in the binary encoding, if it is read differently there.
    pub wire: Option<Exchange>,
    /// The message in JSON, if it is read differently there.
    pub json: Option<Exchange>,
    /// If no JSON message is read differently: the message of `wire` as JSON, provided the reader decodes it by name.
    pub json_alike: Option<Exchange>,
    /// The HTTP request, for findings about HTTP bindings.
    pub call: Option<Request>,
}

/// A message that one version writes and the other one reads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exchange {
    /// The version that wrote the message; the other one reads it.
    pub writer: Version,
    /// The full name of the message in the writer's schema.
    pub message: String,
    /// The full name of the message in the reader's schema.
    pub read_as: String,
    /// The payload: serialized, or JSON text.
    pub payload: Vec<u8>,
    /// The annotated pieces of the payload; JSON is one piece.
    pub pieces: Vec<WitnessBytes>,
    /// The message as written, one line per field.
    pub written: Vec<String>,
    /// The message as read, one line per field.
    pub read: Vec<String>,
    /// `true` if the reader rejects the message.
    pub is_refused: bool,
}

/// A few bytes and their meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WitnessBytes {
    /// The bytes, a part of the payload.
    pub bytes: Vec<u8>,
    /// The meaning of the bytes.
    pub meaning: String,
    /// The depth of nested messages.
    pub depth: usize,
}

/// The reason why a finding has no witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoWitness {
    /// No message is read differently: the rule concerns only source code or calls.
    SourceOnly(&'static str),
    /// The rule has witnesses, but this finding has none.
    NotHere(&'static str),
    /// The search proves nothing: messages that it cannot write or read may show the finding.
    Unjudged(&'static str),
}

impl NoWitness {
    /// Returns the reason as the end of a sentence that begins with "no witness".
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::SourceOnly(reason) | Self::NotHere(reason) | Self::Unjudged(reason) => reason,
        }
    }

    /// Returns `true` if the finding was examined, and no message of either version demonstrates it.
    pub const fn is_judged(&self) -> bool {
        match self {
            Self::SourceOnly(_) | Self::NotHere(_) => true,
            Self::Unjudged(_) => false,
        }
    }
}

/// Returns the reason why no finding of a rule has a witness; `None` if findings may have one.
pub fn source_only(rule: &str) -> Option<&'static str> {
    match shown(rule) {
        WitnessKind::SourceOnly(reason) => Some(reason),
        WitnessKind::Message(_)
        | WitnessKind::Call
        | WitnessKind::Older
        | WitnessKind::Names(_)
        | WitnessKind::Unjudged(_) => None,
    }
}

/// Returns the reason why no finding of a rule is judged; `None` if findings are.
pub fn unjudged(rule: &str) -> Option<&'static str> {
    match shown(rule) {
        WitnessKind::Unjudged(reason) => Some(reason),
        WitnessKind::Message(_)
        | WitnessKind::Call
        | WitnessKind::Older
        | WitnessKind::Names(_)
        | WitnessKind::SourceOnly(_) => None,
    }
}

fn shown(rule: &str) -> WitnessKind {
    rules::find(rule).map_or(WitnessKind::Message(Plan::DEFAULT), |rule| rule.shown)
}

/// A finder of witnesses for the findings of one comparison.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_breaking::witness::Witnesses;
/// use protoward_breaking::{ComparisonSettings, check};
/// use protoward_source::{MemoryTree, Sources};
/// let mut sources = Sources::default();
/// let mut schema = |text: &str| {
///     let tree = MemoryTree::new([("user.proto", text)]);
///     Compiler::new().resolver(tree).load(["user.proto"], &mut sources).link(&sources).schema()
/// };
/// let old = schema("syntax = \"proto3\"; message User { string name = 1; int64 created_at = 4; }");
/// let new = schema("syntax = \"proto3\"; message User { string name = 1; }");
/// let findings = check(&old, &new, &ComparisonSettings::default());
/// let wire = Witnesses::new(&old, &new).of(&findings[0]).unwrap().wire.unwrap();
/// assert_eq!(wire.payload, b"\x20\x80\xe2\xcf\xaa\x06");
/// assert_eq!(wire.written, ["created_at = 1700000000"]);
/// assert_eq!(wire.read, ["field 4 is unknown: varint 1700000000"]);
/// ```
#[derive(Debug)]
pub struct Witnesses<'a> {
    old: Codec<'a>,
    new: Codec<'a>,
    carriers: OnceCell<CarrierFields>,
    new_carriers: OnceCell<CarrierFields>,
    counterparts: OnceCell<Counterparts>,
    /// `true` if the search for the current finding left something out.
    is_incomplete: Cell<bool>,
    /// The only version whose messages the current search tries; `None` for both.
    writer: Cell<Option<Version>>,
    old_routes: OnceCell<Routes>,
    new_routes: OnceCell<Routes>,
}

impl<'a> Witnesses<'a> {
    /// Creates the search for witnesses. Indexes of the schemas are made when they are needed.
    pub fn new(old: &'a Schema, new: &'a Schema) -> Self {
        Self {
            old: Codec::new(old),
            new: Codec::new(new),
            carriers: OnceCell::new(),
            new_carriers: OnceCell::new(),
            counterparts: OnceCell::new(),
            is_incomplete: Cell::new(false),
            writer: Cell::new(None),
            old_routes: OnceCell::new(),
            new_routes: OnceCell::new(),
        }
    }

    /// Returns the witness of a finding of these schemas.
    ///
    /// # Errors
    /// Fails if no message is read differently, or none was found.
    pub fn of(&self, finding: &Finding) -> Result<Witness, NoWitness> {
        if !finding.stands_for.is_empty() {
            return self.of_move(finding);
        }
        if let Some(call) = &finding.call {
            return self.of_call(call);
        }
        let plan = match shown(finding.rule.id()) {
            WitnessKind::SourceOnly(reason) => return Err(NoWitness::SourceOnly(reason)),
            WitnessKind::Unjudged(reason) => return Err(NoWitness::Unjudged(reason)),
            WitnessKind::Older if self.is_only_released(finding) => return Err(NoWitness::NotHere(plan::RELEASED)),
            WitnessKind::Older => return Err(NoWitness::Unjudged(OLDER)),
            _ if finding.rule.needs_ledger() => return Err(NoWitness::Unjudged(OLDER)),
            WitnessKind::Names(otherwise) => return self.of_names(finding, otherwise),
            WitnessKind::Call => Plan::DEFAULT,
            WitnessKind::Message(plan) => plan,
        };
        self.of_cases(&self.cases(finding, plan)?, plan)
    }

    /// Returns the directions in which a finding breaks messages. A direction that cannot be judged counts as broken.
    pub fn directions(&self, finding: &Finding) -> Directions {
        let is_broken = |writer| {
            self.writer.set(Some(writer));
            let found = self.of(finding);
            self.writer.set(None);
            found.map_or_else(|reason| !reason.is_judged(), |_| true)
        };
        Directions { backward: is_broken(Version::Old), forward: is_broken(Version::New) }
    }

    /// Returns `true` if the current search tries messages of a version.
    fn includes(&self, writer: Version) -> bool {
        self.writer.get().is_none_or(|only| only == writer)
    }

    /// Returns the witness of a move: that of a finding that it replaces, or JSON with a name that disappeared.
    fn of_move(&self, finding: &Finding) -> Result<Witness, NoWitness> {
        let mut reasons = Vec::new();
        for replaced in &finding.stands_for {
            match self.of(replaced) {
                Ok(witness) => return Ok(witness),
                Err(reason) => reasons.push(reason),
            }
        }
        if finding.stands_for.iter().any(|replaced| shown(replaced.rule.id()).has_json()) {
            match self.of_names(finding, plan::NO_NAMES) {
                Ok(witness) => return Ok(witness),
                Err(reason) => reasons.push(reason),
            }
        }
        let unjudged = reasons.iter().position(|reason| !reason.is_judged());
        Err(reasons.swap_remove(unjudged.unwrap_or_default()))
    }

    /// Searches for a witness in these cases.
    fn of_cases(&self, cases: &[MessageCase], plan: Plan) -> Result<Witness, NoWitness> {
        self.is_incomplete.set(false);
        let find = |medium| cases.iter().find_map(|case| Some((case, self.search(case, plan, medium)?)));
        let json = if plan.media.has_json() { find(WitnessEncoding::Json) } else { None };
        // Bytes contain no names, so the JSON witness suffices.
        let has_wire = plan.media.has_wire() && !(plan.media == Media::Names && json.is_some());
        let wire = if has_wire { find(WitnessEncoding::Wire) } else { None };
        let json_alike = match (&wire, &json) {
            (None, None) if self.is_incomplete.get() => return Err(NoWitness::Unjudged(plan::TOO_MUCH)),
            (None, None) if cases.iter().any(|case| case.is_exchanged) => {
                return Err(NoWitness::Unjudged(plan::NOT_SENT));
            }
            (None, None) if cases.iter().any(|case| case.is_taken) => {
                return Err(NoWitness::Unjudged(plan::TWO_OF_A_NAME));
            }
            (None, None) => return Err(NoWitness::NotHere(plan.otherwise)),
            (Some((case, wire)), None) if plan.media.has_json() => self.alike_in_json(case, plan, wire),
            _ => None,
        };
        let exchange = |found: Option<(&MessageCase, Exchange)>| found.map(|(_, exchange)| exchange);
        Ok(Witness { wire: exchange(wire), json: exchange(json), json_alike, call: None })
    }

    fn codec(&self, version: Version) -> &Codec<'a> {
        match version {
            Version::Old => &self.old,
            Version::New => &self.new,
        }
    }

    /// Returns the carriers of the old version.
    fn carriers(&self) -> &CarrierFields {
        self.carriers_of(Version::Old)
    }

    fn carriers_of(&self, version: Version) -> &CarrierFields {
        let carriers = match version {
            Version::Old => &self.carriers,
            Version::New => &self.new_carriers,
        };
        carriers.get_or_init(|| CarrierFields::new(self.codec(version).schema()))
    }

    fn counterparts(&self) -> &Counterparts {
        self.counterparts.get_or_init(|| Counterparts::new(self.old.schema(), self.new.schema()))
    }
}

impl Version {
    /// Returns the version that reads what this one writes.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Old => Self::New,
            Self::New => Self::Old,
        }
    }

    /// Returns the word for it in messages: `old` or `new`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }
}
