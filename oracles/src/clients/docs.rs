//! The tests of the page at `/docs` in a headless browser. The page is Swagger UI from its npm package.

use std::path::{Path, PathBuf};

use super::copy;
use super::typescript::{install, node};
use protoward_kit::browser;
use protoward_kit::error::Error;
use protoward_kit::process::Run;

/// Installs the packages of the page and of its test, and returns their project.
pub(super) fn installed() -> Result<PathBuf, Error> {
    let project = copy::project("clients/docs")?;
    install(&project)?;
    Ok(project)
}

/// Returns the folder for `serve --docs`.
pub(super) fn page(project: &Path) -> PathBuf {
    project.join("node_modules/swagger-ui-dist")
}

/// Returns the tests ready to run, or `None` if there is no browser.
pub(super) fn tests(project: &Path) -> Option<Run> {
    let browser = browser::chromium()?;
    Some(node().args(["--test", "test/docs.test.js"]).current_dir(project).env("CHROMIUM", browser))
}
