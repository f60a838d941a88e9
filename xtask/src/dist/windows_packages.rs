//! Manifests for winget and Scoop, the package managers of Windows. They name the archives of a release and their checksums.
//!
//! Sources: <https://learn.microsoft.com/windows/package-manager/package/manifest> (version 1.10), and
//! <https://github.com/ScoopInstaller/Scoop/wiki/App-Manifests>.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::archive;
use super::release::SUMMARY;
use super::target::{TARGETS, Target};
use protoward_kit::error::Error;
use protoward_kit::wire::hex;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The address of the repository, in which `OWNER` stands until the first release.
const REPOSITORY: &str = "https://github.com/OWNER/protoward";

/// The identifier of the package in winget: the publisher and the program.
const WINGET: &str = "Protoward.Protoward";

/// An archive of a release.
struct Archive {
    target: &'static Target,
    name: String,
    /// The SHA-256 in hexadecimal digits, in lower case.
    sum: String,
}

impl Archive {
    fn url(&self) -> String {
        format!("{REPOSITORY}/releases/download/v{VERSION}/{}", self.name)
    }

    /// Returns the one folder in the archive.
    fn folder(&self) -> &str {
        self.name.trim_end_matches(".zip")
    }

    fn is_x86_64(&self) -> bool {
        self.target.triple.starts_with("x86_64")
    }
}

/// Writes the manifests into the folder of a release. Without the archives of all Windows platforms, nothing is written.
pub(super) fn write(folder: &Path) -> Result<(), Error> {
    let targets = TARGETS.iter().filter(|target| target.is_windows());
    let archives = targets.map(|target| archive_in(folder, target)).collect::<Result<Option<Vec<_>>, _>>()?;
    for (name, text) in archives.iter().flat_map(|archives| manifests(archives)) {
        let path = folder.join(name);
        fs::write(&path, text).map_err(Error::at(&path))?;
    }
    Ok(())
}

fn archive_in(folder: &Path, target: &'static Target) -> Result<Option<Archive>, Error> {
    let name = archive::file_name(target, VERSION);
    let path = folder.join(&name);
    if !path.is_file() {
        return Ok(None);
    }
    let sum = hex(&Sha256::digest(fs::read(&path).map_err(Error::at(&path))?));
    Ok(Some(Archive { target, name, sum }))
}

/// Returns the manifests by file name.
fn manifests(archives: &[Archive]) -> Vec<(String, String)> {
    vec![
        ("protoward.json".to_owned(), scoop(archives)),
        (format!("{WINGET}.yaml"), winget("version", "DefaultLocale: en-US\n")),
        (format!("{WINGET}.installer.yaml"), winget("installer", &winget_installers(archives))),
        (format!("{WINGET}.locale.en-US.yaml"), winget("defaultLocale", &winget_locale())),
    ]
}

/// Returns the manifest of Scoop. It has a second command, `protoward-protoc`: the program with the argument `protoc`.
fn scoop(archives: &[Archive]) -> String {
    let of_archive = |archive: &Archive| {
        let architecture = if archive.is_x86_64() { "64bit" } else { "arm64" };
        let value = json!({ "url": archive.url(), "hash": archive.sum, "extract_dir": archive.folder() });
        (architecture.to_owned(), value)
    };
    let manifest = json!({
        "version": VERSION,
        "description": SUMMARY,
        "homepage": REPOSITORY,
        "license": "MIT OR Apache-2.0",
        "architecture": archives.iter().map(of_archive).collect::<Map<String, Value>>(),
        "bin": ["protoward.exe", ["protoward.exe", "protoward-protoc", "protoc"]],
    });
    format!("{manifest:#}\n")
}

/// Returns a manifest of winget: these keys, and those of every manifest.
fn winget(kind: &str, keys: &str) -> String {
    format!(
        "# yaml-language-server: $schema=https://aka.ms/winget-manifest.{kind}.1.10.0.schema.json\n\
         PackageIdentifier: {WINGET}\nPackageVersion: {VERSION}\n{keys}ManifestType: {kind}\nManifestVersion: 1.10.0\n"
    )
}

fn winget_installers(archives: &[Archive]) -> String {
    let mut keys = "InstallerType: zip\nNestedInstallerType: portable\nInstallers:\n".to_owned();
    for archive in archives {
        let architecture = if archive.is_x86_64() { "x64" } else { "arm64" };
        keys += &format!(
            "- Architecture: {architecture}\n  NestedInstallerFiles:\n  - RelativeFilePath: {folder}\\{program}\n    \
             PortableCommandAlias: protoward\n  InstallerUrl: {url}\n  InstallerSha256: {sum}\n",
            folder = archive.folder(),
            program = archive.target.program(),
            url = archive.url(),
            sum = archive.sum.to_uppercase(),
        );
    }
    keys
}

fn winget_locale() -> String {
    format!(
        "PackageLocale: en-US\nPublisher: protoward\nPackageName: protoward\nPackageUrl: {REPOSITORY}\n\
         License: MIT OR Apache-2.0\nShortDescription: {SUMMARY}\n"
    )
}
