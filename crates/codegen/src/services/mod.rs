//! What belongs to a service, beside the client and the server that tonic makes of it.
//!
//! In: the code that tonic has made. Out: the same code with a module for each service behind it, and a module that these need
//! at run time. It must not know who generates, or where code is written.
//!
//! Names, types and paths are read from the code (`code`), as tonic and its options have made them. What a module of a service
//! has is told in `modules`: what tonic made, clients that come with what they call through (`clients`: a server in the process,
//! or a channel and a service config, which `config` reads), and a server for tests (`mock`). The module that they need
//! (`support`) is Rust that is written out as it stands in `runtime`; `fixtures/codegen/services` tests it.

mod clients;
mod code;
mod config;
mod diagnostics;
mod mock;
mod modules;
mod rest;
mod support;

pub(super) use rest::methods_with_rules;
pub(super) use support::{MODULE, dependencies};

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use config::ServiceConfig;
use modules::Place;

use protoward_rust::Runtime;
use protoward_rust::additions::Subject;
use protoward_rust::additions::beside::{self, Home};
use protoward_rust::additions::json::MODULE as JSON_MODULE;
use protoward_rust::tree::declared;
use protoward_schema::Schema;
use protoward_source::Report;

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether each service has a module, whatever is in it.
    pub modules: bool,
    /// Whether there are clients of servers in the same process.
    pub in_process_client: bool,
    /// Whether there are servers that tests tell what to do.
    pub mock_server: bool,
    /// Whether details of statuses are messages.
    pub status_details: bool,
    /// The service config that there are clients for.
    pub config: Option<PathBuf>,
    /// Whether services have routes for HTTP, by their `google.api.http` rules.
    pub rest: bool,
    /// Where the module is that the code needs.
    pub home: Home,
    /// Where the module is that reads and writes JSON.
    pub json_home: Home,
}

impl Settings {
    /// Whether anything is wanted of services.
    const fn of_services(&self) -> bool {
        self.modules || self.in_process_client || self.mock_server || self.rest || self.config.is_some()
    }

    /// The first of the settings whose code needs newer versions of prost and tonic, and these.
    fn beyond(&self, runtime: Runtime) -> Option<(&'static str, Runtime)> {
        let needs = [
            (self.rest, "rest", Runtime::Prost014Tonic014),
            (self.status_details, "status_details", Runtime::Prost014Tonic014),
            (self.in_process_client, "in_process_client", Runtime::Prost013Tonic013),
            (self.config.is_some(), "service_config", Runtime::Prost013Tonic013),
        ];
        let beyond = needs.into_iter().find(|&(is_set, _, needed)| is_set && runtime < needed);
        beyond.map(|(_, setting, needed)| (setting, needed))
    }

    /// Whether files of packages, or files beside them, get more code.
    pub(super) const fn add_code(&self) -> bool {
        self.of_services() || self.status_details
    }

    /// Whether messages have to know their names.
    pub const fn needs_names(&self) -> bool {
        self.status_details
    }
}

/// Adds to the files of a run what is wanted of the services in them.
///
/// # Errors
/// When services lack what an addition needs, or the service config cannot be read.
pub fn add(
    files: &mut BTreeMap<String, Vec<u8>>,
    include: Option<&str>,
    subject: Subject<'_>,
    settings: &Settings,
) -> Result<(), Report> {
    let Subject { schema, generator, nameless, .. } = subject;
    if !settings.add_code() {
        return Ok(());
    }
    if let Some((setting, needed)) = settings.beyond(generator.runtime()) {
        return Err(diagnostics::needs_newer(setting, needed, generator.runtime()).into());
    }
    if settings.rest && settings.json_home.is_apart() {
        return Err(diagnostics::rest_in_whole_crates().into());
    }
    let rules = settings.rest.then(|| rest::Rules::read(schema)).transpose()?;
    let config = settings.config.as_deref().map(|path| read_config(path, schema)).transpose()?;
    let of_packages = files.keys().filter(|file| Some(file.as_str()) != include && !is_beside(file));
    let places = places(of_packages, nameless, settings);
    let services = generator.services();
    for (file, place) in places.iter().filter(|_| settings.of_services()) {
        let Ok(at) = services.binary_search_by(|(path, _)| path.cmp(&place.path)) else { continue };
        let Some(code) = files.get_mut(file) else { continue };
        let mut around = declared(code);
        around.extend(place.inside.iter().cloned());
        let (_, services) = &services[at];
        let added = modules::of_file(services, &around, place, settings, rules.as_ref())?;
        code.extend_from_slice(added.as_bytes());
    }
    if !(!services.is_empty() && settings.of_services() || settings.status_details) {
        return Ok(());
    }
    let has_error_details = has_file(schema, "google/rpc/error_details.proto");
    if let Some(module) = support::module(settings, config.as_ref(), has_error_details, generator.prost()) {
        module.put(files, include, sole(&places), &settings.home);
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

fn is_beside(file: &str) -> bool {
    beside::MODULES.iter().any(|module| file.strip_suffix(".rs") == Some(module))
}

/// The file of the only package there is.
fn sole(places: &BTreeMap<String, Place>) -> Option<&str> {
    if places.len() == 1 { places.keys().next().map(String::as_str) } else { None }
}

/// Files of packages, and where each of them is among the modules.
fn places<'f>(files: impl Iterator<Item = &'f String>, nameless: &str, settings: &Settings) -> BTreeMap<String, Place> {
    let path = |file: &str| -> Option<Vec<String>> {
        let stem = file.strip_suffix(".rs")?;
        Some(if stem == nameless { Vec::new() } else { stem.split('.').map(str::to_owned).collect() })
    };
    let paths = BTreeMap::from_iter(files.filter_map(|file| Some((file, path(file)?))));
    let inside = |outer: &[String]| -> BTreeSet<String> {
        let below = paths.values().filter(|path| path.starts_with(outer));
        BTreeSet::from_iter(below.filter_map(|path| path.get(outer.len()).cloned()))
    };
    let is_sole = paths.len() == 1;
    let place = |path: &[String]| {
        // From the module of a service, in that of its package.
        let way = if is_sole { 1 } else { path.len() + 1 };
        let module = |home: &Home, name: &str| {
            home.path().map_or_else(|| format!("{}{name}", "super::".repeat(way)), str::to_owned)
        };
        let runtime = module(&settings.home, support::MODULE);
        Place { path: path.to_vec(), inside: inside(path), runtime, json: module(&settings.json_home, JSON_MODULE) }
    };
    BTreeMap::from_iter(paths.iter().map(|(file, path)| ((*file).clone(), place(path))))
}
