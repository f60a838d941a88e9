//! The corner cases with the answers of protoc and `buf convert`. Used by the tests and by `cargo xtask oracle convert`.
//!
//! `NAME.cases` has a case on each line, and `NAME.answers` has its answer in columns. `convert` has the answers of buf: whether
//! it accepts the message, its bytes, and their JSON, text and YAML (`!` if the conversion fails). `encode` and `decode` have the
//! answers of protoc. `known.txt` lists the cases in which protoward differs from buf, below the reason.

use std::path::Path;
use std::{fs, io};

/// A case with its answer.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// The line in the file of cases.
    pub(crate) line: String,
    /// The columns of the answer.
    pub(crate) answer: Vec<String>,
}

/// A message: the file of its schema, its type, and its content in some format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subject<'c> {
    pub(crate) schema: &'c str,
    pub(crate) ty: &'c str,
    pub(crate) bytes: Vec<u8>,
}

impl Case {
    /// Parses a case of `convert`: the format and the message.
    pub(crate) fn convert(&self) -> (&str, Subject<'_>) {
        let (form, rest) = self.line.split_once(' ').unwrap_or((&self.line, ""));
        (form, subject(rest, unescaped))
    }

    /// Parses a case of `encode`, whose message is text.
    pub(crate) fn encode(&self) -> Subject<'_> {
        subject(&self.line, unescaped)
    }

    /// Parses a case of `decode`, whose message is bytes.
    pub(crate) fn decode(&self) -> Subject<'_> {
        subject(&self.line, unhex)
    }
}

/// Parses a message. `corner.M` is in the schema `corner`, and `corner/google.protobuf.Any` as well.
fn subject(line: &str, read: fn(&str) -> Vec<u8>) -> Subject<'_> {
    let (name, message) = line.split_once(' ').unwrap_or((line, ""));
    let (schema, ty) = match name.split_once('/') {
        Some((schema, ty)) => (schema, ty),
        None => (name.split('.').next().unwrap_or_default(), name),
    };
    Subject { schema, ty, bytes: read(message) }
}

/// Returns the cases with their answers. A case without a recorded answer has an empty answer.
pub(crate) fn cases(folder: &Path, name: &str) -> io::Result<Vec<Case>> {
    let cases = fs::read_to_string(folder.join(format!("{name}.cases")))?;
    let answers = fs::read_to_string(folder.join(format!("{name}.answers")))?;
    let mut answers = answers.lines().map(|line| line.split('\t').map(str::to_owned).collect());
    let lines = cases.lines().filter(|line| !line.starts_with('#'));
    Ok(lines.map(|line| Case { line: line.to_owned(), answer: answers.next().unwrap_or_default() }).collect())
}

/// Returns the cases of `convert` in which protoward differs, each with the reason.
pub(crate) fn known(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let text = fs::read_to_string(folder.join("known.txt"))?;
    let mut reason = String::new();
    let mut known = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("# ") {
            Some(why) => reason = why.to_owned(),
            None => known.push((line.to_owned(), reason.clone())),
        }
    }
    Ok(known)
}

/// Replaces the escapes `\n`, `\t`, `\r`, `\xHH` and `\\`.
pub(crate) fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let Some((letter, behind)) = rest.split_first() else { break };
        rest = behind;
        bytes.push(match letter {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'x' => {
                let (digits, behind) = rest.split_at(rest.len().min(2));
                rest = behind;
                let digits = std::str::from_utf8(digits).unwrap_or_default();
                u8::from_str_radix(digits, 16).unwrap_or_default()
            }
            other => *other,
        });
    }
    bytes
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    let pairs = (0..text.len() / 2).filter_map(|at| text.get(2 * at..2 * at + 2));
    pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}
