//! The packages that the program contains, and their licenses.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::files::File;
use super::target::Target;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace;

/// A package from a registry.
#[derive(Clone, Debug)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    /// The license expression of its manifest.
    pub(super) license: String,
    folder: PathBuf,
}

/// Returns the packages from registries that the program of a target contains, sorted.
pub(super) fn packages(target: &Target) -> Result<Vec<Package>, Error> {
    let tree = Run::cargo()
        .args(["tree", "--package", "protoward", "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .args(["--target", target.triple, "--locked"])
        .current_dir(workspace::root());
    let done = tree.finish()?;
    let tree = String::from_utf8_lossy(&done.stdout).into_owned();
    let is_contained =
        |name: &str, version: &str| tree.lines().any(|line| line.split(' ').take(2).eq([name, &format!("v{version}")]));
    let run = Run::cargo()
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", target.triple])
        .current_dir(workspace::root());
    let done = run.finish()?;
    let metadata: Value = serde_json::from_slice(&done.stdout)
        .map_err(|why| Error::Unreadable { command: run.line(), why: why.to_string() })?;
    let package = |value: &Value| {
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        value["source"].as_str()?;
        let folder = Path::new(value["manifest_path"].as_str()?).parent()?.to_owned();
        Some(Package {
            name: text("name")?,
            version: text("version")?,
            license: text("license").unwrap_or_default(),
            folder,
        })
    };
    let all = metadata["packages"].as_array().into_iter().flatten().filter_map(package);
    let mut packages: Vec<Package> = all.filter(|package| is_contained(&package.name, &package.version)).collect();
    packages.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
    if packages.is_empty() {
        return Err(Error::Unreadable { command: run.line(), why: "it lists no packages of the program".to_owned() });
    }
    Ok(packages)
}

/// Returns the license files of protoward, and one file with those of the packages.
pub(super) fn files(packages: &[Package]) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let path = workspace::root().join(name);
        files.push(File::new(name, std::fs::read(&path).map_err(Error::at(&path))?));
    }
    let mut text = "The program protoward contains these packages.\n".to_owned();
    for package in packages {
        text += &format!("\n{0}\n{1} {2}: {3}\n{0}\n", "=".repeat(72), package.name, package.version, package.license);
        for (name, content) in texts(&package.folder)? {
            text += &format!("\n-- {name}\n\n{}\n", content.trim_end());
        }
    }
    files.push(File::new("THIRD-PARTY-LICENSES", text));
    Ok(files)
}

/// Returns the license texts of a package by file name, sorted.
fn texts(folder: &Path) -> Result<Vec<(String, String)>, Error> {
    let entries = std::fs::read_dir(folder).map_err(Error::at(folder))?.flatten();
    let is_license = |name: &str| {
        let name = name.to_ascii_uppercase();
        ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"].iter().any(|start| name.starts_with(start))
    };
    let paths = entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()));
    let paths = paths.filter(|(name, path)| is_license(name) && path.is_file());
    let mut texts: Vec<(String, String)> =
        paths.filter_map(|(name, path)| Some((name, std::fs::read_to_string(path).ok()?))).collect();
    texts.sort();
    Ok(texts)
}
