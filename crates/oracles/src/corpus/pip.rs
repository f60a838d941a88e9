//! Packages of the Python index.

use std::path::Path;

use crate::process::Run;
use crate::trouble::Trouble;

/// Which packages come along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dependencies {
    None,
    All,
}

/// Unpacks a wheel into `dir`. Wheels only: building one here would need a C++ compiler and a long time.
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
    // `pip` alone is missing on many systems where the module is there.
    match install(Run::new("pip")) {
        Err(Trouble::Missing { .. }) => install(Run::new("python3").args(["-m", "pip"]))?,
        other => other?,
    };
    Ok(())
}
