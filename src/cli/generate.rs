use std::path::Path;
use std::time::Instant;

use super::console::Console;
use super::diagnostics;
use super::generated::{Folder, configured, folders, whole};
use super::generator_flags::GeneratorFlags;
use super::input::{InputArgs, files_of};
use super::outcome::Outcome;
use super::paint::{Ink, paint};
use super::words::duration;
use crate::codegen::write::{Changes, apply};
use crate::report::{Report, Style};
use crate::source::Sources;

/// Generate Rust: what the configuration asks for, or what flags ask for
///
/// Each `[[generate]]` of `protoward.toml` names a plugin (`tonic` or `prost`), a folder and options; `--plugin`, `-o`
/// and `--opt` do the same without a configuration. Files that are
/// right already are not touched, files that are no longer generated are removed, and where something fails, nothing is
/// written. What a
/// configuration asks for is generated from the whole of its schema, also where INPUT is a part of it.
#[derive(Debug, clap::Args)]
pub(super) struct Generate {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    flags: GeneratorFlags,

    /// Write nothing: print what would change, and exit with 100 if anything would
    #[arg(long)]
    check: bool,
}

impl Generate {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let Some(workspace) = self.input.open(&mut sources, console) else { return Outcome::Failed };
        let folders = match self.flags.generator() {
            Some(Ok(generator)) => folders(&workspace.schema, &[generator], Path::new("")),
            Some(Err(error)) => Err(Report::from_iter([diagnostics::not_an_option(&error)])),
            None if workspace.config.generate.is_empty() => {
                Err(Report::from_iter([diagnostics::nothing_to_generate(&workspace.config)]))
            }
            None => match whole(&self.input, &workspace, &mut sources, console) {
                Some(workspace) => configured(&workspace),
                None => return Outcome::Failed,
            },
        };
        let folders = match folders {
            Ok(folders) => folders,
            Err(report) => {
                console.problems(&report, &sources);
                return Outcome::Failed;
            }
        };
        let outcome = if self.check { check(&folders, console) } else { write(&folders, console) };
        if console.is_human() && outcome != Outcome::Failed {
            console.note(&format!("generated from {} in {}\n", files_of(&workspace.origin), duration(start.elapsed())));
        }
        outcome
    }
}

fn check(folders: &[Folder], console: &mut Console) -> Outcome {
    for folder in folders {
        console.print(&painted(&folder.changes.diff(), console.out_style()));
        match (console.is_human(), folder.is_current()) {
            (true, true) => console.note(&format!("{}: current\n", folder.named())),
            (true, false) => {
                let (named, steps) = (folder.named(), folder.steps_in_words());
                console.note(&format!("{named}: {steps}; run `protoward generate`\n"));
            }
            (false, _) => {}
        }
    }
    if folders.iter().all(Folder::is_current) { Outcome::Fine } else { Outcome::Findings }
}

/// A unified diff with its lines in the usual colors.
fn painted(diff: &str, style: Style) -> String {
    let ink = |line: &str| match line.as_bytes() {
        [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => Some(Ink::Bold),
        [b'@', b'@', ..] => Some(Ink::Name),
        [b'+', ..] => Some(Ink::Added),
        [b'-', ..] => Some(Ink::Removed),
        _ => None,
    };
    let painted = |line: &str| match ink(line) {
        Some(ink) => format!("{}\n", paint(line, ink, style)),
        None => format!("{line}\n"),
    };
    if style.color { diff.lines().map(painted).collect() } else { diff.to_owned() }
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
