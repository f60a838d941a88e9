//! Inputs that are understood and not compiled yet, so that both sides of a comparison can be compiled at once.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::find::Found;
use super::images::{self, PreparedImage};
use super::moved::{self, Here};
use super::open::{Layout, OpenOptions, Workspace, inputs, root_folder, said, shown, whole_commit};
use super::origin::Origin;
use super::select::{Selection, select};
use crate::config::Config;
use crate::inputs::{Files, Input};
use protoward_compiler::{Compilation, Inputs, Options};
use protoward_schema::Schema;
use protoward_schema::descriptor::Wrong;
use protoward_source::{Report, Sources};

/// An input that is not compiled yet: its configuration, and which files there are.
pub struct Prepared {
    pub(super) setting: Setting,
    pub(super) what: What,
}

/// What a workspace has but the schema.
pub(super) struct Setting {
    pub(super) config: Config,
    pub(super) root: Option<PathBuf>,
    pub(super) modules: Vec<(String, usize)>,
    pub(super) layout: Layout,
}

/// What there is to compile.
pub(super) enum What {
    Files(Box<PreparedFiles>),
    Image(PreparedImage),
}

/// Files of protobuf.
pub(super) struct PreparedFiles {
    pub(super) inputs: Inputs,
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
        selection = moved::with_moved_in(selection, here, whole, layout, sources, report)?;
    }
    let is_narrowed = !options.paths.is_empty() || !options.exclude_paths.is_empty();
    let here = || {
        let (found, targets, path) = (selection.found.clone(), selection.targets.clone(), files.path.clone());
        Arc::new(Here { found, targets, path, is_narrowed })
    };
    let here = options.fallback.is_none().then(here);
    Some(selected(input, files, selection, here, options))
}

/// The old side of a comparison, whose files lay somewhere else in the commit.
pub(super) fn moved(
    input: &Input,
    files: &Files,
    (layout, here): (&Layout, &Here),
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Prepared> {
    let selection = moved::select(here, files, layout, sources, report)?;
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
    let root = is_on_disk.then(|| root_folder(&found));
    let layout = Layout { filter, config: found.config.clone(), within: found.within.clone(), here };
    let setting = Setting { config: found.config.clone(), root, modules, layout };
    let inputs = inputs(&found, targets);
    let leave_memory = options.leave_memory;
    let what = What::Files(Box::new(PreparedFiles { inputs, found, origin, modules: all_modules, leave_memory }));
    Prepared { setting, what }
}

impl Setting {
    pub(super) fn workspace(self, schema: Schema, origin: Origin, is_image: bool) -> Workspace {
        let Self { config, root, modules, layout } = self;
        Workspace { schema, origin, config, root, modules, layout, is_image }
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("config", self.config()).field("root", &self.root()).finish_non_exhaustive()
    }
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
                let compilation = protoward_compiler::compile(&files.inputs, &Options::default(), sources);
                files.workspace(compilation, setting, report)
            }
        }
    }

    /// Compiles both sides of a comparison, and leaves out of both schemas what is the same and nothing else needs, as
    /// [`protoward_compiler::compile_both`] does; `keep` says of the bytes of a file whether it stays nevertheless. What is wrong is said
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
                let options = Options { leave_memory: new.leave_memory, retain_options: true, ..Options::default() };
                let compiled = protoward_compiler::compile_both(&new.inputs, &then.inputs, keep, &options, sources);
                let new = new.workspace(compiled.0, self.setting, reports.0)?;
                Some((new, then.workspace(compiled.1, old.setting, reports.1)?))
            }
            (What::Image(new), What::Image(then)) => match images::both(&new, &then, keep, sources) {
                Ok([part, old_part]) => {
                    let new = new.workspace(part, self.setting, reports.0)?;
                    Some((new, then.workspace(old_part, old.setting, reports.1)?))
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
