//! Packages of the Python Package Index.

use std::path::Path;

use crate::process::Run;
use crate::trouble::Trouble;

/// The dependencies to install with a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dependencies {
    None,
    All,
}

/// Unpacks a wheel into `dir`. Only wheels are accepted, because a source build needs a C++ compiler and takes long.
pub(super) fn fetch(name: &str, version: &str, dir: &Path, dependencies: Dependencies) -> Result<(), Trouble> {
    let alone = (dependencies == Dependencies::None).then_some("--no-deps");
    let install = |pip: Run| {
        pip.or_install("Python 3 with pip")
            .args(["install", "--quiet", "--no-compile", "--only-binary", ":all:"])
            .args(alone)
            .args(["--disable-pip-version-check", "--no-input", "--target"])
            .arg(dir)
            .arg(format!("{name}=={version}"))
            .finish()
    };
    // On many systems the command `pip` is missing but the module exists.
    match install(Run::new("pip")) {
        Err(Trouble::Missing { .. }) => install(Run::new("python3").args(["-m", "pip"]))?,
        other => other?,
    };
    Ok(())
}
