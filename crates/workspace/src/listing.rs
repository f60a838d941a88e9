//! The files of an input, with their modules.

use std::path::Path;

use super::found::Target;
use super::layout::OpenOptions;
use super::open::{open, opened};
use super::prepared;
use super::select::{Selection, select};
use super::workspace::Workspace;
use crate::config::{Config, LocatedText, Module};
use crate::inputs::{Input, Opened};
use protoward_source::{Report, Sources, join};

/// A file of an input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListedFile {
    /// The path to display.
    pub display: String,
    /// The import path.
    pub name: String,
    /// The name of its module, if the configuration has one.
    pub module: Option<String>,
    /// `true` for a file that is only imported.
    pub is_import: bool,
}

/// Returns the files of an input without compiling them; for an image, those that are not imports.
pub fn list(
    input: &Input,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Vec<ListedFile>> {
    let files = match opened(input, options, report)? {
        Opened::Files(files) => files,
        Opened::Image(image) => {
            let workspace = prepared::image(image, options, sources, report)?.compile(sources, report)?;
            let files = listed(&workspace, sources).into_iter();
            return Some(files.filter(|file| !file.is_import).collect());
        }
    };
    let Selection { found, targets, .. } = select(&files, options, sources, report)?;
    let listed = |target: Target| ListedFile {
        display: found.tree.display(&target.path),
        module: module_name(&found.config, target.module),
        name: target.name,
        is_import: false,
    };
    Some(targets.into_iter().map(listed).collect())
}

/// Returns the files of an input, and all files that they import.
pub fn list_with_imports(
    input: &Input,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Vec<ListedFile>> {
    let workspace = open(input, options, sources, report)?;
    Some(listed(&workspace, sources))
}

fn listed(workspace: &Workspace, sources: &Sources) -> Vec<ListedFile> {
    let schema = &workspace.schema;
    let listed = |file: &protoward_schema::File| {
        let name = schema.text(file.path);
        let display = sources.get(file.source).display.clone();
        let module = module_at(workspace, &display, name).and_then(|module| module_name(&workspace.config, module));
        ListedFile { display, name: name.to_owned(), module, is_import: file.is_import }
    };
    schema.files.iter().map(|(_, file)| listed(file)).collect()
}

fn module_name(config: &Config, module: usize) -> Option<String> {
    config.modules.get(module)?.name.as_ref().map(|LocatedText { text, .. }| text.clone())
}

/// Returns the module that has a file, which may be an import from another module than those of the input.
fn module_at(workspace: &Workspace, display: &str, name: &str) -> Option<usize> {
    let root = workspace.root.as_deref().filter(|root| *root != Path::new(".")).unwrap_or(Path::new(""));
    let is_at = |module: &Module| root.join(join(&module.path.text, name)) == Path::new(display);
    let selected = || workspace.module_files().find(|(_, file)| *file == name).map(|(module, _)| module);
    selected().or_else(|| workspace.config.modules.iter().position(is_at))
}
