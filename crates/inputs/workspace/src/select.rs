//! The selected files: those of the modules, without what the input and flags exclude.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::files::{self, Filter, ModuleFiles, UnreadTarget};
use super::found::{ConfiguredInput, TargetFile};
use super::layout::{Layout, OpenOptions};
use super::moved::{Content, ForeignFile};
use super::name_filter::NameFilter;
use super::{diagnostics, find, linked, moved};
use protoward_inputs::OpenedFiles;
use protoward_settings::Version;
use protoward_source::paths::below;
use protoward_source::{Diagnostic, Place, ReadError, Report, Sources, UnreadKind, join};

/// The files to compile, and the filter that selected them.
pub(super) struct Selection {
    pub(super) found: ConfiguredInput,
    pub(super) targets: Vec<TargetFile>,
    /// The import paths of the files that are not selected.
    pub(super) others: Vec<String>,
    /// The module of each available file by import path; empty if no module has a name.
    pub(super) modules: BTreeMap<String, usize>,
    /// The filter, for the other side of a comparison.
    pub(super) filter: NameFilter,
    /// The errors of selected files that cannot be read, on the old side. They are compared like files that do not compile.
    pub(super) unread: Report,
    /// The entries that cannot be read and are not needed, in words.
    pub(super) passed_over: Vec<String>,
    /// The files of an older version that another configuration judged.
    pub(super) foreign: Vec<ForeignFile>,
}

pub(super) fn select(
    files: &OpenedFiles,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Selection> {
    let found = find::find(files, options, sources, report)?;
    let found = if found.is_inherited { moved::adopted(&found).unwrap_or(found) } else { found };
    let mut problems = Report::default();
    let ModuleFiles { targets: all, unread } = files::of_modules(&found, &mut problems);
    // The files of a module that another one has too are not listed again.
    if found.config.is_of_buf() && options.fallback.is_none() && !problems.has_errors() {
        problems.append(empty_modules(&found, &all));
    }
    let of_package = package_files(files, &all);
    let mut filter = filter(files, options, &mut problems);
    if options.paths.is_empty() {
        filter.only.extend(of_package.iter().cloned());
    }
    let is_selected = |target: &TargetFile| match &options.fallback {
        Some(_) if of_package.contains(&target.path) => true,
        Some(layout) => admits_old(&found, files, layout, target),
        None => filter.admits(&target.path),
    };
    let (needed, passed_over): (Vec<_>, Vec<_>) = unread.into_iter().partition(|it| it.is_needed(files, is_selected));
    let (invalid, needed): (Vec<_>, Vec<_>) = needed.into_iter().partition(|it| it.is_invalid_file(options));
    // A link that is broken on disk is broken for everyone.
    let is_elsewhere = |_: &&Layout| !files.is_on_disk();
    let here = options.fallback.as_ref().filter(is_elsewhere).and_then(|layout| layout.here.as_deref());
    let mut behind_links: Vec<Diagnostic> = match here {
        Some(here) => linked::behind_links(&found, here, &all, sources),
        None => Vec::new(),
    };
    for UnreadTarget { target, error, .. } in &needed {
        problems.push(protoward_inputs::unreadable(error, found.config.modules[target.module].path.place));
    }
    if problems.has_errors() {
        report.append(problems);
        return None;
    }
    let has_names = found.config.modules.iter().any(|module| module.name.is_some());
    let modules = all.iter().filter(|_| has_names).map(|target| (target.name.clone(), target.module)).collect();
    let names = names(&all);
    let mut targets = all;
    targets.retain(|target| below(&target.path, &files.path).is_some() || of_package.contains(&target.path));
    let has_files = !targets.is_empty();
    let idle_exceptions =
        idle(&options.exclude_paths, files, &targets).into_iter().filter(|path| !is_there(files, path));
    let idle_exceptions: Vec<&Path> = idle_exceptions.collect();
    targets.retain(is_selected);
    // A configuration that is the first one may leave out all files that there were, which is a finding.
    let has_files = has_files || found.is_inherited && has_schema(files);
    if let Some(problem) = nothing_left(&found, files, has_files, &targets, options) {
        report.push(problem);
        return None;
    }
    if options.fallback.is_none() {
        report.append(idle(&options.paths, files, &targets).into_iter().map(diagnostics::idle_path).collect());
        if !options.is_rest {
            report.append(idle_exceptions.into_iter().map(diagnostics::idle_exception).collect());
        }
    }
    let others = &names - &self::names(&targets);
    let names = NameFilter::new(&found, &filter, others.clone());
    let passed_over = passed_over.into_iter().map(|it| it.error.to_string()).collect();
    let unread = invalid.into_iter().map(|UnreadTarget { target, error, .. }| {
        let is_loop = matches!(error, ReadError::LinkLoop { .. });
        let here = here.filter(|_| !is_loop);
        if let Some(problem) = here.and_then(|here| linked::linked_file(&found, here, &target, sources)) {
            return problem;
        }
        let source = sources.add(target.name, found.tree.displayed(&target.path), None);
        protoward_inputs::unreadable(&error, Some(Place::whole(source)))
    });
    behind_links.extend(unread);
    Some(Selection {
        unread: behind_links.into_iter().collect(),
        found,
        targets,
        // An older version takes its files as they are.
        others: if options.fallback.is_some() { Vec::new() } else { others.into_iter().collect() },
        modules,
        filter: names,
        passed_over,
        foreign: Vec::new(),
    })
}

impl UnreadTarget {
    /// Returns `true` for a file of the old side, without which the other files are compared.
    fn is_invalid_file(&self, options: &OpenOptions) -> bool {
        options.fallback.is_some() && self.kind == UnreadKind::File
    }

    /// Returns `true` for a file that is selected, and for a folder that may have selected files.
    fn is_needed(&self, files: &OpenedFiles, is_selected: impl Fn(&TargetFile) -> bool) -> bool {
        let Self { target, kind, is_of_module, .. } = self;
        let is_selected = || below(&target.path, &files.path).is_some() && is_selected(target);
        *is_of_module
            && match kind {
                UnreadKind::File => is_selected(),
                UnreadKind::Folder => is_selected() || below(&files.path, &target.path).is_some(),
                UnreadKind::Cycle => false,
            }
    }
}

/// Returns `true` if the filter of the new side selects a file of the old side. If the configuration was in another folder
/// above the input, import paths differ, and paths from the input decide.
fn admits_old(found: &ConfiguredInput, files: &OpenedFiles, layout: &Layout, target: &TargetFile) -> bool {
    match &layout.here {
        Some(here) if found.within != layout.within => {
            below(&target.path, &files.path).is_some_and(|inside| here.filter.admits(&join(&here.path, inside)))
        }
        _ => layout.filter.admits(found, target),
    }
}

/// Reports modules without files, which buf rejects. A single module has another diagnostic.
fn empty_modules(found: &ConfiguredInput, targets: &[TargetFile]) -> Report {
    let modules = &found.config.modules;
    let is_known = found.config.version != Version::V1Beta1 && modules.len() > 1;
    let mut has_files = vec![!is_known; modules.len()];
    targets.iter().for_each(|target| has_files[target.module] = true);
    let empty = modules.iter().zip(has_files).filter(|(_, has_files)| !has_files);
    empty.map(|(module, _)| diagnostics::module_without_files(&module.path)).collect()
}

fn names(targets: &[TargetFile]) -> BTreeSet<String> {
    targets.iter().map(|target| target.name.clone()).collect()
}

/// Returns `--path`, or else the input, and `--exclude-path` as paths in the tree. The old side uses the filter of
/// the new one.
pub(super) fn filter(files: &OpenedFiles, options: &OpenOptions, report: &mut Report) -> Filter {
    let mut inside = |paths: &[PathBuf]| {
        let mut inside = Vec::new();
        for path in paths {
            match files.path_of(path) {
                Some(path) => inside.push(path),
                None => report.push(diagnostics::path_outside(path, &files.tree.display(&files.path))),
            }
        }
        inside
    };
    let is_old = options.fallback.is_some();
    let only = if is_old || options.paths.is_empty() { vec![files.path.clone()] } else { inside(&options.paths) };
    Filter { only, except: if is_old { Vec::new() } else { inside(&options.exclude_paths) } }
}

/// Returns the paths at and below which no file is.
fn idle<'p>(paths: &'p [PathBuf], files: &OpenedFiles, targets: &[TargetFile]) -> Vec<&'p Path> {
    let is_idle = |path: &&Path| {
        let path = files.path_of(path);
        path.is_none_or(|path| !targets.iter().any(|target| below(&target.path, &path).is_some()))
    };
    paths.iter().map(PathBuf::as_path).filter(is_idle).collect()
}

/// Returns `true` if something is at a path: a folder without schema files, or a link or a file that cannot be read.
fn is_there(files: &OpenedFiles, path: &Path) -> bool {
    let tree = &files.tree;
    let is_there = |path: &str| tree.is_folder(path) || tree.is_link(path) || !matches!(tree.read(path), Ok(None));
    files.path_of(path).is_some_and(|path| is_there(&path))
}

/// Returns `true` if the folder of the input has a schema file.
fn has_schema(files: &OpenedFiles) -> bool {
    files.tree.files(&files.path, ".proto").is_ok_and(|found| !found.is_empty())
}

/// Reports why nothing is left to compile. The old side may lack all selected files if they are new.
fn nothing_left(
    found: &ConfiguredInput,
    files: &OpenedFiles,
    has_files: bool,
    targets: &[TargetFile],
    options: &OpenOptions,
) -> Option<Diagnostic> {
    let shown = || found.tree.display(&files.path);
    match (has_files, options.fallback.is_some()) {
        (true, true) => None,
        (true, false) => targets.is_empty().then(|| diagnostics::all_filtered(&shown())),
        (false, true) => Some(diagnostics::no_old_files(&shown())),
        (false, false) => Some(no_files(found, &files.path)),
    }
}

fn no_files(found: &ConfiguredInput, input: &str) -> Diagnostic {
    let folders: Vec<String> = found.config.modules.iter().map(|module| join(&found.root, &module.path.text)).collect();
    let beside = !folders.iter().any(|folder| below(folder, input).is_some() || below(input, folder).is_some());
    let shown: Vec<String> = folders.iter().map(|folder| found.tree.display(folder)).collect();
    diagnostics::no_files(&found.tree.display(input), &shown, beside)
}

/// Returns the paths of the files in the module of the input that have its package, in any order of folders. A file without a
/// package is alone, as in buf.
fn package_files(files: &OpenedFiles, all: &[TargetFile]) -> BTreeSet<String> {
    let Some(input) = all.iter().find(|target| files.is_package && target.path == files.path) else {
        return BTreeSet::new();
    };
    // A file that cannot be read is reported when it is compiled.
    let package = |target: &TargetFile| {
        let bytes = files.tree.read(&target.path).ok().flatten()?;
        Some(Content::new(target.path.clone(), bytes).package)
    };
    let Some(own) = package(input).filter(|package| !package.is_empty()) else { return BTreeSet::new() };
    let in_module = all.iter().filter(|target| target.module == input.module);
    in_module.filter(|target| package(target).as_ref() == Some(&own)).map(|target| target.path.clone()).collect()
}
