//! Compares selections of types with their dependencies: `protoward build --type` and `buf build --type` of the same image.

use std::path::Path;
use std::sync::Arc;

use clap::Args;
use protoward_compiler::Compiler;
use protoward_image as image;
use protoward_image::Format;
use protoward_inputs::{Input, Opened};
use protoward_schema::descriptor::{Encode, decode, encode};
use protoward_schema::{Element, FileId, MessageId, Schema};
use protoward_source::{Resolver, Sources};

use crate::oracle::agreement::Agreement;
use crate::oracle::arguments::ProgramArgs;
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::random::Random;
use protoward_kit::{Outcome, parallel};

#[derive(Args)]
pub struct Options {
    /// Number of types and methods
    #[arg(long, default_value_t = 200)]
    count: usize,
    /// Seed of the draw
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Draw from this corpus
    #[arg(long, default_value = "google-proto-files")]
    corpus: String,
    #[command(flatten)]
    subject: ProgramArgs,
}

/// A selection to compare: a file, and the seed that selects one of its elements.
struct SelectionInput<'t> {
    tree: &'t Tree,
    file: &'t str,
    seed: u64,
}

/// The comparison of both outputs: equal, with or without equal bytes, or different.
enum Answer {
    Same { bytes: bool },
    Other { what: String },
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let buf = corpus::buf()?;
    let ours = options.subject.program()?;
    let trees = corpus::find(&options.corpus)?.trees()?;
    let mut random = Random::new(options.seed);
    let mut questions = Vec::new();
    while questions.len() < options.count {
        let Some(tree) = random.pick(&trees) else { break };
        let Some(file) = random.pick(&tree.files) else { continue };
        questions.push(SelectionInput { tree, file, seed: random.next_u64() });
    }
    let answers = parallel::map(&questions, |question| ask(question, &buf, &ours));
    let mut all = Agreement::default();
    let mut bytes = 0;
    for answer in answers {
        let Some((name, answer)) = answer? else { continue };
        match answer {
            Answer::Same { bytes: same } => {
                all.count(&name, true);
                bytes += usize::from(same);
            }
            Answer::Other { what } => {
                all.count(&name, false);
                println!("DIFFERS {name}\n{what}");
            }
        }
    }
    println!("types of {} with what they need: {all}; {bytes} of them with the same bytes", options.corpus);
    Ok(if all.is_full() { Outcome::Passed } else { Outcome::Findings })
}

/// Compares one selection. Returns `None` for files that do not compile or declare nothing.
fn ask(question: &SelectionInput<'_>, buf: &Path, ours: &Path) -> Result<Option<(String, Answer)>, Error> {
    let Some((schema, file)) = around(question.tree, question.file) else { return Ok(None) };
    let Some(name) = drawn(&schema, file, question.seed) else { return Ok(None) };
    let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let image = folder.path().join("image.binpb");
    let what = Encode { imports: true, source_info: true };
    std::fs::write(&image, encode(&schema, what)).map_err(Error::at(&image))?;
    let build = |program: &Path, output: &str, flags: &[&str]| {
        let output = folder.path().join(output);
        let run = Run::new(program).args(["build", "image.binpb", "--type", &name]).args(flags);
        run.arg("-o").arg(&output).current_dir(folder.path()).finish()?;
        std::fs::read(&output).map_err(Error::at(&output))
    };
    let theirs = build(buf, "theirs.binpb", &["--as-file-descriptor-set"])?;
    let mine = build(ours, "ours.binpb", &[])?;
    Ok(Some((name, compare(&theirs, &mine)?)))
}

/// Compiles the folder of a file.
pub(super) fn around(tree: &Tree, file: &str) -> Option<(Schema, FileId)> {
    let folder = |name: &str| name.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let own = folder(file);
    let targets: Vec<String> = tree.files.iter().filter(|name| folder(name) == own).cloned().collect();
    let mut resolvers = Vec::new();
    for dir in std::iter::once(&tree.dir).chain(&tree.includes) {
        let Ok(Opened::Files(files)) = Input::Folder(dir.clone()).open() else { return None };
        resolvers.push(Arc::new(files.tree.below(files.path)) as Arc<dyn Resolver>);
    }
    let schema = Compiler::new().resolvers(resolvers).compile(targets).ok()?.into_schema();
    let file = schema.find_file(file)?;
    Some((schema, file))
}

/// Draws the name of an element that a file declares. One draw in ten returns the name of its package.
fn drawn(schema: &Schema, file: FileId, seed: u64) -> Option<String> {
    let mut random = Random::new(seed);
    let declared = &schema[file];
    if random.chance(10) && declared.package.is_some() {
        return Some(schema.package(file).to_owned());
    }
    let mut all: Vec<Element> = Vec::new();
    let mut open: Vec<MessageId> = declared.messages.clone();
    while let Some(id) = open.pop() {
        let message = &schema[id];
        all.push(id.into());
        all.extend(message.enums.iter().map(|&id| Element::from(id)));
        all.extend(message.extensions.iter().map(|&id| Element::from(id)));
        open.extend(&message.messages);
    }
    all.extend(declared.enums.iter().map(|&id| Element::from(id)));
    all.extend(declared.extensions.iter().map(|&id| Element::from(id)));
    for &service in &declared.services {
        all.push(service.into());
        all.extend(schema[service].methods.iter().map(|&id| Element::from(id)));
    }
    random.pick(&all).map(|&element| schema.full_name(element))
}

fn compare(theirs: &[u8], mine: &[u8]) -> Result<Answer, Error> {
    if theirs == mine {
        return Ok(Answer::Same { bytes: true });
    }
    // Both write options in different orders. JSON has them by name.
    let theirs = lines(theirs)?;
    let mine = lines(mine)?;
    if theirs == mine {
        return Ok(Answer::Same { bytes: false });
    }
    let different = theirs.iter().zip(&mine).position(|(theirs, mine)| theirs != mine);
    let at = different.unwrap_or_else(|| theirs.len().min(mine.len()));
    let around = |lines: &[String]| lines[at.saturating_sub(4).min(lines.len())..(at + 3).min(lines.len())].join("\n");
    Ok(Answer::Other { what: format!("--- buf\n{}\n--- protoward\n{}", around(&theirs), around(&mine)) })
}

/// Formats an image as lines of JSON, with files and keys in order.
fn lines(image: &[u8]) -> Result<Vec<String>, Error> {
    let unreadable = |why: String| Error::Unreadable { command: "build --type".into(), why };
    let mut sources = Sources::default();
    let id = sources.add("image.binpb", "image.binpb", None);
    let schema = decode(image, id, &mut sources).map_err(|diagnostic| unreadable(diagnostic.message))?;
    let what = Encode { imports: true, source_info: true };
    let json = image::write(&schema, what, Format::Json).map_err(|error| unreadable(error.to_string()))?;
    let value: serde_json::Value = serde_json::from_slice(&json).map_err(|error| unreadable(error.to_string()))?;
    let text = serde_json::to_string_pretty(&value).map_err(|error| unreadable(error.to_string()))?;
    Ok(text.lines().map(str::to_owned).collect())
}
