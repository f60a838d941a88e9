//! The container image, which contains the program alone, as an archive in the OCI layout.
//!
//! Source: the image format specification of the Open Container Initiative. No daemon is needed: `skopeo copy oci-archive:FILE …`
//! and `podman load` read it.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::files::{File, gzip, tar};
use super::release::{Release, SUMMARY};
use protoward_kit::error::Error;
use protoward_kit::wire::hex;

/// Returns the image of a release: its file name and content.
pub(super) fn of(release: &Release) -> Result<(String, Vec<u8>), Error> {
    let architecture = release.target.linux.unwrap_or_default();
    let name = format!("protoward-{}-{architecture}.oci.tar", release.version);
    let bytes = image(release, architecture).map_err(Error::at(name.as_ref()))?;
    Ok((name, bytes))
}

fn image(release: &Release, architecture: &str) -> std::io::Result<Vec<u8>> {
    let mut contents = vec![File::executable("usr/bin/protoward", release.program.clone())];
    contents.extend(release.licenses.iter().cloned().map(|file| file.below("usr/share/doc/protoward")));
    let layer = tar(&contents, release.time)?;
    let config = json!({
        "architecture": architecture,
        "os": "linux",
        "config": {
            "Entrypoint": ["/usr/bin/protoward"],
            "Env": ["PATH=/usr/bin"],
            "WorkingDir": "/work",
            "Labels": {
                "org.opencontainers.image.title": "protoward",
                "org.opencontainers.image.description": SUMMARY,
                "org.opencontainers.image.version": release.version,
                "org.opencontainers.image.licenses": "MIT OR Apache-2.0",
            },
        },
        "rootfs": { "type": "layers", "diff_ids": [format!("sha256:{}", digest(&layer))] },
    });
    let mut files = Vec::new();
    let layer = blob(&mut files, "application/vnd.oci.image.layer.v1.tar+gzip", gzip(&layer)?);
    let config = blob(&mut files, "application/vnd.oci.image.config.v1+json", config.to_string().into_bytes());
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": config,
        "layers": [layer],
    });
    let mut manifest =
        blob(&mut files, "application/vnd.oci.image.manifest.v1+json", manifest.to_string().into_bytes());
    manifest["platform"] = json!({ "architecture": architecture, "os": "linux" });
    manifest["annotations"] = json!({ "org.opencontainers.image.ref.name": release.version });
    let index = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [manifest],
    });
    files.push(File::new("index.json", index.to_string()));
    files.push(File::new("oci-layout", r#"{"imageLayoutVersion":"1.0.0"}"#));
    tar(&files, release.time)
}

/// Adds a blob to the layout, and returns its descriptor.
fn blob(files: &mut Vec<File>, media_type: &str, content: Vec<u8>) -> Value {
    let digest = digest(&content);
    let descriptor = json!({ "mediaType": media_type, "digest": format!("sha256:{digest}"), "size": content.len() });
    files.push(File::new(format!("blobs/sha256/{digest}"), content));
    descriptor
}

fn digest(content: &[u8]) -> String {
    hex(&Sha256::digest(content))
}
