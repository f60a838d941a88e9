//! Compares the program of another system with that of this machine, in drawn projects: reports, images, generated code and the
//! ledger must be the same bytes.
//!
//! A project is a repository with two commits, a changed work tree and a configuration, whose texts end their lines as Unix or
//! as Windows does. Both programs run the same commands in their own copies of it. The program of the other system is started
//! by a runner, such as Wine or QEMU.

mod commands;
mod copy;
mod project;

use std::path::{Path, PathBuf};

use clap::Args;

use self::commands::COMMANDS;
use self::copy::{Answer, Copy, Starter};
use self::project::{LineEnd, Project};
use crate::mutate::Library;
use crate::oracle::agreement::Agreement;
use crate::oracle::arguments::ProgramArgs;
use crate::oracle::draws::{self, DrawArgs};
use protoward_kit::error::Error;
use protoward_kit::{Outcome, corpus, files, workspace};

#[derive(Args)]
pub struct Options {
    /// The program of the other system
    #[arg(long, value_name = "PATH")]
    program: PathBuf,
    /// The program that starts it, such as `wine`
    #[arg(long, value_name = "PATH")]
    runner: PathBuf,
    /// Corpus with the real schemas to change
    #[arg(long, value_name = "NAME", default_value = "google-proto-files")]
    corpus: String,
    #[command(flatten)]
    draws: DrawArgs<300>,
    #[command(flatten)]
    subject: ProgramArgs,
}

/// The comparisons of a project.
#[derive(Default)]
struct Compared {
    /// The other system with this one.
    systems: Agreement,
    /// Texts that end their lines as Windows does with those that do not, on this system.
    line_ends: Agreement,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let here = Starter::new(options.subject.program()?, None)?;
    let there = Starter::new(options.program.clone(), Some(options.runner.clone()))?;
    let libraries: Vec<Library> = corpus::find(&options.corpus)?.trees()?.iter().map(Library::on_disk).collect();
    let trial = Trial { here, there, libraries, folder: workspace::scratch("oracle/systems")?, options };
    let numbers = options.draws.numbers();
    let mut total = Compared::default();
    for compared in draws::map(&numbers, |&number| trial.run(number))? {
        total.systems.append(compared.systems);
        total.line_ends.append(compared.line_ends);
    }
    for agreement in [&total.systems, &total.line_ends] {
        agreement.print_disagreeing();
    }
    println!("{} projects", numbers.len());
    println!("the program of the other system and the one of this machine: {}", total.systems);
    println!("line ends of Windows and of Unix: {}", total.line_ends);
    let is_fine = total.systems.is_full() && total.line_ends.is_full() && total.systems.total() > 0;
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

/// The programs, and where projects are drawn from.
struct Trial<'a> {
    here: Starter,
    there: Starter,
    libraries: Vec<Library>,
    folder: PathBuf,
    options: &'a Options,
}

impl Trial<'_> {
    /// Runs all commands in the copies of one project. Copies with differences are kept.
    fn run(&self, number: u64) -> Result<Compared, Error> {
        let draws = &self.options.draws;
        let Some(project) = Project::draw(&self.libraries, draws.seed, number) else {
            return Ok(Compared::default());
        };
        let folder = self.folder.join(format!("{}-{number}", draws.seed));
        files::clear(&folder)?;
        let unix = self.answers(&project, &folder, LineEnd::Unix)?;
        let windows = self.answers(&project, &folder, LineEnd::Windows)?;
        let name = |what: &str| format!("project {number}, {what}");
        let systems = Agreement::joined([
            compare(&name("lf"), &unix.here, &unix.there),
            compare(&name("crlf"), &windows.here, &windows.there),
        ]);
        let in_unix_lines = |answers: Vec<Answer>| answers.into_iter().map(Answer::in_unix_lines).collect::<Vec<_>>();
        let line_ends = compare(&name("lf and crlf"), &in_unix_lines(unix.here), &in_unix_lines(windows.here));
        if systems.is_full() && line_ends.is_full() && !draws.is_single() {
            files::clear(&folder)?;
        }
        Ok(Compared { systems, line_ends })
    }

    /// Runs all commands with both programs, each in its own copy.
    fn answers(&self, project: &Project, folder: &Path, line_end: LineEnd) -> Result<Answers, Error> {
        let run = |side: &str, starter: &Starter| {
            // The copies have one name: some outputs contain that of the folder.
            let root = folder.join(line_end.name()).join(side).join("project");
            project.write(&root, line_end)?;
            Copy { root: &root, starter }.run(COMMANDS)
        };
        Ok(Answers { here: run("here", &self.here)?, there: run("there", &self.there)? })
    }
}

/// The answers of both programs to all commands.
struct Answers {
    here: Vec<Answer>,
    there: Vec<Answer>,
}

/// Compares the answers of two runs, command by command.
fn compare(name: &str, one: &[Answer], other: &[Answer]) -> Agreement {
    let mut agreement = Agreement::default();
    for (one, other) in one.iter().zip(other) {
        let difference = one.difference(other);
        let name = format!("{name}: protoward {}: {}", one.line, difference.as_deref().unwrap_or("equal"));
        agreement.count(&name, difference.is_none());
    }
    agreement
}
