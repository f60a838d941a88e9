//! Servers and clients that validate requests, in a crate for each version of tonic.

use std::path::Path;

use protoward_kit::cargo_crate::{CargoCrate, located};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::{self, Profile, scratch};

/// The versions of tonic before that of the fixture, with their features of protoward-runtime.
const EARLIER: [(&str, &str); 2] = [("0.12", "grpc-tonic-0-12"), ("0.13", "grpc-tonic-0-13")];

/// Generates code for copies of the crate with services, and runs its tests. With earlier versions of tonic, the code must compile.
pub(super) fn test(fixture: &Path) -> Result<(), Error> {
    let path = fixture.join("Cargo.toml");
    let manifest = std::fs::read_to_string(&path).map_err(Error::at(&path))?;
    let manifest = manifest.replace("../../../", "ROOT/");
    generated(fixture, "tonic-0.14", &manifest)?.cargo(&["test", "--quiet", "--tests"]).finish()?;
    for (version, feature) in EARLIER {
        let manifest = earlier(&manifest, version, feature);
        generated(fixture, &format!("tonic-{version}"), &manifest)?.cargo(&["check", "--quiet"]).finish()?;
    }
    Ok(())
}

/// Returns a copy of the crate with a manifest, and with code for a runtime.
fn generated(fixture: &Path, runtime: &str, manifest: &str) -> Result<CargoCrate, Error> {
    let folder = scratch(&format!("oracle/validated-services/{runtime}"))?;
    let accounts = CargoCrate::new(folder);
    accounts.copy_folders(fixture, &["src", "tests"])?;
    accounts.write("Cargo.toml", located(manifest))?;
    accounts.lock()?;
    Run::new(workspace::protoward(Profile::Dev)?)
        .arg("generate")
        .arg(fixture.join("proto"))
        .args(["--plugin", "tonic", "--opt", "validate", "--opt", &format!("runtime={runtime}"), "-o", "src/proto"])
        .current_dir(accounts.folder())
        .finish()?;
    Ok(accounts)
}

/// Returns the manifest for an earlier version of tonic.
fn earlier(manifest: &str, version: &str, feature: &str) -> String {
    let features = format!("default-features = false, features = [\"{feature}\", \"prost-0-13\", \"validate\"]");
    manifest
        .replace("tonic-prost = \"0.14\"\n", "")
        .replace("tonic = \"0.14\"", &format!("tonic = \"{version}\""))
        .replace("\"0.14\"", "\"0.13\"")
        .replace("features = [\"grpc\", \"validate\"]", &features)
}
