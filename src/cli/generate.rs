use std::time::Instant;

use super::console::Console;
use super::diagnostics;
use super::generated::{Folder, folders, whole};
use super::input::{InputArgs, files_of};
use super::outcome::Outcome;
use super::words::duration;
use crate::codegen::write::{Changes, apply};
use crate::report::Report;
use crate::source::Sources;

/// Generate the code that the configuration asks for
///
/// Each `[[generate]]` of `protoward.toml` names a plugin (`tonic` or `prost`), a folder and options. Files that are
/// right already are not touched, files that are no longer generated are removed, and where something fails, nothing is
/// written. The code is always that of the whole configuration, also where INPUT is a part of it.
#[derive(Debug, clap::Args)]
pub(super) struct Generate {
    #[command(flatten)]
    input: InputArgs,

    /// Write nothing: print what would change, and exit with 100 if anything would
    #[arg(long)]
    check: bool,
}

impl Generate {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let Some(workspace) = self.input.open(&mut sources, console) else { return Outcome::Failed };
        if workspace.config.generate.is_empty() {
            console.problem(diagnostics::nothing_to_generate(&workspace.config));
            return Outcome::Failed;
        }
        let Some(workspace) = whole(&self.input, &workspace, &mut sources, console) else { return Outcome::Failed };
        let folders = match folders(&workspace) {
            Ok(folders) => folders,
            Err(report) => {
                console.problems(&report, &sources);
                return Outcome::Failed;
            }
        };
        let outcome = if self.check { check(&folders, console) } else { write(&folders, console) };
        if console.is_human() && outcome != Outcome::Failed {
            console.note(&format!("generated from {} in {}\n", files_of(&workspace), duration(start.elapsed())));
        }
        outcome
    }
}

fn check(folders: &[Folder], console: &mut Console) -> Outcome {
    for folder in folders {
        console.print(&folder.changes.diff());
        match (console.is_human(), folder.is_current()) {
            (true, true) => console.note(&format!("{}: current\n", folder.named())),
            (true, false) => console.note(&format!("{}: not current, {}\n", folder.named(), folder.steps_in_words())),
            (false, _) => {}
        }
    }
    if folders.iter().all(Folder::is_current) { Outcome::Fine } else { Outcome::Findings }
}

fn write(folders: &[Folder], console: &mut Console) -> Outcome {
    let changes: Vec<Changes> = folders.iter().map(|folder| folder.changes.clone()).collect();
    if let Err(diagnostic) = apply(&changes) {
        console.problem(*diagnostic);
        return Outcome::Failed;
    }
    if console.is_human() {
        for folder in folders {
            console.note(&format!("{}: {}\n", folder.named(), folder.steps_in_words()));
        }
    }
    let kept: Report = folders.iter().flat_map(Folder::kept).map(|path| diagnostics::kept(&path)).collect();
    console.problems(&kept, &Sources::default());
    Outcome::Fine
}
