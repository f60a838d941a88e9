//! Packages of Debian and its kin, unpacked and not installed.

use std::path::Path;

use crate::process::Run;
use crate::trouble::Trouble;

/// The program that fetches them.
pub(crate) const APT: &str = "apt-get";

/// Unpacks packages into `dir`. Which version there is, is up to the distribution.
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
