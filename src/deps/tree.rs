//! `protoward deps tree`: the resolved dependencies as a tree.

use super::with_project;
use crate::console::Console;
use crate::input::InputArgs;
use protoward_source::Sources;

/// Show all dependencies, and who requires them
#[derive(Debug, clap::Args)]
pub(super) struct Tree {
    #[command(flatten)]
    input: InputArgs,
}

impl Tree {
    pub(super) fn run(&self, console: &mut Console) -> Option<()> {
        let found = with_project(&self.input, &mut Sources::default(), console, |project, sources, report| {
            project.resolve(sources, report)
        })?;
        console.print(&protoward_operations::deps::tree(&found));
        Some(())
    }
}
