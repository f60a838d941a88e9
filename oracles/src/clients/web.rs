//! The tests of the web page in a headless browser.

use std::path::Path;

use super::typescript;
use protoward_kit::browser;
use protoward_kit::process::Run;

/// Returns the tests ready to run, or `None` if there is no browser.
pub(super) fn tests(project: &Path) -> Option<Run> {
    let browser = browser::chromium()?;
    Some(typescript::node().args(["--test", "dist/web.test.js"]).current_dir(project).env("CHROMIUM", browser))
}
