//! Code for services in addition to tonic's clients and servers.
//!
//! In: the generated code. Out: the same code with a module for each service at the end of its package. Does not depend on the
//! caller of the generator, or on the output folder.
//!
//! Names, types and paths are those of the generated clients and servers (`code`). `modules` writes the module of a
//! service:
//!
//! - the items of the client and of the server;
//! - functions that create clients, for a server in the same process, or for a channel with the service config of the package
//!   (`config`);
//! - a server for tests (`mock`);
//! - a server and a client that validate requests (`validated`), and a server that converts them to checked types (`parsed`);
//! - routes and clients for HTTP (`rest`).
//!
//! The modules call `protoward-runtime`.

mod code;
mod config;
mod diagnostics;
mod mock;
mod modules;
mod parsed;
mod requests;
mod rest;
mod validated;

pub use rest::RestSettings;
pub(super) use rest::methods_with_rules;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use code::PackagePlace;
use config::ServiceConfig;
use modules::Inputs;
use requests::Requests;

use protoward_rust::additions::JudgedMessages;
use protoward_rust::additions::packages::Packages;
use protoward_rust::tree::declared_modules;
use protoward_rust::{Generator, Runtime};
use protoward_schema::Schema;
use protoward_source::Report;
use protoward_source::paths::shown;

/// The settings of additions to services.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceSettings {
    /// Generates a module for each service, even without other additions.
    pub modules: bool,
    /// Generates clients for servers in the same process.
    pub in_process_client: bool,
    /// Generates mock servers for tests.
    pub mock_server: bool,
    /// The path of the service config that clients follow.
    pub config: Option<PathBuf>,
    /// Generates HTTP routes from `google.api.http` rules.
    pub rest: bool,
    /// Generates clients over HTTP from `google.api.http` rules.
    pub rest_client: bool,
    /// The settings of HTTP routes.
    pub rest_settings: RestSettings,
    /// `true` for the code of whole crates, in which JSON is optional.
    pub is_for_crates: bool,
}

impl ServiceSettings {
    /// Returns `true` if services get modules.
    pub(super) const fn adds_code(&self) -> bool {
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

    /// Returns the first option that is set and that whole crates cannot have.
    fn option_without_crates(&self) -> Option<&'static str> {
        let options = [(self.rest, self.routes_option()), (self.rest_client, "rest_client")];
        options.into_iter().find(|(is_set, _)| *is_set).map(|(_, option)| option)
    }

    /// Returns the first setting whose code needs newer versions of prost and tonic, with these versions.
    fn unsupported_setting(&self, runtime: Runtime) -> Option<(&'static str, Runtime)> {
        let needs = [
            (self.rest, self.routes_option(), Runtime::Prost014Tonic014),
            (self.rest_client, "rest_client", Runtime::Prost014Tonic014),
            (self.in_process_client, "in_process_client", Runtime::Prost013Tonic013),
            (self.config.is_some(), "service_config", Runtime::Prost013Tonic013),
        ];
        let unsupported = needs.into_iter().find(|&(is_set, _, needed)| is_set && runtime < needed);
        unsupported.map(|(_, setting, needed)| (setting, needed))
    }
}

/// Adds code for services to the files of a run. `include` is the module file, and `judged` are the messages that requests are
/// validated by, or converted to.
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
    settings: &ServiceSettings,
    (packages, judged): (&Packages, &JudgedMessages),
) -> Result<(), Report> {
    let schema = generator.schema();
    let has_judged = judged.validated.is_some() || judged.checked.is_some();
    if !settings.adds_code() && !has_judged {
        return Ok(());
    }
    if let Some((setting, needed)) = settings.unsupported_setting(generator.runtime()) {
        return Err(diagnostics::needs_newer(setting, needed, generator.runtime()).into());
    }
    if let Some(option) = settings.option_without_crates().filter(|_| settings.is_for_crates) {
        return Err(diagnostics::not_in_whole_crates(option).into());
    }
    let http = settings.needs_rules().then(|| rest::Rules::read(generator, &settings.rest_settings)).transpose()?;
    let requests = has_judged.then(|| Requests {
        schema,
        packages,
        judged,
        runtime: generator.runtime_path(),
        body: generator.runtime().body(),
    });
    let inputs = Inputs { settings, http, requests };
    let config = settings.config.as_deref().map(|path| read_config(path, schema)).transpose()?;
    let of_packages = files.keys().filter(|file| Some(file.as_str()) != include);
    let places = places(of_packages, generator);
    let services = generator.services();
    for (file, place) in &places {
        let Ok(at) = services.binary_search_by(|(path, _)| path.cmp(&place.path)) else { continue };
        let Some(code) = files.get_mut(file) else { continue };
        let mut declared = declared_modules(code);
        declared.extend(place.submodules.iter().cloned());
        let (_, services) = &services[at];
        let added = modules::of_file(services, &declared, place, &inputs)?;
        code.extend_from_slice(added.as_bytes());
        if let Some(config) = &config {
            code.extend_from_slice(config::constant(config, services, place).as_bytes());
        }
    }
    Ok(())
}

fn read_config(path: &Path, schema: &Schema) -> Result<ServiceConfig, Report> {
    let text = std::fs::read(path).map_err(|error| diagnostics::unread_config(path, &error))?;
    config::read(&text, &shown(path).to_string(), schema)
}

/// Returns the places of packages in the module tree, by file.
fn places<'f>(files: impl Iterator<Item = &'f String>, generator: &Generator<'_>) -> BTreeMap<String, PackagePlace> {
    let nameless = generator.file_name(&[]);
    let path = |file: &str| -> Option<Vec<String>> {
        let stem = file.strip_suffix(".rs")?;
        Some(if file == nameless { Vec::new() } else { stem.split('.').map(str::to_owned).collect() })
    };
    let paths = BTreeMap::from_iter(files.filter_map(|file| Some((file, path(file)?))));
    let submodules = |outer: &[String]| -> BTreeSet<String> {
        let below = paths.values().filter(|path| path.starts_with(outer));
        BTreeSet::from_iter(below.filter_map(|path| path.get(outer.len()).cloned()))
    };
    let place = |path: &[String]| PackagePlace {
        path: path.to_vec(),
        submodules: submodules(path),
        grpc: generator.grpc_path(),
        json: format!("{}::json", generator.runtime_path()),
        rest: format!("{}::rest", generator.runtime_path()),
    };
    BTreeMap::from_iter(paths.iter().map(|(file, path)| ((*file).clone(), place(path))))
}
