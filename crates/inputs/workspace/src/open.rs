//! Entry points: an input is opened, its configuration is found, and its files are listed and compiled.

use std::sync::Arc;

use super::advice::ProjectFiles;
use super::compile::{compiler, names, without_consequences};
use super::layout::{NewSideFiles, OpenOptions};
use super::mounted::mounted;
use super::prepared::{self, Prepared};
use super::resolution::DependencyScope;
use super::select::{Selection, select};
use super::whole::WholeVersion;
use super::workspace::{Origin, Workspace};
use crate::codes;
use protoward_inputs::{EditedTree, Input, InputError, Opened, OpenedFiles, check_offline};
use protoward_schema::descriptor::{Encode, encode};
use protoward_source::tree_path::above;
use protoward_source::{Diagnostic, Report, Sources, join};

/// Reads and compiles an input. Returns `None` after errors, which are added to `report`.
pub fn open(input: &Input, options: &OpenOptions, sources: &mut Sources, report: &mut Report) -> Option<Workspace> {
    prepare(input, options, sources, report)?.compile(sources, report)
}

/// Reads an input, and compiles its files without those that have errors, for checks: options have those of source retention.
/// Errors of files are added to `report`. Returns `None` if the input cannot be read, or is an image with errors.
pub fn open_valid(
    input: &Input,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Workspace> {
    prepare(input, options, sources, report)?.with_source_options().compile_valid(sources, report)
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
    // A given configuration says where the files are.
    if prepared.is_none() && options.config.is_none() && problems.iter().any(is_not_there) {
        let here = options.fallback.as_ref().and_then(|layout| layout.here.as_deref());
        if let Some(whole) = here.and_then(|here| elsewhere(input, options, here, report)) {
            let whole = if options.ignores_links { whole.without_links() } else { whole };
            return prepared::moved(input, &whole, options, sources, report);
        }
    }
    report.append(if prepared.is_none() { without_consequences(problems) } else { problems });
    prepared
}

/// Returns `true` for a missing input, or one without schema files.
fn is_not_there(problem: &Diagnostic) -> bool {
    [protoward_inputs::codes::INPUT_NOT_FOUND, codes::NO_FILES].contains(&problem.code)
}

/// Returns the whole of the old version if the path of the new side does not exist in it.
fn elsewhere(input: &Input, options: &OpenOptions, here: &NewSideFiles, report: &mut Report) -> Option<WholeVersion> {
    WholeVersion::around_missing(input, options, here).unwrap_or_else(|error| {
        report.push(error.into());
        None
    })
}

pub(super) fn opened(input: &Input, options: &OpenOptions, report: &mut Report) -> Option<Opened> {
    let opened = match options.opened.as_ref().filter(|opened| opened.input == *input) {
        Some(opened) => Opened::Files(opened.files.clone()),
        None => {
            let opened = newly_opened(input, options).and_then(|opened| in_whole(opened, input, options));
            opened.map_err(|error| report.push(error.into())).ok()?
        }
    };
    let commit = match &opened {
        Opened::Files(files) => &files.commit,
        Opened::Image(image) => &image.commit,
    };
    let ambiguous = commit.as_ref().and_then(|commit| commit.ambiguous.as_ref());
    ambiguous.into_iter().for_each(|name| report.push(name.into()));
    Some(opened)
}

fn newly_opened(input: &Input, options: &OpenOptions) -> Result<Opened, InputError> {
    check_offline(input, options.dependencies.is_offline)?;
    let opened = input.open_with(options.detail)?;
    Ok(if options.ignores_links { opened.without_links() } else { opened })
}

/// Returns a project in the tree of the named input, if its own tree is smaller: that of a folder outside of a repository.
fn in_whole(opened: Opened, input: &Input, options: &OpenOptions) -> Result<Opened, InputError> {
    let OpenOptions { project, .. } = options;
    match opened {
        Opened::Files(files) if files.is_on_disk() && above(&files.path, project).is_none() => {
            let whole = input.above(project).map(|whole| newly_opened(&whole, options)).transpose()?;
            Ok(Opened::Files(match whole {
                Some(Opened::Files(whole)) => OpenedFiles { path: join(&whole.path, project), ..whole },
                Some(Opened::Image(_)) | None => files,
            }))
        }
        opened => Ok(opened),
    }
}

fn edited(files: OpenedFiles, options: &OpenOptions) -> OpenedFiles {
    match &options.edited {
        Some(texts) => OpenedFiles { tree: Arc::new(EditedTree::new(files.tree, texts.clone())), ..files },
        None => files,
    }
}

/// Compiles an input to the bytes of a `FileDescriptorSet`, passed to `take` in pieces. This is the fastest way if no
/// schema is needed. Returns a description of the input.
///
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
/// use protoward_schema::descriptor::Encode;
/// use protoward_source::{Report, Sources};
/// use protoward_inputs::Input;
/// use protoward_workspace::{OpenOptions, descriptor_set};
///
/// let (mut sources, mut report, mut set) = (Sources::default(), Report::default(), Vec::new());
/// let (input, what) = (Input::parse("proto")?, Encode { imports: true, source_info: true });
/// let take = |piece: &[u8]| set.extend_from_slice(piece);
/// let origin = descriptor_set(&input, &OpenOptions::default(), what, &mut sources, &mut report, take);
/// assert!(origin.is_some() && !set.is_empty());
/// # Ok::<(), protoward_inputs::InputError>(())
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
    let Selection { found, targets, others, .. } = select(&files, options, sources, report)?;
    let origin = Origin::new(input, &files, targets.len());
    let is_configured = found.config.source.is_some();
    let scope = DependencyScope { is_on_disk: files.is_on_disk(), root: files.root.as_deref(), options };
    let (compiler, _) = compiler(&found, &files, &targets, scope, sources, report)?;
    let targets = names(targets);
    let loaded = compiler.load(&targets, sources);
    let linked = loaded.link(sources);
    if !linked.report().has_errors() {
        linked.write(what, take);
    }
    let project = ProjectFiles { compiler: &compiler, targets: &targets, others: &others, is_configured };
    let is_complete = project.forward_problems(linked.report().clone(), sources, report);
    if options.leave_memory {
        std::mem::forget(linked);
        std::mem::forget(loaded);
    }
    is_complete.then_some(origin)
}
