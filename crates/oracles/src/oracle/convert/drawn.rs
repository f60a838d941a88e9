//! Random messages, half of them of random schemas and half of `fixtures/convert`. Each is converted to every format and back.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use protoward_compiler::Compiler;
use protoward_schema::Schema;
use protoward_schema::descriptor::decode;
use protoward_source::{MemoryTree, Sources};

use super::corner::escaped;
use super::excuse::{Excuse, excuse};
use super::messages::Draw;
use super::programs::{Answer, Programs, Question, Way};
use super::{FORMS, twist};
use crate::oracle::random;
use crate::random::Random;
use crate::trouble::Trouble;

/// A schema. `is_bufs` says that buf can read it.
#[derive(Debug)]
pub(super) struct Subject {
    schema: Schema,
    image: PathBuf,
    is_bufs: bool,
}

/// The results of all conversions of one message.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) agree: usize,
    pub(super) refused: usize,
    pub(super) excused: Vec<Excuse>,
    pub(super) wrong: Vec<String>,
}

/// An empty message. buf can read it only if it can read the schema.
const PROBE: (&str, &str) = ("probe.proto", "syntax = \"proto3\"; package probe; message Probe {}");

/// Reads the schemas of the fixtures.
pub(super) fn fixtures(programs: &Programs) -> Result<Vec<Arc<Subject>>, Trouble> {
    let mut subjects = Vec::new();
    for (name, image) in super::corner::images(&programs.protoc)? {
        let bytes = std::fs::read(&image).map_err(Trouble::at(&image))?;
        let mut sources = Sources::default();
        let source = sources.add(&*name, &*name, None);
        let unreadable = |why: String| Trouble::Unreadable { command: name.clone(), why };
        let schema = decode(&bytes, source, &mut sources).map_err(|error| unreadable(error.message))?;
        subjects.push(Arc::new(Subject { schema, image, is_bufs: name != "sets" }));
    }
    Ok(subjects)
}

/// Draws a schema. Returns `None` if it does not compile.
fn drawn(programs: &Programs, folder: &Path, seed: u64, number: u64) -> Result<Option<Subject>, Trouble> {
    let mut texts = random::legal(seed, number);
    texts.push((PROBE.0.to_owned(), PROBE.1.as_bytes().to_vec()));
    let names: Vec<String> = texts.iter().map(|it| it.0.clone()).collect();
    let Ok(compiled) = Compiler::new().resolver(MemoryTree::new(texts)).source_info(false).compile(names) else {
        return Ok(None);
    };
    let image = folder.join(format!("{number}.binpb"));
    std::fs::write(&image, compiled.encode()).map_err(Trouble::at(&image))?;
    let way = Way::Convert { from: "json", to: "binpb" };
    let probe = programs.theirs(&Question { way, image: &image, ty: "probe.Probe", message: b"{}".to_vec() })?;
    Ok(Some(Subject { schema: compiled.into_schema(), image, is_bufs: probe.is_taken }))
}

/// Draws a message and converts it. Every other message belongs to a schema of the fixtures.
pub(super) fn ask(
    programs: &Programs,
    fixtures: &[Arc<Subject>],
    seed: u64,
    number: u64,
    tells: bool,
) -> Result<Asked, Trouble> {
    let folder = crate::workspace::scratch("oracle/convert/drawn")?;
    let mut random = Random::keyed(seed, &[number, 3]);
    let is_drawn = number.is_multiple_of(2);
    let subject = if is_drawn { drawn(programs, &folder, seed, number)?.map(Arc::new) } else { None };
    let subject = match (subject, random.pick(fixtures)) {
        (Some(subject), _) => subject,
        (None, Some(subject)) => Arc::clone(subject),
        (None, None) => return Ok(Asked::default()),
    };
    let mut draw = Draw::new(&subject.schema, Random::keyed(seed, &[number, 4]));
    let Some(ty) = draw.ty() else { return Ok(Asked::default()) };
    let mut message = draw.bytes(ty);
    if random.chance(6) {
        message = twist::bytes(&message, &mut random);
    }
    let name = draw.name(ty);
    let mut talk = Talk { programs, subject: &subject, ty: name, asked: Asked::default(), number, tells };
    talk.with_protoc(&message, &mut random)?;
    if subject.is_bufs {
        talk.with_buf(&message, &mut random)?;
    }
    if is_drawn && talk.asked.wrong.is_empty() && !tells {
        // Running the same number again writes the image again.
        let _ = std::fs::remove_file(&subject.image);
    }
    Ok(talk.asked)
}

struct Talk<'t> {
    programs: &'t Programs,
    subject: &'t Subject,
    ty: &'t str,
    asked: Asked,
    number: u64,
    tells: bool,
}

impl Talk<'_> {
    /// Converts to the text format and back, and decodes without the schema.
    fn with_protoc(&mut self, message: &[u8], random: &mut Random) -> Result<(), Trouble> {
        self.ask(Way::DecodeRaw, message.to_vec())?;
        let text = self.ask(Way::Decode, message.to_vec())?;
        if !text.is_taken {
            return Ok(());
        }
        let sorted = random.chance(3);
        self.ask(Way::Encode { sorted }, text.written.clone())?;
        self.ask(Way::Encode { sorted }, twist::text("txtpb", &text.written, random))?;
        Ok(())
    }

    /// Converts to every format, and from there to another one, both unchanged and with a random edit.
    fn with_buf(&mut self, message: &[u8], random: &mut Random) -> Result<(), Trouble> {
        for &from in FORMS {
            let written = self.ask(Way::Convert { from: "binpb", to: from }, message.to_vec())?;
            if !written.is_taken || from == "binpb" {
                continue;
            }
            let to = if random.chance(3) { FORMS[random.below(FORMS.len())] } else { "binpb" };
            self.ask(Way::Convert { from, to }, written.written.clone())?;
            self.ask(Way::Convert { from, to: "binpb" }, twist::text(from, &written.written, random))?;
        }
        Ok(())
    }

    fn ask(&mut self, way: Way, message: Vec<u8>) -> Result<Answer, Trouble> {
        let question = Question { way, image: &self.subject.image, ty: self.ty, message };
        let theirs = self.programs.theirs(&question)?;
        let ours = self.programs.ours(&question)?;
        if self.tells {
            println!("{}", told(&question, &theirs, &ours));
        }
        self.asked.refused += usize::from(!theirs.is_taken);
        if theirs.agrees(&ours) {
            self.asked.agree += 1;
        } else if let Some(excuse) = excuse(&question, &theirs, &ours) {
            self.asked.excused.push(excuse);
        } else {
            self.asked.wrong.push(format!("#{}: {}", self.number, told(&question, &theirs, &ours)));
        }
        Ok(theirs)
    }
}

fn told(question: &Question<'_>, theirs: &Answer, ours: &Answer) -> String {
    let shown = |bytes: &[u8]| escaped(bytes);
    let answer = |it: &Answer| match it.is_taken {
        true => format!("{} {:?}", shown(&it.written), it.places),
        false => format!("refused {:?} {}", it.places, it.said.trim()),
    };
    let Question { way, image, ty, message } = question;
    let (message, image) = (shown(message), image.display());
    format!("{way:?} {ty} of {image}\n  {message}\n  theirs {}\n  ours   {}", answer(theirs), answer(ours))
}
