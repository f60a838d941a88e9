//! Settings that need the feature `full`: custom options, additions to services, and types of other crates.

#[cfg(feature = "full")]
use std::path::Path;
use std::path::PathBuf;

/// The settings of a run that need the feature `full`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FullSettings {
    /// The paths of custom options to generate constants for.
    pub(super) custom_options: Vec<String>,
    pub(super) services: ServiceExtras,
    /// The module that contains the types of all packages, for use by other crates, such as `crate::proto`.
    pub(super) provides: Option<String>,
    /// Lists of types of crates that Cargo does not report.
    pub(super) provided_by: Vec<PathBuf>,
}

/// Additions to services, by the names of the methods of a builder.
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

impl FullSettings {
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
