//! `protoward export`: the files of a schema and of its imports, at their import paths.

use std::path::PathBuf;

use super::console::Console;
use super::input::{InputArgs, report_errors};
use super::outcome::Outcome;
use protoward_output::apply;
use protoward_source::paths::shown;
use protoward_source::{Sources, count};

/// Write the `.proto` files of a schema and of its imports to a folder
///
/// Files are at their import paths, so that the folder compiles on its own. Well-known types are left out, as every compiler has
/// them. Other files of the folder are kept.
#[derive(Debug, clap::Args)]
pub(super) struct Export {
    #[command(flatten)]
    input: InputArgs,

    /// The folder
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,

    /// Leave out files that are only imported
    #[arg(long)]
    exclude_imports: bool,
}

impl Export {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let Some(args) = self.input.only_project("an export", console) else { return Outcome::Failed };
        let Some(input) = args.parse(console) else { return Outcome::Failed };
        let options = args.options();
        let mut sources = Sources::default();
        let plan = report_errors(console, &mut sources, |sources, report| {
            protoward_operations::generate::export(
                &input,
                &options,
                &self.output,
                !self.exclude_imports,
                sources,
                report,
            )
        });
        let Some((plan, files)) = plan else { return Outcome::Failed };
        let written = plan.compare().and_then(|changes| apply(&[changes]));
        let line = || format!("wrote {} to {}", count(files, "file"), shown(&self.output));
        if console.written(written.map(|()| vec![line()])) { Outcome::Fine } else { Outcome::Failed }
    }
}
