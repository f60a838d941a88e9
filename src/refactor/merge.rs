use super::diagnostics;
use super::run::{Plan, RunArgs};
use super::subjects::file;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use crate::words::list;
use protoward_refactor::{Planner, described};
use protoward_schema::{FileId, Schema};
use protoward_source::Diagnostic;

/// Move all declarations of some files to one file, and remove the others
///
/// The files must have the same package, edition and options. Declarations keep the order of the files.
#[derive(Debug, clap::Args)]
pub(super) struct Merge {
    /// The files, as imports name them, separated by commas: `acme/v1/order.proto,acme/v1/item.proto`
    #[arg(value_name = "FILES")]
    files: String,

    #[command(flatten)]
    input: InputArgs,

    /// The file to move to, as imports name it; it may be one of the files, or a new one
    #[arg(long, value_name = "PATH")]
    into: String,

    #[command(flatten)]
    run: RunArgs,
}

impl Merge {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        self.run.run(&self.input, console, |schema, planner| self.plan(schema, planner))
    }

    fn plan(&self, schema: &Schema, planner: &Planner<'_>) -> Result<Plan, Box<Diagnostic>> {
        let mut files: Vec<FileId> = Vec::new();
        for path in self.files.split(',') {
            let file = file(schema, planner, path)?;
            if !files.contains(&file) {
                files.push(file);
            }
        }
        let subject = list(&files.iter().map(|&file| described(schema, file.into())).collect::<Vec<_>>());
        let into = planner.import_path(&self.into);
        let refactoring = planner.merge(&files, into);
        let refactoring = refactoring.map_err(|refusal| Box::new(diagnostics::refused(&subject, &refusal, schema)))?;
        let what = format!("{subject} into `{into}`");
        Ok(Plan { verb: ["merged", "would merge"], what, subject, refactoring, is_judged: true })
    }
}
