//! The client and the server in Python: grpcio with code that protoward generates.

use std::path::{Path, PathBuf};

use super::{copy, installed};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace;

/// A Python project that is ready to run: its folder, with generated code, and a Python with its packages.
#[derive(Clone, Debug)]
pub(super) struct Project {
    python: PathBuf,
    folder: PathBuf,
}

impl Project {
    /// Copies a project, such as `clients/python`, installs its packages and generates its code.
    pub(super) fn made(name: &str, protoward: &Path) -> Result<Self, Error> {
        let folder = copy::project(name)?;
        let python = python_with(&format!("{name}-packages"), &folder.join("requirements.txt"))?;
        super::generate(protoward, name, &folder).finish()?;
        Ok(Self { python, folder })
    }

    /// Returns a run of a module of the project, for any working directory.
    pub(super) fn module(&self, name: &str) -> Run {
        let run = Run::new(&self.python).args(["-m", name]);
        run.env("PYTHONPATH", &self.folder).env("PYTHONDONTWRITEBYTECODE", "1")
    }

    /// Returns a run of the tests of the project.
    pub(super) fn tests(&self) -> Run {
        self.module("unittest").args(["discover", "-s", "tests", "-t", "."]).current_dir(&self.folder)
    }
}

/// Returns a Python with the packages of a requirements file, in a virtual environment below `target`.
pub(crate) fn python_with(environment: &str, list: &Path) -> Result<PathBuf, Error> {
    let environment = workspace::scratch(environment)?;
    let programs = environment.join(if cfg!(windows) { "Scripts" } else { "bin" });
    installed::once(&environment, list, || {
        Run::new("python3")
            .install_hint("Python 3 with venv")
            .args(["-m", "venv", "--clear"])
            .arg(&environment)
            .finish()?;
        let pip = Run::new(programs.join("pip")).args(["install", "--quiet", "--disable-pip-version-check", "-r"]);
        pip.arg(list).finish().map(drop)
    })?;
    Ok(programs.join("python"))
}
