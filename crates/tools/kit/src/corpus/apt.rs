//! Packages of Debian and its derivatives, unpacked without an installation.

use std::path::Path;

use crate::error::Error;
use crate::process::Run;

/// The program that fetches the packages.
pub const APT: &str = "apt-get";

/// Unpacks packages into `dir`. The distribution determines their versions.
pub(super) fn fetch(names: &str, dir: &Path) -> Result<(), Error> {
    let install = "a Debian or one of its kin, whose packages these are";
    let scratch = tempfile::tempdir().map_err(Error::at(dir))?;
    Run::new(APT).install_hint(install).arg("download").args(names.split(' ')).current_dir(scratch.path()).finish()?;
    for package in std::fs::read_dir(scratch.path()).map_err(Error::at(dir))? {
        let package = package.map_err(Error::at(dir))?.path();
        Run::new("dpkg-deb").install_hint(install).arg("-x").arg(&package).arg(dir).finish()?;
    }
    Ok(())
}
