//! `protoward stats`: the numbers of declarations.

use super::console::Console;
use super::input::InputArgs;
use super::outcome::Outcome;
use protoward_source::Sources;
use protoward_workspace::Stats;

/// Count the declarations of a schema
#[derive(Debug, clap::Args)]
pub(super) struct StatsCommand {
    #[command(flatten)]
    input: InputArgs,

    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line for each number
    Text,
    /// One JSON object, with the keys of `buf stats`
    Json,
}

impl StatsCommand {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        self.input.each_project(console, |project, console| self.project(project, console))
    }

    fn project(&self, input: &InputArgs, console: &mut Console) -> Outcome {
        // Warnings are the task of `build`.
        let opened = input.open_valid(false, &mut Sources::default(), console);
        let Some(workspace) = opened.filter(|it| !it.has_invalid_files()) else { return Outcome::Failed };
        let stats = Stats::new(&workspace);
        console.print(&match self.format {
            Format::Text => stats.to_string(),
            Format::Json => stats.json(),
        });
        Outcome::Fine
    }
}
