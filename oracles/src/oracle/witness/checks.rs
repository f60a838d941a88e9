//! Witnesses: protoward and the other readers must read what the lists of a witness claim.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use protoward_dynamic::{Codec, Content, Data, DynamicValue, Message};
use protoward_schema::{FieldId, FieldNumber, MessageId, wire};
use serde_json::Value as Json;

use super::readers::{Payload, data};
use crate::readers::{self, MessageReader, Sets};
use protoward_kit::error::Error;
use protoward_kit::wire::hex;

/// A witness in one encoding, as read by the side that wrote it and by the other side.
#[derive(Debug, Clone)]
pub(super) struct WitnessCheck {
    pub(super) rule: &'static str,
    pub(super) readings: Vec<ExpectedReading>,
}

/// The expected result of one side.
#[derive(Debug, Clone)]
pub(super) struct ExpectedReading {
    /// The descriptor set of the side.
    pub(super) set: Arc<Vec<u8>>,
    pub(super) ty: String,
    pub(super) payload: Payload,
    /// The data and the numbers of unknown fields, or `None` if the payload must be refused.
    pub(super) expected: Option<(Data, Vec<u64>)>,
    /// The reasons why a reader may differ from protoc.
    pub(super) excuses: Vec<KnownDifference>,
}

/// A known difference of another reader. The compilers' own readers agree with protoward there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KnownDifference {
    /// protobuf-es reads known fields with any wire type, and any number in lists and maps of closed enums.
    AnyWireType,
    /// Python moves a map entry with unknown content to the unknown fields as a whole.
    EntryAside,
    /// Python accepts JSON of another kind, such as a list for a message.
    LaxJson,
    /// protobuf-es does not check required fields in extensions.
    RequiredInExtension,
    /// A reader rejects the schema.
    Schema,
}

impl KnownDifference {
    const fn reader(self) -> &'static str {
        match self {
            Self::AnyWireType | Self::RequiredInExtension => "Node",
            Self::EntryAside | Self::LaxJson => "Python",
            Self::Schema => "",
        }
    }

    const fn reason(self) -> &'static str {
        match self {
            Self::AnyWireType => {
                "protobuf-es reads a field that it knows whatever its wire type is, and any number in a list or a map of a \
                 closed enum"
            }
            Self::Schema => "a reader does not take the schema",
            Self::LaxJson => {
                "Python takes JSON of another kind, such as a fraction for an enum or a list for a message, which protobuf-es \
                 refuses as we do"
            }
            Self::RequiredInExtension => "protobuf-es does not look for required fields in extensions",
            Self::EntryAside => "Python puts an entry of a map aside as a whole where something in it is unknown",
        }
    }
}

/// Returns the known differences of other readers for these bytes.
pub(super) fn excuses(codec: &Codec<'_>, ty: MessageId, bytes: &[u8]) -> Vec<KnownDifference> {
    let Ok(message) = codec.decode_partial(ty, bytes) else { return Vec::new() };
    let mut excuses = BTreeSet::new();
    look_for_excuses(codec, &message, false, &mut excuses);
    excuses.into_iter().collect()
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
    for (_, id, content) in message.iter() {
        let values = match content {
            Content::One(value) => std::slice::from_ref(value),
            Content::Many(values) => values,
            Content::Map(_) => &[],
        };
        for value in values {
            if let DynamicValue::Message(inner) = value {
                if schema[id].is_extension() && !codec.missing(inner).is_empty() {
                    excuses.insert(KnownDifference::RequiredInExtension);
                }
                look_for_excuses(codec, inner, in_entry || schema.is_map_entry(inner.ty), excuses);
            }
        }
    }
}

/// Returns a difference between the lists of a witness and the message that was read, or `None` if they agree. `message` is
/// `None` if it was refused.
pub(super) fn list_mismatch(codec: &Codec<'_>, message: Option<&Message>, lines: &[String]) -> Option<String> {
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
    let values = values.filter_map(|line| line.split_once(" = "));
    let listed: BTreeSet<&str> = values.map(|(name, _)| name).collect();
    let set: BTreeSet<String> = message.iter().map(|(_, id, _)| name(id)).collect();
    if !set.iter().map(String::as_str).eq(listed.iter().copied()) {
        return Some(format!("{set:?} are set, and {listed:?} are told"));
    }
    let unknown = unknown(message);
    let listed = lines.iter().filter_map(|line| line.strip_prefix("field ")?.split_once(" is unknown"));
    let listed: BTreeSet<u32> = listed.filter_map(|(number, _)| number.parse().ok()).collect();
    (!unknown.iter().eq(&listed)).then(|| format!("{unknown:?} are unknown, and {listed:?} are told"))
}

/// Returns the numbers of the unknown fields at the top level.
pub(super) fn unknown(message: &Message) -> Vec<u32> {
    let fields = wire::WireReader::new(message.unknown()).map_while(Result::ok);
    let numbers: BTreeSet<u32> = fields.map(|field| field.number).collect();
    numbers.into_iter().collect()
}

/// The number of witnesses in one request.
const BATCH: usize = 100;

/// Lets every other reader read the witnesses. Returns `true` if all of them read at least `target` witnesses like protoward, and
/// none differs.
pub(super) fn read_by_all(checks: &[&WitnessCheck], target: usize) -> Result<bool, Error> {
    let sets = Sets::new("oracle/witness/sets")?;
    let mut readers = [MessageReader::python()?, MessageReader::node()?];
    let mut tally = Tally::default();
    for batch in checks.chunks(BATCH) {
        let files = batch.iter().flat_map(|it| &it.readings).map(|reading| sets.file(&reading.set));
        let files = files.collect::<Result<Vec<_>, _>>()?;
        let mut verdicts = vec![Verdict::Same; batch.len()];
        for reader in &mut readers {
            let owned: Vec<(usize, &ExpectedReading)> = batch
                .iter()
                .enumerate()
                .flat_map(|(index, it)| it.readings.iter().map(move |reading| (index, reading)))
                .collect();
            let hexes: Vec<String> = owned.iter().map(|(_, reading)| reading.hex()).collect();
            let cases = owned.iter().zip(&files).zip(&hexes).map(|(((_, reading), set), hex)| readers::Case {
                set,
                ty: &reading.ty,
                payload: reading.payload(hex),
                rewrite: true,
            });
            let cases: Vec<_> = cases.collect();
            let found: Vec<Option<readers::ReaderResult>> = match reader.read(&cases) {
                Ok(found) => found.into_iter().map(Some).collect(),
                // A reader that rejects one of the schemas may accept the others.
                Err(_) => cases.iter().map(|case| reader.read(std::slice::from_ref(case)).ok()?.pop()).collect(),
            };
            for ((index, reading), found) in owned.into_iter().zip(&found) {
                let verdict = match found {
                    None => Verdict::Excused(KnownDifference::Schema),
                    Some(found) => reading.verdict(reader.name(), found),
                };
                if let (Verdict::Other, Some(found)) = (verdict, found) {
                    tally.print_difference(reader.name(), batch[index], reading, found);
                }
                verdicts[index] = verdicts[index].max(verdict);
            }
        }
        batch.iter().zip(verdicts).for_each(|(check, verdict)| tally.count(check, verdict));
    }
    tally.print(&readers);
    Ok(tally.other == 0 && tally.same >= target)
}

/// The result of one reading, in order of severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Same,
    Excused(KnownDifference),
    Other,
}

#[derive(Debug, Default)]
struct Tally {
    same: usize,
    json: usize,
    other: usize,
    excused: BTreeMap<KnownDifference, usize>,
}

impl Tally {
    fn count(&mut self, check: &WitnessCheck, verdict: Verdict) {
        match verdict {
            Verdict::Same => {
                self.same += 1;
                self.json += usize::from(check.readings.iter().any(|it| matches!(it.payload, Payload::Json(..))));
            }
            Verdict::Excused(excuse) => *self.excused.entry(excuse).or_default() += 1,
            Verdict::Other => self.other += 1,
        }
    }

    fn print_difference(
        &self,
        reader: &str,
        check: &WitnessCheck,
        reading: &ExpectedReading,
        found: &readers::ReaderResult,
    ) {
        if self.other < 20 {
            let expected = reading.expected.as_ref().map(|(data_read, unknown)| (data(data_read), unknown));
            println!(
                "  {reader} reads a witness of {} otherwise, as `{}`: {:?}\n    we:   {expected:?}\n    they: {found:?}",
                check.rule, reading.ty, reading.payload
            );
        }
    }

    fn print(&self, readers: &[MessageReader]) {
        let names: Vec<&str> = readers.iter().map(MessageReader::name).collect();
        println!(
            "witnesses read as we read them by {}, writer and reader: {} of {}; {} as bytes, {} as JSON",
            names.join(" and "),
            self.same,
            self.same + self.other,
            self.same - self.json,
            self.json
        );
        for (excuse, count) in &self.excused {
            println!("  {count} are not compared: {}", excuse.reason());
        }
    }
}

impl ExpectedReading {
    fn hex(&self) -> String {
        match &self.payload {
            Payload::Wire(bytes) => hex(bytes),
            Payload::Json(..) => String::new(),
        }
    }

    fn payload<'a>(&'a self, hex: &'a str) -> readers::Payload<'a> {
        match &self.payload {
            Payload::Wire(_) => readers::Payload::Wire(hex),
            Payload::Json(text, ignore) => readers::Payload::Json { text, ignore_unknown: *ignore },
        }
    }

    fn verdict(&self, reader: &str, found: &readers::ReaderResult) -> Verdict {
        // protobuf-es checks required fields when it writes.
        let is_refused = found.data.is_null() || found.wire.is_none();
        let is_same = match &self.expected {
            None => is_refused,
            // Python cannot decode such text, but keeps its bytes.
            Some(_) if found.error.as_ref().is_some_and(|error| error.starts_with("text that is not UTF-8")) => {
                found.wire.as_deref() == Some(&self.hex())
            }
            Some((data_read, unknown)) => {
                !is_refused && is_alike(&data(data_read), &found.data) && *unknown == found.unknown
            }
        };
        // protobuf-es also reads JSON that must be refused, so Python need not refuse it.
        let is_refused_json = self.expected.is_none() && matches!(self.payload, Payload::Json(..));
        let lax = is_refused_json.then_some(&KnownDifference::LaxJson);
        let excuse = self.excuses.iter().chain(lax).find(|excuse| excuse.reader() == reader);
        match (is_same, excuse) {
            (true, _) => Verdict::Same,
            (false, Some(&excuse)) => Verdict::Excused(excuse),
            (false, None) => Verdict::Other,
        }
    }
}

/// Compares protoward's reading with that of another reader. protobuf-es replaces invalid UTF-8 in text that is not validated.
fn is_alike(ours: &Json, theirs: &Json) -> bool {
    match (ours, theirs) {
        (Json::Object(ours), Json::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(number, value)| theirs.get(number).is_some_and(|other| is_alike(value, other)))
        }
        (Json::Array(one), Json::Array(other)) => match (&one[..], &other[..]) {
            ([Json::String(kind), Json::String(number)], [Json::String(e), Json::String(found), name]) if e == "e" => {
                number == found && kind == if name.is_null() { "n" } else { "w" }
            }
            ([Json::String(kind), Json::String(text)], [Json::String(other_kind), Json::String(found)])
                if kind == "t" =>
            {
                other_kind == "t" && (text == found || replaced(text) == *found)
            }
            _ => one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_alike(one, other)),
        },
        _ => ours == theirs,
    }
}

/// Replaces invalid UTF-8 in text that is encoded in hex.
fn replaced(text: &str) -> String {
    let bytes: Vec<u8> =
        (0..text.len() / 2).filter_map(|at| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()).collect();
    hex(String::from_utf8_lossy(&bytes).as_bytes())
}
