//! The common contents of all artifacts of a target.

use std::path::Path;

use super::documents;
use super::files::File;
use super::licenses;
use super::target::Target;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace;

/// The program of a target, with its documents.
pub(super) struct Release {
    pub(super) target: &'static Target,
    pub(super) version: &'static str,
    /// The time of the last commit, in seconds since 1970: the time of all files.
    pub(super) time: u64,
    pub(super) program: Vec<u8>,
    /// The manual pages, by file name.
    pub(super) manual: Vec<File>,
    /// The completion scripts, by the name of the shell.
    pub(super) completions: Vec<(&'static str, String)>,
    /// The licenses of protoward, and one file with those of its dependencies.
    pub(super) licenses: Vec<File>,
    /// The packages that the program contains.
    pub(super) packages: Vec<licenses::Package>,
}

/// The line about protoward in package managers.
pub(super) const SUMMARY: &str = "Protobuf compiler, linter, formatter, check for breaking changes, and code generator";

impl Release {
    pub(super) fn new(target: &'static Target, program: &Path) -> Result<Self, Error> {
        let packages = licenses::packages(target)?;
        Ok(Self {
            target,
            version: env!("CARGO_PKG_VERSION"),
            time: time_of_commit()?,
            program: std::fs::read(program).map_err(Error::at(program))?,
            manual: documents::manual(),
            completions: documents::completions(),
            licenses: licenses::files(&packages)?,
            packages,
        })
    }

    /// Returns the README of the repository.
    pub(super) fn readme() -> Result<File, Error> {
        let path = workspace::root().join("README.md");
        Ok(File::new("README.md", std::fs::read(&path).map_err(Error::at(&path))?))
    }
}

fn time_of_commit() -> Result<u64, Error> {
    let run = Run::new("git").args(["log", "-1", "--format=%ct"]).current_dir(workspace::root());
    let done = run.finish()?;
    let text = String::from_utf8_lossy(&done.stdout).trim().to_owned();
    text.parse().map_err(|_| Error::Unreadable { command: run.line(), why: text })
}
