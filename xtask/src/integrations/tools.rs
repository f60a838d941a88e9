//! Python programs, installed in a separate virtual environment.

use std::path::{Path, PathBuf};

use protoward_kit::corpus::integrations::PACKAGES;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace;

/// The virtual environment and the folder of its programs.
#[derive(Debug)]
pub(super) struct Tools {
    programs: PathBuf,
    cache: PathBuf,
}

impl Tools {
    /// Creates the virtual environment if it is missing or outdated.
    pub(super) fn installed(scratch: &Path) -> Result<Self, Error> {
        let folder = scratch.join("python");
        let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
        let tools = Self { programs, cache: scratch.join("pre-commit") };
        let stamp = folder.join("installed");
        if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == PACKAGES.join("\n")) {
            return Ok(tools);
        }
        println!("installing {} …", PACKAGES.join(", "));
        Run::new("python3").install_hint("Python 3 with venv").args(["-m", "venv", "--clear"]).arg(&folder).finish()?;
        tools.run("pip").args(["install", "--quiet", "--disable-pip-version-check"]).args(PACKAGES).finish()?;
        std::fs::write(&stamp, PACKAGES.join("\n")).map_err(Error::at(&stamp))?;
        Ok(tools)
    }

    /// Returns the folder for pre-commit's clones and builds.
    pub(super) fn cache(&self) -> &Path {
        &self.cache
    }

    /// Returns a run of a program of the environment, in the repository.
    pub(super) fn run(&self, program: &str) -> Run {
        Run::new(self.programs.join(program)).env("PRE_COMMIT_HOME", self.cache()).current_dir(workspace::root())
    }
}
