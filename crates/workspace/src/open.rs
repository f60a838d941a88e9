//! Entry points to open an input.

use std::sync::Arc;

use super::dependencies::{Imported, Scope};
use super::files::SchemaFile;
use super::found::{ConfiguredInput, Target};
use super::layout::{NewSideFiles, OpenOptions};
use super::mounted::mounted;
use super::prepared::{self, Prepared};
use super::select::{Selection, select};
use super::workspace::{Origin, Workspace};
use super::{dependencies, diagnostics, images};
use crate::codes;
use crate::inputs::{EditedTree, Files, Input, InputError, Opened};
use protoward_common_protos::{CommonProtos, TurnedOff, explain_conflicts};
use protoward_compiler::Compiler;
use protoward_schema::descriptor::{Encode, encode};
use protoward_source::{Diagnostic, Report, Resolver, Sources, join};

/// Reads and compiles an input. Returns `None` after errors, which are added to `report`.
pub fn open(input: &Input, options: &OpenOptions, sources: &mut Sources, report: &mut Report) -> Option<Workspace> {
    prepare(input, options, sources, report)?.compile(sources, report)
}

/// Reads the configuration and lists the files of an input, without compiling them.
pub fn prepare(input: &Input, options: &OpenOptions, sources: &mut Sources, report: &mut Report) -> Option<Prepared> {
    let mut problems = Report::default();
    let prepared = match opened(input, options, &mut problems) {
        Some(Opened::Files(files)) => {
            let files = match &options.fallback {
                Some(layout) => mounted(edited(files, options), layout),
                None => edited(files, options),
            };
            prepared::files(input, &files, options, sources, &mut problems)
        }
        Some(Opened::Image(image)) => prepared::image(image, options, sources, &mut problems),
        None => None,
    };
    if prepared.is_none() && problems.iter().any(is_not_there) {
        let here = options.fallback.as_ref().and_then(|layout| layout.here.as_deref());
        if let Some(files) = here.and_then(|here| elsewhere(input, here, report)) {
            return prepared::moved(input, &files, options, sources, report);
        }
    }
    report.append(if prepared.is_none() { without_consequences(problems) } else { problems });
    prepared
}

/// Returns `true` for a missing input, or one without schema files.
fn is_not_there(problem: &Diagnostic) -> bool {
    [codes::INPUT_NOT_FOUND, codes::NO_FILES].contains(&problem.code)
}

/// Returns all files of the old commit if the path of the new side does not exist in it.
fn elsewhere(input: &Input, here: &NewSideFiles, report: &mut Report) -> Option<Files> {
    whole_commit(input, here).unwrap_or_else(|error| {
        report.push(error.into());
        None
    })
}

/// Returns all files of the commit of the old side; `None` if it is no commit, or if the user named another path.
pub(super) fn whole_commit(input: &Input, here: &NewSideFiles) -> Result<Option<Files>, InputError> {
    if matches!(input, Input::Git(git) if git.subdir != here.path) { Ok(None) } else { input.whole_commit() }
}

/// Returns the files of an input without compiling them; for an image, those that are not imports.
pub fn list(
    input: &Input,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Vec<SchemaFile>> {
    let files = match opened(input, options, report)? {
        Opened::Files(files) => files,
        Opened::Image(image) => {
            let workspace = prepared::image(image, options, sources, report)?.compile(sources, report)?;
            return Some(images::list(&workspace, sources));
        }
    };
    let Selection { found, targets, .. } = select(&files, options, sources, report)?;
    let shown = targets.into_iter().map(|it| SchemaFile { display: found.tree.display(&it.path), name: it.name });
    Some(shown.collect())
}

fn opened(input: &Input, options: &OpenOptions, report: &mut Report) -> Option<Opened> {
    let opened = input.open_with(options.detail).map_err(|error| report.push(error.into())).ok()?;
    let commit = match &opened {
        Opened::Files(files) => &files.commit,
        Opened::Image(image) => &image.commit,
    };
    let ambiguous = commit.as_ref().and_then(|commit| commit.ambiguous.as_ref());
    ambiguous.into_iter().for_each(|name| report.push(diagnostics::ambiguous_name(name)));
    Some(opened)
}

fn edited(files: Files, options: &OpenOptions) -> Files {
    match &options.edited {
        Some(texts) => Files { tree: Arc::new(EditedTree::new(files.tree, texts.clone())), ..files },
        None => files,
    }
}

/// Compiles an input to the bytes of a `FileDescriptorSet`, passed to `take` in pieces. This is the fastest way if no
/// schema is needed. Returns a description of the input.
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
    let files = match opened(input, options, report)? {
        Opened::Files(files) => files,
        Opened::Image(image) => {
            let workspace = prepared::image(image, options, sources, report)?.compile(sources, report)?;
            take(&encode(&workspace.schema, what));
            return Some(workspace.origin);
        }
    };
    let Selection { found, targets, .. } = select(&files, options, sources, report)?;
    let origin = Origin { input: shown(input, &files), files: targets.len(), commit: files.commit.clone() };
    let scope = Scope { is_on_disk: is_on_disk(&files), root: files.root.as_deref(), options };
    let loaded = compiler(&found, &targets, scope, sources, report)?.0.load(names(targets), sources);
    let linked = loaded.link(sources);
    if !linked.report().has_errors() {
        linked.write(what, take);
    }
    let is_complete = forward_problems(linked.report().clone(), sources, report);
    if options.leave_memory {
        std::mem::forget(linked);
        std::mem::forget(loaded);
    }
    is_complete.then_some(origin)
}

/// Forwards the problems of a compilation, and returns `true` if everything compiled.
pub(super) fn forward_problems(problems: Report, sources: &Sources, report: &mut Report) -> bool {
    let is_complete = !problems.has_errors();
    let problems = without_consequences(problems);
    report.append(explain_conflicts(problems, sources));
    is_complete
}

/// Removes the other problems if the content of files was not fetched, because they may be consequences.
fn without_consequences(problems: Report) -> Report {
    let is_cause = |problem: &Diagnostic| problem.code == codes::NOT_FETCHED;
    if problems.iter().any(is_cause) { problems.into_iter().filter(is_cause).collect() } else { problems }
}

/// Returns a compiler that resolves imports in the modules first, then in the folders for imports, then in the
/// dependencies, then among the common protos. Returns the dependencies too. Returns `None` after errors, which are added
/// to `report`.
pub(super) fn compiler(
    found: &ConfiguredInput,
    targets: &[Target],
    scope: Scope<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<(Compiler, Imported)> {
    let compiler = Compiler::new().resolvers(folders(found));
    let imported = dependencies::imports(found, targets, scope, sources, report)?;
    let imports = imported.imports.clone();
    let compiler = if imports.is_empty() { compiler } else { compiler.resolver(imports) };
    let compiler = match found.config.common_protos {
        true => compiler.built_in(CommonProtos),
        false => compiler.built_in(TurnedOff { remedy: diagnostics::TURN_ON_COMMON_PROTOS }),
    };
    Some((compiler, imported))
}

/// Returns the folders in which imports are searched: those of the modules, and those for imports.
pub(super) fn folders(found: &ConfiguredInput) -> impl Iterator<Item = Arc<dyn Resolver>> {
    let modules = found.config.modules.iter().map(|module| &module.path);
    let folders = modules.chain(&found.config.include).map(|path| join(&found.root, &path.text));
    folders.map(|path| Arc::new(Arc::clone(&found.tree).below(path)) as Arc<dyn Resolver>)
}

/// Returns the import paths.
pub(super) fn names(targets: Vec<Target>) -> Vec<String> {
    targets.into_iter().map(|target| target.name).collect()
}

/// Returns `true` for files in a folder, as opposed to a commit or an archive.
pub(super) fn is_on_disk(files: &Files) -> bool {
    files.commit.is_none() && files.root.is_some()
}

pub(super) fn shown(input: &Input, files: &Files) -> String {
    match input {
        Input::At { input, .. } | Input::Staged { input, .. } => folder(input),
        Input::Git(_) if files.path.is_empty() => "the repository".to_owned(),
        Input::Git(_) => files.path.clone(),
        input => folder(input),
    }
}

/// Returns the input without a trailing `/`, which shells may add.
fn folder(input: &Input) -> String {
    let text = input.to_string();
    if text.len() > 1 { text.trim_end_matches('/').to_owned() } else { text }
}
