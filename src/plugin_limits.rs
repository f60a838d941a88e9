//! Time limits of plugins.

use protoward_plugin::Limits;

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
