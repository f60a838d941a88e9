//! Counts the packages that Cargo and rustc compiled.

use std::collections::BTreeSet;
use std::path::Path;

use super::NAME;
use protoward_kit::cargo_crate::messages;
use protoward_kit::error::Error;

/// Returns the number of packages in the generated tree.
pub(super) fn packages(generated: &Path, layout: &str) -> Result<usize, Error> {
    let text = read(&generated.join("Cargo.toml"))?;
    let is_listed = |line: &&str| match layout {
        "features" => line.starts_with("    \""),
        _ => line.starts_with(&format!("    \"{NAME}-")),
    };
    let until = if layout == "features" { "\n]" } else { "\u{0}" };
    Ok(text.split(until).next().unwrap_or_default().lines().filter(is_listed).count())
}

/// Returns the packages that were compiled: crates that Cargo reports, or files that rustc read.
pub(super) fn used(stdout: &[u8], layout: &str) -> Result<Vec<String>, Error> {
    let names: BTreeSet<String> = match layout {
        "features" => read_files(stdout)?,
        _ => crates(stdout),
    };
    Ok(names.into_iter().collect())
}

fn artifacts(stdout: &[u8]) -> impl Iterator<Item = serde_json::Value> {
    messages(stdout).filter(|message| message["reason"] == "compiler-artifact" && message["target"]["kind"][0] == "lib")
}

fn crates(stdout: &[u8]) -> BTreeSet<String> {
    let names = artifacts(stdout).filter_map(|message| {
        let id = message["manifest_path"].as_str()?.to_owned();
        let folder = Path::new(&id).parent()?.file_name()?.to_str()?.to_owned();
        Some(folder.strip_prefix(&format!("{NAME}-"))?.to_owned())
    });
    names.collect()
}

/// Reads the list of files that rustc writes beside its output.
fn read_files(stdout: &[u8]) -> Result<BTreeSet<String>, Error> {
    let library = artifacts(stdout).find(|message| message["target"]["name"] == NAME);
    let made = library.and_then(|message| Some(message["filenames"][0].as_str()?.to_owned())).unwrap_or_default();
    let list = Path::new(&made.replace("/lib", "/")).with_extension("d");
    let text = read(&list)?;
    let names = text.split_whitespace().filter_map(|path| Path::new(path).file_name()?.to_str()?.strip_suffix(".rs"));
    let packages = names.filter(|name| *name != "lib");
    Ok(packages.map(|name| name.replace("r#", "").replace('.', "-")).collect())
}

fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(Error::at(path))
}

/// Returns the first errors of rustc and the stderr of Cargo.
pub(super) fn errors(stdout: &[u8], stderr: &str) -> String {
    const FIRST: usize = 3;
    let errors = messages(stdout).filter(|it| it["message"]["level"] == "error");
    let errors = errors.filter_map(|it| Some(it["message"]["rendered"].as_str()?.to_owned()));
    errors.take(FIRST).chain([stderr.to_owned()]).collect()
}
