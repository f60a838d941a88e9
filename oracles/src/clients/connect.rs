//! The client over the Connect protocol: protobuf-es and connect-node, which are implementations of others.

use std::path::{Path, PathBuf};

use super::typescript::{install, node, npm};
use super::{before, copy};
use protoward_kit::error::Error;
use protoward_kit::process::Run;

const PROJECT: &str = "clients/connect";

/// Installs the packages, generates the code and builds the project. Returns the folder of the project.
pub(super) fn built(protoward: &Path) -> Result<PathBuf, Error> {
    let project = copy::project(PROJECT)?;
    install(&project)?;
    let programs = project.join("node_modules/.bin");
    super::generate(protoward, PROJECT, &project).env("PATH", before(&programs)?).finish()?;
    Run::new(programs.join(npm("tsc"))).current_dir(&project).finish()?;
    Ok(project)
}

/// Returns a run of the tests, which call every method in every form of the protocol.
pub(super) fn tests(project: &Path, authority: &Path) -> Run {
    let tests = node().args(["--test", "dist/test/methods.test.js", "dist/test/protocol.test.js"]);
    tests.current_dir(project).env("NODE_EXTRA_CA_CERTS", authority)
}
