//! Settings that need the feature `full`: custom options, additions to services, and types of other crates.

use std::path::{Path, PathBuf};

use super::builder::Builder;
use super::common_methods::{by_path, common_methods};
use super::config::Config;

/// The settings of a run that need the feature `full`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Extras {
    /// The paths of custom options to generate constants for.
    pub(super) custom_options: Vec<String>,
    pub(super) services: ServiceExtras,
    /// The module that contains the types of all packages, for use by other crates, such as `crate::proto`.
    pub(super) provides: Option<String>,
    /// Lists of types of crates that Cargo does not report.
    pub(super) provided_by: Vec<PathBuf>,
}

/// Additions to services, by the names of the methods of [`Builder`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ServiceExtras {
    pub(super) modules: bool,
    pub(super) in_process_client: bool,
    pub(super) mock_server: bool,
    pub(super) connect: bool,
    pub(super) rest: bool,
    pub(super) rest_client: bool,
    pub(super) service_yaml: Option<PathBuf>,
    pub(super) unbound: bool,
    pub(super) ignored_parameters: Vec<String>,
    pub(super) error_body: Option<String>,
    pub(super) config: Option<PathBuf>,
}

impl ServiceExtras {
    /// Returns the files that the code depends on.
    #[cfg(feature = "full")]
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.config.iter().chain(&self.service_yaml).map(PathBuf::as_path)
    }
}

impl Extras {
    /// Combines the settings of a builder with those of its `prost_build::Config`.
    pub(super) fn merged_with(self, mut config: Self) -> Self {
        config.custom_options.extend(self.custom_options);
        config.provided_by.extend(self.provided_by);
        Self { services: self.services, provides: self.provides.or(config.provides), ..config }
    }

    /// Returns `true` if a setting adds code that the generators of prost and tonic do not write.
    #[cfg(feature = "prost-build")]
    pub(super) fn is_unsupported_by_prost_build(&self) -> bool {
        !self.custom_options.is_empty() || self.services != ServiceExtras::default()
    }

    /// Returns the builder method of the first setting that is set.
    #[cfg(not(feature = "full"))]
    pub(super) fn first_enabled(&self) -> Option<&'static str> {
        let Self { custom_options, services, provides, provided_by } = self;
        let set = [
            (!custom_options.is_empty(), "custom_options"),
            (services.modules, "service_modules"),
            (services.in_process_client, "in_process_client"),
            (services.mock_server, "mock_server"),
            (services.connect, "connect"),
            (services.rest, "rest"),
            (services.rest_client, "rest_client"),
            (services.service_yaml.is_some(), "service_yaml"),
            (services.unbound, "unbound"),
            (!services.ignored_parameters.is_empty(), "ignored_parameters"),
            (services.error_body.is_some(), "error_body"),
            (services.config.is_some(), "service_config"),
            (provides.is_some(), "provides"),
            (!provided_by.is_empty(), "provided_by"),
        ];
        set.into_iter().find(|(is_set, _)| *is_set).map(|(_, method)| method)
    }
}

by_path! {
    /// Custom options. They need the feature `full`.
    impl {
        /// Generates constants for custom options that match a path, in a module `custom_options` of each package. The
        /// path is `.` for all options, `.google.api` for those of a package, or `http` for one option.
        fn custom_options(run) { &mut run.extras.custom_options }
    }
}

/// Additions to services. They need the feature `full`.
impl Builder {
    /// Generates a module for each service that contains its client and server, its name and the paths of its methods.
    #[must_use]
    pub fn service_modules(mut self, enable: bool) -> Self {
        self.run.extras.services.modules = enable;
        self
    }

    /// Generates a client for each service that calls a server in the same process, such as
    /// `greeter::in_process(server)`. The crate then needs `protoward-runtime` with the feature `grpc`.
    #[must_use]
    pub fn in_process_client(mut self, enable: bool) -> Self {
        self.run.extras.services.in_process_client = enable;
        self
    }

    /// Generates a mock server for each service, such as `greeter::MockGreeter`, whose responses tests define. The crate then
    /// needs `protoward-runtime` with the feature `grpc`.
    #[must_use]
    pub fn mock_server(mut self, enable: bool) -> Self {
        self.run.extras.services.mock_server = enable;
        self
    }

    /// Generates a REST interface for each service with `google.api.http` rules, such as
    /// `greeter::routes(Arc::new(server))`. `greeter::Gateway` forwards REST requests to a server in another process.
    /// Messages then have [JSON](Self::json), and the crate needs `serde`, and
    /// `protoward-runtime` with the feature `rest`.
    #[must_use]
    pub fn rest(mut self, enable: bool) -> Self {
        self.run.extras.services.rest = enable;
        self.run.additions.json.is_enabled |= enable;
        self
    }

    /// Serves all methods over the [Connect protocol](https://connectrpc.com/docs/protocol) with the routes of
    /// [`rest`](Self::rest), which this setting implies.
    #[must_use]
    pub fn connect(mut self, enable: bool) -> Self {
        self.run.extras.services.connect = enable;
        self.run.additions.json.is_enabled |= enable;
        self
    }

    /// Generates a client over HTTP for each service with `google.api.http` rules, such as `greeter::GreeterRestClient`,
    /// with the methods of tonic's client. Messages then have [JSON](Self::json), and the crate needs `serde`, and
    /// `protoward-runtime` with the feature `rest-client`.
    #[must_use]
    pub fn rest_client(mut self, enable: bool) -> Self {
        self.run.extras.services.rest_client = enable;
        self.run.additions.json.is_enabled |= enable;
        self
    }

    /// Reads HTTP rules from the section `http` of a `google.api.Service` in YAML. They replace the rules that the schema has
    /// for the same methods. Cargo watches the file. It has an effect with [`rest`](Self::rest), as the next three settings
    /// do.
    #[must_use]
    pub fn service_yaml(mut self, path: impl AsRef<Path>) -> Self {
        self.run.extras.services.service_yaml = Some(path.as_ref().to_owned());
        self
    }

    /// Binds methods without an HTTP rule to `POST /package.Service/Method`, with the request as the body.
    #[must_use]
    pub fn unbound(mut self, enable: bool) -> Self {
        self.run.extras.services.unbound = enable;
        self
    }

    /// Ignores a query parameter, such as the key that a proxy reads: it sets no field, and is no error.
    #[must_use]
    pub fn ignored_parameters(mut self, name: impl Into<String>) -> Self {
        self.run.extras.services.ignored_parameters.push(name.into());
        self
    }

    /// Writes the body of errors as a message, such as `shop.v1.Error`, instead of `google.rpc.Status`. The message must
    /// implement `From<&tonic::Status>`.
    #[must_use]
    pub fn error_body(mut self, full_name: impl Into<String>) -> Self {
        self.run.extras.services.error_body = Some(full_name.into());
        self
    }

    /// Reads a gRPC service config in JSON. Clients created with `greeter::configured(channel)` have its deadlines and
    /// retries. Cargo watches the file. The crate then needs `protoward-runtime` with the feature `grpc`.
    #[must_use]
    pub fn service_config(mut self, path: impl AsRef<Path>) -> Self {
        self.run.extras.services.config = Some(path.as_ref().to_owned());
        self
    }
}

common_methods! {
    /// Types for other crates. They need the feature `full`, both here and in the crates that use them.
    impl {
        /// Makes the types of this crate available to crates that depend on it, so that they do not generate the types
        /// again. `module` contains the modules of all packages: `crate` or a path such as `crate::proto`.
        /// `Cargo.toml` needs `links`, because Cargo passes the metadata of a build script to dependents only then.
        /// Only one call of a build script can provide types.
        fn provides(run, module: impl Into<String>) {
            run.extras.provides = Some(module.into());
        }
    }
}

/// Types of other crates. They need the feature `full`.
impl Builder {
    /// Uses the types of a crate through its list, a `protoward.provides`, which Cargo does not report.
    #[must_use]
    pub fn provided_by(mut self, list: impl AsRef<Path>) -> Self {
        self.run.extras.provided_by.push(list.as_ref().to_owned());
        self
    }
}

/// Types of other crates. They need the feature `full`.
impl Config {
    /// Uses the types of a crate through its list, a `protoward.provides`, which Cargo does not report.
    pub fn provided_by(&mut self, list: impl Into<PathBuf>) -> &mut Self {
        self.run.extras.provided_by.push(list.into());
        self
    }
}
