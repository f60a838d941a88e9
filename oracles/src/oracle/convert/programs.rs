//! Runs protoc, buf and protoward on one message.

use std::path::{Path, PathBuf};

use protoward_kit::error::Error;
use protoward_kit::process::Run;

/// The paths of the three programs.
#[derive(Debug)]
pub(super) struct Programs {
    pub(super) protoc: PathBuf,
    pub(super) buf: PathBuf,
    pub(super) ours: PathBuf,
}

/// A kind of conversion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ConversionKind {
    /// `protoc --encode`, with or without sorted map entries.
    Encode { sorted: bool },
    /// `protoc --decode`
    Decode,
    /// `protoc --decode_raw`
    DecodeRaw,
    /// `buf convert`, from one format to another.
    Convert { from: &'static str, to: &'static str },
}

/// One conversion: an image with the schema, the type, and the message.
#[derive(Debug, Clone)]
pub(super) struct ConversionInput<'q> {
    pub(super) operation: ConversionKind,
    pub(super) image: &'q Path,
    pub(super) ty: &'q str,
    pub(super) message: Vec<u8>,
}

/// The result of a conversion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ConversionResult {
    pub(super) is_accepted: bool,
    /// The output. Empty if the message is refused.
    pub(super) written: Vec<u8>,
    /// protoc's diagnostics: positions such as `3:1`, followed by `w` for a warning, and the names of missing fields.
    pub(super) places: Vec<String>,
    /// The text of the messages, which is not compared.
    pub(super) stderr: String,
}

impl ConversionResult {
    pub(super) fn agrees(&self, other: &ConversionResult) -> bool {
        (self.is_accepted, &self.written, &self.places) == (other.is_accepted, &other.written, &other.places)
    }
}

impl Programs {
    /// Returns the answer of protoc or of buf, depending on the kind of conversion.
    pub(super) fn theirs(&self, question: &ConversionInput<'_>) -> Result<ConversionResult, Error> {
        match question.operation {
            ConversionKind::Convert { .. } => ask(Run::new(&self.buf), question),
            _ => ask(Run::new(&self.protoc), question),
        }
    }

    pub(super) fn ours(&self, question: &ConversionInput<'_>) -> Result<ConversionResult, Error> {
        match question.operation {
            ConversionKind::Convert { .. } => ask(Run::new(&self.ours), question),
            _ => ask(Run::new(&self.ours).arg("protoc"), question),
        }
    }
}

fn ask(program: Run, question: &ConversionInput<'_>) -> Result<ConversionResult, Error> {
    let ConversionInput { operation, image, ty, message } = question;
    let set = format!("--descriptor_set_in={}", image.display());
    let run = match operation {
        ConversionKind::Encode { sorted: false } => program.args([&set, &format!("--encode={ty}")]),
        ConversionKind::Encode { sorted: true } => {
            program.args([&set, &format!("--encode={ty}"), "--deterministic_output"])
        }
        ConversionKind::Decode => program.args([&set, &format!("--decode={ty}")]),
        ConversionKind::DecodeRaw => program.arg("--decode_raw"),
        ConversionKind::Convert { from, to } => {
            let from = format!("-#format={from}");
            let to = format!("-#format={to}");
            program.arg("convert").arg(image).args(["--type", ty, "--from", &from, "--to", &to])
        }
    };
    let run = run.stdin(message);
    let done = run.output()?;
    let is_accepted = match done.code {
        Some(0) => true,
        Some(1) => false,
        Some(_) if is_go_down(&done.stderr) => false,
        _ => return Err(run.failed(&done)),
    };
    let places = if matches!(operation, ConversionKind::Convert { .. }) { Vec::new() } else { places(&done.stderr) };
    let written = if is_accepted { done.stdout } else { Vec::new() };
    Ok(ConversionResult { is_accepted, written, places, stderr: done.stderr })
}

/// Returns `true` if a Go program panicked.
pub(super) fn is_go_down(stderr: &str) -> bool {
    stderr.starts_with("panic: ") && stderr.contains("\ngoroutine ")
}

/// Returns the positions in protoc's diagnostics, and the required fields that are missing.
fn places(stderr: &str) -> Vec<String> {
    let missing = "warning:  Input message is missing required fields:";
    let of_line = |line: &str| {
        if let Some(fields) = line.strip_prefix(missing) {
            let fields = fields.trim();
            return Some(if fields.is_empty() { "?".to_owned() } else { fields.to_owned() });
        }
        let (place, words) = line.strip_prefix("input:")?.split_once(": ")?;
        let is_place = place.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
        is_place.then(|| format!("{place}{}", if words.starts_with("warning") { "w" } else { "" }))
    };
    stderr.lines().filter_map(of_line).collect()
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn finds_positions_and_missing_fields_in_the_messages_of_protoc() {
        let stderr = "input:1:4: no such field\ninput:2:10: warning: text format contains deprecated field\n\
                    warning:  Input message is missing required fields:  a, m.b\nFailed to parse input.\n";
        assert_eq!(places(stderr), ["1:4", "2:10w", "a, m.b"]);
        assert!(places("no schema: here\n").is_empty());
    }
}
