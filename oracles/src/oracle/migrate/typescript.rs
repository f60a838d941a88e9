//! Payloads in TypeScript: protobuf-es reads the messages that Python wrote, with the old and with the new schema.
//!
//! Both readers must find the same data, write the same bytes and the same JSON, and read that JSON as the same data.

use std::path::Path;

use crate::readers::{Case, MessageReader, Payload, ReaderResult};
use protoward_kit::error::Error;

/// The result for some messages.
#[derive(Debug, Default)]
pub(super) struct ReadAgain {
    /// Messages that were read with both schemas.
    pub(super) messages: usize,
    /// Messages whose old schema protobuf-es refuses.
    pub(super) unreadable: usize,
    pub(super) findings: Vec<String>,
}

/// Reads messages, each a line with its type and its bytes in hex, with both descriptor sets.
pub(super) fn read_again(sets: [&Path; 2], lines: &str) -> Result<ReadAgain, Error> {
    let messages: Vec<(&str, &str)> = lines.lines().filter_map(|line| line.split_once(' ')).collect();
    let mut reader = MessageReader::node()?;
    let binary = |set| {
        let case = move |&(ty, wire)| Case { set, ty, payload: Payload::Wire(wire), rewrite: true };
        messages.iter().map(case).collect::<Vec<_>>()
    };
    let old = match reader.read(&binary(sets[0])) {
        Err(Error::Refused { .. }) => return Ok(ReadAgain { unreadable: messages.len(), ..ReadAgain::default() }),
        results => results?,
    };
    let new = match reader.read(&binary(sets[1])) {
        Err(error @ Error::Refused { .. }) => {
            let findings = vec![format!("protobuf-es refuses the new schema: {error}")];
            return Ok(ReadAgain { findings, ..ReadAgain::default() });
        }
        results => results?,
    };
    let mut again = ReadAgain { messages: messages.len(), ..ReadAgain::default() };
    again.compare("a message", &messages, (&old, &new));
    let texts: Vec<(&str, &str)> =
        messages.iter().zip(&old).filter_map(|(&(ty, _), read)| Some((ty, read.json.as_deref()?))).collect();
    let json = |set| {
        let payload = |text| Payload::Json { text, ignore_unknown: false };
        let case = move |&(ty, text)| Case { set, ty, payload: payload(text), rewrite: true };
        texts.iter().map(case).collect::<Vec<_>>()
    };
    let old = reader.read(&json(sets[0]))?;
    let new = reader.read(&json(sets[1]))?;
    again.compare("JSON", &texts, (&old, &new));
    Ok(again)
}

impl ReadAgain {
    fn compare(&mut self, what: &str, messages: &[(&str, &str)], (old, new): (&[ReaderResult], &[ReaderResult])) {
        let is_complete = messages.len() == old.len() && messages.len() == new.len();
        if !is_complete {
            self.findings.push(format!("protobuf-es did not answer for each of {} messages", messages.len()));
        }
        for (((ty, payload), old), new) in messages.iter().zip(old).zip(new) {
            if comparable(old) != comparable(new) {
                self.findings.push(format!("{ty}: TypeScript reads {what} differently: {payload}: {old:?}, {new:?}"));
            }
        }
    }
}

/// Returns a result without the text of its error, which may name the edition.
fn comparable(result: &ReaderResult) -> ReaderResult {
    ReaderResult { error: result.error.as_ref().map(|_| String::new()), ..result.clone() }
}
