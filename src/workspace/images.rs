//! Compiled schemas as inputs.

use std::path::PathBuf;

use super::files::{self, NameFilter, SchemaFile};
use super::find::{self, Found};
use super::open::{Layout, OpenOptions, Workspace, root_folder};
use super::{Origin, diagnostics};
use crate::config::Config;
use crate::image::{self, Format};
use crate::report::Report;
use crate::schema::Schema;
use crate::source::{Image, ImageFormat, Input, Opened, Sources};

/// Reads an image. Its configuration is the one around the folder one is in.
pub(super) fn open(
    opened: Image,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Workspace> {
    let (config, root, modules) = config(options, sources, report)?;
    let source = sources.add(&*opened.display, &*opened.display, None);
    let form = match opened.format {
        ImageFormat::Binary => Format::Binary,
        ImageFormat::Json => Format::Json,
        ImageFormat::Text => Format::Text,
    };
    let read = image::read(&opened.bytes, form, source, sources);
    let mut schema = read.map_err(|diagnostic| report.push(*diagnostic)).ok()?;
    let filter = filter(options);
    let all = narrow(&mut schema, &filter);
    let files = schema.files.ids().filter(|&id| !schema[id].is_import).count();
    if all == 0 || files == 0 && options.fallback.is_none() {
        let nothing =
            if all == 0 { diagnostics::empty_image(source) } else { diagnostics::all_filtered(&opened.display) };
        report.push(nothing);
        return None;
    }
    let origin = Origin { input: opened.display, files, commit: opened.commit };
    let layout = Layout { config: config.clone(), within: String::new(), filter };
    Some(Workspace { schema, origin, config, root, modules, layout, is_image: true })
}

/// A configuration, its folder, and the module of each file.
type Around = (Config, Option<PathBuf>, Vec<(String, usize)>);

/// What an image is checked by: the configuration around the folder one is in. On the old side nobody asks.
fn config(options: &OpenOptions, sources: &mut Sources, report: &mut Report) -> Option<Around> {
    if options.fallback.is_some() {
        return Some((Config::default(), None, Vec::new()));
    }
    let Ok(Opened::Files(files)) = Input::Folder(PathBuf::from(".")).open() else {
        return Some((Config::default(), None, Vec::new()));
    };
    let found = find::find(&files, options, sources, report)?;
    let root = root_folder(&found);
    Some((found.config.clone(), Some(root), modules(&found)))
}

/// The module of each file, as far as the files lie in the folder; an image does not say. Where there is one module, that
/// is it.
fn modules(found: &Found) -> Vec<(String, usize)> {
    if found.config.modules.len() == 1 {
        return Vec::new();
    }
    // Whatever is wrong with the files there, the image is what is looked at.
    let targets = files::targets(found, &mut Report::default());
    targets.into_iter().map(|target| (target.name, target.module)).collect()
}

/// In an image, paths are the names by which files are imported.
fn filter(options: &OpenOptions) -> NameFilter {
    if let Some(layout) = &options.fallback {
        return layout.filter.clone();
    }
    let names = |paths: &[PathBuf]| -> Vec<String> {
        let name = |path: &PathBuf| path.to_string_lossy().trim_start_matches("./").trim_end_matches('/').to_owned();
        paths.iter().map(name).collect()
    };
    let only = if options.paths.is_empty() { vec![String::new()] } else { names(&options.paths) };
    NameFilter::of_names(only, names(&options.exclude_paths))
}

/// Makes imports of the files that are not asked for; gives how many files there were.
fn narrow(schema: &mut Schema, filter: &NameFilter) -> usize {
    let ids: Vec<_> = schema.files.ids().filter(|&id| !schema[id].is_import).collect();
    for &id in &ids {
        let admitted = filter.admits_name(schema.text(schema[id].path));
        schema.files[id].is_import = !admitted;
    }
    ids.len()
}

/// The files of an image that are not imports.
pub(super) fn list(workspace: &Workspace, sources: &Sources) -> Vec<SchemaFile> {
    let files = workspace.schema.files.ids().map(|id| &workspace.schema[id]).filter(|file| !file.is_import);
    let shown = files.map(|file| sources.get(file.source));
    shown.map(|source| SchemaFile { name: source.name.clone(), display: source.display.clone() }).collect()
}
