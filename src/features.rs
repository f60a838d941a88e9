//! `protoward features`: resolved features, their origins, and redundant settings.

use super::console::Console;
use super::input::InputArgs;
use super::outcome::Outcome;
use protoward_inputs::Input;
use protoward_operations::fix::{writable, write};
use protoward_operations::migrate::{FileFeatures, MinimizedFiles, minimize_files, open_files};
use protoward_source::{Report, Sources, count};
use protoward_workspace::{OpenOptions, Workspace};

/// Show the features of each declaration, and where each value comes from
///
/// A value is the default of the syntax or edition, or comes from a keyword such as `required`, from the declaration itself, or from
/// one around it. Only features that a declaration uses are shown. Exits with 100 if `--unused` finds something.
#[derive(Debug, clap::Args)]
pub(super) struct FeaturesCommand {
    #[command(flatten)]
    input: InputArgs,

    /// List the settings without effect
    #[arg(long)]
    unused: bool,

    /// Remove settings without effect, and move settings where fewer are needed then
    #[arg(long, conflicts_with = "diff")]
    fix: bool,

    /// Show the changes of `--fix` without writing them
    #[arg(long)]
    diff: bool,

    /// The output format
    #[arg(long, value_enum, default_value_t = FeaturesFormat::Text)]
    format: FeaturesFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FeaturesFormat {
    /// Text for terminals
    Text,
    /// One JSON object for each declaration
    Json,
}

impl FeaturesCommand {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        self.input.each_project(console, |project, console| self.project(project, console))
    }

    fn project(&self, args: &InputArgs, console: &mut Console) -> Outcome {
        let Some(input) = args.parse(console) else { return Outcome::Failed };
        let mut sources = Sources::default();
        let workspace = match open_files(&input, &args.options(), &mut sources) {
            Ok((workspace, _)) if !workspace.has_invalid_files() => workspace,
            Ok((_, problems)) | Err(problems) => {
                console.problems(&problems, &sources);
                return Outcome::Failed;
            }
        };
        if self.fix || self.diff {
            let minimized = self.minimize((&input, &args.options()), &workspace, &mut sources, console);
            return minimized.unwrap_or_else(|report| {
                console.problems(&report, &sources);
                Outcome::Failed
            });
        }
        let all = FileFeatures::of_files(&workspace, &sources);
        if self.unused {
            let found: Report = all.flat_map(|file| file.redundant()).collect();
            let number = found.iter().count();
            console.advice(&found, &sources);
            let fix = if number > 0 { "; `--fix` removes them" } else { "" };
            console.print_status(&format!("{}{fix}", count(number, "redundant setting")));
            return if number > 0 { Outcome::Findings } else { Outcome::Fine };
        }
        let text: String = match self.format {
            FeaturesFormat::Text => all.map(|file| file.text()).collect(),
            FeaturesFormat::Json => all.map(|file| file.json()).collect(),
        };
        console.print(&text);
        Outcome::Fine
    }

    fn minimize(
        &self,
        (input, options): (&Input, &OpenOptions),
        old: &Workspace,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Result<Outcome, Report> {
        let within = (!self.diff).then(|| writable(input)).transpose()?;
        let minimized = minimize_files(input, options, old, sources)?;
        let MinimizedFiles { files, removed, differences, left } = minimized;
        if differences.has_errors() || left.has_errors() {
            console.findings(&differences, sources);
            console.problems(&left, sources);
            console.print_status("nothing was changed");
            return Ok(Outcome::Failed);
        }
        let what = format!("{} in {}", count(removed, "setting"), count(files.len(), "file"));
        if self.diff {
            console.print(&files.diff());
            console.print_status(&format!("would remove {what}"));
            return Ok(if files.is_empty() { Outcome::Fine } else { Outcome::Findings });
        }
        if !console.written(write(&files, &old.schema, within.as_deref(), sources)) {
            return Ok(Outcome::Failed);
        }
        console.print_status(&format!("removed {what}"));
        Ok(Outcome::Fine)
    }
}
