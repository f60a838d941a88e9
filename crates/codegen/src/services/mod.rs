//! Code for services in addition to tonic's clients and servers.
//!
//! In: the generated code. Out: the same code with a module for each service at the end of its package, and a module that
//! these need at run time. Does not depend on the caller of the generator, or on the output folder.
//!
//! Names, types and paths are those of the generated clients and servers (`code`). `modules` writes the module of a
//! service:
//!
//! - the items of the client and of the server;
//! - functions that create clients (`clients`), for a server in the same process, or for a channel with a service config
//!   (`config`);
//! - a server for tests (`mock`);
//! - routes and clients for HTTP (`rest`).
//!
//! The module for run time (`support`) consists of the files in `runtime`, which `fixtures/codegen/services` tests.

mod clients;
mod code;
mod config;
mod diagnostics;
mod mock;
mod modules;
mod rest;
mod support;

pub use rest::RestSettings;
pub(super) use rest::methods_with_rules;
pub(super) use support::{MODULE, dependencies};

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use code::PackagePlace;
use config::ServiceConfig;

use protoward_rust::additions::json;
use protoward_rust::additions::runtime_modules::{ModuleLocation, RUNTIME_MODULES};
use protoward_rust::tree::declared_modules;
use protoward_rust::{Generator, Runtime};
use protoward_schema::Schema;
use protoward_source::Report;

/// The settings of additions to services.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Generates a module for each service, even without other additions.
    pub modules: bool,
    /// Generates clients for servers in the same process.
    pub in_process_client: bool,
    /// Generates mock servers for tests.
    pub mock_server: bool,
    /// Generates access to the details of a status as messages.
    pub status_details: bool,
    /// The path of the service config that clients follow.
    pub config: Option<PathBuf>,
    /// Generates HTTP routes from `google.api.http` rules.
    pub rest: bool,
    /// Generates clients over HTTP from `google.api.http` rules.
    pub rest_client: bool,
    /// The settings of HTTP routes.
    pub rest_settings: RestSettings,
    /// The location of the module that the code needs at run time.
    pub home: ModuleLocation,
    /// The settings of JSON.
    pub json: json::Settings,
}

impl Settings {
    /// Returns `true` if services get modules.
    const fn adds_modules(&self) -> bool {
        self.modules || self.in_process_client || self.mock_server || self.needs_rules() || self.config.is_some()
    }

    /// Returns `true` if code is generated from `google.api.http` rules.
    pub(super) const fn needs_rules(&self) -> bool {
        self.rest || self.rest_client
    }

    /// Returns the option that routes are generated for.
    const fn routes_option(&self) -> &'static str {
        if self.rest_settings.connect { "connect" } else { "rest" }
    }

    /// Returns the first setting whose code needs newer versions of prost and tonic, with these versions.
    fn unsupported_setting(&self, runtime: Runtime) -> Option<(&'static str, Runtime)> {
        let needs = [
            (self.rest, self.routes_option(), Runtime::Prost014Tonic014),
            (self.rest_client, "rest_client", Runtime::Prost014Tonic014),
            (self.status_details, "status_details", Runtime::Prost014Tonic014),
            (self.in_process_client, "in_process_client", Runtime::Prost013Tonic013),
            (self.config.is_some(), "service_config", Runtime::Prost013Tonic013),
        ];
        let unsupported = needs.into_iter().find(|&(is_set, _, needed)| is_set && runtime < needed);
        unsupported.map(|(_, setting, needed)| (setting, needed))
    }

    /// Returns `true` if the settings change the files of packages, or add files.
    pub(super) const fn adds_code(&self) -> bool {
        self.adds_modules() || self.status_details
    }

    /// Returns `true` if messages must implement `prost::Name`.
    pub const fn needs_names(&self) -> bool {
        self.status_details
    }
}

/// Adds code for services to the files of a run. `include` is the module file.
///
/// # Errors
/// Returns an error if:
///
/// - an addition needs a client or a server that a service does not have;
/// - the versions of prost and tonic are too old for an addition;
/// - `rest` or `rest_client` is set for whole crates, or an HTTP rule is not valid;
/// - the service config cannot be read.
pub fn add(
    files: &mut BTreeMap<String, Vec<u8>>,
    include: Option<&str>,
    generator: &Generator<'_>,
    settings: &Settings,
) -> Result<(), Report> {
    let schema = generator.schema();
    if !settings.adds_code() {
        return Ok(());
    }
    if let Some((setting, needed)) = settings.unsupported_setting(generator.runtime()) {
        return Err(diagnostics::needs_newer(setting, needed, generator.runtime()).into());
    }
    if settings.needs_rules() && settings.json.is_optional {
        let option = if settings.rest { settings.routes_option() } else { "rest_client" };
        return Err(diagnostics::rest_in_whole_crates(option).into());
    }
    let rules = settings.needs_rules().then(|| rest::Rules::read(generator, &settings.rest_settings)).transpose()?;
    let config = settings.config.as_deref().map(|path| read_config(path, schema)).transpose()?;
    let of_packages = files.keys().filter(|file| Some(file.as_str()) != include && !is_runtime_module(file));
    let places = places(of_packages, &generator.file_name(&[]), settings);
    let services = generator.services();
    for (file, place) in places.iter().filter(|_| settings.adds_modules()) {
        let Ok(at) = services.binary_search_by(|(path, _)| path.cmp(&place.path)) else { continue };
        let Some(code) = files.get_mut(file) else { continue };
        let mut declared = declared_modules(code);
        declared.extend(place.submodules.iter().cloned());
        let (_, services) = &services[at];
        let added = modules::of_file(services, &declared, place, settings, rules.as_ref())?;
        code.extend_from_slice(added.as_bytes());
    }
    if !(!services.is_empty() && settings.adds_modules() || settings.status_details) {
        return Ok(());
    }
    let has_error_details = has_file(schema, "google/rpc/error_details.proto");
    if let Some(module) = support::module(settings, config.as_ref(), has_error_details, generator.prost()) {
        module.write_to(files, include, only_file(&places), &settings.home);
    }
    Ok(())
}

fn read_config(path: &Path, schema: &Schema) -> Result<ServiceConfig, Report> {
    let text = std::fs::read(path).map_err(|error| diagnostics::unread_config(path, &error))?;
    config::read(&text, &path.display().to_string(), schema)
}

fn has_file(schema: &Schema, path: &str) -> bool {
    schema.files.iter().any(|(_, file)| schema.text(file.path) == path)
}

fn is_runtime_module(file: &str) -> bool {
    RUNTIME_MODULES.iter().any(|module| file.strip_suffix(".rs") == Some(module))
}

/// Returns the file of the only package, if there is only one.
fn only_file(places: &BTreeMap<String, PackagePlace>) -> Option<&str> {
    if places.len() == 1 { places.keys().next().map(String::as_str) } else { None }
}

/// Returns the places of packages in the module tree, by file.
fn places<'f>(
    files: impl Iterator<Item = &'f String>,
    nameless: &str,
    settings: &Settings,
) -> BTreeMap<String, PackagePlace> {
    let path = |file: &str| -> Option<Vec<String>> {
        let stem = file.strip_suffix(".rs")?;
        Some(if file == nameless { Vec::new() } else { stem.split('.').map(str::to_owned).collect() })
    };
    let paths = BTreeMap::from_iter(files.filter_map(|file| Some((file, path(file)?))));
    let submodules = |outer: &[String]| -> BTreeSet<String> {
        let below = paths.values().filter(|path| path.starts_with(outer));
        BTreeSet::from_iter(below.filter_map(|path| path.get(outer.len()).cloned()))
    };
    let is_only_package = paths.len() == 1;
    let place = |path: &[String]| {
        // The number of `super` from the module of a service to the root.
        let depth = if is_only_package { 1 } else { path.len() + 1 };
        let adjacent = || format!("{}{}", "super::".repeat(depth), support::MODULE);
        let runtime = settings.home.path().map_or_else(adjacent, str::to_owned);
        let json = format!("{}::json", settings.json.runtime());
        PackagePlace { path: path.to_vec(), submodules: submodules(path), runtime, json }
    };
    BTreeMap::from_iter(paths.iter().map(|(file, path)| ((*file).clone(), place(path))))
}
