//! Paths of the repository and its `target` folder, and the built `protoward`.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::process::Run;

/// Returns the root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).expect("the crate is three folders below the workspace")
}

/// Returns the folder that cargo builds into. All files that a chore creates are below it.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => std::path::absolute(&dir).unwrap_or_else(|_| dir.into()),
        None => root().join("target"),
    }
}

/// Returns a folder below `target` for the files of a chore. Creates it if it is missing.
pub fn scratch(name: &str) -> Result<PathBuf, Error> {
    let dir = target().join(name);
    std::fs::create_dir_all(&dir).map_err(Error::at(&dir))?;
    Ok(dir)
}

/// Writes a file and its folders, unless it has this text. Cargo recompiles files that are rewritten, even with the same content.
pub fn write_changed(path: &Path, text: &str) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(Error::at(folder))?;
    if std::fs::read_to_string(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    std::fs::write(path, text).map_err(Error::at(path))
}

/// The profile that a program is built with before it is compared or timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Dev,
    Release,
    /// Optimized, with the checks of a debug build.
    Checked,
}

impl Profile {
    pub fn name(self) -> &'static str {
        match self {
            Profile::Dev => "dev",
            Profile::Release => "release",
            Profile::Checked => "checked",
        }
    }

    /// Returns the folder below `target` that cargo builds the profile into.
    pub fn folder(self) -> &'static str {
        match self {
            Profile::Dev => "debug",
            Profile::Release | Profile::Checked => self.name(),
        }
    }
}

/// Builds the `protoward` binary and returns its path.
pub fn protoward(profile: Profile) -> Result<PathBuf, Error> {
    built("protoward", "protoward", profile)
}

/// Builds the program of the oracles and returns its path.
pub fn oracles(profile: Profile) -> Result<PathBuf, Error> {
    built_in(&root().join("oracles"), "protoward-oracles", "oracles", profile)
}

/// Builds a program that protoward is timed with, and returns its path.
pub fn peer(binary: &str) -> Result<PathBuf, Error> {
    built_in(&root().join("oracles"), "protoward-peers", binary, Profile::Release)
}

/// The variable that says that programs of the profile `dev` are built. CI builds the whole workspace first. Cargo would build
/// them again alone, because then their dependencies have other features.
const AS_BUILT: &str = "XTASK_AS_BUILT";

fn is_as_built() -> bool {
    std::env::var_os(AS_BUILT).is_some()
}

/// Returns the arguments of `cargo test` that select the integration tests of a package. If everything is built, they select
/// those of all packages, which cargo need not build again; a filter has to leave the others out.
pub fn tests_of(package: &'static str) -> Vec<&'static str> {
    let of = if is_as_built() { vec!["--workspace"] } else { vec!["--package", package] };
    of.into_iter().chain(["--test", "it"]).collect()
}

/// Builds a binary of a package of the product's workspace and returns its path.
pub fn built(package: &str, binary: &str, profile: Profile) -> Result<PathBuf, Error> {
    built_in(root(), package, binary, profile)
}

/// Builds a binary of a package of the workspace in a folder. Both workspaces build into the same `target`, to share what they can.
fn built_in(workspace: &Path, package: &str, binary: &str, profile: Profile) -> Result<PathBuf, Error> {
    let path = target().join(profile.folder()).join(format!("{binary}{}", std::env::consts::EXE_SUFFIX));
    if profile != Profile::Dev || !is_as_built() {
        let args = ["build", "--quiet", "--package", package, "--bin", binary, "--profile", profile.name()];
        Run::cargo().args(args).env("CARGO_TARGET_DIR", target()).current_dir(workspace).finish()?;
    }
    Ok(path)
}
