use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::files::{NameFilter, SchemaFile, Target};
use super::find::Found;
use super::moved::Here;
use super::prepared::{self, Prepared};
use super::select::{Selection, select};
use super::{Origin, diagnostics, images};
use crate::codes;
use crate::config::Config;
use crate::inputs::{EditedTree, Files, Input, InputError, Opened};
use protoward_compiler::Compiler;
use protoward_schema::Schema;
use protoward_schema::descriptor::{Encode, encode};
use protoward_source::{Diagnostic, Report, Resolver, Sources, join};

/// A schema, and the configuration that goes with it.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The schema, linked and without errors.
    pub schema: Schema,
    /// What was read, in words.
    pub origin: Origin,
    /// The configuration; the default where there is none.
    pub config: Config,
    /// The folder that the paths of the configuration start from; `None` for a commit, an archive or an image.
    pub root: Option<PathBuf>,
    /// The module of each file that was compiled, by name.
    pub(super) modules: Vec<(String, usize)>,
    pub(super) layout: Layout,
    pub(super) is_image: bool,
}

/// A configuration, the part of its folder that the input is, and the files of it that were asked for: what the old
/// side of a comparison takes from the new one.
#[derive(Clone, Debug)]
pub struct Layout {
    pub(super) config: Config,
    pub(super) within: String,
    /// In the names by which files are imported.
    pub(super) filter: NameFilter,
    /// The files themselves, to look for them where they lay then; `None` for an image.
    pub(super) here: Option<Arc<Here>>,
}

impl Workspace {
    /// Whether it was read from an image, which has no configuration of its own.
    pub fn is_image(&self) -> bool {
        self.is_image
    }

    /// Whether it is all that the configuration describes: no path and no flag has left out anything.
    pub fn is_whole(&self) -> bool {
        self.layout.filter.is_whole()
    }

    /// The layout, to open the other side of a comparison with.
    pub fn layout(&self) -> Layout {
        self.layout.clone()
    }
}

/// How to open an input.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// The configuration to use instead of the one that is found: a file, or its text (`--config`).
    pub config: Option<String>,
    /// Only files at or below these paths, written as the input is (`--path`).
    pub paths: Vec<PathBuf>,
    /// No files at or below these paths (`--exclude-path`).
    pub exclude_paths: Vec<PathBuf>,
    /// For the old side of a comparison, the layout of the new one: its configuration where the old side has none of
    /// its own, and its files instead of `paths` and `exclude_paths`.
    pub fallback: Option<Layout>,
    /// Texts that are not written yet, by the path that people know, instead of those that are there.
    pub edited: Option<Arc<BTreeMap<String, String>>>,
    /// Whether memory that is not needed any more is left to the end of the process, as freeing it takes time.
    pub leave_memory: bool,
}

/// Reads and compiles what `input` names. What is wrong is said in `report`; then there is no workspace.
///
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap();
/// use protoward_source::{Report, Sources};
/// use protoward_workspace::inputs::Input;
/// use protoward_workspace::{OpenOptions, open};
///
/// let (mut sources, mut report) = (Sources::default(), Report::default());
/// let workspace = open(&Input::parse("proto")?, &OpenOptions::default(), &mut sources, &mut report);
/// let workspace = workspace.expect("the schema of this repository compiles");
/// assert!(workspace.schema.find("user.v1.User").is_some());
/// # Ok::<(), protoward_workspace::inputs::InputError>(())
/// ```
pub fn open(input: &Input, options: &OpenOptions, sources: &mut Sources, report: &mut Report) -> Option<Workspace> {
    prepare(input, options, sources, report)?.compile(sources, report)
}

/// As [`open`], up to the configuration and the names of the files.
pub fn prepare(input: &Input, options: &OpenOptions, sources: &mut Sources, report: &mut Report) -> Option<Prepared> {
    let mut problems = Report::default();
    let prepared = match opened(input, &mut problems) {
        Some(Opened::Files(files)) => prepared::files(input, &edited(files, options), options, sources, &mut problems),
        Some(Opened::Image(image)) => images::prepare(image, options, sources, &mut problems),
        None => None,
    };
    if prepared.is_none() && problems.iter().any(is_not_there) {
        let moved = options.fallback.as_ref().and_then(|layout| elsewhere(input, layout, report));
        if let Some((files, layout, here)) = moved {
            return prepared::moved(input, &files, (layout, here), options, sources, report);
        }
    }
    report.append(problems);
    prepared
}

/// `true` where an input is not there, or has no files of a schema.
fn is_not_there(problem: &Diagnostic) -> bool {
    [codes::INPUT_NOT_FOUND, codes::NO_FILES].contains(&problem.code)
}

/// All of the commit that the old side of a comparison is of, where the path of the new one is not in it.
fn elsewhere<'a>(input: &Input, layout: &'a Layout, report: &mut Report) -> Option<(Files, &'a Layout, &'a Here)> {
    let here = layout.here.as_deref()?;
    match whole_commit(input, here) {
        Ok(files) => files.map(|files| (files, layout, here)),
        Err(error) => {
            report.push(error.into());
            None
        }
    }
}

/// All of the commit that the old side of a comparison is of; `None` where it is of none, or a person has named another path,
/// who knows better.
pub(super) fn whole_commit(input: &Input, here: &Here) -> Result<Option<Files>, InputError> {
    if matches!(input, Input::Git(git) if git.subdir != here.path) { Ok(None) } else { input.whole_commit() }
}

/// The files that `input` names, without compiling them; in an image, those that are not imports.
pub fn list(
    input: &Input,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Vec<SchemaFile>> {
    let files = match opened(input, report)? {
        Opened::Files(files) => files,
        Opened::Image(image) => {
            let workspace = images::prepare(image, options, sources, report)?.compile(sources, report)?;
            return Some(images::list(&workspace, sources));
        }
    };
    let Selection { found, targets, .. } = select(&files, options, sources, report)?;
    let shown = targets.into_iter().map(|it| SchemaFile { display: found.tree.display(&it.path), name: it.name });
    Some(shown.collect())
}

fn opened(input: &Input, report: &mut Report) -> Option<Opened> {
    input.open().map_err(|error| report.push(error.into())).ok()
}

fn edited(files: Files, options: &OpenOptions) -> Files {
    match &options.edited {
        Some(texts) => Files { tree: Arc::new(EditedTree::new(files.tree, Arc::clone(texts))), ..files },
        None => files,
    }
}

/// As [`open`], but straight to the bytes of a `FileDescriptorSet`, which `take` gets piece by piece: the fastest way
/// where no schema is needed. Gives what was read, in words.
///
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap();
/// use protoward_schema::descriptor::Encode;
/// use protoward_source::{Report, Sources};
/// use protoward_workspace::inputs::Input;
/// use protoward_workspace::{OpenOptions, descriptor_set};
///
/// let (mut sources, mut report, mut set) = (Sources::default(), Report::default(), Vec::new());
/// let (input, what) = (Input::parse("proto")?, Encode { imports: true, source_info: true });
/// let take = |piece: &[u8]| set.extend_from_slice(piece);
/// let origin = descriptor_set(&input, &OpenOptions::default(), what, &mut sources, &mut report, take);
/// assert!(origin.is_some() && !set.is_empty());
/// # Ok::<(), protoward_workspace::inputs::InputError>(())
/// ```
pub fn descriptor_set(
    input: &Input,
    options: &OpenOptions,
    what: Encode,
    sources: &mut Sources,
    report: &mut Report,
    mut take: impl FnMut(&[u8]) + Send,
) -> Option<Origin> {
    let files = match opened(input, report)? {
        Opened::Files(files) => files,
        Opened::Image(image) => {
            let workspace = images::prepare(image, options, sources, report)?.compile(sources, report)?;
            take(&encode(&workspace.schema, what));
            return Some(workspace.origin);
        }
    };
    let Selection { found, targets, .. } = select(&files, options, sources, report)?;
    let origin = Origin { input: shown(input, &files), files: targets.len(), commit: files.commit.clone() };
    let loaded = compiler(&found).load(names(targets), sources);
    let linked = loaded.link(sources);
    if !linked.report().has_errors() {
        linked.write(what, take);
    }
    let is_whole = said(linked.report().clone(), &found, report);
    if options.leave_memory {
        std::mem::forget(linked);
        std::mem::forget(loaded);
    }
    is_whole.then_some(origin)
}

/// Hands on what was said of a compilation; whether all of it compiled.
pub(super) fn said(problems: Report, found: &Found, report: &mut Report) -> bool {
    let is_missing = |problem: &Diagnostic| problem.code == protoward_compiler::codes::IMPORT_NOT_FOUND;
    if !found.config.deps.is_empty() && problems.iter().any(is_missing) {
        report.push(diagnostics::deps_are_not_fetched(&found.config.deps));
    }
    let is_whole = !problems.has_errors();
    report.append(problems);
    is_whole
}

/// Returns a compiler that looks imports up in the modules first, then in the folders that are for imports only.
pub(super) fn compiler(found: &Found) -> Compiler {
    let modules = found.config.modules.iter().map(|module| &module.path);
    let folders = modules.chain(&found.config.include).map(|path| join(&found.root, &path.text));
    let resolvers = folders.map(|path| Arc::new(Arc::clone(&found.tree).below(path)) as Arc<dyn Resolver>);
    Compiler::new().resolvers(resolvers)
}

/// The names by which files are imported.
pub(super) fn names(targets: Vec<Target>) -> Vec<String> {
    targets.into_iter().map(|target| target.name).collect()
}

pub(super) fn root_folder(found: &Found) -> PathBuf {
    let folder = found.tree.display(&found.root);
    PathBuf::from(if folder.is_empty() { ".".to_owned() } else { folder })
}

pub(super) fn shown(input: &Input, files: &Files) -> String {
    match input {
        Input::At { input, .. } => folder(input),
        Input::Git(_) if files.path.is_empty() => "the repository".to_owned(),
        Input::Git(_) => files.path.clone(),
        input => folder(input),
    }
}

/// Without the `/` that a shell may have put behind it.
fn folder(input: &Input) -> String {
    let text = input.to_string();
    if text.len() > 1 { text.trim_end_matches('/').to_owned() } else { text }
}
