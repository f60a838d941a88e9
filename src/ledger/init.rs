use std::path::PathBuf;
use std::time::Instant;

use super::{diagnostics, file, when};
use crate::console::Console;
use crate::input::{InputArgs, report_errors};
use crate::outcome::Outcome;
use crate::words::{count, duration};
use protoward_ledger::{Ledger, facts};
use protoward_source::{Report, Sources};
use protoward_workspace::chronicle::chronicle;
use protoward_workspace::inputs::Input;

/// Create a ledger from the current schema, or from its history in Git
#[derive(Debug, clap::Args)]
pub(super) struct Init {
    #[command(flatten)]
    input: InputArgs,

    /// The ledger to write instead of the configured one [default: protoward.ledger next to the configuration]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,

    /// Process every commit of the branch, or those of a range such as `v1.0.0..HEAD`
    #[arg(long, value_name = "RANGE", num_args = 0..=1, default_missing_value = "HEAD", conflicts_with = "at")]
    from_git: Option<String>,

    /// A label for the current state, such as `v1.4.0`, instead of the commit
    #[arg(long, value_name = "LABEL")]
    at: Option<String>,

    /// Replace an existing ledger
    #[arg(long)]
    force: bool,
}

impl Init {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let start = Instant::now();
        match self.init(console, start) {
            Some(()) => Outcome::Fine,
            None => Outcome::Failed,
        }
    }

    fn init(&self, console: &mut Console, start: Instant) -> Option<()> {
        when::check(self.at.as_deref(), console)?;
        let input = self.input.parse(console)?;
        if let Some(range) = &self.from_git {
            return self.of_history(&input, range, console, start);
        }
        let mut sources = Sources::default();
        let workspace = self.input.open(&mut sources, console)?;
        let file = self.file(&workspace.config, workspace.root.as_deref(), console)?;
        if file.exists() && !workspace.is_complete() {
            console.problem(diagnostics::is_there_for_all(file.path()));
            return None;
        }
        let mut ledger = Ledger::default();
        let now = facts(&workspace.schema);
        let when = when::when(self.at.as_deref(), &input, &workspace, &self.input.options(), &now);
        ledger.observe(now, &when);
        self.write(&file, &ledger, console)?;
        if console.is_human() {
            let (all, took) = (count(ledger.len(), "fact"), duration(start.elapsed()));
            console.note(&format!("{} has {all} ({took})\n", file.display()));
        }
        Some(())
    }

    fn of_history(&self, input: &Input, range: &str, console: &mut Console, start: Instant) -> Option<()> {
        let (mut sources, options) = (Sources::default(), self.input.options());
        let found = protoward_workspace::config(input, &options, &mut sources, &mut Report::default());
        let (config, root) = found.unwrap_or_default();
        let file = self.file(&config, root.as_deref(), console)?;
        let (paths, exclude_paths) = self.input.selected_paths();
        if file.exists() && !(paths.is_empty() && exclude_paths.is_empty()) {
            console.problem(diagnostics::is_there_for_all(file.path()));
            return None;
        }
        let recorded = report_errors(console, &mut sources, |_, report| chronicle(input, range, &options, report))?;
        self.write(&file, &recorded.ledger, console)?;
        if console.is_human() {
            let (all, commits) = (count(recorded.ledger.len(), "fact"), count(recorded.commits, "commit"));
            let took = duration(start.elapsed());
            console.note(&format!(
                "{} has {all} from {commits}, {} of which changed some ({took})\n",
                file.display(),
                recorded.changes
            ));
        }
        Some(())
    }

    /// Writes the ledger, unless another process has created one.
    fn write(&self, file: &file::File, ledger: &Ledger, console: &mut Console) -> Option<()> {
        let _lock = file.lock(None, console)?;
        if file.exists() && !self.force {
            console.problem(diagnostics::is_there(file.path()));
            return None;
        }
        file.replace(ledger, console).then_some(())
    }

    /// Returns the file to write; an existing ledger is replaced only with `--force`.
    fn file(
        &self,
        config: &protoward_workspace::config::Config,
        root: Option<&std::path::Path>,
        console: &mut Console,
    ) -> Option<file::File> {
        let file = file::usual(self.ledger.as_deref(), config, root);
        if file.exists() && !self.force {
            console.problem(diagnostics::is_there(file.path()));
            return None;
        }
        Some(file)
    }
}
