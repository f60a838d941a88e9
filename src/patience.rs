//! How long plugins may take.

use protoward_plugin::Limits;

/// Where somebody knows better than we do, in seconds.
pub(super) const TIMEOUT: &str = "PROTOWARD_PLUGIN_TIMEOUT";

/// The limits of plugins.
///
/// # Errors
/// What is written where a number should be.
pub(super) fn limits() -> Result<Limits, String> {
    match std::env::var(TIMEOUT) {
        Err(_) => Ok(Limits::default()),
        Ok(seconds) => seconds.parse().map(|seconds| Limits::default().seconds(seconds)).map_err(|_| seconds),
    }
}
