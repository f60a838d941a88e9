//! The web page, in a browser without a window.

use std::path::{Path, PathBuf};

use super::typescript;
use crate::process::Run;

/// What Chromium is called.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The tests, ready to run, where there is a browser.
pub(super) fn tests(project: &Path) -> Option<Run> {
    let browser = browser()?;
    Some(typescript::node().args(["--test", "dist/web.test.js"]).within(project).env("CHROMIUM", browser))
}

/// The browser of `CHROMIUM`, or the first one on the path.
pub(super) fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found = std::env::split_paths(&path).flat_map(|dir| NAMES.map(|name| dir.join(name)));
    named.or_else(|| found.find(|program| program.is_file()))
}
