//! The table `[dependencies]`: git repositories and folders.

use super::document::{Node, Value};
use super::section::Section;
use super::{Word, diagnostics};
use protoward_deps::{Origin, Reference, Requirement};
use protoward_source::Report;

/// Reads the table. Invalid dependencies are left out and reported.
pub(super) fn read(node: &Node, report: &mut Report) -> Vec<Requirement> {
    let Value::Table(table) = &node.value else {
        report.push(diagnostics::wrong_type("dependencies", "a table", node));
        return Vec::new();
    };
    table.entries.iter().filter_map(|(name, node)| dependency(name, node, report)).collect()
}

fn dependency(name: &Word, node: &Node, report: &mut Report) -> Option<Requirement> {
    let mut section = Section::new(node, "dependencies", report)?;
    let git = section.string("git");
    let references = ["tag", "rev", "branch"].map(|key| section.string(key).map(|word| (key, word)));
    let path = section.string("path");
    let (root, paths) = (section.string("root"), section.strings("paths").unwrap_or_default());
    let is_override = section.boolean("override").unwrap_or(false);
    section.finish(report);
    let is_name = protoward_deps::is_name(&name.text);
    if !is_name {
        report.push(diagnostics::dependency_name(name));
    }
    let origin = origin(name, git, references.into_iter().flatten().collect(), path, report);
    let root = match root {
        Some(root) => inside("root", &root, report)?,
        None => String::new(),
    };
    let count = paths.len();
    let paths: Vec<String> = paths.iter().filter_map(|path| inside("paths", path, report)).collect();
    let is_right = is_name && paths.len() == count;
    let origin = origin.filter(|_| is_right)?;
    Some(Requirement { name: name.text.clone(), place: name.place, origin, root, paths, is_override })
}

fn origin(
    name: &Word,
    git: Option<Word>,
    references: Vec<(&'static str, Word)>,
    path: Option<Word>,
    report: &mut Report,
) -> Option<Origin> {
    match (git, path) {
        (Some(url), None) => {
            if let Some(problem) = protoward_deps::url_problem(&url.text) {
                report.push(diagnostics::dependency_value("git", &url, problem));
                return None;
            }
            let reference = reference(references, report)?;
            Some(Origin::Git { url: url.text, reference })
        }
        (None, Some(path)) => match folder_problem(&path.text) {
            Some(problem) => {
                report.push(diagnostics::dependency_value("path", &path, problem));
                None
            }
            None if !references.is_empty() => {
                report.push(diagnostics::reference_of_folder(&references[0].1));
                None
            }
            None => Some(Origin::Folder(path.text)),
        },
        (git, _) => {
            report.push(diagnostics::dependency_origin(name, git.is_some()));
            None
        }
    }
}

/// A folder may be outside of that of the configuration, unlike other paths.
fn folder_problem(path: &str) -> Option<&'static str> {
    match () {
        () if super::paths::is_absolute(path) => Some("it is an absolute path, which other machines do not have"),
        () if path.contains('\\') => Some("paths have `/` on every system"),
        () if path.is_empty() || path.chars().any(char::is_control) => Some("it is no path"),
        () => None,
    }
}

fn reference(references: Vec<(&'static str, Word)>, report: &mut Report) -> Option<Reference> {
    let mut references = references.into_iter();
    let Some((key, word)) = references.next() else { return Some(Reference::Default) };
    if let Some((_, again)) = references.next() {
        report.push(diagnostics::two_references(&again, &word));
        return None;
    }
    let problem = match key {
        "rev" => (!protoward_deps::is_commit(&word.text))
            .then_some("a `rev` has all 40 digits of a commit, which `git rev-parse` shows in a clone"),
        _ => protoward_deps::reference_problem(&word.text),
    };
    if let Some(problem) = problem {
        report.push(diagnostics::dependency_value(key, &word, problem));
        return None;
    }
    Some(match key {
        "tag" => Reference::Tag(word.text),
        "rev" => Reference::Rev(word.text),
        _ => Reference::Branch(word.text),
    })
}

/// Normalizes a path inside of a dependency.
fn inside(key: &'static str, path: &Word, report: &mut Report) -> Option<String> {
    if let Some(problem) = protoward_deps::path_problem(&path.text) {
        report.push(diagnostics::dependency_value(key, path, problem));
        return None;
    }
    protoward_deps::normal(&path.text)
}
