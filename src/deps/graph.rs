//! `protoward deps graph`: modules and dependencies as a graph, in four formats.

use super::with_project;
use crate::console::Console;
use crate::input::InputArgs;
use protoward_operations::deps::{graph, graph_dot, graph_json, graph_mermaid, graph_text};
use protoward_source::Sources;

/// Show the graph of modules and dependencies, by the imports of their files
#[derive(Debug, clap::Args)]
pub(super) struct Graph {
    #[command(flatten)]
    input: InputArgs,

    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Names, with those that each one needs below
    Text,
    /// JSON, with the keys of `buf dep graph`
    Json,
    /// A graph for Graphviz, as of `buf dep graph`
    Dot,
    /// A flowchart for Mermaid
    Mermaid,
}

impl Graph {
    pub(super) fn run(&self, console: &mut Console) -> Option<()> {
        let graph = with_project(&self.input, &mut Sources::default(), console, graph)?;
        console.print(&match self.format {
            Format::Text => graph_text(&graph),
            Format::Json => graph_json(&graph),
            Format::Dot => graph_dot(&graph),
            Format::Mermaid => graph_mermaid(&graph),
        });
        Some(())
    }
}
