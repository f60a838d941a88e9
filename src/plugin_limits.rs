//! The limits of generators and check plugins, whose timeout a variable of the environment overrides.

use std::path::Path;

use super::{diagnostics, environment};
use protoward_gate::{Gate, PluginHost};
use protoward_plugin::Limits;
use protoward_source::{Diagnostic, Report};

/// The variable that overrides the timeout, in seconds.
const TIMEOUT: &str = "PROTOWARD_PLUGIN_TIMEOUT";

/// Returns the limits of plugins.
///
/// # Errors
/// Fails if the variable is not a number.
pub(super) fn for_plugins() -> Result<Limits, Box<Diagnostic>> {
    match std::env::var(TIMEOUT) {
        Err(_) => Ok(Limits::default()),
        Ok(seconds) => match seconds.parse() {
            Ok(number) => Ok(Limits::default().seconds(number)),
            Err(_) => Err(Box::new(diagnostics::no_seconds(TIMEOUT, &seconds))),
        },
    }
}

/// Returns a gate that adds nothing to the configuration.
///
/// # Errors
/// Fails if the variable is not a number.
pub(super) fn gate() -> Result<Gate, Report> {
    Ok(Gate { plugin_limits: of_checks()?, ..Gate::new(environment::now()) })
}

/// Returns how check plugins run, for a configuration in this folder.
pub(super) fn host(root: Option<&Path>) -> Result<PluginHost, Report> {
    Ok(PluginHost { root: root.map(Path::to_owned), limits: of_checks()? })
}

/// Returns the limits of check plugins, which all commands run.
pub(super) fn of_checks() -> Result<Option<Limits>, Report> {
    Ok(Some(for_plugins()?))
}
