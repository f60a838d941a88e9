use std::path::PathBuf;
use std::sync::Arc;

use super::files::{self, Filter, SchemaFile, Target};
use super::find::{self, Found};
use super::{Origin, diagnostics};
use crate::compile::{self, Inputs, Options, Root};
use crate::config::Config;
use crate::image::{self, Format};
use crate::report::Report;
use crate::schema::Schema;
use crate::source::{Files, Image, ImageFormat, Input, Opened, Sources, join};

/// A schema, and the configuration that goes with it.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The schema, linked and without errors.
    pub schema: Schema,
    /// What was read, in words.
    pub origin: Origin,
    /// The configuration; the default where there is none.
    pub config: Config,
    /// The folder that the paths of the configuration start from; `None` for a commit or an image.
    pub root: Option<PathBuf>,
    /// Where the input lies in the folder that the configuration is for; empty for all of it.
    within: String,
}

/// A configuration, and the part of its folder that the input is: what the old side of a comparison takes from the
/// new one where it has no configuration of its own.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    pub(super) config: Config,
    pub(super) within: String,
}

impl Workspace {
    /// The layout, to open the other side of a comparison with.
    pub fn layout(&self) -> Layout {
        Layout { config: self.config.clone(), within: self.within.clone() }
    }
}

/// How to open an input.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// Only files at or below these paths, written as the input is (`--path`).
    pub paths: Vec<PathBuf>,
    /// No files at or below these paths (`--exclude-path`).
    pub exclude_paths: Vec<PathBuf>,
    /// The layout to assume where the input has no configuration of its own: that of the new side, for the old one.
    pub fallback: Option<Layout>,
}

/// Reads and compiles what `input` names. What is wrong is said in `report`; then there is no workspace.
///
/// ```
/// use protoward::report::Report;
/// use protoward::source::{Input, Sources};
/// use protoward::workspace::{OpenOptions, open};
///
/// let (mut sources, mut report) = (Sources::default(), Report::default());
/// let workspace = open(&Input::parse("proto/ticker")?, &OpenOptions::default(), &mut sources, &mut report);
/// let workspace = workspace.expect("the schema of this repository compiles");
/// assert!(workspace.schema.find("ticker.v1.TickerRequest").is_some());
/// assert_eq!(workspace.origin.to_string(), "1 file of proto/ticker");
/// # Ok::<(), protoward::source::InputError>(())
/// ```
pub fn open(input: &Input, options: &OpenOptions, sources: &mut Sources, report: &mut Report) -> Option<Workspace> {
    match input.open() {
        Ok(Opened::Files(files)) => open_files(input, &files, options, sources, report),
        Ok(Opened::Image(image)) => open_image(image, sources, report),
        Err(error) => {
            report.push(error.into());
            None
        }
    }
}

/// The files that `input` names, without compiling them; in an image, those that are not imports.
pub fn list(
    input: &Input,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Vec<SchemaFile>> {
    let files = match input.open() {
        Ok(Opened::Files(files)) => files,
        Ok(Opened::Image(image)) => return Some(list_image(&open_image(image, sources, report)?, sources)),
        Err(error) => {
            report.push(error.into());
            return None;
        }
    };
    let (found, targets) = targets(&files, options, sources, report)?;
    let shown = targets.into_iter().map(|it| SchemaFile { display: found.tree.display(&it.path), name: it.name });
    Some(shown.collect())
}

fn list_image(workspace: &Workspace, sources: &Sources) -> Vec<SchemaFile> {
    let files = workspace.schema.files.ids().map(|id| &workspace.schema[id]).filter(|file| !file.is_import);
    let shown = files.map(|file| sources.get(file.source));
    shown.map(|source| SchemaFile { name: source.name.clone(), display: source.display.clone() }).collect()
}

fn open_files(
    input: &Input,
    files: &Files,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Workspace> {
    let (found, targets) = targets(files, options, sources, report)?;
    let origin = Origin { input: shown(input, files), files: targets.len(), commit: files.commit.clone() };
    let compilation = compile::compile(&inputs(&found, targets), &Options::default(), sources);
    let failed = compilation.report.has_errors();
    report.append(compilation.report);
    let root = files.commit.is_none().then(|| root_folder(&found));
    let within = found.within.clone();
    let workspace = || Workspace { schema: compilation.schema, origin, config: found.config, root, within };
    (!failed).then(workspace)
}

fn targets(
    files: &Files,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<(Found, Vec<Target>)> {
    let found = find::find(files, sources, report)?;
    let filter = Filter { only: vec![files.path.clone()], except: Vec::new() };
    let _ = options;
    let before = report.len();
    let targets = files::targets(&found, &filter, report);
    if report.len() == before && targets.is_empty() {
        let looked_in: Vec<String> = vec![found.tree.display(&files.path)];
        report.push(diagnostics::no_files(&looked_in, false));
    }
    (report.len() == before).then_some((found, targets))
}

/// Imports are looked up in the modules first, then in the folders that are for imports only.
fn inputs(found: &Found, targets: Vec<Target>) -> Inputs {
    let modules = found.config.modules.iter().map(|module| &module.path);
    let folders = modules.chain(&found.config.include).map(|path| join(&found.root, &path.text));
    let roots = folders.map(|path| Root { tree: Arc::clone(&found.tree), path });
    Inputs { roots: roots.collect(), targets: targets.into_iter().map(|target| target.name).collect() }
}

fn root_folder(found: &Found) -> PathBuf {
    let folder = found.tree.display(&found.root);
    PathBuf::from(if folder.is_empty() { ".".to_owned() } else { folder })
}

fn shown(input: &Input, files: &Files) -> String {
    match input {
        Input::At { input, .. } => input.to_string(),
        Input::Git(_) if files.path.is_empty() => "the repository".to_owned(),
        Input::Git(_) => files.path.clone(),
        input => input.to_string(),
    }
}

fn open_image(opened: Image, sources: &mut Sources, report: &mut Report) -> Option<Workspace> {
    let source = sources.add(&*opened.display, &*opened.display, None);
    let form = match opened.format {
        ImageFormat::Binary => Format::Binary,
        ImageFormat::Json => Format::Json,
        ImageFormat::Text => Format::Text,
    };
    let schema = match image::read(&opened.bytes, form, source, sources) {
        Ok(schema) => schema,
        Err(diagnostic) => {
            report.push(*diagnostic);
            return None;
        }
    };
    let files = schema.files.ids().filter(|&id| !schema[id].is_import).count();
    if files == 0 {
        report.push(diagnostics::empty_image(source));
        return None;
    }
    let origin = Origin { input: opened.display, files, commit: opened.commit };
    Some(Workspace { schema, origin, config: Config::default(), root: None, within: String::new() })
}
