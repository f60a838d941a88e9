//! Texts about who requires a dependency: the tree of all, and the way to a file.

use std::fmt::Write as _;

use protoward_deps::{Dependency, DependencySource};
use protoward_source::Diagnostic;
use protoward_workspace::{Dependencies, UnlockedDependency, UnlockedOrigin};

use crate::deps::diagnostics;

/// Returns all dependencies as a tree: those that each one requires are indented below it.
pub fn tree(found: &Dependencies) -> String {
    let mut text = format!("{}\n", found.config_name);
    write(&mut text, found.config_name, &found.resolution.dependencies, &mut Vec::new());
    found.unlocked.iter().for_each(|it| text += &format!("  {}, {}\n", it.name, origin_of(it)));
    text
}

/// Says where the files of a dependency are that is not fetched.
pub(crate) const fn origin_of(unlocked: &UnlockedDependency) -> &'static str {
    match unlocked.origin {
        UnlockedOrigin::BuiltIn => "which is part of protoward",
        UnlockedOrigin::Workspace => "which is a module of the workspace",
        UnlockedOrigin::NotNeeded => "which no file imports",
    }
}

/// Returns the dependencies that have a file, with those who require them indented below.
///
/// # Errors
/// Fails if no dependency has the file.
pub fn requirers(found: &Dependencies, file: &str) -> Result<String, Box<Diagnostic>> {
    let all = &found.resolution.dependencies;
    let has = |it: &&Dependency| !matches!(it.resolver.resolve(file), Ok(None));
    let mut text = String::new();
    for dependency in all.iter().filter(has) {
        let _ = writeln!(text, "{file} is in {}", described(dependency));
        required_by(&mut text, &dependency.required_by, all, &mut Vec::new());
    }
    if text.is_empty()
        && let Some(package) = found.built_in(file)
    {
        let _ = writeln!(text, "{file} is part of protoward: {package}");
        let requirers = found.unlocked.iter().filter(|it| it.has(file));
        requirers.for_each(|it| text += &format!("  required by {} as {}\n", found.config_name, it.name));
    }
    if text.is_empty() { Err(diagnostics::in_no_dependency(file)) } else { Ok(text) }
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

/// Returns the name, the version and the origin of a dependency.
fn described(dependency: &Dependency) -> String {
    let name = &dependency.requirement.name;
    match &dependency.found {
        DependencySource::Git(locked) => format!("{name} {} {}", locked.version_with_commit(), locked.git),
        DependencySource::Folder(path) => format!("{name} {path}"),
    }
}
