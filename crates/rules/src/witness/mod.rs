//! Witnesses: a message that shows what a finding means.
//!
//! In: both schemas, and a finding of the gate. Out: the smallest message found that one side writes and the other one
//! reads as something else, with the bytes, the JSON and both readings; or the reason why there is none.
//! It must not know how findings are printed, nor decide what is one: that is the gate's.
//!
//! A witness is never made up. `case` says which messages and fields a finding is about, `values` which values might show
//! the difference, and `search` writes them with the one schema, reads them with the other, and keeps the first that does
//! not come out the same.

mod alike;
mod bytes;
mod call;
mod case;
mod evidence;
mod landing;
pub(crate) mod plan;
mod reading;
mod road;
mod search;
mod show;
mod values;

use std::cell::OnceCell;

pub use call::Request;
use case::{Carriers, Case};
pub use evidence::evidence;
pub use plan::OLDER;
use plan::{Media, Plan, Shown};

use landing::Medium;

use crate::{Finding, rules};
use protoward_dynamic::Codec;
use protoward_http::Routes;
use protoward_schema::Schema;

/// One of the two versions of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// The one before the change.
    Old,
    /// The one after it.
    New,
}

/// A message that the two versions do not read alike: as bytes, as JSON, or as both; or an HTTP request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Witness {
    /// The bytes.
    pub wire: Option<Exchange>,
    /// The JSON.
    pub json: Option<Exchange>,
    /// Where no JSON was found that shows it: the message of `wire` as JSON, if the reader has all of it by the names.
    pub json_alike: Option<Exchange>,
    /// The HTTP request, where the finding is about one.
    pub call: Option<Request>,
}

/// A message on its way from one version to the other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exchange {
    /// Who wrote it; the other one reads it.
    pub writer: Version,
    /// The full name of the message as the writer knows it.
    pub message: String,
    /// The full name of the message that the reader takes it for.
    pub read_as: String,
    /// The payload: serialized, or JSON text.
    pub payload: Vec<u8>,
    /// The payload piece by piece, each with what it is; of JSON, one piece.
    pub pieces: Vec<Piece>,
    /// What the writer says, field by field.
    pub written: Vec<String>,
    /// What the reader makes of it, field by field.
    pub read: Vec<String>,
    /// Whether the reader refuses all of it.
    pub is_refused: bool,
}

/// A few bytes, and what they are.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Piece {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What they are.
    pub meaning: String,
    /// How many messages they are in.
    pub depth: usize,
}

/// Why there is no witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoWitness {
    /// No message is read differently, whatever the rule finds: only source code, or a call, sees it.
    SourceOnly(&'static str),
    /// The rule has witnesses, but this finding has none.
    NotHere(&'static str),
}

impl NoWitness {
    /// The reason, as the end of a sentence that begins with "no witness".
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::SourceOnly(reason) | Self::NotHere(reason) => reason,
        }
    }
}

/// Returns why no finding of a rule has a witness, where that is so.
pub fn source_only(rule: &str) -> Option<&'static str> {
    match shown(rule) {
        Shown::SourceOnly(reason) => Some(reason),
        Shown::Message(_) | Shown::Call | Shown::Older => None,
    }
}

fn shown(rule: &str) -> Shown {
    rules::find(rule).map_or(Shown::Message(Plan::DEFAULT), |rule| rule.shown)
}

/// Finds witnesses for the findings of one comparison.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_rules::witness::Witnesses;
/// use protoward_rules::{Settings, check};
/// use protoward_source::{MemoryTree, Sources};
/// let mut sources = Sources::default();
/// let mut schema = |text: &str| {
///     let tree = MemoryTree::new([("user.proto", text)]);
///     Compiler::new().resolver(tree).load(["user.proto"], &mut sources).link(&sources).schema()
/// };
/// let old = schema("syntax = \"proto3\"; message User { string name = 1; int64 created_at = 4; }");
/// let new = schema("syntax = \"proto3\"; message User { string name = 1; }");
/// let findings = check(&old, &new, &Settings::default());
/// let wire = Witnesses::new(&old, &new).of(&findings[0]).unwrap().wire.unwrap();
/// assert_eq!(wire.payload, b"\x20\x80\xe2\xcf\xaa\x06");
/// assert_eq!(wire.written, ["created_at = 1700000000"]);
/// assert_eq!(wire.read, ["field 4 is unknown: varint 1700000000"]);
/// ```
#[derive(Debug)]
pub struct Witnesses<'a> {
    old: Codec<'a>,
    new: Codec<'a>,
    carriers: OnceCell<Carriers>,
    old_routes: OnceCell<Routes>,
    new_routes: OnceCell<Routes>,
}

impl<'a> Witnesses<'a> {
    /// Prepares both schemas.
    pub fn new(old: &'a Schema, new: &'a Schema) -> Self {
        Self {
            old: Codec::new(old),
            new: Codec::new(new),
            carriers: OnceCell::new(),
            old_routes: OnceCell::new(),
            new_routes: OnceCell::new(),
        }
    }

    /// The witness of a finding of these schemas.
    ///
    /// # Errors
    /// When there is none: no message is read differently, or none that was tried.
    pub fn of(&self, finding: &Finding) -> Result<Witness, NoWitness> {
        // A move is shown by what it stands for.
        if let Some(first) = finding.stands_for.first() {
            let shown = finding.stands_for.iter().find_map(|one| self.of(one).ok());
            return shown.map_or_else(|| self.of(first), Ok);
        }
        if let Some(call) = &finding.call {
            return self.of_call(call);
        }
        let plan = match shown(finding.rule.id()) {
            Shown::SourceOnly(reason) => return Err(NoWitness::SourceOnly(reason)),
            Shown::Older => return Err(NoWitness::NotHere(OLDER)),
            _ if finding.rule.needs_ledger() => return Err(NoWitness::NotHere(OLDER)),
            Shown::Call => Plan::DEFAULT,
            Shown::Message(plan) => plan,
        };
        let cases = self.cases(finding, plan).map_err(NoWitness::NotHere)?;
        let find = |medium| cases.iter().find_map(|case| Some((case, self.search(case, plan, medium)?)));
        let json = if plan.media.has_json() { find(Medium::Json) } else { None };
        // What JSON shows about a name need not be looked for in bytes, which have none.
        let has_wire = plan.media.has_wire() && !(plan.media == Media::Names && json.is_some());
        let wire = if has_wire { find(Medium::Wire) } else { None };
        let json_alike = match (&wire, &json) {
            (None, None) => return Err(NoWitness::NotHere(plan.otherwise)),
            (Some((case, wire)), None) if plan.media.has_json() => self.alike_in_json(case, plan, wire),
            _ => None,
        };
        let exchange = |found: Option<(&Case, Exchange)>| found.map(|(_, exchange)| exchange);
        Ok(Witness { wire: exchange(wire), json: exchange(json), json_alike, call: None })
    }

    fn codec(&self, version: Version) -> &Codec<'a> {
        match version {
            Version::Old => &self.old,
            Version::New => &self.new,
        }
    }

    fn carriers(&self) -> &Carriers {
        self.carriers.get_or_init(|| Carriers::new(self.old.schema()))
    }
}

impl Version {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Old => Self::New,
            Self::New => Self::Old,
        }
    }

    /// `old` or `new`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }
}
