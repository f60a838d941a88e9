//! `protoward deps update`: new commits in the lock; with `--check`, only if the gate has no findings.

use super::{changed, with_project};
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use crate::plugin_limits;
use protoward_gate::terminal_width;
use protoward_source::{Columns, Sources, count};

/// Lock the current commits of dependencies
///
/// With `--check`, exits with 100 if the update breaks the schema, and leaves the lock as it is.
#[derive(Debug, clap::Args)]
pub(super) struct Update {
    /// Only this dependency, and others from the same repository; default: all
    #[arg(value_name = "NAME")]
    name: Option<String>,

    /// Compare the schema before and after the update as `breaking` does, and write the lock only without findings
    #[arg(long)]
    check: bool,

    #[command(flatten)]
    input: InputArgs,
}

impl Update {
    /// Returns `true` if findings are the product of the command.
    pub(super) const fn reports(&self) -> bool {
        self.check
    }

    pub(super) fn run(&self, console: &mut Console) -> Option<Outcome> {
        let mut sources = Sources::default();
        let gate = match self.check.then(plugin_limits::gate).transpose() {
            Ok(gate) => gate,
            Err(report) => {
                console.problems(&report, &sources);
                return None;
            }
        };
        let updated = with_project(&self.input, &mut sources, console, |project, sources, report| {
            protoward_operations::deps::update(project, self.name.as_deref(), gate.as_ref(), sources, report)
        })?;
        if let Some(verdict) = &updated.verdict {
            sources.set_columns(Columns::Measured(terminal_width));
            console.findings(&verdict.findings, &sources);
            console.print_status(&match verdict.breaking_changes {
                0 => "the update breaks nothing".to_owned(),
                number => format!("the update has {}", count(number, "breaking change")),
            });
            if verdict.fails {
                console.print_status("nothing was written");
                return Some(Outcome::Findings);
            }
        }
        changed(&updated, console);
        Some(Outcome::Fine)
    }
}
