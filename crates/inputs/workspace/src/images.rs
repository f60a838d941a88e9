//! Images as inputs: their configuration, which is that of the working directory, and their schemas.

use std::path::{Path, PathBuf};

use super::config_folder::ConfigFolder;
use super::files;
use super::found::ConfiguredInput;
use super::layout::{Layout, OpenOptions};
use super::name_filter::NameFilter;
use super::workspace::{Origin, Setting, Workspace};
use super::{diagnostics, find};
use protoward_compiler::well_known;
use protoward_image::{EncodedImage, Format};
use protoward_inputs::{Image, ImageBytes, ImageFile, ImageFormat, Input, Opened};
use protoward_schema::descriptor::{ComparedPart, InvalidImage, StreamError, decode_stream};
use protoward_schema::unchanged::MustCompare;
use protoward_schema::{FileId, Schema};
use protoward_settings::Config;
use protoward_source::paths::portable;
use protoward_source::{Diagnostic, Report, SourceId, Sources};

/// An image that is not decoded yet.
pub(super) struct PreparedImage {
    opened: Image,
    /// `true` for the old side of a comparison, which may lack the selected files.
    is_old: bool,
}

/// Finds the configuration for an image: that of the working directory.
pub(super) fn prepare(
    opened: Image,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<(Setting, PreparedImage)> {
    let ImageContext { config, root, modules, config_folder } = context(options, sources, report)?;
    let layout =
        Layout { config: config.clone(), within: String::new(), folder: None, filter: filter(options), here: None };
    let image = PreparedImage { opened, is_old: options.fallback.is_some() };
    let setting = Setting {
        config,
        root,
        modules,
        layout,
        compared: None,
        left_out: Vec::new(),
        former: Vec::new(),
        inherits_configuration: false,
        config_folder,
        passed_over: Vec::new(),
        foreign: Vec::new(),
        missing: Vec::new(),
    };
    Some((setting, image))
}

impl PreparedImage {
    /// Decodes the image, and returns its schema with the configuration of the working directory.
    pub(super) fn open(mut self, setting: Setting, sources: &mut Sources, report: &mut Report) -> Option<Workspace> {
        let source = self.source(sources);
        let form = self.form();
        let read = match std::mem::take(&mut self.opened.bytes) {
            ImageBytes::Read(blocks) => protoward_image::read_blocks(blocks, form, source, sources),
            ImageBytes::File(file) => decode(&file, source, sources),
        };
        let mut schema = read.map_err(|diagnostic| report.push(*diagnostic)).ok()?;
        mark_well_known(&mut schema);
        let all = schema.files.iter().filter(|(_, file)| !file.is_import);
        let targets = all.map(|(_, file)| schema.text(file.path).to_owned()).collect();
        self.workspace(ComparedPart { schema, targets }, source, setting, report)
    }

    /// Adds the image to the sources.
    fn source(&self, sources: &mut Sources) -> SourceId {
        sources.add(&*self.opened.display.shown, self.opened.display.clone(), None)
    }

    const fn form(&self) -> Format {
        match self.opened.format {
            ImageFormat::Binary => Format::Binary,
            ImageFormat::Json => Format::Json,
            ImageFormat::Text => Format::Text,
            ImageFormat::Yaml => Format::Yaml,
        }
    }

    /// Creates the workspace of a decoded image.
    pub(super) fn workspace(
        self,
        part: ComparedPart,
        source: SourceId,
        setting: Setting,
        report: &mut Report,
    ) -> Option<Workspace> {
        let Self { opened, is_old } = self;
        let ComparedPart { mut schema, targets } = part;
        let filter = &setting.layout.filter;
        narrow(&mut schema, filter);
        let files = targets.iter().filter(|name| filter.admits_name(name)).count();
        if targets.is_empty() || files == 0 && !is_old {
            let nothing = if targets.is_empty() {
                diagnostics::empty_image(source)
            } else {
                diagnostics::all_filtered(&opened.display.shown)
            };
            report.push(nothing);
            return None;
        }
        if !is_old {
            filter.idle_names(&targets).for_each(|name| report.push(diagnostics::idle_path(Path::new(name))));
            filter.idle_exceptions(&targets).for_each(|name| report.push(diagnostics::idle_exception(Path::new(name))));
        }
        let origin = Origin { input: opened.display.shown, files, commit: opened.commit };
        Some(setting.workspace(schema, origin, true))
    }
}

/// Decodes a file with the locations of declarations, without having all of it in memory.
fn decode(file: &ImageFile, image: SourceId, sources: &mut Sources) -> Result<Schema, Box<Diagnostic>> {
    decode_stream(|| file.reader(), image, sources).map_err(|error| match error {
        StreamError::Io(error) => Box::new(file.not_read(error).into()),
        StreamError::Image(diagnostic) => diagnostic,
    })
}

/// Decodes both sides of a comparison together, and adds the images to the sources.
pub(super) fn both(
    new: &PreparedImage,
    old: &PreparedImage,
    keep: &MustCompare<'_>,
    sources: &mut Sources,
) -> Result<[(ComparedPart, SourceId); 2], InvalidImage> {
    let new_source = new.source(sources);
    let old_source = old.source(sources);
    let not_read = |error| Box::new(Diagnostic::from(error));
    let new_bytes = new.opened.bytes.in_memory().map_err(|error| InvalidImage::New(not_read(error)))?;
    let old_bytes = old.opened.bytes.in_memory().map_err(|error| InvalidImage::Old(not_read(error)))?;
    let new_side = EncodedImage { bytes: &new_bytes, format: new.form(), source: new_source };
    let old_side = EncodedImage { bytes: &old_bytes, format: old.form(), source: old_source };
    let (mut new, mut old) = protoward_image::read_both(new_side, old_side, keep, sources)?;
    [&mut new.targets, &mut old.targets].into_iter().for_each(without_well_known);
    Ok([(new, new_source), (old, old_source)])
}

/// The configuration of an image.
#[derive(Default)]
struct ImageContext {
    config: Config,
    root: Option<PathBuf>,
    /// The module of each file.
    modules: Vec<(String, usize)>,
    /// The folder of the configuration, with its other files, such as approvals.
    config_folder: Option<ConfigFolder>,
}

/// Returns the configuration around the working directory. The old side needs none.
fn context(options: &OpenOptions, sources: &mut Sources, report: &mut Report) -> Option<ImageContext> {
    if options.fallback.is_some() {
        return Some(ImageContext::default());
    }
    let Ok(Opened::Files(files)) = Input::Folder(PathBuf::from(".")).open() else {
        return Some(ImageContext::default());
    };
    let found = find::find(&files, options, sources, report)?;
    Some(ImageContext {
        config: found.config.clone(),
        root: Some(found.root_folder()),
        modules: modules(&found),
        config_folder: Some(ConfigFolder::of(&found)),
    })
}

/// Returns the module of each file in the working directory, because an image does not contain it. With a single
/// module the map is empty.
fn modules(found: &ConfiguredInput) -> Vec<(String, usize)> {
    if found.config.modules.len() == 1 {
        return Vec::new();
    }
    // Problems with files in the working directory do not affect the image.
    let targets = files::targets(found, &mut Report::default());
    targets.into_iter().map(|target| (target.name, target.module)).collect()
}

/// Returns the filter; in an image, paths are import paths.
fn filter(options: &OpenOptions) -> NameFilter {
    if let Some(layout) = &options.fallback {
        return layout.filter.clone();
    }
    let names = |paths: &[PathBuf]| -> Vec<String> {
        let name = |path: &PathBuf| portable(path).trim_start_matches("./").trim_end_matches('/').to_owned();
        paths.iter().map(name).collect()
    };
    let only = if options.paths.is_empty() { vec![String::new()] } else { names(&options.paths) };
    NameFilter::of_names(only, names(&options.exclude_paths))
}

/// Turns the well-known files of an image that does not mark imports into imports. protoc writes such images, with the well-known
/// files that others import; in an image without other files, they are the schema.
fn mark_well_known(schema: &mut Schema) {
    let is_well_known = |id: FileId| well_known(schema.text(schema[id].path)).is_some();
    let has_marks = schema.files.iter().any(|(_, file)| file.is_import);
    let (found, others): (Vec<FileId>, Vec<FileId>) = schema.files.ids().partition(|&id| is_well_known(id));
    if !has_marks && !others.is_empty() {
        found.into_iter().for_each(|id| schema.files[id].is_import = true);
    }
}

/// Removes the names of well-known files, unless there are no others: see [`mark_well_known`].
fn without_well_known(names: &mut Vec<String>) {
    if names.iter().any(|name| well_known(name).is_none()) {
        names.retain(|name| well_known(name).is_none());
    }
}

/// Turns the files that are not selected into imports.
fn narrow(schema: &mut Schema, filter: &NameFilter) {
    let ids: Vec<_> = schema.files.ids().filter(|&id| !schema[id].is_import).collect();
    for &id in &ids {
        let admitted = filter.admits_name(schema.text(schema[id].path));
        schema.files[id].is_import = !admitted;
    }
}
