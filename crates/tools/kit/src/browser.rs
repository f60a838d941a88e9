//! Chromium, which tests of pages need and no package client installs.

use std::env;
use std::path::PathBuf;

/// The program names of Chromium.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Returns the browser in `CHROMIUM`, otherwise the first browser on the `PATH`.
pub fn chromium() -> Option<PathBuf> {
    let named = env::var_os("CHROMIUM").map(PathBuf::from);
    let path = env::var_os("PATH").unwrap_or_default();
    let mut found = env::split_paths(&path).flat_map(|dir| NAMES.map(|name| dir.join(name)));
    named.or_else(|| found.find(|program| program.is_file()))
}
