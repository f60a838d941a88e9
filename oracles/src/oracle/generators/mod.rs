//! Claims about generated code, against the code of the generators themselves.
//!
//! Each draw is a small schema with options of generators, and a change that may or may not matter to them. protoc generates Java,
//! C++ and C# from both sides, protoc-gen-es TypeScript, and plugins Go and the services of Go, C++ and Java. A finding that names a
//! language claims that code in it stops compiling: then a public declaration of the old code must be missing in the new one.

mod drawn;
mod surface;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;

use crate::oracle::arguments::ProgramArgs;
use crate::oracle::draws::{self, DrawArgs};
use drawn::{Draw, Texts};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, corpus, files, workspace};
use surface::{Language, TypeScript};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    draws: DrawArgs<300>,
    #[command(flatten)]
    subject: ProgramArgs,
    /// A folder with protoc-gen-go, protoc-gen-go-grpc, grpc_cpp_plugin and grpc_java_plugin, as Debian has them; what is missing
    /// is not compared
    #[arg(long, value_name = "FOLDER")]
    plugins: Option<PathBuf>,
}

/// The programs of a run.
struct Programs {
    protoward: PathBuf,
    protoc: PathBuf,
    plugins: Option<PathBuf>,
    typescript: TypeScript,
}

/// A change with its findings and what it did to generated code.
#[derive(Debug)]
struct Trial {
    number: u64,
    what: String,
    /// The messages of the findings.
    findings: Vec<String>,
    /// By language. A language without code of both sides is missing.
    lost: BTreeMap<Language, Lost>,
}

/// The difference of generated code.
#[derive(Debug)]
struct Lost {
    /// Public declarations that the new code lacks.
    declarations: BTreeSet<String>,
    /// The declarations among them that need a finding.
    unexpected: BTreeSet<String>,
    /// `true` if both sides have the code of services.
    has_services: bool,
}

impl Trial {
    /// Returns `true` if a finding says that code in a language breaks. The code of services counts if it is there.
    fn claims(&self, language: Language, lost: &Lost) -> bool {
        let mut all = self.findings.iter().filter(|message| lost.has_services || !message.starts_with("service "));
        all.any(|message| language.is_claimed_in(message))
    }
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let folder = workspace::scratch("oracle/generators")?;
    let programs = Programs {
        protoward: options.subject.program()?,
        protoc: corpus::protoc()?,
        plugins: options.plugins.clone(),
        typescript: TypeScript::new(&folder)?,
    };
    let numbers = options.draws.numbers();
    let trials = draws::map(&numbers, |&number| trial(&programs, &folder, options.draws.seed, number))?;
    if options.draws.is_single() {
        trials.iter().for_each(|trial| println!("{trial:#?}"));
    }
    if options.plugins.is_none() {
        println!("Go and the services of C++ and Java are not compared: no --plugins");
    }
    Ok(report(&trials))
}

fn trial(programs: &Programs, folder: &Path, seed: u64, number: u64) -> Result<Trial, Error> {
    let folder = folder.join(format!("{seed}-{number}"));
    let Draw { what, old, new } = drawn::draw(seed, number, |texts| compiles(programs, &folder.join("tried"), texts))?;
    for (side, texts) in [("old", &old), ("new", &new)] {
        write(&folder.join(side), texts)?;
    }
    let mut lost = BTreeMap::new();
    for language in Language::ALL {
        let surface = |side: &str| surface::of(language, programs, &folder, side);
        if let (Some(before), Some(after)) = (surface("old")?, surface("new")?) {
            lost.insert(
                language,
                Lost {
                    declarations: before.declarations.difference(&after.declarations).cloned().collect(),
                    unexpected: language.unexpected(&before, &after, &old),
                    has_services: before.has_services && after.has_services,
                },
            );
        }
    }
    Ok(Trial { number, what, findings: findings(&programs.protoward, &folder)?, lost })
}

fn write(folder: &Path, texts: &Texts) -> Result<(), Error> {
    files::empty(folder)?;
    texts.iter().try_for_each(|(path, text)| files::write(&folder.join(path), text))
}

/// Returns `true` if protoc accepts the files.
fn compiles(programs: &Programs, folder: &Path, texts: &Texts) -> Result<bool, Error> {
    write(folder, texts)?;
    let set = folder.join("set.binpb");
    let run = Run::new(&programs.protoc).current_dir(folder).arg("-I.").arg(format!("-o{}", set.display()));
    Ok(run.args(texts.keys()).output()?.code == Some(0))
}

/// Returns the messages of the findings of FILE.
fn findings(protoward: &Path, folder: &Path) -> Result<Vec<String>, Error> {
    let run = Run::new(protoward).current_dir(folder).args(["breaking", "new", "--against", "old"]);
    let run = run.args(["--error-format", "json", "--config", "[breaking]\nuse = [\"FILE\"]\n"]);
    let done = run.output()?;
    if !matches!(done.code, Some(0 | 100)) {
        return Err(run.failed(&done));
    }
    let output = String::from_utf8_lossy(&done.stdout).into_owned();
    let message = |line: &str| {
        let finding: Value = serde_json::from_str(line).ok()?;
        Some(finding["message"].as_str()?.to_owned())
    };
    Ok(output.lines().filter_map(message).collect())
}

fn report(trials: &[Trial]) -> Outcome {
    println!("{:12} {:>6} {:>7} {:>7} {:>6} {:>7}", "language", "pairs", "differ", "claims", "false", "silent");
    let mut is_fine = true;
    for language in Language::ALL {
        let of: Vec<_> = trials.iter().filter_map(|trial| Some((trial, trial.lost.get(&language)?))).collect();
        let is_wrong = |trial: &Trial, lost: &Lost| lost.declarations.is_empty() && trial.claims(language, lost);
        let wrong: Vec<_> = of.iter().filter(|(trial, lost)| is_wrong(trial, lost)).collect();
        let silent: Vec<_> =
            of.iter().filter(|(trial, lost)| !lost.unexpected.is_empty() && trial.findings.is_empty()).collect();
        let count = |is: &dyn Fn(&Trial, &Lost) -> bool| of.iter().filter(|(trial, lost)| is(trial, lost)).count();
        println!(
            "{:12} {:>6} {:>7} {:>7} {:>6} {:>7}",
            language.name(),
            of.len(),
            count(&|_, lost| !lost.declarations.is_empty()),
            count(&|trial, lost| trial.claims(language, lost)),
            wrong.len(),
            silent.len()
        );
        for (kind, found) in [("FALSE CLAIM", &wrong), ("SILENT", &silent)] {
            for (trial, lost) in found {
                let first = lost.unexpected.iter().next().map_or("", String::as_str);
                println!("  {kind} draw {}: {}; {first} {:?}", trial.number, trial.what, trial.findings);
            }
        }
        is_fine &= wrong.is_empty() && silent.is_empty();
    }
    println!(
        "differ: the new code lacks a public declaration; claims: a finding says so; false: claims without a difference; silent: \
         differences without any finding"
    );
    if is_fine { Outcome::Passed } else { Outcome::Findings }
}
