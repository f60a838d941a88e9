//! Runs prost-build and tonic-prost-build: from descriptors, into a folder.

use std::path::Path;
use std::{fs, io};

use prost_build::Config;
use prost_types::FileDescriptorSet;
use tonic_prost_build::Builder;

use super::additions::Subject;
use super::beside::Homes;
use super::editions::ForProst;
use super::names::Names;
use super::options::{self, FORMAT, INCLUDE_FILE, OptionRow, OptionValue, Set};
use super::passes::{self, Files, Passes};
use super::selection::Selected;
use super::settings::{Generate, Plugin};
use super::tree::Modules;
use super::{additions, diagnostics, embedded, format, quiet, services, tonic, wanted};
use protoward_compiler::prost::descriptor_set;
use protoward_output::Plan;
use protoward_schema::descriptor::encode_files;
use protoward_source::{Diagnostic, Report};

/// What was generated.
pub(super) struct Generated {
    pub(super) files: Files,
    /// Which file holds which module.
    pub(super) modules: Modules,
    /// What is called otherwise than prost would call it.
    pub(super) names: Names,
}

/// Generates code from what prost-build is given of these files of a schema.
pub(super) fn run(
    entry: &Generate,
    given: &ForProst,
    selected: Selected<'_>,
    homes: &Homes,
    root: &Path,
) -> Result<Generated, Report> {
    let Selected { schema, files: of } = selected;
    let include = entry.get(INCLUDE_FILE).map(OptionValue::text);
    check_include_file(entry, include)?;
    let wanted_additions = wanted::additions(entry, homes);
    let wrong = additions::check(schema, &wanted_additions);
    if wrong.has_errors() {
        return Err(wrong);
    }
    let attributes = additions::attributes(schema, &wanted_additions)?;
    let of_services = wanted::of_services(entry, root, homes);
    let files = quiet::catch(|| in_folder(entry, given, &attributes, &of_services));
    let files = files.map_err(|panic| diagnostics::generator_panicked(entry.plugin, &panic, schema))?;
    let (mut files, passes) = files.map_err(|error| diagnostics::generator_failed(entry.plugin, &error))?;
    if entry.get(options::FILE_DESCRIPTOR_SET).is_some_and(OptionValue::flag) && !homes.are_apart() {
        embedded::add(&mut files, include, encode_files(schema, of.iter().copied(), false));
    }
    let subject = Subject {
        schema,
        files: of,
        names: passes.names(),
        own: of,
        nameless: wanted::nameless(entry),
        elsewhere: wanted::elsewhere(entry),
    };
    additions::add(&mut files, include, &subject, &wanted_additions)
        .map_err(|why| diagnostics::generator_failed(entry.plugin, &io::Error::other(why)))?;
    let file_names = services::FileNames { include, nameless: wanted::nameless(entry) };
    services::add(&mut files, file_names, Some(schema), passes.names(), &of_services)?;
    let (files, modules) = passes.ended(files, wanted::nameless(entry));
    Ok(Generated { files, modules, names: passes.into_names() })
}

/// prost-build writes that file itself, so its path is looked at beforehand.
fn check_include_file(entry: &Generate, include: Option<&str>) -> Result<(), Box<Diagnostic>> {
    match include {
        Some(path) => Plan::generated(&entry.out).add(path, ""),
        None => Ok(()),
    }
}

fn in_folder(
    entry: &Generate,
    given: &ForProst,
    attributes: &[(String, String)],
    of_services: &services::Settings,
) -> io::Result<(Files, Passes)> {
    let temp = tempfile::tempdir()?;
    let out = temp.path();
    let mut set = descriptor_set(&given.descriptors).map_err(io::Error::other)?;
    let passes = Passes::over(&mut set, &wanted::of(entry));
    if let Some(parent) = entry.get(INCLUDE_FILE).and_then(|path| Path::new(path.text()).parent()) {
        fs::create_dir_all(out.join(parent))?;
    }
    let mut config = Config::new();
    config.format(false).out_dir(out);
    given.box_fields(&mut config, passes.names());
    passes.names().set_attributes(attributes, &mut config);
    let options = wanted::options(entry, passes.names());
    if of_services.needs_names() {
        config.enable_type_names();
    }
    match entry.plugin {
        Plugin::Prost => with_prost(&options, config, set)?,
        Plugin::Tonic => {
            let builder = tonic_builder(entry, &options, &mut config, passes.names());
            let extended_types = wanted::services(entry).is_some_and(|built| built.extended_types);
            tonic::compile(builder.out_dir(out), config, extended_types, set)?;
        }
    }
    let mut files = passes::read(out)?;
    if entry.get(FORMAT).is_none_or(OptionValue::flag) {
        format::files(&mut files).map_err(io::Error::other)?;
    }
    Ok((files, passes))
}

fn with_prost(options: &[(&OptionRow, OptionValue)], mut config: Config, set: FileDescriptorSet) -> io::Result<()> {
    for (row, value) in options {
        on_config(row, value, &mut config);
    }
    config.compile_fds(set)
}

fn on_config(row: &OptionRow, value: &OptionValue, config: &mut Config) {
    match row.set {
        Set::Prost(set) | Set::Either(set, _) | Set::Both(set, _) => set(config, value),
        Set::Tonic(_) | Set::Here | Set::Nowhere => {}
    }
}

fn tonic_builder(
    entry: &Generate,
    options: &[(&OptionRow, OptionValue)],
    config: &mut Config,
    names: &Names,
) -> Builder {
    let mut builder = tonic_prost_build::configure();
    for (row, value) in options {
        builder = on_builder(row, value, builder, config);
    }
    match wanted::services(entry).filter(|_| wanted::names(entry)) {
        Some(built) => names.over_services(builder, built, config),
        None => builder,
    }
}

fn on_builder(row: &OptionRow, value: &OptionValue, builder: Builder, config: &mut Config) -> Builder {
    match row.set {
        Set::Prost(set) => {
            set(config, value);
            builder
        }
        Set::Tonic(set) | Set::Either(_, set) => set(builder, value),
        Set::Both(on_config, on_builder) => {
            on_config(config, value);
            on_builder(builder, value)
        }
        Set::Here | Set::Nowhere => builder,
    }
}
