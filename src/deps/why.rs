use std::fmt::Write as _;

use super::resolve;
use super::tree::described;
use crate::console::Console;
use crate::diagnostics;
use crate::input::InputArgs;
use protoward_deps::Dependency;

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
        let found = resolve(&self.input, &self.input.options(), console)?;
        let all = &found.resolution.dependencies;
        let has = |it: &&Dependency| !matches!(it.resolver.resolve(&self.file), Ok(None));
        let mut text = String::new();
        for dependency in all.iter().filter(has) {
            let _ = writeln!(text, "{} is in {}", self.file, described(dependency));
            required_by(&mut text, &dependency.required_by, all, &mut Vec::new());
        }
        if text.is_empty() {
            console.problem(diagnostics::in_no_dependency(&self.file));
            return None;
        }
        console.print(&text);
        Some(())
    }
}

/// Writes those who require a dependency, and in turn those who require them.
fn required_by<'a>(text: &mut String, by: &'a [String], all: &'a [Dependency], below: &mut Vec<&'a str>) {
    for name in by.iter().map(String::as_str).filter(|name| !below.contains(name)).collect::<Vec<_>>() {
        let _ = writeln!(text, "{}required by {name}", "  ".repeat(below.len() + 1));
        if let Some(dependency) = all.iter().find(|it| it.requirement.name == name) {
            below.push(name);
            required_by(text, &dependency.required_by, all, below);
            below.pop();
        }
    }
}
