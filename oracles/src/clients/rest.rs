//! The client over HTTP and JSON: types by openapi-typescript, calls by openapi-fetch.

use std::path::{Path, PathBuf};

use super::copy;
use super::typescript::{install, node, npm};
use protoward_kit::error::Error;
use protoward_kit::process::Run;

const PROJECT: &str = "clients/rest";

/// Installs the packages, generates the OpenAPI document and its types, and builds the project. Returns the folder of the
/// project.
pub(super) fn built(protoward: &Path) -> Result<PathBuf, Error> {
    let project = copy::project(PROJECT)?;
    install(&project)?;
    super::generate(protoward, PROJECT, &project).finish()?;
    let programs = project.join("node_modules/.bin");
    let types = Run::new(programs.join(npm("openapi-typescript")));
    types.args(["gen/openapi.json", "--output", "gen/openapi.ts"]).current_dir(&project).finish()?;
    Run::new(programs.join(npm("tsc"))).current_dir(&project).finish()?;
    Ok(project)
}

/// Returns a run of the tests, which call every operation of the document.
pub(super) fn tests(project: &Path, authority: &Path) -> Run {
    let tests = node().args(["--test", "dist/test/operations.test.js"]).current_dir(project);
    tests.env("NODE_EXTRA_CA_CERTS", authority)
}
