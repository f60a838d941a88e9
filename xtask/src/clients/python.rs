//! The client in Python: grpcio, messages that protoward makes, stubs of gRPC's own plugin.

use std::path::{Path, PathBuf};

use super::{before, copy, installed};
use crate::corpus;
use crate::process::Run;
use crate::trouble::Trouble;
use crate::workspace;

/// Installs, generates, and gives the tests, ready to run; nothing where gRPC's plugin cannot be had.
pub(super) fn tests(protoward: &Path) -> Result<Option<Run>, Trouble> {
    let plugin = match corpus::grpc_plugins() {
        Err(Trouble::Missing { program, .. }) if program == corpus::APT => return Ok(None),
        plugin => plugin?,
    };
    let project = copy::project("python")?;
    let python = python_with("clients/python-packages", &project.join("requirements.txt"))?;
    let generate = super::generate(protoward, "python", &project).env("PATH", before(&plugin.programs)?);
    generate.env("LD_LIBRARY_PATH", plugin.libraries).finish()?;
    let run = Run::new(python).args(["-m", "unittest", "discover", "-s", "tests", "-t", "."]);
    Ok(Some(run.within(&project).env("PYTHONDONTWRITEBYTECODE", "1")))
}

/// A Python that has what a list says, in an environment below `target`.
pub(crate) fn python_with(environment: &str, list: &Path) -> Result<PathBuf, Trouble> {
    let environment = workspace::scratch(environment)?;
    let programs = environment.join(if cfg!(windows) { "Scripts" } else { "bin" });
    installed::once(&environment, list, || {
        Run::new("python3")
            .or_install("Python 3 with venv")
            .args(["-m", "venv", "--clear"])
            .arg(&environment)
            .finish()?;
        let pip = Run::new(programs.join("pip")).args(["install", "--quiet", "--disable-pip-version-check", "-r"]);
        pip.arg(list).finish().map(drop)
    })?;
    Ok(programs.join("python"))
}
