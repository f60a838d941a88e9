//! Witnesses of findings: protoward and the judges must read what the lists of a witness claim.

use std::collections::{BTreeMap, BTreeSet};

use protoward_breaking::witness::{Exchange, NoWitness, Version, Witnesses, source_only};
use protoward_breaking::{ComparisonSettings, check};
use protoward_dynamic::{Codec, Content, Data, DynamicValue, Message, UnknownKeys};
use protoward_policy::Rule;
use protoward_schema::{Element, FieldId, FieldNumber, Schema, wire};

use super::judge::{Encoding, Judge, Sides, payload};
use crate::readers::alike::{data, is_alike};
use crate::readers::{Case, ReaderResult};
use protoward_kit::error::Error;
use protoward_kit::wire::hex;

/// The results for the witnesses of some changes.
#[derive(Debug, Default)]
pub(super) struct WitnessTally {
    rules: BTreeMap<&'static str, RuleTally>,
    /// The number of witnesses that all judges read as protoward does, as bytes and as JSON.
    same: [usize; 2],
    excused: BTreeMap<KnownDifference, usize>,
    /// Witnesses that are wrong, or that a judge reads otherwise.
    pub(super) wrong: Vec<String>,
}

#[derive(Debug, Default)]
struct RuleTally {
    with_witness: usize,
    source_only: usize,
    not_here: BTreeMap<&'static str, usize>,
}

/// The number of findings from which a rule must have a witness. Fewer findings may all be cases that cannot be shown.
const OFTEN: usize = 20;

/// A known difference of a judge. The compilers' own readers agree with protoward there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum KnownDifference {
    /// protobuf-es reads known fields with any wire type, and any number in lists and maps of closed enums.
    AnyWireType,
    /// Python moves a map entry with unknown content to the unknown fields as a whole.
    EntryAside,
    /// Python accepts JSON of another kind, such as a fraction for an enum or a list for a message.
    LaxJson,
    /// protobuf-es does not check required fields in extensions.
    RequiredInExtension,
    /// protobuf-es reads the items of a message set as unknown fields.
    MessageSet,
    /// protobuf-es ignores the JSON of an extension of another message, which must be refused.
    OtherExtendee,
    /// A reader rejects the schema.
    Schema,
}

impl KnownDifference {
    const fn reader(self) -> &'static str {
        match self {
            Self::AnyWireType | Self::RequiredInExtension | Self::MessageSet | Self::OtherExtendee => "Node",
            Self::EntryAside | Self::LaxJson => "Python",
            Self::Schema => "",
        }
    }
}

/// A witness in one encoding, as read by the side that wrote it and by the other side.
struct WitnessCheck<'a> {
    rule: &'static str,
    encoding: Encoding,
    /// Bytes in hex, or JSON.
    payload: String,
    readings: Vec<ExpectedReading<'a>>,
}

/// The expected result of one side.
struct ExpectedReading<'a> {
    is_old: bool,
    ty: &'a str,
    /// The data and the numbers of unknown fields, or `None` if the payload must be refused.
    expected: Option<(Data, Vec<u64>)>,
    excuses: BTreeSet<KnownDifference>,
}

/// The result of one reading, in order of severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Same,
    Excused(KnownDifference),
    Other,
}

/// Checks the witnesses of all findings for a change.
pub(super) fn judge(
    [old, new]: [&Schema; 2],
    witnesses: &Witnesses<'_>,
    judge: &mut Judge,
    sides: Sides<'_>,
) -> Result<WitnessTally, Error> {
    let mut tally = WitnessTally::default();
    let codecs = [Codec::new(old), Codec::new(new)];
    let mut exchanges: Vec<(&'static str, Exchange)> = Vec::new();
    for finding in check(old, new, &ComparisonSettings::all()) {
        let rule = Rule::id(finding.rule);
        let of_rule = tally.rules.entry(rule).or_default();
        match witnesses.of(&finding) {
            Err(NoWitness::SourceOnly(_) | NoWitness::Unjudged(_)) => of_rule.source_only += 1,
            Err(NoWitness::NotHere(reason)) => *of_rule.not_here.entry(reason).or_default() += 1,
            Ok(found) => {
                of_rule.with_witness += 1;
                let all = [found.wire, found.json, found.json_alike].into_iter().flatten();
                exchanges.extend(all.map(|exchange| (rule, exchange)));
            }
        }
    }
    let mut checks: Vec<WitnessCheck<'_>> = Vec::new();
    for (rule, exchange) in &exchanges {
        let check = tally.expected(rule, exchange, &codecs);
        if !checks.iter().any(|other| other.is_same(&check)) {
            checks.push(check);
        }
    }
    for check in checks {
        tally.read(&check, judge, sides)?;
    }
    Ok(tally)
}

impl WitnessTally {
    /// Checks that the writer can read the payload, that the reader behaves as claimed, and that the lists are complete.
    fn expected<'a>(
        &mut self,
        rule: &'static str,
        exchange: &'a Exchange,
        codecs: &[Codec<'_>; 2],
    ) -> WitnessCheck<'a> {
        let is_json = exchange.pieces.is_empty() && !exchange.payload.is_empty();
        let (encoding, payload) = if is_json {
            (Encoding::Json, String::from_utf8_lossy(&exchange.payload).into_owned())
        } else {
            (Encoding::Wire, hex(&exchange.payload))
        };
        let mut readings = Vec::new();
        let sides = [(true, &exchange.message, &exchange.written), (false, &exchange.read_as, &exchange.read)];
        for (is_writer, name, lines) in sides {
            let is_old = (exchange.writer == Version::Old) == is_writer;
            let codec = &codecs[usize::from(!is_old)];
            let Some(Element::Message(ty)) = codec.schema().find(name) else { continue };
            let read = match encoding {
                Encoding::Wire => codec.decode(ty, &exchange.payload).ok(),
                Encoding::Json => {
                    let read = codec.from_json(ty, &payload, UnknownKeys::Refuse).ok();
                    read.filter(|message| codec.missing(message).is_empty())
                }
            };
            if is_writer && read.is_none() {
                self.wrong.push(format!("the witness of `{name}` is refused by the side that wrote it"));
            }
            if !is_writer && exchange.is_refused != read.is_none() {
                self.wrong.push(format!("the witness of `{name}` is refused, or not, other than it says"));
            }
            let mismatch = list_mismatch(codec, read.as_ref(), lines);
            self.wrong.extend(mismatch.map(|why| format!("the witness of `{name}` for {rule}: {why}")));
            let expected =
                read.map(|message| (codec.data(&message), unknown(&message).into_iter().map(u64::from).collect()));
            let mut excuses = BTreeSet::new();
            let keeping = Codec::new(codec.schema()).keeping_entries();
            if encoding == Encoding::Wire
                && let Ok(message) = keeping.decode_partial(ty, &exchange.payload)
            {
                look_for_excuses(&keeping, &message, false, &mut excuses);
            }
            let schema = codec.schema();
            let is_of_another = |id: FieldId| {
                let is_set = || payload.contains(&format!("\"[{}]\"", schema.full_name(id.into())));
                schema[id].is_extension() && schema[id].containing() != ty && is_set()
            };
            if encoding == Encoding::Json && expected.is_none() && schema.fields.ids().any(is_of_another) {
                excuses.insert(KnownDifference::OtherExtendee);
            }
            readings.push(ExpectedReading { is_old, ty: name, expected, excuses });
        }
        WitnessCheck { rule, encoding, payload, readings }
    }

    /// Lets both judges read a witness.
    fn read(&mut self, check: &WitnessCheck<'_>, judge: &mut Judge, sides: Sides<'_>) -> Result<(), Error> {
        let cases: Vec<Case<'_>> = check
            .readings
            .iter()
            .map(|reading| Case {
                set: if reading.is_old { sides.old } else { sides.new },
                ty: reading.ty,
                payload: payload(check.encoding, &check.payload, false),
                rewrite: true,
            })
            .collect();
        let mut verdict = Verdict::Same;
        for reader in judge.readers() {
            let found = match reader.read(&cases) {
                Ok(found) => found,
                Err(Error::Refused { .. }) => {
                    verdict = verdict.max(Verdict::Excused(KnownDifference::Schema));
                    continue;
                }
                Err(error) => return Err(error),
            };
            for (reading, found) in check.readings.iter().zip(&found) {
                let one = check.verdict(reading, reader.name(), found);
                if one == Verdict::Other {
                    let expected = reading.expected.as_ref().map(|(read, unknown)| (data(read), unknown));
                    self.wrong.push(format!(
                        "{} reads a witness of {} otherwise, as `{}`: {}\n    we:   {expected:?}\n    they: {found:?}",
                        reader.name(),
                        check.rule,
                        reading.ty,
                        check.payload
                    ));
                }
                verdict = verdict.max(one);
            }
        }
        match verdict {
            Verdict::Same => self.same[usize::from(check.encoding == Encoding::Json)] += 1,
            Verdict::Excused(excuse) => *self.excused.entry(excuse).or_default() += 1,
            Verdict::Other => {}
        }
        Ok(())
    }

    pub(super) fn append(&mut self, other: &WitnessTally) {
        for (rule, tally) in &other.rules {
            let sum = self.rules.entry(rule).or_default();
            sum.with_witness += tally.with_witness;
            sum.source_only += tally.source_only;
            tally.not_here.iter().for_each(|(reason, count)| *sum.not_here.entry(reason).or_default() += count);
        }
        (0..2).for_each(|at| self.same[at] += other.same[at]);
        other.excused.iter().for_each(|(excuse, count)| *self.excused.entry(*excuse).or_default() += count);
        self.wrong.extend(other.wrong.iter().cloned());
    }

    /// Returns the rules that fired often without a witness, and are not source-only. A move is source-only if all findings that
    /// it stands for are.
    fn bare(&self) -> Vec<&'static str> {
        let is_bare = |(rule, tally): &(&&'static str, &RuleTally)| {
            source_only(rule).is_none()
                && tally.with_witness == 0
                && tally.source_only == 0
                && tally.not_here.values().sum::<usize>() >= OFTEN
        };
        self.rules.iter().filter(is_bare).map(|it| *it.0).collect()
    }

    pub(super) fn is_fine(&self) -> bool {
        self.wrong.is_empty() && self.bare().is_empty()
    }

    pub(super) fn print(&self) {
        println!("witnesses, by rule: findings shown");
        for (rule, tally) in &self.rules {
            let source_only = if tally.source_only > 0 { "source-only" } else { "" };
            println!("  {rule:45} {:6} {source_only}", tally.with_witness);
            for (reason, count) in &tally.not_here {
                println!("  {:45} {count:6} not here: {reason}", "");
            }
        }
        println!("  fired often, neither shown nor source-only: {}", self.bare().join(", "));
        let [bytes, json] = self.same;
        println!(
            "witnesses that the judges read as protoward does, writer and reader: {bytes} as bytes, {json} as JSON"
        );
        self.excused.iter().for_each(|(excuse, count)| println!("  {count} are not compared: {excuse:?}"));
        println!("  wrong, or read otherwise: {}", self.wrong.len());
    }
}

impl WitnessCheck<'_> {
    fn is_same(&self, other: &WitnessCheck<'_>) -> bool {
        let places = |check: &WitnessCheck<'_>| -> Vec<(bool, String)> {
            check.readings.iter().map(|it| (it.is_old, it.ty.to_owned())).collect()
        };
        self.encoding == other.encoding && self.payload == other.payload && places(self) == places(other)
    }

    fn verdict(&self, reading: &ExpectedReading<'_>, reader: &str, found: &ReaderResult) -> Verdict {
        let is_json = self.encoding == Encoding::Json;
        // protobuf-es checks required fields when it writes.
        let is_refused = found.data.is_null() || found.wire.is_none();
        let is_same = match &reading.expected {
            None => is_refused,
            // Python cannot decode such text, but keeps its bytes.
            Some(_) if found.error.as_ref().is_some_and(|error| error.starts_with("text that is not UTF-8")) => {
                found.wire.as_deref() == Some(if is_json { "" } else { &self.payload })
            }
            Some((read, unknown)) => !is_refused && is_alike(&data(read), &found.data) && *unknown == found.unknown,
        };
        // protobuf-es also reads JSON that must be refused, so Python need not refuse it.
        let lax = (reading.expected.is_none() && is_json).then_some(&KnownDifference::LaxJson);
        let excuse = reading.excuses.iter().chain(lax).find(|excuse| excuse.reader() == reader);
        match (is_same, excuse) {
            (true, _) => Verdict::Same,
            (false, Some(&excuse)) => Verdict::Excused(excuse),
            (false, None) => Verdict::Other,
        }
    }
}

/// Finds known differences, recursively. The codec keeps map entries as messages, so their unknown fields are visible.
fn look_for_excuses(codec: &Codec<'_>, message: &Message, in_entry: bool, excuses: &mut BTreeSet<KnownDifference>) {
    let schema = codec.schema();
    for number in unknown(message) {
        let number = i32::try_from(number).map_or(FieldNumber(i32::MAX), FieldNumber);
        if codec.field(message.ty, number).is_some() {
            excuses.insert(KnownDifference::AnyWireType);
        }
    }
    if in_entry && !message.unknown().is_empty() {
        excuses.insert(KnownDifference::EntryAside);
    }
    if schema[message.ty].options.message_set_wire_format() == Some(true) {
        excuses.insert(KnownDifference::MessageSet);
    }
    for (_, id, content) in message.iter() {
        let values = match content {
            Content::One(value) => std::slice::from_ref(value),
            Content::Many(values) => values,
            Content::Map(_) => &[],
        };
        for value in values {
            let DynamicValue::Message(inner) = value else { continue };
            if schema[id].is_extension() && !codec.missing(inner).is_empty() {
                excuses.insert(KnownDifference::RequiredInExtension);
            }
            look_for_excuses(codec, inner, in_entry || schema.is_map_entry(inner.ty), excuses);
        }
    }
}

/// Returns a difference between the lists of a witness and the message that was read, or `None` if they agree. `message` is
/// `None` if it was refused.
fn list_mismatch(codec: &Codec<'_>, message: Option<&Message>, lines: &[String]) -> Option<String> {
    let Some(message) = message else {
        let is_listed = matches!(lines, [line] if line.starts_with("an error: "));
        return (!is_listed).then(|| format!("it is refused, and that is not told: {lines:?}"));
    };
    let schema = codec.schema();
    let name = |id: FieldId| {
        if schema[id].is_extension() {
            format!("[{}]", schema.full_name(id.into()))
        } else {
            schema.text(schema[id].name).to_owned()
        }
    };
    let values = lines.iter().filter(|line| !line.ends_with("as if it was not sent"));
    let listed: BTreeSet<&str> = values.filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
    let set: BTreeSet<String> = message.iter().map(|(_, id, _)| name(id)).collect();
    if !set.iter().map(String::as_str).eq(listed.iter().copied()) {
        return Some(format!("{set:?} are set, and {listed:?} are told"));
    }
    let unknown = unknown(message);
    let listed = lines.iter().filter_map(|line| line.strip_prefix("field ")?.split_once(" is unknown"));
    let listed: BTreeSet<u32> = listed.filter_map(|(number, _)| number.parse().ok()).collect();
    (unknown != listed).then(|| format!("{unknown:?} are unknown, and {listed:?} are told"))
}

/// Returns the numbers of the unknown fields at the top level.
fn unknown(message: &Message) -> BTreeSet<u32> {
    wire::WireReader::new(message.unknown()).map_while(Result::ok).map(|field| field.number).collect()
}
