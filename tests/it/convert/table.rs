//! The corner cases and what protoc and `buf convert` answer to them: read by the tests and by `cargo xtask oracle convert`.
//!
//! `NAME.cases` has a case on each line, `NAME.answers` the answer to it, in columns. `convert` is put to buf: whether it
//! takes the message, its bytes, and those as JSON, text and YAML (`!` where they have no such form). `encode` and `decode`
//! are put to protoc. `known.txt` has the cases in which we say something else than buf, below the reason.

use std::path::Path;
use std::{fs, io};

/// A case and the answer to it.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// As it stands in the file.
    pub(crate) line: String,
    /// In columns.
    pub(crate) answer: Vec<String>,
}

/// A message: the file of its schema, its type, and what it is in some form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subject<'c> {
    pub(crate) schema: &'c str,
    pub(crate) ty: &'c str,
    pub(crate) bytes: Vec<u8>,
}

impl Case {
    /// Of `convert`: the form, and the message.
    pub(crate) fn convert(&self) -> (&str, Subject<'_>) {
        let (form, rest) = self.line.split_once(' ').unwrap_or((&self.line, ""));
        (form, subject(rest, unescaped))
    }

    /// Of `encode`: text.
    pub(crate) fn encode(&self) -> Subject<'_> {
        subject(&self.line, unescaped)
    }

    /// Of `decode`: bytes.
    pub(crate) fn decode(&self) -> Subject<'_> {
        subject(&self.line, unhex)
    }
}

/// `corner.M` is of the file `corner`, and so is `corner/google.protobuf.Any`.
fn subject(line: &str, read: fn(&str) -> Vec<u8>) -> Subject<'_> {
    let (name, message) = line.split_once(' ').unwrap_or((line, ""));
    let (schema, ty) = match name.split_once('/') {
        Some((schema, ty)) => (schema, ty),
        None => (name.split('.').next().unwrap_or_default(), name),
    };
    Subject { schema, ty, bytes: read(message) }
}

/// Cases with their answers; a case that was not asked yet has none.
pub(crate) fn cases(folder: &Path, name: &str) -> io::Result<Vec<Case>> {
    let cases = fs::read_to_string(folder.join(format!("{name}.cases")))?;
    let answers = fs::read_to_string(folder.join(format!("{name}.answers")))?;
    let mut answers = answers.lines().map(|line| line.split('\t').map(str::to_owned).collect());
    let lines = cases.lines().filter(|line| !line.starts_with('#'));
    Ok(lines.map(|line| Case { line: line.to_owned(), answer: answers.next().unwrap_or_default() }).collect())
}

/// The cases of `convert` in which we differ, each with the reason.
pub(crate) fn known(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let text = fs::read_to_string(folder.join("known.txt"))?;
    let (mut reason, mut known) = (String::new(), Vec::new());
    for line in text.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("# ") {
            Some(why) => reason = why.to_owned(),
            None => known.push((line.to_owned(), reason.clone())),
        }
    }
    Ok(known)
}

/// `\n`, `\t`, `\r`, `\xHH` and `\\` mean what they mean.
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
