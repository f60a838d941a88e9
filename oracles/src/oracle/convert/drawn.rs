//! Random messages, half of them of random schemas and half of `fixtures/convert`. Each is converted to every format and back.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use protoward_compiler::Compiler;
use protoward_schema::Schema;
use protoward_schema::descriptor::decode;
use protoward_source::{MemoryTree, Sources};

use super::corner::escaped;
use super::excuse::{KnownDifference, excuse};
use super::messages::MessageDraw;
use super::programs::{ConversionInput, ConversionKind, ConversionResult, Programs};
use super::{FORMS, twist};
use crate::oracle::random;
use protoward_kit::error::Error;
use protoward_kit::random::Random;

/// A schema. `is_bufs` says that buf can read it.
#[derive(Debug)]
pub(super) struct ProgramArgs {
    schema: Schema,
    image: PathBuf,
    is_bufs: bool,
}

/// The results of all conversions of one message.
#[derive(Debug, Default)]
pub(super) struct ConversionResults {
    pub(super) agree: usize,
    pub(super) refused: usize,
    pub(super) excused: Vec<KnownDifference>,
    pub(super) wrong: Vec<String>,
}

/// An empty message. buf can read it only if it can read the schema.
const PROBE: (&str, &str) = ("probe.proto", "syntax = \"proto3\"; package probe; message Probe {}");

/// Reads the schemas of the fixtures.
pub(super) fn fixtures(programs: &Programs) -> Result<Vec<Arc<ProgramArgs>>, Error> {
    let mut subjects = Vec::new();
    for (name, image) in super::corner::images(&programs.protoc)? {
        let bytes = std::fs::read(&image).map_err(Error::at(&image))?;
        let mut sources = Sources::default();
        let source = sources.add(&*name, &*name, None);
        let unreadable = |why: String| Error::Unreadable { command: name.clone(), why };
        let schema = decode(&bytes, source, &mut sources).map_err(|error| unreadable(error.message))?;
        subjects.push(Arc::new(ProgramArgs { schema, image, is_bufs: name != "sets" }));
    }
    Ok(subjects)
}

/// Draws a schema. Returns `None` if it does not compile.
fn drawn(programs: &Programs, folder: &Path, seed: u64, number: u64) -> Result<Option<ProgramArgs>, Error> {
    let mut texts = random::legal(seed, number);
    texts.push((PROBE.0.to_owned(), PROBE.1.as_bytes().to_vec()));
    let names: Vec<String> = texts.iter().map(|it| it.0.clone()).collect();
    let Ok(compiled) = Compiler::new().resolver(MemoryTree::new(texts)).source_info(false).compile(names) else {
        return Ok(None);
    };
    let image = folder.join(format!("{number}.binpb"));
    std::fs::write(&image, compiled.encode()).map_err(Error::at(&image))?;
    let operation = ConversionKind::Convert { from: "json", to: "binpb" };
    let probe =
        programs.theirs(&ConversionInput { operation, image: &image, ty: "probe.Probe", message: b"{}".to_vec() })?;
    Ok(Some(ProgramArgs { schema: compiled.into_schema(), image, is_bufs: probe.is_accepted }))
}

/// Draws a message and converts it. Every other message belongs to a schema of the fixtures.
pub(super) fn ask(
    programs: &Programs,
    fixtures: &[Arc<ProgramArgs>],
    seed: u64,
    number: u64,
    is_verbose: bool,
) -> Result<ConversionResults, Error> {
    let folder = protoward_kit::workspace::scratch("oracle/convert/drawn")?;
    let mut random = Random::keyed(seed, &[number, 3]);
    let is_drawn = number.is_multiple_of(2);
    let subject = if is_drawn { drawn(programs, &folder, seed, number)?.map(Arc::new) } else { None };
    let subject = match (subject, random.pick(fixtures)) {
        (Some(subject), _) => subject,
        (None, Some(subject)) => Arc::clone(subject),
        (None, None) => return Ok(ConversionResults::default()),
    };
    let mut draw = MessageDraw::new(&subject.schema, Random::keyed(seed, &[number, 4]));
    let Some(ty) = draw.ty() else { return Ok(ConversionResults::default()) };
    let mut message = draw.bytes(ty);
    if random.chance(6) {
        message = twist::bytes(&message, &mut random);
    }
    let name = draw.name(ty);
    let mut conversation = ConversionRun {
        programs,
        subject: &subject,
        ty: name,
        results: ConversionResults::default(),
        number,
        is_verbose,
    };
    conversation.with_protoc(&message, &mut random)?;
    if subject.is_bufs {
        conversation.with_buf(&message, &mut random)?;
    }
    if is_drawn && conversation.results.wrong.is_empty() && !is_verbose {
        // Running the same number again writes the image again.
        let _ = std::fs::remove_file(&subject.image);
    }
    Ok(conversation.results)
}

struct ConversionRun<'t> {
    programs: &'t Programs,
    subject: &'t ProgramArgs,
    ty: &'t str,
    results: ConversionResults,
    number: u64,
    is_verbose: bool,
}

impl ConversionRun<'_> {
    /// Converts to the text format and back, and decodes without the schema.
    fn with_protoc(&mut self, message: &[u8], random: &mut Random) -> Result<(), Error> {
        self.ask(ConversionKind::DecodeRaw, message.to_vec())?;
        let text = self.ask(ConversionKind::Decode, message.to_vec())?;
        if !text.is_accepted {
            return Ok(());
        }
        let sorted = random.chance(3);
        self.ask(ConversionKind::Encode { sorted }, text.written.clone())?;
        self.ask(ConversionKind::Encode { sorted }, twist::text("txtpb", &text.written, random))?;
        Ok(())
    }

    /// Converts to every format, and from there to another one, both unchanged and with a random edit.
    fn with_buf(&mut self, message: &[u8], random: &mut Random) -> Result<(), Error> {
        for &from in FORMS {
            let written = self.ask(ConversionKind::Convert { from: "binpb", to: from }, message.to_vec())?;
            if !written.is_accepted || from == "binpb" {
                continue;
            }
            let to = if random.chance(3) { FORMS[random.below(FORMS.len())] } else { "binpb" };
            self.ask(ConversionKind::Convert { from, to }, written.written.clone())?;
            self.ask(ConversionKind::Convert { from, to: "binpb" }, twist::text(from, &written.written, random))?;
        }
        Ok(())
    }

    fn ask(&mut self, operation: ConversionKind, message: Vec<u8>) -> Result<ConversionResult, Error> {
        let question = ConversionInput { operation, image: &self.subject.image, ty: self.ty, message };
        let theirs = self.programs.theirs(&question)?;
        let ours = self.programs.ours(&question)?;
        if self.is_verbose {
            println!("{}", description(&question, &theirs, &ours));
        }
        self.results.refused += usize::from(!theirs.is_accepted);
        if theirs.agrees(&ours) {
            self.results.agree += 1;
        } else if let Some(excuse) = excuse(&question, &theirs, &ours) {
            self.results.excused.push(excuse);
        } else {
            self.results.wrong.push(format!("#{}: {}", self.number, description(&question, &theirs, &ours)));
        }
        Ok(theirs)
    }
}

fn description(question: &ConversionInput<'_>, theirs: &ConversionResult, ours: &ConversionResult) -> String {
    let shown = |bytes: &[u8]| escaped(bytes);
    let answer = |it: &ConversionResult| {
        if it.is_accepted {
            format!("{} {:?}", shown(&it.written), it.places)
        } else {
            format!("refused {:?} {}", it.places, it.stderr.trim())
        }
    };
    let ConversionInput { operation, image, ty, message } = question;
    let message = shown(message);
    let image = image.display();
    format!("{operation:?} {ty} of {image}\n  {message}\n  theirs {}\n  ours   {}", answer(theirs), answer(ours))
}
