//! `protoward init`: the first configuration of a repository, with the reasons for it.

use std::path::{Path, PathBuf};

use super::console::Console;
use super::diagnostics;
use super::input::{files_of, report_errors};
use super::outcome::Outcome;
use protoward_source::Sources;
use protoward_source::paths::shown;

/// Write a first `protoward.toml`, and explain each choice
///
/// Finds the folders where import paths start, and copies that the schema only imports. A `buf.yaml` or `buf.work.yaml` is
/// adopted: its modules, rules and ignores are taken over, and the file stays for buf. Nothing is overwritten. In a git
/// repository, a line of `.gitattributes` gives `.proto` files the same line ends on every system, unless one is there.
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

impl Init {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        self.write(console).map_or(Outcome::Failed, |()| Outcome::Fine)
    }

    fn write(&self, console: &mut Console) -> Option<()> {
        if self.folder.is_file() {
            console.problem(diagnostics::no_folder(&self.folder));
            return None;
        }
        let mut sources = Sources::default();
        if self.print {
            let proposal = report_errors(console, &mut sources, |sources, report| {
                protoward_operations::init::propose(&self.folder, self.gate, sources, report)
            })?;
            console.print(&proposal.text);
            return Some(());
        }
        let written = report_errors(console, &mut sources, |sources, report| {
            protoward_operations::init::init(&self.folder, self.gate, sources, report)
        })?;
        let compiles = match &written.workspace {
            Some(workspace) => format!("with it, the schema compiles: {}", files_of(&workspace.origin)),
            None => "with it, the schema does not compile yet, as shown above".to_owned(),
        };
        let lines: String = written.choices.iter().chain([&compiles]).map(|line| format!("  {line}\n")).collect();
        let folder = if self.folder == Path::new(".") { String::new() } else { format!(" {}", shown(&self.folder)) };
        console.print(&format!("wrote {}\n{lines}next: `protoward check{folder}`\n", shown(&written.path)));
        Some(())
    }
}
