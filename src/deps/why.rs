//! `protoward deps why`: the chain of dependencies that leads to an import.

use super::with_project;
use crate::console::Console;
use crate::input::InputArgs;
use protoward_source::Sources;

/// Show the dependency that an imported file is from, and who requires it
#[derive(Debug, clap::Args)]
pub(super) struct Why {
    /// The import path of a file: `google/api/http.proto`
    #[arg(value_name = "FILE")]
    file: String,

    #[command(flatten)]
    input: InputArgs,
}

impl Why {
    pub(super) fn run(&self, console: &mut Console) -> Option<()> {
        let text = with_project(&self.input, &mut Sources::default(), console, |project, sources, report| {
            let found = project.resolve(sources, report)?;
            protoward_operations::deps::requirers(&found, &self.file).map_err(|problem| report.push(*problem)).ok()
        })?;
        console.print(&text);
        Some(())
    }
}
