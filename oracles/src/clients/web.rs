//! The tests of the web page in a headless browser.

use std::path::{Path, PathBuf};

use super::typescript;
use protoward_kit::process::Run;

/// The program names of Chromium.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Returns the tests ready to run, or `None` if there is no browser.
pub(super) fn tests(project: &Path) -> Option<Run> {
    let browser = browser()?;
    Some(typescript::node().args(["--test", "dist/web.test.js"]).current_dir(project).env("CHROMIUM", browser))
}

/// Returns the browser in `CHROMIUM`, otherwise the first browser on the `PATH`.
pub(super) fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found = std::env::split_paths(&path).flat_map(|dir| NAMES.map(|name| dir.join(name)));
    named.or_else(|| found.find(|program| program.is_file()))
}
