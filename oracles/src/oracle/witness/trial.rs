//! One random change: the gate's findings, a test of the compatible categories, and the witnesses of the findings.

use std::collections::BTreeMap;
use std::sync::Arc;

use protoward_breaking::witness::{Exchange, NoWitness, Version, Witnesses};
use protoward_breaking::{ComparisonSettings, catalog, check};
use protoward_compiler::{Compiled, Compiler};
use protoward_dynamic::{Codec, Message, UnknownKeys};
use protoward_policy::{ConfigVersion, Rule};
use protoward_schema::descriptor::{Encode, encode};
use protoward_schema::{Cardinality, Element, FieldId, MessageId, Presence, Schema};
use protoward_source::MemoryTree;

use super::checks::{self, ExpectedReading, WitnessCheck};
use super::claim::Direction;
use super::readers::{Case, Payload};
use super::{edits, messages, model};
use crate::mutate::{self, Files, Library};
use protoward_kit::random::Random;

/// The maximum number of message types tested for each change. `ROUNDS` is how often each is filled, in alternating directions.
const MESSAGES: usize = 6;
const ROUNDS: usize = 6;
/// One in this many changes edits a real schema.
const REAL: u64 = 4;

/// A change, with the files before and after.
#[derive(Debug, Clone)]
pub(super) struct SchemaChange {
    pub(super) what: String,
    pub(super) old: Files,
    pub(super) new: Files,
}

/// The results for a change.
#[derive(Debug, Default)]
pub(super) struct Trial {
    pub(super) number: u64,
    pub(super) change: Option<SchemaChange>,
    pub(super) is_real: bool,
    /// Whether WIRE has no findings. `json` is the same for WIRE_JSON.
    pub(super) wire: bool,
    pub(super) json: bool,
    /// A required field of an edition was added or removed, which the rules do not check.
    pub(super) exempt: bool,
    pub(super) bytes_read: usize,
    pub(super) json_read: usize,
    pub(super) broken: Vec<String>,
    /// By rule: the number of findings with a witness, and the reasons of those without one.
    pub(super) rules: BTreeMap<&'static str, Tally>,
    pub(super) cases: Vec<Case>,
    /// The witnesses for other readers, without duplicates.
    pub(super) checks: Vec<WitnessCheck>,
}

#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) with_witness: usize,
    pub(super) source_only: usize,
    pub(super) not_here: BTreeMap<&'static str, usize>,
}

/// The number of findings from which a rule must have a witness. Fewer findings may all be cases that cannot be shown.
const OFTEN: usize = 20;

impl Tally {
    /// Returns `true` if the rule should have a witness, but has none.
    pub(super) fn is_bare(&self) -> bool {
        self.with_witness == 0 && self.source_only == 0 && self.not_here.values().sum::<usize>() >= OFTEN
    }
}

/// Draws until both sides compile.
pub(super) fn trial(libraries: &[Library], seed: u64, number: u64, keep_cases: bool) -> Trial {
    let is_real = number.is_multiple_of(REAL) && !libraries.is_empty();
    for attempt in 0..60 {
        let change = if is_real {
            mutate::draw(libraries, seed, number, attempt, None).map(|it| SchemaChange {
                what: it.what,
                old: it.old,
                new: it.new,
            })
        } else {
            draw(&mut Random::keyed(seed, &[number, attempt]))
        };
        let Some(change) = change else { continue };
        let (Some(old), Some(new)) = (compiled(&change.old), compiled(&change.new)) else { continue };
        let mut random = Random::keyed(seed, &[number, attempt, 1]);
        let mut trial = judged(&old, &new, &mut random, keep_cases);
        (trial.number, trial.change, trial.is_real) = (number, Some(change), is_real);
        return trial;
    }
    Trial { number, is_real, ..Trial::default() }
}

fn draw(random: &mut Random) -> Option<SchemaChange> {
    let old = model::draw(random);
    let mut new = old.clone();
    let edits: Option<Vec<_>> = (0..1 + random.below(4)).map(|_| edits::edit(&mut new, random)).collect();
    let files = |text: String| Files::from([("w.proto".to_owned(), text)]);
    (old != new).then_some(SchemaChange { what: edits?.join(", "), old: files(old.text()), new: files(new.text()) })
}

fn compiled(files: &Files) -> Option<Schema> {
    let tree = MemoryTree::new(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    Compiler::new().resolver(tree).compile(files.keys()).ok().map(Compiled::into_schema)
}

fn judged(old: &Schema, new: &Schema, random: &mut Random, keep_cases: bool) -> Trial {
    let is_silent = |category: &str| {
        let rules = catalog().named(ConfigVersion::V2, category);
        check(old, new, &ComparisonSettings { rules, ..ComparisonSettings::default() }).is_empty()
    };
    let mut trial = Trial { wire: is_silent("WIRE"), json: is_silent("WIRE_JSON"), ..Trial::default() };
    trial.exempt = changes_required(old, new);
    let sets = [old, new].map(|schema| Arc::new(encode(schema, Encode { imports: true, source_info: false })));
    let codecs = [Codec::new(old), Codec::new(new)];
    if (trial.wire || trial.json) && !trial.exempt {
        trial.promises(&codecs, random, keep_cases.then_some(&sets));
    }
    trial.witnesses(old, new, &codecs, &sets);
    trial
}

type Sets = [Arc<Vec<u8>>; 2];

impl Trial {
    /// Tests messages in both directions, in the categories without findings.
    fn promises(&mut self, codecs: &[Codec<'_>; 2], random: &mut Random, sets: Option<&Sets>) {
        let [old, new] = codecs;
        let pairs = random.sample(pairs(old.schema(), new.schema()), MESSAGES);
        for (was, now) in pairs {
            for round in 0..ROUNDS {
                let (direction, written, read) = match round % 2 {
                    0 => (Direction { from: old, to: new }, was, now),
                    _ => (Direction { from: new, to: old }, now, was),
                };
                let message = messages::draw(direction, written, read, random);
                self.message(direction, &message, read, round % 2, sets);
            }
        }
    }

    fn message(
        &mut self,
        direction: Direction<'_>,
        message: &Message,
        read: MessageId,
        side: usize,
        sets: Option<&Sets>,
    ) {
        let name = direction.from.schema().text(direction.from.schema()[message.ty].full_name).to_owned();
        let broken =
            |medium: &str, why: String| format!("{medium} of `{name}`, written by {}: {why}", ["old", "new"][side]);
        if self.wire {
            self.bytes_read += 1;
            self.broken.extend(direction.bytes(message, read).err().map(|why| broken("bytes", why)));
        }
        if let Some(outcome) = self.json.then(|| direction.json(message, read)).flatten() {
            self.json_read += 1;
            self.broken.extend(outcome.err().map(|why| broken("JSON", why)));
        }
        let Some(sets) = sets else { return };
        let bytes = direction.from.encode(message);
        let mut add = |codec: &Codec<'_>, set: &Arc<Vec<u8>>, ty: MessageId, payload: Payload| {
            let expected = expected(codec, ty, &payload);
            let ty = codec.schema().text(codec.schema()[ty].full_name).to_owned();
            self.cases.push(Case { set: Arc::clone(set), ty, payload, expected });
        };
        add(direction.from, &sets[side], message.ty, Payload::Wire(bytes.clone()));
        add(direction.to, &sets[1 - side], read, Payload::Wire(bytes));
        if let Ok(text) = direction.from.to_json(message) {
            add(direction.from, &sets[side], message.ty, Payload::Json(text.clone(), false));
            add(direction.to, &sets[1 - side], read, Payload::Json(text, true));
        }
    }

    /// Collects the witnesses of all findings.
    fn witnesses(&mut self, old: &Schema, new: &Schema, codecs: &[Codec<'_>; 2], sets: &Sets) {
        let witnesses = Witnesses::new(old, new);
        for finding in check(old, new, &ComparisonSettings::all()) {
            let tally = self.rules.entry(Rule::id(finding.rule)).or_default();
            match witnesses.of(&finding) {
                Err(NoWitness::SourceOnly(_)) => tally.source_only += 1,
                Err(NoWitness::Unjudged(_)) => tally.source_only += 1,
                Err(NoWitness::NotHere(reason)) => *tally.not_here.entry(reason).or_default() += 1,
                Ok(found) => {
                    tally.with_witness += 1;
                    for exchange in [found.wire, found.json, found.json_alike].into_iter().flatten() {
                        self.exchange(finding.rule.id(), &exchange, codecs, sets);
                    }
                }
            }
        }
    }

    /// Checks a witness: the writer can read its payload, the reader behaves as claimed, and the lists are complete.
    fn exchange(&mut self, rule: &'static str, exchange: &Exchange, codecs: &[Codec<'_>; 2], sets: &Sets) {
        let writer = match exchange.writer {
            Version::Old => 0,
            Version::New => 1,
        };
        let payload = if exchange.pieces.is_empty() && !exchange.payload.is_empty() {
            Payload::Json(String::from_utf8_lossy(&exchange.payload).into_owned(), false)
        } else {
            Payload::Wire(exchange.payload.clone())
        };
        let sides = [(writer, &exchange.message, &exchange.written), (1 - writer, &exchange.read_as, &exchange.read)];
        let mut readings = Vec::new();
        for (side, name, lines) in sides {
            let codec = &codecs[side];
            let Some(Element::Message(ty)) = codec.schema().find(name) else { continue };
            let read = read(codec, ty, &payload);
            if side == writer && read.is_none() {
                self.broken.push(format!("the witness of `{name}` is refused by the side that wrote it"));
            }
            if side != writer && exchange.is_refused != read.is_none() {
                self.broken.push(format!("the witness of `{name}` is refused, or not, other than it says"));
            }
            let list_mismatch = checks::list_mismatch(codec, read.as_ref(), lines);
            self.broken.extend(list_mismatch.map(|why| format!("the witness of `{name}` for {rule}: {why}")));
            let unknown = |message: &Message| checks::unknown(message).into_iter().map(u64::from).collect();
            let expected = read.map(|message| (codec.data(&message), unknown(&message)));
            let excuses = match &payload {
                Payload::Wire(bytes) => checks::excuses(&Codec::new(codec.schema()).keeping_entries(), ty, bytes),
                Payload::Json(..) => Vec::new(),
            };
            let set = Arc::clone(&sets[side]);
            let ty = name.clone();
            readings.push(ExpectedReading { set, ty, payload: payload.clone(), expected, excuses });
        }
        let is_same = |other: &WitnessCheck| {
            other.readings.iter().zip(&readings).all(|(one, other)| {
                one.payload == other.payload && one.ty == other.ty && Arc::ptr_eq(&one.set, &other.set)
            })
        };
        if !self.checks.iter().any(is_same) {
            self.checks.push(WitnessCheck { rule, readings });
        }
    }
}

/// Reads a payload with protoward. Returns `None` if it is refused.
fn read(codec: &Codec<'_>, ty: MessageId, payload: &Payload) -> Option<Message> {
    match payload {
        Payload::Wire(bytes) => codec.decode(ty, bytes).ok(),
        Payload::Json(text, ignore) => {
            let unknown = if *ignore { UnknownKeys::Ignore } else { UnknownKeys::Refuse };
            codec.from_json(ty, text, unknown).ok().filter(|message| codec.missing(message).is_empty())
        }
    }
}

/// Returns the data that protoward reads.
fn expected(codec: &Codec<'_>, ty: MessageId, payload: &Payload) -> Option<protoward_dynamic::Data> {
    read(codec, ty, payload).map(|message| codec.data(&message))
}

/// Returns the messages that both sides have. Excludes map entries, which are never sent alone, and message sets.
fn pairs(old: &Schema, new: &Schema) -> Vec<(MessageId, MessageId)> {
    let travels = |schema: &Schema, id: MessageId| {
        !schema.is_map_entry(id) && schema[id].options.message_set_wire_format() != Some(true)
    };
    let pair = |was: MessageId| match new.find(old.text(old[was].full_name)) {
        Some(Element::Message(now)) if travels(old, was) && travels(new, now) => Some((was, now)),
        _ => None,
    };
    let fields_differ = |&(was, now): &(MessageId, MessageId)| old[was].fields.len() != new[now].fields.len();
    let mut pairs: Vec<_> = old.messages.ids().filter_map(pair).collect();
    // Changed messages come first, because most messages of a real schema do not change.
    pairs.sort_by_key(|pair| !(fields_differ(pair) || differ(old, new, *pair)));
    pairs.truncate(4 * MESSAGES);
    pairs
}

fn differ(old: &Schema, new: &Schema, (was, now): (MessageId, MessageId)) -> bool {
    let field_name = |schema: &Schema, id: FieldId| {
        let field = &schema[id];
        (schema.text(field.name).to_owned(), field.number, field.cardinality, format!("{:?}", schema.shape(id)).len())
    };
    let all =
        |schema: &Schema, id: MessageId| schema[id].fields.iter().map(|&id| field_name(schema, id)).collect::<Vec<_>>();
    all(old, was) != all(new, now)
}

/// Returns `true` if a field that is required by a feature is required on one side only. buf's rule only checks the keyword
/// `required`.
fn changes_required(old: &Schema, new: &Schema) -> bool {
    let required = |schema: &Schema| {
        let fields = schema.fields.iter().filter(|(_, field)| field.presence() == Presence::Required);
        let fields = fields.filter(|(_, field)| field.cardinality != Cardinality::Required);
        let name = |message: MessageId| schema.text(schema[message].full_name).to_owned();
        let mut all: Vec<_> = fields.map(|(_, field)| (name(field.containing()), field.number)).collect();
        all.sort();
        all
    };
    required(old) != required(new)
}
