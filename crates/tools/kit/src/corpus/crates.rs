//! Packages of the crates.io registry.

use std::path::{Path, PathBuf};

use crate::cargo_crate::{CargoCrate, Manifest};
use crate::corpus::files_below;
use crate::error::Error;
use crate::process::Run;

/// Copies the `.proto` files of a crate into `dir`. Cargo unpacks the crate to the folder of its sources for the metadata of a
/// package that depends on it.
pub(super) fn fetch(name: &str, version: &str, dir: &Path) -> Result<(), Error> {
    let source = source(name, version, dir)?;
    for file in files_below(&source, "proto")? {
        copy(&source.join(&file), &dir.join(&file))?;
    }
    Ok(())
}

/// Copies one file of a crate into `dir` if it is missing, and returns its path there.
pub fn file_of_crate(name: &str, version: &str, file: &str, dir: &Path) -> Result<PathBuf, Error> {
    let to = dir.join(format!("{name}-{version}")).join(file);
    if !to.is_file() {
        copy(&source(name, version, dir)?.join(file), &to)?;
    }
    Ok(to)
}

/// Returns the folder that cargo has unpacked a crate to. `dir` is for a temporary package that depends on the crate.
fn source(name: &str, version: &str, dir: &Path) -> Result<PathBuf, Error> {
    let folder = tempfile::tempdir_in(dir).map_err(Error::at(dir))?;
    let asker = CargoCrate::built_into(folder.path(), folder.path().join("target"));
    asker.write_manifest(&Manifest::new("asker").dependencies(&format!("{name} = \"={version}\"")))?;
    asker.write("src/lib.rs", "")?;
    source_of(name, &asker)
}

/// Unpacks a crate without its dependencies, and returns its folder.
pub fn source_of_crate(name: &str, version: &str) -> Result<PathBuf, Error> {
    let run = Run::cargo().args(["info", "--quiet"]).arg(format!("{name}@{version}"));
    run.finish()?;
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).unwrap_or_default();
    let sources = home.join("registry").join("src");
    let registries = std::fs::read_dir(&sources).map_err(Error::at(&sources))?;
    let mut folders = registries.filter_map(|it| Some(it.ok()?.path().join(format!("{name}-{version}"))));
    let missing = || Error::Incomplete { package: format!("{name} {version}"), what: "its source".to_owned() };
    folders.find(|folder| folder.join("Cargo.toml").is_file()).ok_or_else(missing)
}

fn source_of(name: &str, asker: &CargoCrate) -> Result<PathBuf, Error> {
    let run = asker.cargo(&["metadata", "--format-version", "1"]);
    let unreadable = |why: String| Error::Unreadable { command: run.line(), why };
    let metadata: serde_json::Value =
        serde_json::from_slice(&run.finish()?.stdout).map_err(|it| unreadable(it.to_string()))?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let package = packages.iter().find(|it| it["name"] == name);
    let path = package.and_then(|it| it["manifest_path"].as_str()).map(Path::new).and_then(Path::parent);
    path.map(Path::to_path_buf).ok_or_else(|| unreadable(format!("no manifest path of `{name}`")))
}

fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    if let Some(parent) = to.parent() {
        std::fs::create_dir_all(parent).map_err(Error::at(parent))?;
    }
    std::fs::copy(from, to).map(drop).map_err(Error::at(to))
}
