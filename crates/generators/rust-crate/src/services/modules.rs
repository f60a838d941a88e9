//! The module of each service: its client and server under one path, constants, functions that create clients, and additions.

use std::fmt::Write as _;

use super::code::{Method, PackagePlace, Service, ServiceModule, both_conditions, conditions, constant};
use super::requests::Requests;
use super::rest::{Rules, Sides};
use super::{ServiceSettings, diagnostics, mock};
use protoward_rust::additions::ALLOW_LINTS;
use protoward_rust::{NameAllocator, package_path};
use protoward_source::Diagnostic;

/// The settings and rules that determine the code of services.
pub(super) struct Inputs<'a> {
    pub(super) settings: &'a ServiceSettings,
    /// The HTTP rules, if code is generated from them.
    pub(super) http: Option<Rules<'a>>,
    /// How requests are judged, if they are validated or parsed.
    pub(super) requests: Option<Requests<'a>>,
}

/// Returns the modules of all services in a file. `declared` has the names that the file uses already.
pub(super) fn of_file(
    services: &[Service],
    declared: &[String],
    place: &PackagePlace,
    inputs: &Inputs<'_>,
) -> Result<String, Box<Diagnostic>> {
    let mut used_names = NameAllocator::with_used(declared.iter().map(String::as_str));
    let mut text = String::new();
    for service in services {
        let name = used_names.allocate(package_path(&service.module_prefix).concat());
        add(&mut text, &name, service);
        text.push_str(&additions(service, place, inputs)?);
        text.push_str("}\n");
    }
    Ok(text)
}

fn add(text: &mut String, name: &str, service: &Service) {
    let _ = write!(
        text,
        "/// Items of the service `{0}`.\n{ALLOW_LINTS}\n\
         pub mod {name} {{\n{1}\
         \x20   /// The name of the service.\n\
         \x20   pub const SERVICE_NAME: &str = {0:?};\n",
        service.name,
        reexports(service),
    );
    methods(text, &service.methods);
}

/// Returns the code of the additions to a service.
fn additions(service: &Service, place: &PackagePlace, inputs: &Inputs<'_>) -> Result<String, Box<Diagnostic>> {
    let Inputs { settings, http, requests } = inputs;
    let runtime = &place.grpc;
    let mut text = String::new();
    let client = |option| service.client.as_ref().ok_or_else(|| diagnostics::needs(option, "build_client"));
    let server = |option| service.server.as_ref().ok_or_else(|| diagnostics::needs(option, "build_server"));
    if settings.in_process_client {
        let option = "in_process_client";
        text.push_str(&in_process(client(option)?, server(option)?, service, runtime));
    }
    if settings.config.is_some() {
        text.push_str(&configured(client("service_config")?, runtime));
    }
    if settings.mock_server {
        text.push_str(&mock::mock(server("mock_server")?, service, runtime));
    }
    if let Some(requests) = requests {
        text.push_str(&requests.code(service, runtime));
    }
    if let Some(rules) = http {
        let server = settings.rest.then(|| server(settings.routes_option())).transpose()?;
        let client = settings.rest_client.then(|| client("rest_client")).transpose()?;
        text.push_str(&rules.code(service, Sides { server, client }, place));
    }
    Ok(text)
}

/// Returns the re-exports of the client and server of a service.
fn reexports(service: &Service) -> String {
    let mut text = String::new();
    let mut reexport = |side: &ServiceModule, names: &str| {
        text.push_str(&conditions(side));
        let _ = writeln!(text, "    pub use super::{}::{names};", side.module);
    };
    if let Some(client) = &service.client {
        reexport(client, &client.name);
    }
    if let Some(server) = &service.server {
        reexport(server, &format!("{{{}, {}}}", service.contract, server.name));
    }
    text
}

fn methods(text: &mut String, methods: &[Method]) {
    let all: Vec<String> = methods.iter().map(|method| format!("path::{}", constant(&method.name))).collect();
    let _ = write!(
        text,
        "    /// The paths of the methods, in the order of their declarations.\n\
         \x20   pub const METHODS: &[&str] = &[{}];\n\
         \x20   /// The path of each method, as used by interceptors and layers.\n\
         \x20   pub mod path {{\n",
        all.join(", ")
    );
    for method in methods {
        let name = method.proto_name();
        let path = &method.path;
        let _ = writeln!(text, "        /// `{name}`\n        pub const {}: &str = {path:?};", constant(&method.name));
    }
    text.push_str("    }\n");
}

/// Returns the function that creates a client for a server in the same process.
fn in_process(client: &ServiceModule, server: &ServiceModule, service: &Service, runtime: &str) -> String {
    let client_name = &client.name;
    let server_name = &server.name;
    let contract = &service.contract;
    format!(
        "    /// Creates a client of `{name}` that calls `server` in the same process, without a socket.\n\
         {conditions}\
         \x20   pub fn in_process<T: {contract}>(server: T) -> {client_name}<{runtime}::InProcess<{server_name}<T>>> {{\n\
         \x20       {client_name}::new({runtime}::InProcess::new({server_name}::new(server)))\n    }}\n",
        name = service.name,
        conditions = both_conditions(client, server),
    )
}

/// Returns the function that creates a client whose calls follow the service config.
fn configured(client: &ServiceModule, runtime: &str) -> String {
    let name = &client.name;
    format!(
        "    /// Creates a client that calls `inner`, such as a channel, with the timeouts and retries of [`SERVICE_CONFIG`](super::SERVICE_CONFIG).\n\
         {conditions}\
         \x20   pub fn configured<S>(inner: S) -> {name}<{runtime}::Configured<S>>\n\
         \x20   where\n\
         \x20       {runtime}::Configured<S>: ::tonic::client::GrpcService<::tonic::body::Body, ResponseBody = ::tonic::body::Body>,\n\
         \x20   {{\n\
         \x20       {name}::new({runtime}::Configured::new(inner, &super::SERVICE_CONFIG))\n    }}\n",
        conditions = conditions(client),
    )
}
