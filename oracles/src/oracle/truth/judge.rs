//! The judges of one change: Google's library for Python and protobuf-es read each side's messages with the other side.

use std::path::Path;

use serde_json::{Value, json};

use crate::readers::{Case, MessageReader, Payload, ReaderResult};
use protoward_kit::error::Error;
use protoward_kit::workspace;

/// The maximum number of message types of a change that are written and read.
const TYPES: usize = 6;

const SCRIPT: &str = "oracles/src/oracle/truth/judge.py";

/// The encoding of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Encoding {
    Wire,
    Json,
}

impl Encoding {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Encoding::Wire => "binary",
            Encoding::Json => "JSON",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Encoding::Wire => "wire",
            Encoding::Json => "json",
        }
    }
}

/// A message that is not read as it was written.
#[derive(Debug, Clone)]
pub(super) struct Break {
    pub(super) medium: Encoding,
    pub(super) reader: &'static str,
    /// The old side wrote the message.
    pub(super) forward: bool,
    pub(super) ty: String,
    pub(super) payload: String,
    /// Descriptions of what is lost.
    pub(super) problems: Vec<String>,
}

/// The result of the judges for a change.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) breaks: Vec<Break>,
    pub(super) messages: usize,
    /// The reason why Python could not judge. Then no judge ran.
    pub(super) python_absent: Option<String>,
    /// The reason why Node could not judge.
    pub(super) node_absent: Option<String>,
    /// The number of messages that Node cannot read with the side that wrote them.
    pub(super) node_unread: usize,
}

impl Verdict {
    pub(super) fn is_absent(&self) -> bool {
        self.python_absent.is_some()
    }

    pub(super) fn has(&self, medium: Encoding) -> bool {
        self.breaks.iter().any(|it| it.medium == medium)
    }
}

/// The descriptor sets of both sides, for the readers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) old: &'a Path,
    pub(super) new: &'a Path,
}

impl Sides<'_> {
    fn writer(&self, forward: bool) -> &Path {
        if forward { self.old } else { self.new }
    }

    fn reader(&self, forward: bool) -> &Path {
        if forward { self.new } else { self.old }
    }
}

/// The processes of both judges.
pub(super) struct Judge {
    python: MessageReader,
    node: MessageReader,
}

struct Transfer {
    forward: bool,
    medium: Encoding,
    ty: String,
    payload: String,
}

impl Judge {
    pub(super) fn start() -> Result<Judge, Error> {
        Ok(Judge { python: python()?, node: MessageReader::node()? })
    }

    pub(super) fn judge(&mut self, sides: Sides<'_>, seed: u64) -> Result<Verdict, Error> {
        let request = json!({ "op": "judge", "old": sides.old, "new": sides.new, "seed": seed, "limit": TYPES });
        let mut verdict = Verdict::default();
        let answer = match self.python.ask(&request) {
            Ok(answer) => answer,
            // The library refuses the set, but continues to run.
            Err(Error::Refused { why, .. }) => {
                verdict.python_absent = Some(why);
                return Ok(verdict);
            }
            Err(Error::Ended { .. }) => {
                self.python = python()?;
                verdict.python_absent = Some("the library crashes".into());
                return Ok(verdict);
            }
            Err(error) => return Err(error),
        };
        let mut trips = Vec::new();
        for one in answer["trips"].as_array().into_iter().flatten() {
            let trip = trip(one);
            verdict.add("Python", &trip, texts(&one["breaks"]));
            trips.push(trip);
        }
        verdict.messages = trips.len();
        match self.node(sides, &trips, &mut verdict) {
            Err(Error::Refused { why, .. }) => verdict.node_absent = Some(why),
            other => other?,
        }
        Ok(verdict)
    }

    /// Lets Node write each message with one side, and read it with the other.
    fn node(&mut self, sides: Sides<'_>, trips: &[Transfer], verdict: &mut Verdict) -> Result<(), Error> {
        let own: Vec<Case<'_>> = trips
            .iter()
            .map(|it| {
                let payload = payload(it.medium, &it.payload, false);
                Case { set: sides.writer(it.forward), ty: &it.ty, payload, rewrite: true }
            })
            .collect();
        let own = self.node.read(&own)?;
        let written: Vec<(&Transfer, &ReaderResult, &str)> =
            trips.iter().zip(&own).filter_map(|(trip, own)| Some((trip, own, rewritten(trip, own)?))).collect();
        verdict.node_unread = trips.len() - written.len();
        let cases: Vec<Case<'_>> = written
            .iter()
            .map(|(trip, _, text)| {
                let payload = payload(trip.medium, text, true);
                Case { set: sides.reader(trip.forward), ty: &trip.ty, payload, rewrite: false }
            })
            .collect();
        let read = self.node.read(&cases)?;
        let compared: Vec<Value> = written
            .iter()
            .zip(&read)
            .map(|((trip, own, _), read)| {
                json!({
                    "forward": trip.forward, "medium": trip.medium.key(), "type": trip.ty,
                    "written": own.data, "read": read.data, "error": read.error,
                })
            })
            .collect();
        let request = json!({ "op": "compare", "old": sides.old, "new": sides.new, "trips": compared });
        let answer = self.python.ask(&request)?;
        for ((trip, _, text), found) in written.iter().zip(answer["breaks"].as_array().into_iter().flatten()) {
            let sent = Transfer { payload: (*text).to_owned(), ty: trip.ty.clone(), ..**trip };
            verdict.add("Node", &sent, texts(found));
        }
        Ok(())
    }

    /// Returns what the reader loses of a given message.
    pub(super) fn witness(&mut self, sides: Sides<'_>, message: &Witnessed<'_>) -> Result<Vec<String>, Error> {
        let answer = self.python.ask(&json!({
            "op": "witness", "old": sides.old, "new": sides.new, "forward": message.forward,
            "medium": message.medium.key(), "type": message.ty, "read_as": message.read_as, "payload": message.payload,
        }))?;
        Ok(texts(&answer["breaks"]))
    }

    pub(super) fn readers(&mut self) -> [&mut MessageReader; 2] {
        [&mut self.python, &mut self.node]
    }

    /// Returns declarations of a file that uses the declarations of these files.
    pub(super) fn importer(&mut self, set: &Path, paths: &[&str]) -> Result<String, Error> {
        let answer = self.python.ask(&json!({ "op": "importer", "set": set, "paths": paths }))?;
        Ok(answer["text"].as_str().unwrap_or_default().to_owned())
    }
}

fn python() -> Result<MessageReader, Error> {
    MessageReader::python_with(&workspace::root().join(SCRIPT))
}

/// A message to check, from a witness.
pub(super) struct Witnessed<'a> {
    pub(super) forward: bool,
    pub(super) medium: Encoding,
    pub(super) ty: &'a str,
    pub(super) read_as: &'a str,
    pub(super) payload: String,
}

impl Verdict {
    fn add(&mut self, reader: &'static str, trip: &Transfer, problems: Vec<String>) {
        if !problems.is_empty() {
            let medium = trip.medium;
            let forward = trip.forward;
            let ty = trip.ty.clone();
            let payload = trip.payload.clone();
            self.breaks.push(Break { medium, reader, forward, ty, payload, problems });
        }
    }
}

fn trip(value: &Value) -> Transfer {
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let medium = if value["medium"] == "wire" { Encoding::Wire } else { Encoding::Json };
    Transfer { forward: value["forward"] == true, medium, ty: text("type"), payload: text("payload") }
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

pub(super) fn payload(medium: Encoding, text: &str, ignore_unknown: bool) -> Payload<'_> {
    match medium {
        Encoding::Wire => Payload::Wire(text),
        Encoding::Json => Payload::Json { text, ignore_unknown },
    }
}

fn rewritten<'r>(trip: &Transfer, own: &'r ReaderResult) -> Option<&'r str> {
    match trip.medium {
        Encoding::Wire => own.wire.as_deref(),
        Encoding::Json => own.json.as_deref(),
    }
}

/// A pool of idle judges.
#[derive(Default)]
pub(super) struct JudgePool(std::sync::Mutex<Vec<Judge>>);

impl JudgePool {
    /// Runs `work` with an exclusive judge. A judge that fails is dropped.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Judge) -> Result<T, Error>) -> Result<T, Error> {
        let waiting = self.0.lock().expect("nobody panics with the lock").pop();
        let mut judge = waiting.map_or_else(Judge::start, Ok)?;
        let result = work(&mut judge)?;
        self.0.lock().expect("nobody panics with the lock").push(judge);
        Ok(result)
    }
}
