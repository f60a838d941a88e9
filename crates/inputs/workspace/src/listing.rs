//! The files of an input with their modules, for `ls-files`; imports are included if they are compiled.

use super::found::TargetFile;
use super::layout::OpenOptions;
use super::open::{open, opened};
use super::prepared;
use super::select::{Selection, select};
use super::workspace::Workspace;
use protoward_inputs::{Input, Opened};
use protoward_settings::Config;
use protoward_source::{LocatedText, Report, Sources};

/// A file of an input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListedFile {
    /// The path to display, as in diagnostics.
    pub display: String,
    /// The path on disk; `None` for a file of a commit, an archive or an image, and for one that is part of protoward.
    pub path: Option<String>,
    /// The import path, which names the file in the schema.
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
    let listed = |target: TargetFile| {
        let display = found.tree.display(&target.path);
        let path = files.is_on_disk().then(|| display.clone());
        let module = module_name(&found.config, target.module);
        ListedFile { display, path, name: target.name, module, is_import: false }
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
        let source = sources.get(file.source);
        let module = workspace.module_of(name, source.path());
        let module = module.and_then(|module| module_name(&workspace.config, module));
        let display = source.display.clone();
        let is_on_disk = workspace.root.is_some() && !workspace.is_image();
        let path = (is_on_disk && !source.is_built_in).then(|| display.clone());
        ListedFile { display, path, name: name.to_owned(), module, is_import: file.is_import }
    };
    schema.files.iter().map(|(_, file)| listed(file)).collect()
}

fn module_name(config: &Config, module: usize) -> Option<String> {
    config.modules.get(module)?.name.as_ref().map(|LocatedText { text, .. }| text.clone())
}
