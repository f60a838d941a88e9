//! The client in TypeScript: protobuf-es and connect, for Node.js and for a web page.

use std::path::{Path, PathBuf};

use super::{before, copy, installed};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace;

const PROJECT: &str = "clients/typescript";

/// Installs the packages, generates the code and builds the project. Returns the folder of the project.
pub(super) fn built(protoward: &Path) -> Result<PathBuf, Error> {
    let project = copy::project(PROJECT)?;
    // Node.js also finds packages that are installed in the parent folder of the project.
    let around = workspace::scratch("clients")?;
    for name in ["package.json", "package-lock.json"] {
        let from = project.join(name);
        let to = around.join(name);
        std::fs::copy(&from, &to).map_err(Error::at(&from))?;
    }
    installed::once(&around, &around.join("package-lock.json"), || install(&around))?;
    let programs = around.join("node_modules/.bin");
    super::generate(protoward, PROJECT, &project).env("PATH", before(&programs)?).finish()?;
    Run::new(programs.join(npm("tsc"))).current_dir(&project).finish()?;
    node().arg("build.mjs").current_dir(&project).finish()?;
    Ok(project)
}

/// Returns a run of the tests of the four patterns and of the program.
pub(super) fn tests(project: &Path) -> Run {
    node().args(["--test", "dist/patterns.test.js", "dist/program.test.js"]).current_dir(project)
}

/// Installs the packages of a project that has its own ones: those in the parent folder belong to the TypeScript client.
pub(super) fn install(project: &Path) -> Result<(), Error> {
    let args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    Run::npm().args(args).current_dir(project).finish().map(drop)
}

pub(super) fn node() -> Run {
    Run::new("node").install_hint("Node.js")
}

/// Returns the file name of a program that npm installs.
pub(super) fn npm(name: &str) -> String {
    if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() }
}
