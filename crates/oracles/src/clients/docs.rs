//! The tests of the page at `/docs` in a headless browser. The page is Swagger UI from its npm package.

use std::path::{Path, PathBuf};

use super::typescript::{node, npm};
use super::{copy, web};
use crate::process::Run;
use crate::trouble::Trouble;

/// Installs the packages of the page and of its test, and returns their project.
pub(super) fn installed() -> Result<PathBuf, Trouble> {
    let project = copy::project("clients/docs")?;
    let npm_ci = Run::new(npm("npm")).or_install("Node.js, which brings npm").within(&project);
    npm_ci.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).finish()?;
    Ok(project)
}

/// Returns the folder for `serve --docs`.
pub(super) fn page(project: &Path) -> PathBuf {
    project.join("node_modules/swagger-ui-dist")
}

/// Returns the tests ready to run, or `None` if there is no browser.
pub(super) fn tests(project: &Path) -> Option<Run> {
    let browser = web::browser()?;
    Some(node().args(["--test", "test/docs.test.js"]).within(project).env("CHROMIUM", browser))
}
