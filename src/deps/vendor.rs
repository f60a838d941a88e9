//! `protoward deps vendor`: the locked files in a folder of the repository.

use std::path::PathBuf;

use super::with_project;
use crate::console::Console;
use crate::input::InputArgs;
use protoward_source::Sources;
use protoward_source::paths::shown;

/// Write the locked files of all dependencies to a folder, which builds use instead of the cache
///
/// Sets `vendor` in protoward.toml: builds then need neither a network nor the cache nor git. Files that no dependency
/// has anymore are removed. Other files of the folder are kept.
#[derive(Debug, clap::Args)]
pub(super) struct Vendor {
    /// The folder, below that of protoward.toml [default: the folder that `vendor` in protoward.toml names]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,

    #[command(flatten)]
    input: InputArgs,
}

impl Vendor {
    pub(super) fn run(&self, console: &mut Console) -> Option<()> {
        let vendored = with_project(&self.input, &mut Sources::default(), console, |project, sources, report| {
            protoward_operations::deps::vendor(project, self.folder.as_deref(), sources, report)
        })?;
        for dependency in &vendored.dependencies {
            console.print(&format!("{dependency}\n"));
        }
        if vendored.dependencies.is_empty() {
            console.print_status("there are no dependencies to vendor");
        }
        if let Some(config) = vendored.configuration.map_err(|problem| console.problem(*problem)).ok()? {
            console.print(&format!("set vendor = \"{}\" in {}\n", vendored.folder, shown(&config)));
        }
        Some(())
    }
}
