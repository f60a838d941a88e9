//! Prepared inputs that are not compiled yet, so that both sides of a comparison can be compiled together.

use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::compile::{compiler, names};
use super::config_folder::ConfigFolder;
use super::former::FormerConfigs;
use super::images::{self, PreparedImage};
use super::layout::{Layout, NewSideFiles, OpenOptions};
use super::prepared_files::PreparedFiles;
use super::resolution::{DependencyScope, Imported};
use super::select::{self, Selection, select};
use super::waiting::{CompiledNew, WaitingOld};
use super::whole::WholeVersion;
use super::workspace::{Origin, Setting, Workspace};
use super::{left_out, moved};
use protoward_compiler::{Comparison, Compilation, Compiler, Side};
use protoward_inputs::{Image, Input, OpenedFiles};
use protoward_schema::Schema;
use protoward_schema::descriptor::InvalidImage;
use protoward_settings::Config;
use protoward_source::tree_path::below;
use protoward_source::{Report, Sources, join};

/// A prepared input: its configuration and the list of its files.
pub struct Prepared {
    pub(super) setting: Setting,
    pub(super) what: PreparedKind,
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("config", self.config()).field("root", &self.root()).finish_non_exhaustive()
    }
}

/// The form of a prepared input.
pub(super) enum PreparedKind {
    Files(Box<PreparedFiles>),
    Image(Box<PreparedImage>),
}

pub(super) fn files(
    input: &Input,
    files: &OpenedFiles,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Prepared> {
    let mut selection = select(files, options, sources, report)?;
    let mut left_out = Vec::new();
    let mut former = Vec::new();
    let is_inherited = selection.found.is_inherited;
    if is_inherited {
        let base = &selection.found.root;
        let paths: Vec<&str> = selection.targets.iter().map(|target| &*target.path).collect();
        let found = FormerConfigs::find(files, base, paths.iter().copied(), sources, report)?;
        former = found.of_files(&paths.iter().filter_map(|path| below(path, base)).collect::<Vec<_>>());
    }
    if let Some((layout, here)) = options.fallback.as_ref().and_then(|layout| Some((layout, layout.here.as_deref()?))) {
        let whole = || {
            let whole = WholeVersion::around(input, files, options, here)?;
            Ok(if options.ignores_links { whole.map(WholeVersion::without_links) } else { whole })
        };
        selection = moved::with_moved_in(selection, layout, whole, sources, report)?;
        if is_inherited {
            left_out = left_out::left_out(files, &selection, here, sources, report)?;
        }
    }
    let is_narrowed = !options.paths.is_empty() || !options.exclude_paths.is_empty();
    let here = || {
        let found = selection.found.clone();
        let targets = selection.targets.clone();
        let path = files.path.clone();
        // Problems with paths were reported by the selection.
        let filter = select::filter(files, options, &mut Report::default());
        Arc::new(NewSideFiles { found, targets, path, filter, is_narrowed })
    };
    let here = options.fallback.is_none().then(here);
    let mut prepared = selected(input, files, selection, here, options, sources, report)?;
    (prepared.setting.left_out, prepared.setting.former) = (left_out, former);
    Some(prepared)
}

/// Prepares an image. It has no configuration of its own, so that of the working directory applies.
pub(super) fn image(
    image: Image,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Prepared> {
    let (setting, image) = images::prepare(image, options, sources, report)?;
    Some(Prepared { setting, what: PreparedKind::Image(Box::new(image)) })
}

/// Prepares the old side of a comparison whose files were in other folders of the version.
pub(super) fn moved(
    input: &Input,
    whole: &WholeVersion,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Prepared> {
    let selection = moved::select(whole, options.fallback.as_ref()?, sources, report)?;
    selected(input, &whole.files, selection, None, options, sources, report)
}

fn selected(
    input: &Input,
    files: &OpenedFiles,
    selection: Selection,
    here: Option<Arc<NewSideFiles>>,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Prepared> {
    let Selection { found, targets, modules: all_modules, filter, unread, passed_over, foreign, others } = selection;
    let origin = Origin::new(input, files, targets.len());
    let modules = targets.iter().map(|target| (target.name.clone(), target.module)).collect();
    let is_on_disk = files.is_on_disk();
    let scope = DependencyScope { is_on_disk, root: files.root.as_deref(), options };
    let (compiler, imported) = compiler(&found, files, &targets, scope, sources, report)?;
    let own = targets.iter().map(|target| &target.name).chain(filter.unselected()).cloned().collect();
    let imported = Imported { included: found.included(own), ..imported };
    // A configuration that a flag gives for a commit or an archive is not part of that.
    let is_given = options.config.is_some() && options.fallback.is_none();
    let root = is_on_disk.then(|| found.root_folder()).or_else(|| is_given.then(|| PathBuf::from(".")));
    let folder = root.as_ref().filter(|_| is_on_disk).and_then(|root| protoward_source::paths::absolute(root).ok());
    let config = found.config.clone();
    let within = found.within.clone();
    let layout = Layout { filter, config, within, folder, here };
    let setting = Setting {
        config: found.config.clone(),
        root,
        modules,
        layout,
        compared: None,
        left_out: Vec::new(),
        former: Vec::new(),
        inherits_configuration: found.is_inherited,
        config_folder: Some(ConfigFolder::of(&found)),
        missing: found.missing,
        passed_over,
        foreign,
    };
    let files = PreparedFiles {
        compiler,
        imported,
        targets: names(targets),
        others,
        origin,
        modules: all_modules,
        unread,
        leave_memory: options.leave_memory,
        is_configured: setting.config.source.is_some(),
    };
    Some(Prepared { setting, what: PreparedKind::Files(Box::new(files)) })
}

impl Prepared {
    /// Returns the configuration, or the default one.
    pub const fn config(&self) -> &Config {
        &self.setting.config
    }

    /// Returns the configuration to compare with that of the other side. It has the modules of the input.
    pub fn compared_config(&self) -> &Config {
        self.setting.compared.as_deref().unwrap_or(&self.setting.config)
    }

    /// Sets the configuration with the policy to apply, and the one to compare with that of the other side.
    pub fn set_policy(&mut self, applied: Config, compared: Config) {
        self.setting.config = applied;
        self.setting.compared = Some(Box::new(compared));
    }

    /// Returns the configurations of an older version for folders of the input, if it has none for all of it.
    pub fn former_configs(&self) -> &[Config] {
        &self.setting.former
    }

    /// Returns `true` for an older version without a configuration, which has that of the newer one.
    pub const fn inherits_configuration(&self) -> bool {
        self.setting.inherits_configuration
    }

    /// Returns `true` for an older version with a configuration, be it of folders of the input only.
    pub fn has_configuration(&self) -> bool {
        let Setting { inherits_configuration, former, left_out, .. } = &self.setting;
        !inherits_configuration || !former.is_empty() || left_out.iter().any(|file| file.former.is_some())
    }

    /// Returns `true` for an older version of whose files the inherited configuration leaves out all.
    pub fn is_left_out(&self) -> bool {
        self.setting.modules.is_empty() && !self.setting.left_out.is_empty()
    }

    /// Returns the base folder for paths in the configuration; `None` for a commit, an archive or an image.
    pub fn root(&self) -> Option<&Path> {
        self.setting.root.as_deref()
    }

    /// Returns the layout for opening the other side of a comparison.
    pub fn layout(&self) -> Layout {
        self.setting.layout.clone()
    }

    /// Returns `true` if all files of this older version are files of the newer one with this layout: the same ones on disk, or with
    /// `is_same_tree`, at the same places in an archive or a commit.
    pub fn has_files_of(&self, newer: &Layout, is_same_tree: bool) -> bool {
        let Setting { layout, modules, config, config_folder, .. } = &self.setting;
        let Some(here) = &newer.here else { return false };
        if is_same_tree {
            let paths: HashSet<&str> = here.targets.iter().map(|target| &*target.path).collect();
            let is_there = |(name, module): &(String, usize)| {
                let path = join(&config.modules[*module].path.text, name);
                let path = config_folder.as_ref().and_then(|folder| folder.path_in_tree(&path));
                path.is_some_and(|path| paths.contains(&*path))
            };
            return !modules.is_empty() && modules.iter().all(is_there);
        }
        let (Some(folder), Some(own_folder)) = (&newer.folder, &layout.folder) else { return false };
        let folders = |folder: &Path, config: &Config| -> Vec<PathBuf> {
            let modules = config.modules.iter().map(|module| folder.join(&module.path.text));
            modules.map(|folder| folder.canonicalize().unwrap_or(folder)).collect()
        };
        let new_folders = folders(folder, &newer.config);
        let old_folders = folders(own_folder, config);
        let files: HashSet<PathBuf> =
            here.targets.iter().map(|target| new_folders[target.module].join(&target.name)).collect();
        !modules.is_empty() && modules.iter().all(|(name, module)| files.contains(&old_folders[*module].join(name)))
    }

    /// Returns the compiler of the input, and the import paths of the files to compile; `None` for an image.
    pub fn compilation(&self) -> Option<(&Compiler, &[String])> {
        match &self.what {
            PreparedKind::Files(files) => Some((&files.compiler, &files.targets)),
            PreparedKind::Image(_) => None,
        }
    }

    /// Returns `true` for an image.
    pub const fn is_image(&self) -> bool {
        matches!(self.what, PreparedKind::Image(_))
    }

    /// Returns the version without its schema: with its configuration, and with the files beside it. `None` for an image, which
    /// has no files of its own.
    pub fn without_schema(self, sources: &Sources) -> Option<Workspace> {
        match self.what {
            PreparedKind::Files(files) => Some(files.workspace_of(Schema::default(), self.setting, sources)),
            PreparedKind::Image(_) => None,
        }
    }

    /// Compiles the input. Returns `None` after errors, which are added to `report`.
    pub fn compile(self, sources: &mut Sources, report: &mut Report) -> Option<Workspace> {
        let Self { setting, what } = self;
        match what {
            PreparedKind::Image(image) => image.open(setting, sources, report),
            PreparedKind::Files(files) => {
                let (compilation, _) = files.compile(false, sources);
                files.workspace(compilation, setting, sources, report)
            }
        }
    }

    /// Compiles the input without the files that have errors, which are added to `report`. Returns `None` for an image with
    /// errors.
    pub fn compile_valid(self, sources: &mut Sources, report: &mut Report) -> Option<Workspace> {
        self.compile_valid_if(sources, report, |_, _| true)
    }

    /// Compiles the input as [`compile_valid`](Self::compile_valid) does. The problems are known before the schema is created,
    /// which takes as long again: they are passed to `is_wanted`, and there is no schema if it returns `false`. It is not called
    /// for an image.
    pub fn compile_valid_if(
        self,
        sources: &mut Sources,
        report: &mut Report,
        is_wanted: impl FnOnce(&Sources, &Report) -> bool,
    ) -> Option<Workspace> {
        let Self { setting, what } = self;
        match what {
            PreparedKind::Image(image) => image.open(setting, sources, report),
            PreparedKind::Files(files) => {
                let generates = !setting.config.generate.is_empty();
                let mut has_invalid_files = false;
                let is_wanted = |sources: &Sources, problems: &Report| {
                    has_invalid_files = !files.forward_problems(problems.clone(), sources, report);
                    is_wanted(sources, report)
                };
                let (Compilation { schema, .. }, stripped) = files.compile_if(generates, sources, is_wanted)?;
                Some(Workspace { stripped, has_invalid_files, ..files.workspace_of(schema, setting, sources) })
            }
        }
    }

    /// Compiles this new side of a comparison with older versions. Files that are equal in all of them and that nothing else
    /// needs are excluded from all schemas, as in [`Comparison`], unless `keep` returns `true` for their bytes.
    ///
    /// All files are kept if modules are compared separately, or if unused ignores are reported. Both need complete
    /// schemas.
    ///
    /// # Errors
    /// Fails for the first side that does not compile: the new one, or one of the older ones.
    pub fn compile_with(
        self,
        olds: Vec<Self>,
        keep: &(dyn Fn(&[u8]) -> bool + Sync),
        sources: &mut Sources,
    ) -> Result<(Workspace, Vec<Workspace>), InvalidSide> {
        // The gate inspects options with source retention: visibility and extension declarations. If one side is an image,
        // which lacks them, the other sides are compiled without them too.
        let (this, olds) = if self.is_image() || olds.iter().any(Self::is_image) {
            (self, olds)
        } else {
            (self.with_source_options(), olds.into_iter().map(Self::with_source_options).collect())
        };
        let can_share = olds.iter().all(|old| this.can_share_with(old));
        let is_image = |side: &Self| side.is_image();
        match this.what {
            PreparedKind::Files(new) if can_share && !olds.iter().any(is_image) => {
                together(*new, this.setting, olds, keep, sources)
            }
            PreparedKind::Image(new) if can_share && olds.len() == 1 && olds.iter().all(is_image) => {
                both_images(*new, this.setting, olds, keep, sources)
            }
            what => Self { setting: this.setting, what }.compile_alone(olds, sources),
        }
    }

    /// Compiles this new side of a comparison as [`compile_with`](Self::compile_with) does, and only reads the older versions, if
    /// there are several and each can be compiled on its own.
    ///
    /// # Errors
    /// Fails for the first side that does not compile. Those that are only read are not checked yet.
    pub fn compile_first(
        self,
        olds: Vec<Self>,
        keep: &(dyn Fn(&[u8]) -> bool + Sync),
        sources: &mut Sources,
    ) -> Result<CompiledNew, InvalidSide> {
        let can_wait = |old: &Self| !old.is_image() && self.can_share_with(old);
        if self.is_image() || olds.len() < 2 || !olds.iter().all(can_wait) {
            let (new, olds) = self.compile_with(olds, keep, sources)?;
            return Ok(CompiledNew::Together(new, olds));
        }
        let [mut news, olds] =
            [vec![self], olds].map(|sides| files_of(sides.into_iter().map(Self::with_source_options)));
        let (new, setting) = news.pop().expect("it is not an image");
        first(new, setting, olds, keep, sources)
    }

    fn compile_alone(self, olds: Vec<Self>, sources: &mut Sources) -> Result<(Workspace, Vec<Workspace>), InvalidSide> {
        let mut report = Report::default();
        let Some(new) = self.compile(sources, &mut report) else { return Err(InvalidSide::New(report)) };
        let mut compiled = Vec::new();
        for (at, old) in olds.into_iter().enumerate() {
            let mut report = Report::default();
            compiled.push(old.compile(sources, &mut report).ok_or(InvalidSide::Old(at, report))?);
        }
        Ok((new, compiled))
    }

    fn can_share_with(&self, old: &Self) -> bool {
        let has_one_module = |side: &Self| side.config().modules.len() <= 1;
        let has_ignores = !self.config().is_of_buf() && !self.config().breaking.settings.ignores.is_empty();
        // The uses of dependencies are those of all files.
        let has_new_dependencies = match (&self.what, &old.what) {
            (PreparedKind::Files(new), PreparedKind::Files(old)) => new.imported.dependencies_may_differ(&old.imported),
            _ => false,
        };
        has_one_module(self) && has_one_module(old) && !has_ignores && !has_new_dependencies
    }
}

/// A side of a comparison that does not compile, with its errors.
#[derive(Clone, Debug)]
pub enum InvalidSide {
    /// The new side, which may be corrected.
    New(Report),
    /// The older version at this position.
    Old(usize, Report),
}

/// Compiles files, and reads older versions of them.
fn first(
    new: PreparedFiles,
    setting: Setting,
    olds: Vec<(PreparedFiles, Setting)>,
    keep: &(dyn Fn(&[u8]) -> bool + Sync),
    sources: &mut Sources,
) -> Result<CompiledNew, InvalidSide> {
    let sides: Vec<Side<'_>> = olds.iter().map(|(files, _)| files.side()).collect();
    let comparison = Comparison::new(new.side(), &sides).keep(keep).leave_memory(new.leave_memory);
    let (compiled, waiting) = comparison.begin(sources);
    let mut report = Report::default();
    let new = new.workspace(compiled, setting, sources, &mut report).ok_or(InvalidSide::New(report))?;
    let olds = waiting.into_iter().zip(olds).map(|(waiting, (files, setting))| WaitingOld { waiting, files, setting });
    Ok(CompiledNew::Waiting(new, olds.collect()))
}

/// Returns the sides that are files.
fn files_of(sides: impl IntoIterator<Item = Prepared>) -> Vec<(PreparedFiles, Setting)> {
    let files = |side: Prepared| match side.what {
        PreparedKind::Files(files) => Some((*files, side.setting)),
        PreparedKind::Image(_) => None,
    };
    sides.into_iter().filter_map(files).collect()
}

/// Compiles files together with older versions of them.
fn together(
    new: PreparedFiles,
    setting: Setting,
    olds: Vec<Prepared>,
    keep: &(dyn Fn(&[u8]) -> bool + Sync),
    sources: &mut Sources,
) -> Result<(Workspace, Vec<Workspace>), InvalidSide> {
    let olds = files_of(olds);
    let sides: Vec<Side<'_>> = olds.iter().map(|(files, _)| files.side()).collect();
    let comparison = Comparison::new(new.side(), &sides).keep(keep).leave_memory(new.leave_memory);
    let (compiled, compiled_olds) = comparison.compile(sources);
    let mut report = Report::default();
    let new = new.workspace(compiled, setting, sources, &mut report).ok_or(InvalidSide::New(report))?;
    let mut workspaces = Vec::new();
    for (at, ((files, setting), compiled)) in olds.into_iter().zip(compiled_olds).enumerate() {
        let mut report = Report::default();
        let old = files.workspace(compiled, setting, sources, &mut report);
        workspaces.push(old.ok_or(InvalidSide::Old(at, report))?);
    }
    Ok((new, workspaces))
}

/// Reads an image together with an older one.
fn both_images(
    new: PreparedImage,
    setting: Setting,
    olds: Vec<Prepared>,
    keep: &(dyn Fn(&[u8]) -> bool + Sync),
    sources: &mut Sources,
) -> Result<(Workspace, Vec<Workspace>), InvalidSide> {
    let mut report = Report::default();
    let mut old_report = Report::default();
    let was = |old: Prepared| match old.what {
        PreparedKind::Image(image) => Some((*image, old.setting)),
        PreparedKind::Files(_) => None,
    };
    let Some((then, old_setting)) = olds.into_iter().find_map(was) else { return Err(InvalidSide::New(report)) };
    let [part, old_part] = match images::both(&new, &then, keep, sources) {
        Ok(parts) => parts,
        Err(InvalidImage::New(diagnostic)) => return Err(InvalidSide::New(Report::from_iter([*diagnostic]))),
        Err(InvalidImage::Old(diagnostic)) => return Err(InvalidSide::Old(0, Report::from_iter([*diagnostic]))),
    };
    let new = new.workspace(part.0, part.1, setting, &mut report).ok_or(InvalidSide::New(report))?;
    let old = then.workspace(old_part.0, old_part.1, old_setting, &mut old_report);
    Ok((new, vec![old.ok_or(InvalidSide::Old(0, old_report))?]))
}
