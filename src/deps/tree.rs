use std::fmt::Write as _;

use super::resolve;
use super::version::version;
use crate::console::Console;
use crate::input::InputArgs;
use protoward_deps::{Dependency, DependencySource};

/// Show all dependencies, and who requires them
#[derive(Debug, clap::Args)]
pub(super) struct Tree {
    #[command(flatten)]
    input: InputArgs,
}

impl Tree {
    pub(super) fn run(&self, console: &mut Console) -> Option<()> {
        let found = resolve(&self.input, &self.input.options(), console)?;
        let mut text = format!("{}\n", found.config_name);
        write(&mut text, found.config_name, &found.resolution.dependencies, &mut Vec::new());
        console.print(&text);
        Some(())
    }
}

/// Writes the dependencies of `parent`. `above` has the names from the root to the parent, against cycles.
fn write<'a>(text: &mut String, parent: &str, all: &'a [Dependency], above: &mut Vec<&'a str>) {
    let mut children: Vec<&Dependency> = all.iter().filter(|it| it.required_by.iter().any(|by| by == parent)).collect();
    children.sort_by_key(|it| &it.requirement.name);
    for child in children {
        let name = child.requirement.name.as_str();
        let indent = "  ".repeat(above.len() + 1);
        let seen = text.lines().any(|line| line.trim_start().split(' ').next() == Some(name));
        let mark = if seen { " (above)" } else { "" };
        let _ = writeln!(text, "{indent}{}{mark}", described(child));
        if !seen && !above.contains(&name) {
            above.push(name);
            write(text, name, all, above);
            above.pop();
        }
    }
}

/// Returns the name, the version and the origin of a dependency.
pub(super) fn described(dependency: &Dependency) -> String {
    let name = &dependency.requirement.name;
    match &dependency.found {
        DependencySource::Git(locked) => format!("{name} {} {}", version(locked), locked.git),
        DependencySource::Folder(path) => format!("{name} {path}"),
    }
}
