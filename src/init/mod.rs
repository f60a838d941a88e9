//! `protoward init`: the first configuration of a repository.

mod adopted;
mod gate;
mod guessed;
mod text;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::console::Console;
use super::diagnostics;
use super::input::{files_of, report_errors};
use super::outcome::Outcome;
use gate::Gate;
use protoward_output::write_files;
use protoward_source::{Report, Sources};
use protoward_workspace::config::{FILE_NAMES, WORK_FILE_NAME};
use protoward_workspace::inputs::Input;
use protoward_workspace::{OpenOptions, Workspace};

/// Write a first `protoward.toml`, and explain each choice
///
/// Finds the folders where import paths start, and copies that the schema only imports. A `buf.yaml` or `buf.work.yaml` is
/// adopted: its modules, rules and ignores are taken over, and the file stays for buf. Nothing is overwritten.
#[derive(Debug, clap::Args)]
pub(super) struct Init {
    /// The folder of the new file
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,

    /// Compare with the releases that are in use, by the tags of the repository, and ask for reasons of ignores
    #[arg(long)]
    gate: bool,

    /// Print the file instead of writing it
    #[arg(long)]
    print: bool,
}

/// A configuration to write.
struct Proposal {
    /// The file.
    text: String,
    /// The choices, one line each.
    choices: Vec<String>,
}

impl Init {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let name = Path::new(FILE_NAMES[0].0);
        let file = if self.folder == Path::new(".") { name.to_owned() } else { self.folder.join(name) };
        if !self.print && file.exists() {
            console.problem(diagnostics::already_configured(&file));
            return Outcome::Failed;
        }
        let mut sources = Sources::default();
        let is_there = |name: &str| self.folder.join(name).is_file();
        let is_of_buf = is_there(FILE_NAMES[1].0) || is_there(WORK_FILE_NAME);
        let gate = self.gate.then(|| Gate::of(&self.folder));
        let proposal = match is_of_buf {
            true => adopted::proposal(&self.folder, gate.as_ref(), &mut sources, console),
            false => guessed::proposal(&self.folder, gate.as_ref(), console),
        };
        let Some(Proposal { text, mut choices }) = proposal else { return Outcome::Failed };
        if self.print {
            console.print(&text);
            return Outcome::Fine;
        }
        let compiled = compiled(&self.folder, &file, &text, &mut sources, console);
        if let Err(diagnostic) = write_files(vec![(file.clone(), text.into_bytes())]) {
            console.problem(*diagnostic);
            return Outcome::Failed;
        }
        let shown = file.display();
        choices.push(match &compiled {
            Some(workspace) => format!("with it, the schema compiles: {}", files_of(&workspace.origin)),
            None => "with it, the schema does not compile yet, as shown above".to_owned(),
        });
        let lines: String = choices.iter().map(|line| format!("  {line}\n")).collect();
        console.print(&format!("wrote {shown}\n{lines}next: `protoward check`\n"));
        Outcome::Fine
    }
}

/// Compiles the schema with the new configuration, as if it were written.
fn compiled(folder: &Path, file: &Path, text: &str, sources: &mut Sources, console: &mut Console) -> Option<Workspace> {
    let edited = BTreeMap::from([(file.display().to_string(), text.to_owned())]);
    let options = OpenOptions { edited: Some(edited.into_iter().collect()), ..OpenOptions::default() };
    let input = Input::Folder(folder.to_owned());
    report_errors(console, sources, |sources, report: &mut Report| {
        protoward_workspace::open(&input, &options, sources, report)
    })
}
