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
    with_pip(install)?;
    Ok(())
}

/// Unpacks a wheel for another platform into `dir`.
pub(super) fn fetch_of(platform: &str, name: &str, version: &str, dir: &Path) -> Result<(), Error> {
    with_pip(|pip| {
        pip.install_hint("Python 3 with pip")
            .args(["install", "--quiet", "--no-compile", "--only-binary", ":all:", "--no-deps", "--platform", platform])
            .args(["--disable-pip-version-check", "--no-input", "--target"])
            .arg(dir)
            .arg(format!("{name}=={version}"))
            .finish()
    })?;
    Ok(())
}

/// Unpacks parts of a source distribution into `dir`. pip asks the build system of the package for its metadata, but
/// builds nothing.
pub(super) fn fetch_source(name: &str, version: &str, dir: &Path, parts: &[&str]) -> Result<(), Error> {
    let scratch = tempfile::tempdir_in(dir).map_err(Error::at(dir))?;
    with_pip(|pip| {
        pip.install_hint("Python 3 with pip")
            .args(["download", "--quiet", "--no-deps", "--disable-pip-version-check", "--no-input"])
            .args(["--no-binary", name, "--dest"])
            .arg(scratch.path())
            .arg(format!("{name}=={version}"))
            .finish()
    })?;
    let root = format!("{name}-{version}");
    Run::new("tar")
        .arg("-xzf")
        .arg(scratch.path().join(format!("{root}.tar.gz")))
        .arg("-C")
        .arg(dir)
        .arg("--strip-components=1")
        .args(parts.iter().map(|part| format!("{root}/{part}")))
        .finish()?;
    Ok(())
}

/// Runs pip. On many systems the command `pip` is missing but the module exists.
fn with_pip<T>(run: impl Fn(Run) -> Result<T, Error>) -> Result<T, Error> {
    match run(Run::new("pip")) {
        Err(Error::Missing { .. }) => run(Run::new("python3").args(["-m", "pip"])),
        other => other,
    }
}
