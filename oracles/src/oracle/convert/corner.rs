//! The corner cases of `fixtures/convert`: compares the recorded answers with those of protoc and buf, and these with
//! protoward's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::programs::{ConversionInput, ConversionKind, ConversionResult, Programs};
use super::table::{self, Case, Subject};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{parallel, workspace};

const NAMES: &[&str] = &["encode", "decode", "convert"];

/// The numbers of cases that agree, that differ as expected, and that are wrong.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) agree: usize,
    pub(super) known: usize,
    pub(super) wrong: usize,
}

pub(super) fn folder() -> PathBuf {
    workspace::root().join("fixtures/convert")
}

/// Compiles the schemas of the cases into images below `target`.
pub(super) fn images(protoc: &Path) -> Result<BTreeMap<String, PathBuf>, Error> {
    let scratch = workspace::scratch("oracle/convert")?;
    let mut images = BTreeMap::new();
    for name in ["corner", "edition", "open", "sets"] {
        let image = scratch.join(format!("{name}.binpb"));
        let run = Run::new(protoc).arg("-I").arg(folder()).arg("--include_imports").arg("-o").arg(&image);
        run.arg(format!("{name}.proto")).finish()?;
        images.insert(name.to_owned(), image);
    }
    Ok(images)
}

pub(super) fn record(programs: &Programs) -> Result<(), Error> {
    let images = images(&programs.protoc)?;
    for name in NAMES {
        let cases = read(name)?;
        let results = parallel::map(&cases, |case| answer(name, case, &images, |question| programs.theirs(question)));
        let answers = results.into_iter().collect::<Result<Vec<_>, _>>()?;
        let text: String = answers.iter().map(|answer| answer.join("\t") + "\n").collect();
        let path = folder().join(format!("{name}.answers"));
        std::fs::write(&path, text).map_err(Error::at(&path))?;
        println!("{} answers to {name}", answers.len());
    }
    Ok(())
}

/// Compares one in `one_in` cases.
pub(super) fn compare(programs: &Programs, one_in: usize) -> Result<Tally, Error> {
    let images = images(&programs.protoc)?;
    let known: BTreeSet<String> =
        table::known(&folder()).map_err(Error::at(&folder()))?.into_iter().map(|it| it.0).collect();
    let mut tally = Tally::default();
    for name in NAMES {
        let cases: Vec<Case> = read(name)?.into_iter().step_by(one_in.max(1)).collect();
        let results = parallel::map(&cases, |case| {
            let theirs = answer(name, case, &images, |question| programs.theirs(question))?;
            Ok((theirs, answer(name, case, &images, |question| programs.ours(question))?))
        });
        for (case, answers) in cases.iter().zip(results) {
            let (theirs, ours) = answers?;
            let is_known = *name == "convert" && known.contains(&case.line);
            let problem = match () {
                () if theirs != case.answer => "the recorded answer is different",
                () if is_known && theirs == ours => "the known difference is gone",
                () if !is_known && theirs != ours => "the answer of protoward is different",
                () => {
                    *(if is_known { &mut tally.known } else { &mut tally.agree }) += 1;
                    continue;
                }
            };
            tally.wrong += 1;
            println!("WRONG {name}: {}\n  {problem}\n  theirs {theirs:?}\n  ours   {ours:?}", case.line);
        }
    }
    Ok(tally)
}

fn read(name: &str) -> Result<Vec<Case>, Error> {
    table::cases(&folder(), name).map_err(Error::at(&folder()))
}

type Columns = Vec<String>;

/// Returns the answers of a program to a case, as columns of the record.
fn answer(
    name: &str,
    case: &Case,
    images: &BTreeMap<String, PathBuf>,
    ask: impl Fn(&ConversionInput<'_>) -> Result<ConversionResult, Error>,
) -> Result<Columns, Error> {
    let about = |subject: &Subject<'_>, operation: ConversionKind, message: &[u8]| {
        let Some(image) = images.get(subject.schema) else {
            return Err(Error::Usage(format!("there is no schema for `{}`", case.line)));
        };
        ask(&ConversionInput { operation, image, ty: subject.ty, message: message.to_vec() })
    };
    match name {
        "encode" => {
            let subject = case.encode();
            let encoded = about(&subject, ConversionKind::Encode { sorted: false }, &subject.bytes)?;
            let sorted = about(&subject, ConversionKind::Encode { sorted: true }, &subject.bytes)?;
            let is_same = sorted.written == encoded.written;
            let sorted = if is_same { "=".to_owned() } else { table::hex(&sorted.written) };
            let mut columns = vec![exit(&encoded), table::hex(&encoded.written), sorted, encoded.places.join(";")];
            if encoded.is_accepted {
                columns.extend(decoded(&about(&subject, ConversionKind::Decode, &encoded.written)?));
                columns.extend(raw(&about(&subject, ConversionKind::DecodeRaw, &encoded.written)?));
            }
            Ok(columns)
        }
        "decode" => {
            let subject = case.decode();
            let mut columns = decoded(&about(&subject, ConversionKind::Decode, &subject.bytes)?).to_vec();
            columns.extend(raw(&about(&subject, ConversionKind::DecodeRaw, &subject.bytes)?));
            Ok(columns)
        }
        _ => {
            let (form, subject) = case.convert();
            let from = super::FORMS.iter().copied().find(|known| *known == form);
            let from = from.ok_or_else(|| Error::Usage(format!("`{form}` is no form: {}", case.line)))?;
            let taken = about(&subject, ConversionKind::Convert { from, to: "binpb" }, &subject.bytes)?;
            let mut columns = vec![exit(&taken), table::hex(&taken.written)];
            for to in ["json", "txtpb", "yaml"].iter().filter(|_| taken.is_accepted) {
                let written = about(&subject, ConversionKind::Convert { from: "binpb", to }, &taken.written)?;
                columns.push(if written.is_accepted { escaped(&written.written) } else { "!".to_owned() });
            }
            Ok(columns)
        }
    }
}

fn exit(answer: &ConversionResult) -> String {
    String::from(if answer.is_accepted { "0" } else { "1" })
}

fn decoded(answer: &ConversionResult) -> [String; 3] {
    [exit(answer), escaped(&answer.written), answer.places.join(";")]
}

fn raw(answer: &ConversionResult) -> [String; 2] {
    [exit(answer), escaped(&answer.written)]
}

/// Escapes bytes for a single line, as in the files of cases.
pub(super) fn escaped(bytes: &[u8]) -> String {
    let mut text = String::new();
    for &byte in bytes {
        match byte {
            b'\n' => text.push_str("\\n"),
            b'\t' => text.push_str("\\t"),
            b'\r' => text.push_str("\\r"),
            b'\\' => text.push_str("\\\\"),
            b' '..=b'~' => text.push(char::from(byte)),
            _ => text.push_str(&format!("\\x{byte:02x}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_bytes_round_trip() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(table::unescaped(&escaped(&bytes)), bytes);
        assert!(!escaped(&bytes).contains(['\n', '\t']));
    }
}
