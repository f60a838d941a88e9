//! Inputs that are understood and not compiled yet, so that both sides of a comparison can be compiled at once.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::found::Found;
use super::images::{self, PreparedImage};
use super::layout::{Here, Layout, OpenOptions};
use super::moved;
use super::open::{compiler, names, said, shown, whole_commit};
use super::select::{Selection, select};
use super::workspace::{Origin, Setting, Workspace};
use crate::config::Config;
use crate::inputs::{Files, Image, Input};
use protoward_compiler::{Comparison, Compilation, Compiler, Side};
use protoward_schema::descriptor::Wrong;
use protoward_source::{Report, Sources};

/// An input that is not compiled yet: its configuration, and which files there are.
pub struct Prepared {
    pub(super) setting: Setting,
    pub(super) what: What,
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("config", self.config()).field("root", &self.root()).finish_non_exhaustive()
    }
}

/// What there is to compile.
pub(super) enum What {
    Files(Box<PreparedFiles>),
    Image(PreparedImage),
}

/// Files of protobuf.
pub(super) struct PreparedFiles {
    pub(super) compiler: Compiler,
    /// The files to compile, by the names by which others import them.
    pub(super) targets: Vec<String>,
    pub(super) found: Found,
    pub(super) origin: Origin,
    /// The module of each file that there is, imports among them.
    pub(super) modules: BTreeMap<String, usize>,
    pub(super) leave_memory: bool,
}

pub(super) fn files(
    input: &Input,
    files: &Files,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Prepared> {
    let mut selection = select(files, options, sources, report)?;
    if let Some((layout, here)) = options.fallback.as_ref().and_then(|layout| Some((layout, layout.here.as_deref()?))) {
        let whole = || whole_commit(input, here);
        selection = moved::with_moved_in(selection, layout, whole, sources, report)?;
    }
    let is_narrowed = !options.paths.is_empty() || !options.exclude_paths.is_empty();
    let here = || {
        let (found, targets, path) = (selection.found.clone(), selection.targets.clone(), files.path.clone());
        Arc::new(Here { found, targets, path, is_narrowed })
    };
    let here = options.fallback.is_none().then(here);
    Some(selected(input, files, selection, here, options))
}

/// Finds the configuration of an image.
pub(super) fn image(
    image: Image,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Prepared> {
    let (setting, image) = images::prepare(image, options, sources, report)?;
    Some(Prepared { setting, what: What::Image(image) })
}

/// The old side of a comparison, whose files lay somewhere else in the commit.
pub(super) fn moved(
    input: &Input,
    files: &Files,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Prepared> {
    let selection = moved::select(files, options.fallback.as_ref()?, sources, report)?;
    Some(selected(input, files, selection, None, options))
}

fn selected(
    input: &Input,
    files: &Files,
    selection: Selection,
    here: Option<Arc<Here>>,
    options: &OpenOptions,
) -> Prepared {
    let Selection { found, targets, modules: all_modules, filter, .. } = selection;
    let origin = Origin { input: shown(input, files), files: targets.len(), commit: files.commit.clone() };
    let modules = targets.iter().map(|target| (target.name.clone(), target.module)).collect();
    let is_on_disk = files.commit.is_none() && files.root.is_some();
    let root = is_on_disk.then(|| found.root_folder());
    let layout = Layout { filter, config: found.config.clone(), within: found.within.clone(), here };
    let setting = Setting { config: found.config.clone(), root, modules, layout };
    let files = PreparedFiles {
        compiler: compiler(&found),
        targets: names(targets),
        found,
        origin,
        modules: all_modules,
        leave_memory: options.leave_memory,
    };
    Prepared { setting, what: What::Files(Box::new(files)) }
}

impl Prepared {
    /// The configuration; the default where there is none.
    pub const fn config(&self) -> &Config {
        &self.setting.config
    }

    /// The folder that the paths of the configuration start from; `None` for a commit, an archive or an image.
    pub fn root(&self) -> Option<&Path> {
        self.setting.root.as_deref()
    }

    /// The layout, to open the other side of a comparison with.
    pub fn layout(&self) -> Layout {
        self.setting.layout.clone()
    }

    /// Compiles it. What is wrong is said in `report`; then there is no workspace.
    pub fn compile(self, sources: &mut Sources, report: &mut Report) -> Option<Workspace> {
        let Self { setting, what } = self;
        match what {
            What::Image(image) => image.open(setting, sources, report),
            What::Files(files) => {
                let loaded = files.compiler.load(&files.targets, sources);
                let compilation = loaded.link(sources).into_compilation();
                files.workspace(compilation, setting, report)
            }
        }
    }

    /// Compiles both sides of a comparison, and leaves out of both schemas what is the same and nothing else needs, as
    /// [`Comparison`] does; `keep` says of the bytes of a file whether it stays nevertheless. What is wrong is said
    /// in the report of its side; where the new side is wrong, the old one is not looked at.
    ///
    /// Nothing is left out where modules are compared apart, or ignores are looked for that have nothing to do: both take
    /// the whole.
    pub fn compile_both(
        self,
        old: Self,
        keep: &(dyn Fn(&[u8]) -> bool + Sync),
        sources: &mut Sources,
        reports: (&mut Report, &mut Report),
    ) -> Option<(Workspace, Workspace)> {
        if !self.can_share_with(&old) {
            let new = self.compile(sources, reports.0)?;
            return Some((new, old.compile(sources, reports.1)?));
        }
        match (self.what, old.what) {
            (What::Files(new), What::Files(then)) => {
                // The gate looks at options that are for the source only: visibility, declarations of extensions. Where one
                // side is an image, which has lost them, the other side goes without them as well.
                let compilers = [&new, &then].map(|side| side.compiler.clone().retain_options(true));
                let [new_side, old_side] = [(&compilers[0], &new), (&compilers[1], &then)]
                    .map(|(compiler, side)| Side { compiler, files: &side.targets });
                let comparison = Comparison::new(new_side, old_side).keep(keep).leave_memory(new.leave_memory);
                let [now, was] = comparison.compile(sources);
                let new = new.workspace(now, self.setting, reports.0)?;
                Some((new, then.workspace(was, old.setting, reports.1)?))
            }
            (What::Image(new), What::Image(then)) => match images::both(&new, &then, keep, sources) {
                Ok([part, old_part]) => {
                    let new = new.workspace(part.0, part.1, self.setting, reports.0)?;
                    Some((new, then.workspace(old_part.0, old_part.1, old.setting, reports.1)?))
                }
                Err(Wrong::New(diagnostic)) => {
                    reports.0.push(*diagnostic);
                    None
                }
                Err(Wrong::Old(diagnostic)) => {
                    reports.1.push(*diagnostic);
                    None
                }
            },
            (new, then) => {
                let new = Self { setting: self.setting, what: new }.compile(sources, reports.0)?;
                Some((new, Self { setting: old.setting, what: then }.compile(sources, reports.1)?))
            }
        }
    }

    fn can_share_with(&self, old: &Self) -> bool {
        let has_one_module = |side: &Self| side.config().modules.len() <= 1;
        let has_ignores = !self.config().is_of_buf() && !self.config().breaking.settings.ignores.is_empty();
        has_one_module(self) && has_one_module(old) && !has_ignores
    }
}

impl PreparedFiles {
    fn workspace(self, compilation: Compilation, setting: Setting, report: &mut Report) -> Option<Workspace> {
        let Self { found, origin, .. } = self;
        said(compilation.report, &found, report).then(|| setting.workspace(compilation.schema, origin, false))
    }
}
