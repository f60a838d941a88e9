//! Where things are: the repository, its `target`, the built `protoward`.

use std::path::{Path, PathBuf};

use crate::process::Run;
use crate::trouble::Trouble;

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the crate is two folders below the workspace")
}

/// The folder that cargo builds into; everything a chore makes lies below it.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => std::path::absolute(&dir).unwrap_or_else(|_| dir.into()),
        None => root().join("target"),
    }
}

/// A folder below `target` that a chore may fill, made when missing.
pub fn scratch(name: &str) -> Result<PathBuf, Trouble> {
    let dir = target().join(name);
    std::fs::create_dir_all(&dir).map_err(Trouble::at(&dir))?;
    Ok(dir)
}

/// Gives a crate the versions of dependencies that this repository has.
pub fn lock(crate_folder: &Path) -> Result<(), Trouble> {
    let lock = root().join("Cargo.lock");
    std::fs::copy(&lock, crate_folder.join("Cargo.lock")).map_err(Trouble::at(&lock))?;
    Ok(())
}

/// How a program is built before it is compared or timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Dev,
    Release,
    /// Optimized, with the checks of a debug build.
    Checked,
}

impl Profile {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Profile::Dev => "dev",
            Profile::Release => "release",
            Profile::Checked => "checked",
        }
    }

    /// Where cargo puts what it builds.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Profile::Dev => "debug",
            Profile::Release | Profile::Checked => self.name(),
        }
    }
}

/// Builds the `protoward` binary and returns its path.
pub fn protoward(profile: Profile) -> Result<PathBuf, Trouble> {
    built("protoward", "protoward", profile)
}

/// Builds a binary of a package of this workspace and returns its path.
pub fn built(package: &str, binary: &str, profile: Profile) -> Result<PathBuf, Trouble> {
    let args = ["build", "--quiet", "--package", package, "--bin", binary, "--profile", profile.name()];
    Run::cargo().args(args).env("CARGO_TARGET_DIR", target()).within(root()).finish()?;
    Ok(target().join(profile.folder()).join(format!("{binary}{}", std::env::consts::EXE_SUFFIX)))
}
