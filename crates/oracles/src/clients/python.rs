//! The client and the server in Python: grpcio, with code that protoward generates.

use std::path::{Path, PathBuf};

use super::{copy, installed};
use crate::process::Run;
use crate::trouble::Trouble;
use crate::workspace;

/// A project in Python that can be run: its folder, with generated code, and a Python that has its packages.
#[derive(Clone, Debug)]
pub(super) struct Project {
    python: PathBuf,
    folder: PathBuf,
}

impl Project {
    /// Copies, installs and generates a project, such as `clients/python`.
    pub(super) fn made(name: &str, protoward: &Path) -> Result<Self, Trouble> {
        let folder = copy::project(name)?;
        let python = python_with(&format!("{name}-packages"), &folder.join("requirements.txt"))?;
        super::generate(protoward, name, &folder).finish()?;
        Ok(Self { python, folder })
    }

    /// Runs a module of the project, from any folder.
    pub(super) fn module(&self, name: &str) -> Run {
        let run = Run::new(&self.python).args(["-m", name]);
        run.env("PYTHONPATH", &self.folder).env("PYTHONDONTWRITEBYTECODE", "1")
    }

    /// The tests of the project.
    pub(super) fn tests(&self) -> Run {
        self.module("unittest").args(["discover", "-s", "tests", "-t", "."]).within(&self.folder)
    }
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
