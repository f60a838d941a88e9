//! `protoward deps outdated`: an outdated dependency counts as a finding.

use super::with_project;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use protoward_operations::deps::{DependencyVersions, versions_json, versions_table};
use protoward_source::Sources;

/// Show dependencies with newer commits or tags than the locked ones
///
/// Asks the servers of the repositories, and changes nothing. Exits with 100 if a dependency is outdated.
#[derive(Debug, clap::Args)]
pub(super) struct Outdated {
    #[command(flatten)]
    input: InputArgs,

    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table
    Text,
    /// One JSON object
    Json,
}

impl Outdated {
    pub(super) fn run(&self, console: &mut Console) -> Option<Outcome> {
        let versions =
            with_project(&self.input, &mut Sources::default(), console, protoward_operations::deps::versions)?;
        console.print(&match self.format {
            Format::Text => versions_table(&versions),
            Format::Json => versions_json(&versions),
        });
        Some(if versions.iter().any(DependencyVersions::is_outdated) { Outcome::Findings } else { Outcome::Fine })
    }
}
