//! Output folders of generated code: actual and expected content, and their difference.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::console::Console;
use super::generators::generators;
use super::guard::working_on;
use super::input::{InputArgs, report_errors};
use super::words::{count, list};
use protoward_codegen as codegen;
use protoward_codegen::Generate;
use protoward_output::{Change, Changes, MANIFEST, Plan};
use protoward_schema::Schema;
use protoward_source::{Report, Sources};
use protoward_workspace::inputs::Input;
use protoward_workspace::{OpenOptions, Workspace};

/// One output folder.
#[derive(Debug)]
pub(super) struct Folder {
    /// The number of generated files.
    pub(super) files: usize,
    /// The changes that make the folder current.
    pub(super) changes: Changes,
}

/// The purpose of generating code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Only the changes are needed.
    Look,
    /// The code will be written. Changed files are staged in the folder at once, and removed again if they are not applied.
    Write,
}

/// Generates everything that the configuration requests, and compares it with the existing files.
///
/// # Errors
/// Fails if something cannot be generated, or if a folder cannot be written.
pub(super) fn configured(workspace: &Workspace, purpose: Purpose) -> Result<Vec<Folder>, Report> {
    // Without `./`, so that folders are displayed as written.
    let root: PathBuf = workspace.root.iter().flat_map(|root| root.components()).skip_while(is_here).collect();
    folders(workspace.schema_for_generators(), &generators(&workspace.config)?, &root, purpose)
}

/// Returns warnings about schema features that the generated code does not support.
pub(super) fn warnings(workspace: &Workspace) -> Report {
    generators(&workspace.config)
        .map(|all| codegen::warnings(workspace.schema_for_generators(), &all))
        .unwrap_or_default()
}

fn is_here(part: &Component<'_>) -> bool {
    *part == Component::CurDir
}

/// Generates code into folders below `root`, and compares it with the existing files.
///
/// # Errors
/// Fails if something cannot be generated, or if a folder cannot be written.
pub(super) fn folders(
    schema: &Schema,
    generators: &[Generate],
    root: &Path,
    purpose: Purpose,
) -> Result<Vec<Folder>, Report> {
    working_on("the generated code");
    let stage = Arc::default();
    let plan = |folder: PathBuf| match purpose {
        Purpose::Look => Plan::generated(folder).compared(),
        Purpose::Write => Plan::generated(folder).staged(&stage),
    };
    let plans = codegen::generate_into(schema, generators, root, &plan)?;
    let mut report = Report::default();
    let folders: Vec<Folder> = plans.iter().filter_map(|plan| folder(plan, &mut report)).collect();
    if report.has_errors() { Err(report) } else { Ok(folders) }
}

/// Returns the complete schema of a configuration if the input is a part of it, so that excluded files do not count
/// as obsolete. Returns `None` after a reported error.
pub(super) fn complete_schema<'a>(
    args: &InputArgs,
    part: &'a Workspace,
    sources: &mut Sources,
    console: &mut Console,
) -> Option<Cow<'a, Workspace>> {
    match &part.root {
        Some(root) if args.is_part_of(root) => {
            let OpenOptions { config, dependencies, .. } = args.options();
            let options = OpenOptions { config, dependencies, ..OpenOptions::default() };
            let input = args.version_of(Input::Folder(root.clone()));
            report_errors(console, sources, |sources, report| {
                protoward_workspace::open(&input, &options, sources, report)
            })
            .map(Cow::Owned)
        }
        _ => Some(Cow::Borrowed(part)),
    }
}

fn folder(plan: &Plan, report: &mut Report) -> Option<Folder> {
    let changes = plan.compare().map_err(|diagnostic| report.push(*diagnostic)).ok()?;
    Some(Folder { files: plan.len(), changes })
}

impl Folder {
    /// Returns `true` if all files are current.
    pub(super) fn is_current(&self) -> bool {
        self.changes.is_empty()
    }

    /// Returns the files that are not current, without the internal list of generated files.
    pub(super) fn stale(&self) -> impl Iterator<Item = String> {
        self.steps().map(|change| self.changes.folder().join(&change.path).display().to_string())
    }

    fn steps(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.path != MANIFEST)
    }

    /// Returns the files that are not current, with the required actions.
    pub(super) fn listed(&self) -> impl Iterator<Item = (String, &'static str)> {
        self.steps().map(|change| {
            let step = match (&change.old, &change.new) {
                (None, _) => "new    ",
                (Some(_), Some(_)) => "changed",
                (Some(_), None) => "removed",
            };
            (self.changes.folder().join(&change.path).display().to_string(), step)
        })
    }

    /// Describes the folder: `9 files in src/gen`.
    pub(super) fn named(&self) -> String {
        format!("{} in {}", count(self.files, "file"), self.changes.folder().display())
    }

    /// Counts the actions: `1 new, 2 changed`.
    pub(super) fn steps_in_words(&self) -> String {
        let number = |of: fn(bool, bool) -> bool| {
            self.steps().filter(|change| of(change.old.is_some(), change.new.is_some())).count()
        };
        let steps = [
            (number(|old, new| !old && new), "new"),
            (number(|old, new| old && new), "changed"),
            (number(|old, new| old && !new), "removed"),
        ];
        let words = steps.into_iter().filter(|(number, _)| *number > 0);
        let words: Vec<String> = words.map(|(number, what)| format!("{number} {what}")).collect();
        if words.is_empty() { "nothing changed".to_owned() } else { list(&words) }
    }

    /// Returns files that are no longer generated but kept.
    pub(super) fn kept(&self) -> impl Iterator<Item = String> {
        let path = |path: &String| self.changes.folder().join(path).display().to_string();
        self.changes.kept().iter().map(path)
    }
}
