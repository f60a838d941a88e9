//! `protoward check`: the flags, the parts of the input, and the files that `--watch` looks at. [`Run`] has the checks.

mod run;

use std::path::PathBuf;

use super::against::AgainstArgs;
use super::console::Console;
use super::gate_args::{CommentArgs, GateArgs};
use super::input::InputArgs;
use super::outcome::Outcome;
use super::parts::{Comparing, InputParts, PartArgs};
use super::watch;
use protoward_gate::{NeededSchemas, PartState};
use protoward_inputs::Input;
use protoward_operations::generate::{CheckedProject, is_here};
use run::{CheckedPart, Run};

/// Run all checks that `protoward.toml` configures: the one command for CI
///
/// Compiles the schema, runs the lint rules of the section `[lint]`, checks the layout of files with `format = true`,
/// compares the schema with its baseline, and checks that generated code is current, also that of plugins and of a `buf.gen.yaml`. Prints a summary of the checks at the end. A requested comparison that cannot be made is an error; a new
/// schema without a baseline is reported, and the other checks run.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    against: AgainstArgs,

    #[command(flatten)]
    gate: GateArgs,

    #[command(flatten)]
    comment: CommentArgs,

    /// Read what is staged in git instead of the files on disk, as a hook before a commit needs
    #[arg(long)]
    staged: bool,

    /// Check again whenever a file changes
    #[arg(long, conflicts_with = "staged")]
    watch: bool,
}

impl Check {
    /// Returns the name of the comment to write, if any.
    pub(super) fn comment(&self) -> Option<&str> {
        self.comment.name()
    }

    pub(super) fn run(mut self, console: &mut Console) -> Outcome {
        if !self.watch {
            return self.once(console);
        }
        self.input.runs_again();
        watch::run(
            &self.input,
            console,
            || self.watched(),
            |console| {
                self.once(console);
            },
        )
    }

    /// Returns the files that the result depends on.
    fn watched(&self) -> watch::WatchedPaths {
        let mut places = watch::WatchedPaths::default();
        places.files.extend(self.input.config_file());
        places.files.extend(self.gate.ledger_file().map(PathBuf::from));
        for input in [self.input.input()].into_iter().chain(self.against.named().iter().map(String::as_str)) {
            places.add_input(input);
        }
        places
    }

    fn once(&self, console: &mut Console) -> Outcome {
        let input = &self.input.staged(self.staged);
        match (Comparing { input, against: &self.against, gate: &self.gate }).parts(console) {
            Ok(InputParts::Nothing) => Outcome::Fine,
            Ok(InputParts::Whole(part)) => {
                let mut run = Run::new(NeededSchemas::None, console);
                run.all(CheckedPart { part: &part, gate: &self.gate });
                run.finish()
            }
            Ok(InputParts::Several(parts)) => self.several(&parts, console),
            Err(outcome) => outcome,
        }
    }

    /// Checks each part, and reports all together.
    fn several(&self, parts: &[PartArgs], console: &mut Console) -> Outcome {
        // A part may have taken over files of a deleted one.
        let has_deleted = parts.iter().any(|part| matches!(part.state, PartState::Deleted(..)));
        let needed = if has_deleted { NeededSchemas::All } else { NeededSchemas::None };
        let mut run = Run::new(needed, console);
        for part in parts {
            run.begin(&part.name);
            let check = CheckedPart { part, gate: &self.gate };
            match &part.state {
                PartState::Deleted(..) => run.deleted(check),
                PartState::Kept | PartState::New => run.all(check),
            }
        }
        // The paths in a template start in the working directory, so one there is that of all projects if none is there.
        let roots = parts.iter().filter_map(|part| part.input.reference().ok());
        if !roots.into_iter().any(|input| matches!(input, Input::Folder(folder) if is_here(&folder)))
            && let Some(input) = self.input.parse(run.console)
        {
            run.begin("all projects");
            run.template(&self.input, &input, CheckedProject::Several);
        }
        run.finish()
    }
}
