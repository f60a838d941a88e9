//! Packages of Debian and its derivatives, unpacked without an installation.

use std::path::Path;

use crate::process::Run;
use crate::trouble::Trouble;

/// The program that fetches the packages.
pub(crate) const APT: &str = "apt-get";

/// Unpacks packages into `dir`. The distribution determines their versions.
pub(super) fn fetch(names: &str, dir: &Path) -> Result<(), Trouble> {
    let install = "a Debian or one of its kin, whose packages these are";
    let scratch = tempfile::tempdir().map_err(Trouble::at(dir))?;
    Run::new(APT).or_install(install).arg("download").args(names.split(' ')).within(scratch.path()).finish()?;
    for package in std::fs::read_dir(scratch.path()).map_err(Trouble::at(dir))? {
        let package = package.map_err(Trouble::at(dir))?.path();
        Run::new("dpkg-deb").or_install(install).arg("-x").arg(&package).arg(dir).finish()?;
    }
    Ok(())
}
