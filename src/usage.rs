//! `protoward usage`: the parts of a schema that a crate uses, as a file for `[consumers]`.

use std::path::PathBuf;

use super::console::Console;
use super::diagnostics;
use super::guard::working_on;
use super::input::InputArgs;
use super::outcome::Outcome;
use protoward_output::{is_same_text, write_text};
use protoward_source::paths::shown;
use protoward_source::{Report, Sources, count};
use protoward_usage::UsageOptions;

/// List what a Rust crate uses of the schema, as a usage file for `[consumers]`
///
/// Reads the sources of a crate that uses generated code for prost and tonic: fields, oneofs, enum values, methods and types. Types of
/// expressions are not known, so that a field counts for each used message that has it. The file may name too much, but not too
/// little.
#[derive(Debug, clap::Args)]
pub(super) struct UsageCommand {
    /// The folder of the crate, or of a Cargo workspace
    #[arg(value_name = "CRATE_DIR")]
    folder: PathBuf,

    #[command(flatten)]
    input: InputArgs,

    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Fail if the file of `-o` would change, and do not write it
    #[arg(long, requires = "output")]
    check: bool,

    /// Leave out tests, benchmarks and examples of the crate
    #[arg(long)]
    no_tests: bool,

    /// Take JSON and reflection in the crate for those of other types; otherwise, all members count as used if it has them
    #[arg(long)]
    typed: bool,
}

impl UsageCommand {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let mut sources = Sources::default();
        let project = self.input.only_project("a usage file", console);
        let opened = project.and_then(|project| project.open(&mut sources, console));
        let Some(workspace) = opened else { return Outcome::Failed };
        working_on(&shown(&self.folder).to_string());
        let own: Vec<_> = workspace.own_files(&sources).collect();
        let options = UsageOptions { without_tests: self.no_tests, only_typed: self.typed };
        let mut report = Report::default();
        let uses = protoward_usage::read(&self.folder, (&workspace.schema, &own), options, &mut sources, &mut report);
        console.problems(&report, &sources);
        let Some(uses) = uses else { return Outcome::Failed };
        let text = uses.text();
        let number = count(uses.lines.len(), "use");
        let Some(path) = &self.output else {
            console.print(&text);
            console.print_status(&format!("{number} in `{}`", uses.name));
            return Outcome::Fine;
        };
        if self.check {
            if std::fs::read(path).is_ok_and(|old| is_same_text(&old, text.as_bytes())) {
                console.print_status(&format!("{} has the {number} in `{}`", shown(path), uses.name));
                return Outcome::Fine;
            }
            console.problem(diagnostics::usage_not_current(path));
            return Outcome::Findings;
        }
        match write_text(path, &text) {
            Ok(()) => {
                console.print_status(&format!("wrote the {number} in `{}` to {}", uses.name, shown(path)));
                Outcome::Fine
            }
            Err(diagnostic) => {
                console.problem(*diagnostic);
                Outcome::Failed
            }
        }
    }
}
