//! Paths of the repository and its `target` folder, and the built `protoward`.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::process::Run;

/// Returns the root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the crate is two folders below the workspace")
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

/// Returns a manifest with the path of the repository instead of `ROOT`.
pub(crate) fn located(manifest: &str) -> String {
    let root = root().display().to_string().replace('\\', "/");
    manifest.replace("ROOT/", &format!("{root}/"))
}

/// Returns the manifest of a crate that is not part of a workspace. ROOT in the lines of its dependencies is this repository.
pub(crate) fn manifest(name: &str, dependencies: &str) -> String {
    let dependencies = located(dependencies);
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\n{dependencies}\n\n[workspace]\n\n[profile.dev]\ndebug = false\nincremental = false\n"
    )
}

/// Copies files of a fixture, with the path of the repository instead of `ROOT`.
pub fn copy_located(fixture: &Path, files: &[&str], folder: &Path) -> Result<(), Error> {
    for file in files {
        let from = fixture.join(file);
        let text = std::fs::read_to_string(&from).map_err(Error::at(&from))?;
        write_changed(&folder.join(file), &located(&text))?;
    }
    Ok(())
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

/// Copies the `Cargo.lock` of this repository to a crate, so that both use the same versions of dependencies.
pub fn lock(crate_folder: &Path) -> Result<(), Error> {
    let lock = root().join("Cargo.lock");
    std::fs::copy(&lock, crate_folder.join("Cargo.lock")).map_err(Error::at(&lock))?;
    Ok(())
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
    pub(crate) fn name(self) -> &'static str {
        match self {
            Profile::Dev => "dev",
            Profile::Release => "release",
            Profile::Checked => "checked",
        }
    }

    /// Returns the folder below `target` that cargo builds the profile into.
    pub(crate) fn folder(self) -> &'static str {
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

/// The variable that says that programs of the profile `dev` are built. CI builds the whole workspace first. Cargo would build
/// them again alone, because then their dependencies have other features.
const AS_BUILT: &str = "XTASK_AS_BUILT";

fn is_as_built() -> bool {
    std::env::var_os(AS_BUILT).is_some()
}

/// Returns the arguments of `cargo test` that select the integration tests of a package. If everything is built, they select
/// those of all packages, which cargo need not build again; a filter has to leave the others out.
pub(crate) fn tests_of(package: &'static str) -> Vec<&'static str> {
    let of = if is_as_built() { vec!["--workspace"] } else { vec!["--package", package] };
    of.into_iter().chain(["--test", "it"]).collect()
}

/// Builds a binary of a package of this workspace and returns its path.
pub fn built(package: &str, binary: &str, profile: Profile) -> Result<PathBuf, Error> {
    let path = target().join(profile.folder()).join(format!("{binary}{}", std::env::consts::EXE_SUFFIX));
    if profile != Profile::Dev || !is_as_built() {
        let args = ["build", "--quiet", "--package", package, "--bin", binary, "--profile", profile.name()];
        Run::cargo().args(args).env("CARGO_TARGET_DIR", target()).current_dir(root()).finish()?;
    }
    Ok(path)
}
