//! Limits of plugins.

use std::path::Path;

use super::{diagnostics, now};
use protoward_gate::{GateOptions, PluginHost, Policy};
use protoward_plugin::Limits;
use protoward_source::Report;
use protoward_workspace::Workspace;

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

/// Returns how check plugins run, for a configuration in this folder.
pub(super) fn host(root: Option<&Path>) -> Result<PluginHost, Report> {
    let limits = limits().map_err(|value| Report::from_iter([diagnostics::no_seconds(TIMEOUT, &value)]))?;
    Ok(PluginHost { root: root.map(Path::to_owned), limits: Some(limits) })
}

/// Returns the policy of a configuration, without flags.
pub(super) fn policy(new: &Workspace) -> Result<Policy, Report> {
    let plugins = host(new.root.as_deref())?;
    Policy::new(&new.config, GateOptions { plugins, ..GateOptions::new(now::clock(&new.config)) })
}

/// Returns the limits of check plugins.
pub(super) fn of_checks() -> Result<Option<Limits>, Report> {
    host(None).map(|host| host.limits)
}
