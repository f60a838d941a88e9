//! The table `[dependencies]`: git repositories and folders.

use protoward_config::diagnostics::wrong_type;
use protoward_config::{ConfigValue, Node, Section, document_from_toml, in_order};
use protoward_source::tree_path::{is_absolute, normal};
use protoward_source::{LocatedText, Report, SourceId, Sources};

use crate::requirement::url_problem;
use crate::requirement::{Origin, Reference, Requirement, is_commit, is_name, path_problem, reference_problem};
use crate::table_diagnostics as diagnostics;

/// The keys of a `protoward.toml` about dependencies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DependencyConfig {
    /// The dependencies of the table `[dependencies]`.
    pub requirements: Vec<Requirement>,
    /// The folder with vendored dependencies.
    pub vendor: Option<String>,
}

/// Reads only the keys about dependencies. Other keys are not checked: the file of a dependency may be for another
/// version of this program. Returns `None` after errors, which are added to `report`.
pub(crate) fn read_config(source: SourceId, sources: &Sources, report: &mut Report) -> Option<DependencyConfig> {
    let mut problems = Report::default();
    let document = document_from_toml(source, sources, &mut problems);
    let key = |key| match &document.as_ref()?.value {
        ConfigValue::Table(table) => table.get(key),
        _ => None,
    };
    let requirements = key("dependencies").map(|node| read_table(node, &mut problems)).unwrap_or_default();
    let vendor = key("vendor").and_then(|node| read_vendor(node, &mut problems));
    in_order(document.is_some().then_some(DependencyConfig { requirements, vendor }), problems, report)
}

fn read_vendor(node: &Node, report: &mut Report) -> Option<String> {
    let Some(word) = node.string() else {
        report.push(wrong_type("vendor", "a string", node));
        return None;
    };
    vendor_folder(word, report).map(|word| word.text)
}

/// Validates and normalizes the folder of vendored dependencies. It is below that of the configuration, because the files in it
/// are not part of the schema.
pub fn vendor_folder(word: LocatedText, report: &mut Report) -> Option<LocatedText> {
    match normal(&word.text).filter(|folder| !folder.is_empty()) {
        Some(text) => Some(LocatedText { text, ..word }),
        None => {
            report.push(diagnostics::vendor_folder(&word));
            None
        }
    }
}

/// Reads the table. Invalid dependencies are left out and reported.
pub fn read_table(node: &Node, report: &mut Report) -> Vec<Requirement> {
    let ConfigValue::Table(table) = &node.value else {
        report.push(wrong_type("dependencies", "a table", node));
        return Vec::new();
    };
    table.entries.iter().filter_map(|(name, node)| dependency(name, node, report)).collect()
}

fn dependency(name: &LocatedText, node: &Node, report: &mut Report) -> Option<Requirement> {
    let mut section = Section::new(node, "dependencies", report)?;
    let git = section.string("git");
    let references = ["tag", "rev", "branch"].map(|key| section.string(key).map(|word| (key, word)));
    let path = section.string("path");
    let root = section.string("root");
    let paths = section.strings("paths").unwrap_or_default();
    let is_override = section.boolean("override").unwrap_or(false);
    section.finish(report);
    let has_name = is_name(&name.text);
    if !has_name {
        report.push(diagnostics::dependency_name(name));
    }
    let origin = origin(name, git, references.into_iter().flatten().collect(), path, report);
    let root = match root {
        Some(root) => inside("root", &root, report)?,
        None => String::new(),
    };
    let count = paths.len();
    let paths: Vec<String> = paths.iter().filter_map(|path| inside("paths", path, report)).collect();
    let is_right = has_name && paths.len() == count;
    let origin = origin.filter(|_| is_right)?;
    Some(Requirement { name: name.text.clone(), place: name.place, origin, root, paths, is_override })
}

fn origin(
    name: &LocatedText,
    git: Option<LocatedText>,
    references: Vec<(&'static str, LocatedText)>,
    path: Option<LocatedText>,
    report: &mut Report,
) -> Option<Origin> {
    match (git, path) {
        (Some(url), None) => {
            if let Some(problem) = url_problem(&url.text) {
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
        () if is_absolute(path) => Some("it is an absolute path, which other machines do not have"),
        () if path.contains('\\') => Some("paths have `/` on every system"),
        () if path.is_empty() || path.chars().any(char::is_control) => Some("it is not a path"),
        () => None,
    }
}

fn reference(references: Vec<(&'static str, LocatedText)>, report: &mut Report) -> Option<Reference> {
    let mut references = references.into_iter();
    let Some((key, word)) = references.next() else { return Some(Reference::Default) };
    if let Some((_, again)) = references.next() {
        report.push(diagnostics::two_references(&again, &word));
        return None;
    }
    let problem = match key {
        "rev" => (!is_commit(&word.text))
            .then_some("a `rev` has all 40 digits of a commit, which `git rev-parse` shows in a clone"),
        _ => reference_problem(&word.text),
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
fn inside(key: &'static str, path: &LocatedText, report: &mut Report) -> Option<String> {
    if let Some(problem) = path_problem(&path.text) {
        report.push(diagnostics::dependency_value(key, path, problem));
        return None;
    }
    normal(&path.text)
}
