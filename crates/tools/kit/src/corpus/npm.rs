//! Packages of the npm registry.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::process::Run;

/// Installs a package below `dir/node_modules` without running its scripts.
pub(super) fn fetch(name: &str, version: &str, dir: &Path) -> Result<(), Error> {
    let quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"];
    Run::npm()
        .args(["install", "--prefix"])
        .arg(dir)
        .args(quiet)
        .arg(format!("{name}@{version}"))
        .current_dir(dir)
        .finish()?;
    Ok(())
}

/// Returns the program of a package that has one package per platform, such as `@scope/tool-linux-x64/bin/tool`.
pub(super) fn platform_program(dir: &Path, scope: &str, tool: &str) -> Result<PathBuf, Error> {
    let scope = dir.join("node_modules").join(scope);
    let program = format!("{tool}{}", std::env::consts::EXE_SUFFIX);
    let mut found: Vec<PathBuf> = std::fs::read_dir(&scope)
        .map_err(Error::at(&scope))?
        .filter_map(Result::ok)
        .filter(|it| it.file_name().to_string_lossy().starts_with(&format!("{tool}-")))
        .map(|it| it.path().join("bin").join(&program))
        .filter(|it| it.is_file())
        .collect();
    found.sort();
    found.pop().ok_or_else(|| Error::Incomplete { package: tool.into(), what: "a program for this platform".into() })
}
