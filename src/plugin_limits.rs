//! Limits of plugins.

use std::path::Path;

use super::{diagnostics, now};
use protoward_gate::{Gate, PluginHost};
use protoward_plugin::Limits;
use protoward_source::{Diagnostic, Report};

/// The variable that overrides the timeout, in seconds.
pub(super) const TIMEOUT: &str = "PROTOWARD_PLUGIN_TIMEOUT";

/// Returns the limits of plugins.
///
/// # Errors
/// Fails with the value of the variable if it is not a number.
pub(super) fn limits() -> Result<Limits, String> {
    match std::env::var(TIMEOUT) {
        Err(_) => Ok(Limits::default()),
        Ok(seconds) => seconds.parse().map(|seconds| Limits::default().seconds(seconds)).map_err(|_| seconds),
    }
}

/// Returns the limits of plugins, or the diagnostic of an invalid variable.
pub(super) fn for_plugins() -> Result<Limits, Box<Diagnostic>> {
    limits().map_err(|value| Box::new(diagnostics::no_seconds(TIMEOUT, &value)))
}

/// Returns a gate that adds nothing to the configuration.
///
/// # Errors
/// Fails if the variable is not a number.
pub(super) fn gate() -> Result<Gate, Report> {
    Ok(Gate { plugin_limits: of_checks()?, ..Gate::new(now::timestamp()) })
}

/// Returns how check plugins run, for a configuration in this folder.
pub(super) fn host(root: Option<&Path>) -> Result<PluginHost, Report> {
    Ok(PluginHost { root: root.map(Path::to_owned), limits: of_checks()? })
}

/// Returns the limits of check plugins.
pub(super) fn of_checks() -> Result<Option<Limits>, Report> {
    for_plugins().map(Some).map_err(|diagnostic| Report::from_iter([*diagnostic]))
}
