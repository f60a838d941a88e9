//! Lets generated code read hostile messages, and use what it read: copy, compare, print, validate and write it.
//!
//! Input: random schemas whose messages hold each other, and for each message type random messages, damaged ones, deep ones and
//! malformed ones, in binary and in JSON. Output: the number of messages that were read, and every message at which the program
//! panicked, crashed, or came to no end.

mod bytes;
mod draw;
mod program;

use protoward_dynamic::Codec;
use protoward_schema::{MessageId, Schema};

use crate::oracle::convert::{MessageDraw, twist};
use bytes::{Chain, malformed};
use draw::Subject;
use program::{Frame, Program};
use protoward_kit::Outcome;
use protoward_kit::error::Error;
use protoward_kit::random::Random;

/// The number of messages of each type, and of damaged forms of each.
const MESSAGES: usize = 3;
const DAMAGED: usize = 4;
/// The depths of nested messages: around the limits, and far beyond.
const DEPTHS: [usize; 6] = [60, 98, 100, 101, 130, 5_000];

/// The number of files whose code is one crate.
const FILES: u64 = 10;

/// The counts of messages.
#[derive(Default)]
struct Tally {
    types: usize,
    messages: usize,
    /// The number of messages that are nested deeper than any reader follows.
    deep: usize,
    read: u32,
    findings: usize,
}

pub(super) fn run(seed: u64, count: u64) -> Result<Outcome, Error> {
    let mut all = Tally::default();
    for first in (0..count).step_by(usize::try_from(FILES).unwrap_or(usize::MAX)) {
        let tally = tried(seed, &Subject::drawn(seed, first..count.min(first + FILES))?)?;
        all = Tally {
            types: all.types + tally.types,
            messages: all.messages + tally.messages,
            deep: all.deep + tally.deep,
            read: all.read + tally.read,
            findings: all.findings + tally.findings,
        };
    }
    let Tally { types, messages, deep, read, findings } = all;
    println!("{types} types, {messages} messages, {deep} of them nested more than 100 deep");
    println!("{read} messages are read, {findings} end the program");
    Ok(if findings == 0 && read > 0 { Outcome::Passed } else { Outcome::Findings })
}

/// Reads messages of all types of some files.
fn tried(seed: u64, subject: &Subject) -> Result<Tally, Error> {
    let program = Program::build(subject)?;
    let (types, names): (Vec<MessageId>, Vec<String>) = subject.messages().unzip();
    let drawn = types.iter().map(|&id| drawn(seed, &subject.schema, &types, id));
    let drawn: Vec<Drawn> = drawn.collect();
    let deep = drawn.iter().map(|it| it.deep).sum();
    let frames: Vec<Frame> = drawn
        .into_iter()
        .enumerate()
        .flat_map(|(ty, it)| it.messages.into_iter().map(move |(is_json, bytes)| Frame { ty, is_json, bytes }))
        .collect();
    let mut tally = Tally { types: types.len(), messages: frames.len(), deep, ..Tally::default() };
    let mut rest = &frames[..];
    // After a message at which it ended, the program goes on with the next type.
    while !rest.is_empty() {
        match program.read(rest)? {
            Ok(read) => {
                tally.read += read;
                break;
            }
            Err((at, why)) => {
                tally.findings += 1;
                let Some(frame) = rest.get(at) else { break };
                println!("WRONG {}: {}\n  {why}", names[frame.ty], shown(frame));
                let next = rest[at..].iter().position(|it| it.ty != frame.ty).map_or(rest.len(), |next| at + next);
                rest = &rest[next..];
            }
        }
    }
    Ok(tally)
}

/// The messages of one type.
struct Drawn {
    /// The messages, `true` for those in JSON.
    messages: Vec<(bool, Vec<u8>)>,
    deep: usize,
}

fn drawn(seed: u64, schema: &Schema, types: &[MessageId], id: MessageId) -> Drawn {
    let random = &mut Random::keyed(seed, &[schema.messages.len() as u64, id.index() as u64]);
    let codec = Codec::new(schema);
    let mut messages = vec![(false, Vec::new()), (true, b"{}".to_vec())];
    for _ in 0..MESSAGES {
        let bytes = MessageDraw::new(schema, Random::keyed(random.next_u64(), &[])).bytes(id);
        let text = codec.decode_partial(id, &bytes).ok().and_then(|message| codec.to_json(&message).ok());
        for _ in 0..DAMAGED {
            messages.push((false, twist::bytes(&bytes, random)));
            messages.extend(text.as_ref().map(|text| (true, twist::text("json", text.as_bytes(), random))));
        }
        messages.push((false, bytes[..random.below(bytes.len() + 1)].to_vec()));
        messages.push((false, bytes));
        messages.extend(text.map(|text| (true, text.into_bytes())));
        messages.push((false, malformed(schema, id, random)));
    }
    let mut deep = 0;
    for depth in DEPTHS {
        let chain = Chain::drawn(schema, id, types, depth, random);
        deep += 2 * usize::from(chain.len() > 100);
        let binary = chain.binary();
        messages.push((false, twist::bytes(&binary, random)));
        messages.push((false, binary));
        messages.push((true, chain.json().into_bytes()));
    }
    Drawn { messages, deep }
}

/// Returns the start of a message.
fn shown(frame: &Frame) -> String {
    let start = &frame.bytes[..frame.bytes.len().min(120)];
    let length = frame.bytes.len();
    if frame.is_json {
        format!("{length} bytes, {}", String::from_utf8_lossy(start))
    } else {
        format!("{length} bytes, {}", start.escape_ascii())
    }
}
