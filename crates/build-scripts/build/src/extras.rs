//! Settings that need the feature `full`: custom options, additions to services, and types of other crates.

use std::path::{Path, PathBuf};

use super::builder::Builder;
use super::common_methods::{by_path, common_methods};
use super::config::Config;
use super::paths::Paths;
use protoward_build_protocol::from_path;

by_path! {
    /// Custom options. They need the feature `full`.
    impl {
        /// Generates constants for custom options that match a path, in a module `custom_options` of each package. The
        /// path is `.` for all options, `.google.api` for those of a package, or `http` for one option.
        fn custom_options();
    }
}

/// Additions to services. They need the feature `full`.
impl Builder {
    /// Generates a module for each service that contains its client and server, its name and the paths of its methods.
    #[must_use]
    pub fn service_modules(mut self, enable: bool) -> Self {
        self.options.set_flag("service_modules", enable);
        self
    }

    /// Generates a client for each service that calls a server in the same process, such as
    /// `greeter::in_process(server)`. The crate then needs `protoward-runtime` with the feature `grpc`.
    #[must_use]
    pub fn in_process_client(mut self, enable: bool) -> Self {
        self.options.set_flag("in_process_client", enable);
        self
    }

    /// Generates a mock server for each service, such as `greeter::MockGreeter`, whose responses tests define. The crate then
    /// needs `protoward-runtime` with the feature `grpc`.
    #[must_use]
    pub fn mock_server(mut self, enable: bool) -> Self {
        self.options.set_flag("mock_server", enable);
        self
    }

    /// Generates a REST interface for each service with `google.api.http` rules, such as
    /// `greeter::routes(Arc::new(server))`. `greeter::Gateway` forwards REST requests to a server in another process.
    /// Messages then have [JSON](Self::json), and the crate needs `serde`, and
    /// `protoward-runtime` with the feature `rest`.
    #[must_use]
    pub fn rest(mut self, enable: bool) -> Self {
        self.options.set_flag("rest", enable);
        self
    }

    /// Serves all methods over the [Connect protocol](https://connectrpc.com/docs/protocol) with the routes of
    /// [`rest`](Self::rest), which this setting implies.
    #[must_use]
    pub fn connect(mut self, enable: bool) -> Self {
        self.options.set_flag("connect", enable);
        self
    }

    /// Generates a client over HTTP for each service with `google.api.http` rules, such as `greeter::GreeterRestClient`,
    /// with the methods of tonic's client. Messages then have [JSON](Self::json), and the crate needs `serde`, and
    /// `protoward-runtime` with the feature `rest-client`.
    #[must_use]
    pub fn rest_client(mut self, enable: bool) -> Self {
        self.options.set_flag("rest_client", enable);
        self
    }

    /// Reads HTTP rules from the section `http` of a `google.api.Service` in YAML. They replace the rules that the schema has
    /// for the same methods. Cargo watches the file. It has an effect with [`rest`](Self::rest), as the next three settings
    /// do.
    #[must_use]
    pub fn service_yaml(mut self, path: impl AsRef<Path>) -> Self {
        self.services().service_yaml = Some(from_path(path.as_ref()));
        self
    }

    /// Binds methods without an HTTP rule to `POST /package.Service/Method`, with the request as the body.
    #[must_use]
    pub fn unbound(mut self, enable: bool) -> Self {
        self.options.set_flag("unbound", enable);
        self
    }

    /// Ignores a query parameter, such as the key that a proxy reads: it sets no field, and is no error.
    #[must_use]
    pub fn ignored_parameters(mut self, name: impl Into<String>) -> Self {
        self.options.add("ignored_parameters", name);
        self
    }

    /// Writes the body of errors as a message, such as `shop.v1.Error`, instead of `google.rpc.Status`. The message must
    /// implement `From<&tonic::Status>`.
    #[must_use]
    pub fn error_body(mut self, full_name: impl Into<String>) -> Self {
        self.options.set_text("error_body", full_name);
        self
    }

    /// Reads a gRPC service config in JSON. Clients created with `greeter::configured(channel)` have its deadlines and
    /// retries. Cargo watches the file. The crate then needs `protoward-runtime` with the feature `grpc`.
    #[must_use]
    pub fn service_config(mut self, path: impl AsRef<Path>) -> Self {
        self.services().service_config = Some(from_path(path.as_ref()));
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
        fn provides(options, module: impl Into<String>) {
            options.set_text("provides", module);
        }
    }
}

/// Types of other crates. They need the feature `full`.
impl Builder {
    /// Uses the types of a crate through its list, a `protoward.provides`, which Cargo does not report.
    #[must_use]
    pub fn provided_by(mut self, list: impl AsRef<Path>) -> Self {
        self.options.provided_by.push(from_path(list.as_ref()));
        self
    }
}

/// Types of other crates. They need the feature `full`.
impl Config {
    /// Uses the types of a crate through its list, a `protoward.provides`, which Cargo does not report.
    pub fn provided_by(&mut self, list: impl Into<PathBuf>) -> &mut Self {
        self.options.provided_by.push(from_path(&list.into()));
        self
    }
}
