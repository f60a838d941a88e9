//! Drawn command lines of Windows, for protoc.exe and protoward.exe: the exit code, standard output, every file, and the place of the
//! first error are the same, or the line has a documented difference.
//!
//! Both programs run one after the other in a folder of one name, because some outputs contain paths. Off Windows, a runner such as
//! Wine starts them, and `Z:` is the root.

mod answer;
mod draw;
mod project;
mod spelling;

use std::path::{Path, PathBuf};

use clap::Args;

use self::answer::{Answer, ask};
use self::draw::CommandLine;
use self::project::Project;
use crate::disk;
use crate::oracle::agreement::Agreement;
use crate::oracle::draws::{self, DrawArgs};
use protoward_kit::error::Error;
use protoward_kit::{Outcome, workspace};

#[derive(Args)]
pub(super) struct WindowsArgs {
    /// Compare drawn command lines of Windows instead, with `protoc.exe` and `protoward.exe` of this folder
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["record", "protoward", "release"])]
    windows: Option<PathBuf>,
    /// The program that starts programs of Windows, such as `wine`
    #[arg(long, value_name = "PATH", requires = "windows")]
    runner: Option<PathBuf>,
    #[command(flatten)]
    draws: DrawArgs<500>,
}

/// The programs, and the folder for the draws.
struct Trial {
    runner: Option<PathBuf>,
    protoc: PathBuf,
    /// protoward.exe under the name of protoc, in capital letters.
    protoward: PathBuf,
    scratch: PathBuf,
}

/// Compares the drawn command lines. Returns `None` without a folder of programs.
pub(super) fn run(options: &WindowsArgs) -> Result<Option<Outcome>, Error> {
    let Some(folder) = &options.windows else { return Ok(None) };
    let trial = Trial::new(folder, options.runner.as_deref())?;
    let numbers = options.draws.numbers();
    let draws = &options.draws;
    let compared = draws::map(&numbers, |&number| trial.compare(draws.seed, number, draws.is_single()))?;
    let mut agreement = Agreement::default();
    let mut documented = Agreement::default();
    let mut succeeded = 0;
    for line in &compared {
        succeeded += usize::from(line.protoc.code == Some(0));
        let list = if line.difference.is_some() { &mut documented } else { &mut agreement };
        list.count(&line.text, line.is_same);
    }
    agreement.print_disagreeing();
    for line in compared.iter().filter(|line| line.difference.is_some() && !line.is_same) {
        println!("  as documented: {}", line.text);
    }
    println!("{} drawn command lines, of which protoc.exe accepts {succeeded}", compared.len());
    println!("without a documented difference: {agreement}");
    println!("with a documented difference: {documented}");
    let is_fine = agreement.is_full() && (draws.is_single() || succeeded * 2 > compared.len());
    Ok(Some(if is_fine { Outcome::Passed } else { Outcome::Findings }))
}

/// The comparison of one command line.
struct Compared {
    text: String,
    protoc: Answer,
    difference: Option<&'static str>,
    is_same: bool,
}

impl Trial {
    fn new(folder: &Path, runner: Option<&Path>) -> Result<Self, Error> {
        let absolute = |path: &Path| std::path::absolute(path).map_err(Error::at(path));
        let scratch = workspace::scratch("oracle/protoc-windows")?;
        let protoward = scratch.join("programs/PROTOC.EXE");
        disk::copy(&folder.join("protoward.exe"), &protoward)?;
        let runner = runner.map(absolute).transpose()?;
        Ok(Self { runner, protoc: absolute(&folder.join("protoc.exe"))?, protoward, scratch })
    }

    fn compare(&self, seed: u64, number: u64, is_verbose: bool) -> Result<Compared, Error> {
        let root = self.scratch.join(format!("{seed}-{number}"));
        let here = spelling::of_windows(&root);
        let project = Project::draw(seed, number);
        let line = CommandLine::draw(seed, number, &here);
        let [protoc, protoward] = [&self.protoc, &self.protoward].map(|program| {
            project.write(&root)?;
            line.write_files(&root)?;
            ask(self.runner.as_deref(), program, &root, &line)
        });
        let (protoc, protoward) = (protoc?, protoward?);
        let difference = protoc.difference(&protoward);
        let text = format!("{number}: protoc {}: {}", line, difference.as_deref().unwrap_or("the same"));
        if is_verbose {
            println!("{text}\n--- protoc.exe\n{protoc}--- protoward.exe\n{protoward}");
        } else {
            protoward_kit::files::empty(&root)?;
            std::fs::remove_dir(&root).map_err(Error::at(&root))?;
        }
        Ok(Compared { text, protoc, difference: line.difference, is_same: difference.is_none() })
    }
}
