//! What there is for services, in a build script: how it is asked for, and where it is added.

use std::path::Path;

use super::builder::Builder;
use super::cargo;
use super::error::Error;
use super::output::{self, Output};
use super::run::Run;
use protoward_codegen::names::Names;
use protoward_codegen::passes::Files;
use protoward_codegen::services;
use protoward_schema::Schema;
use protoward_source::Sources;

/// Additions to services.
impl Builder {
    /// Whether each service has a module with what belongs to it: its client and server, its name and the paths of its
    /// methods.
    #[must_use]
    pub fn service_modules(mut self, enable: bool) -> Self {
        self.run.of_services.modules = enable;
        self
    }

    /// Whether each service has a client that calls a server in the same process: `greeter::in_process(server)`. The crate
    /// then needs `http-body`, and `tokio` with `rt`, `sync` and `time`.
    #[must_use]
    pub fn in_process_client(mut self, enable: bool) -> Self {
        self.run.of_services.in_process_client = enable;
        self
    }

    /// Whether each service has a server that tests tell what to do: `greeter::MockGreeter`.
    #[must_use]
    pub fn mock_server(mut self, enable: bool) -> Self {
        self.run.of_services.mock_server = enable;
        self
    }

    /// Whether details of statuses are read and written as messages, by `Details` of the module `protoward_grpc`. Messages
    /// then know their names, as with [`enable_type_names`](Self::enable_type_names).
    #[must_use]
    pub fn status_details(mut self, enable: bool) -> Self {
        self.run.of_services.status_details = enable;
        self
    }

    /// Whether each service with `google.api.http` rules has a REST interface: `greeter::routes(Arc::new(server))`, and
    /// `greeter::Gateway` in front of a server elsewhere. Messages then have [JSON](Self::json), and the crate needs
    /// `protoward-rest` and `serde`.
    #[must_use]
    pub fn rest(mut self, enable: bool) -> Self {
        self.run.of_services.rest = enable;
        self.run.additions.json.rest = enable;
        self.run.additions.json.is_wanted |= enable;
        self
    }

    /// A gRPC service config in JSON, whose deadlines and retries clients have that are made with
    /// `greeter::configured(channel)`; cargo is told of the file. The crate then needs `http-body`, and `tokio` with `time`.
    #[must_use]
    pub fn service_config(mut self, path: impl AsRef<Path>) -> Self {
        self.run.of_services.config = Some(path.as_ref().to_owned());
        self
    }
}

impl Run {
    /// Adds what is wanted of services.
    pub(super) fn add_to_services(
        &self,
        files: &mut Files,
        names: &Names,
        output: &Output<'_>,
        schema: Option<&Schema>,
    ) -> Result<(), Error> {
        if let Some(config) = self.of_services.config.as_ref().filter(|_| self.emit_rerun_if_changed) {
            cargo::rerun_if_changed([config.display().to_string()]);
        }
        let settings = services::Settings { json_home: self.additions.json.home.clone(), ..self.of_services.clone() };
        let file_names = services::FileNames { include: Some(output::INCLUDE_FILE), nameless: output.nameless };
        let added = services::add(files, file_names, schema, names, &settings);
        added.map_err(|why| Error::new(&why, &Sources::default()))
    }
}
