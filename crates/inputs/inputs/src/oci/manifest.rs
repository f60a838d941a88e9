//! Manifests of artifacts with one layer: an image, without a configuration.

use serde_json::{Value, json};

use crate::oci::digest::Digest;
use crate::oci::error::OciError;

/// The media type of a manifest.
pub(crate) const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// The type of the artifact: a serialized `FileDescriptorSet`.
const ARTIFACT: &str = "application/vnd.protoward.image.v1";

/// The media type of the layer.
const LAYER: &str = "application/vnd.protoward.image.v1.binpb";

/// The media type of an empty configuration, for artifacts that need none.
const EMPTY: &str = "application/vnd.oci.empty.v1+json";

/// The content of an empty configuration: a JSON object without keys.
pub(crate) const EMPTY_CONFIG: &[u8] = b"{}";

/// The annotation with the file name of a layer.
const TITLE: &str = "org.opencontainers.image.title";

/// The name of the file in which `oras pull` stores an image.
const FILE_NAME: &str = "image.binpb";

/// A content and its size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Descriptor {
    pub(crate) digest: Digest,
    pub(crate) size: u64,
}

/// Returns the manifest of an image.
pub(crate) fn manifest(image: &Descriptor) -> Vec<u8> {
    let config = Digest::of(EMPTY_CONFIG);
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "artifactType": ARTIFACT,
        "config": { "mediaType": EMPTY, "digest": config.to_string(), "size": EMPTY_CONFIG.len() },
        "layers": [{
            "mediaType": LAYER,
            "digest": image.digest.to_string(),
            "size": image.size,
            "annotations": { TITLE: FILE_NAME },
        }],
    });
    manifest.to_string().into_bytes()
}

/// Returns the only layer of a manifest.
pub(crate) fn layer(manifest: &[u8]) -> Result<Descriptor, OciError> {
    let manifest: Value = serde_json::from_slice(manifest).map_err(|_| OciError::Manifest("is not JSON"))?;
    if manifest["manifests"].is_array() {
        return Err(OciError::Manifest("is an index of several artifacts"));
    }
    let layers = manifest["layers"].as_array().ok_or(OciError::Manifest("has no layers"))?;
    let [layer] = &layers[..] else { return Err(OciError::Manifest("has several layers or none")) };
    let digest = layer["digest"].as_str().and_then(|digest| digest.parse().ok());
    let digest = digest.ok_or(OciError::Manifest("has a layer without a SHA-256 digest"))?;
    let size = layer["size"].as_u64().ok_or(OciError::Manifest("has a layer without a size"))?;
    Ok(Descriptor { digest, size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_layer_in_the_manifest() {
        let image = Descriptor { digest: Digest::of(b"image"), size: 5 };
        assert!(matches!(layer(&manifest(&image)), Ok(found) if found == image));
    }

    #[test]
    fn rejects_other_manifests() {
        let digest = Digest::of(b"").to_string();
        let layer_of = |value: Value| layer(value.to_string().as_bytes());
        for manifest in [
            json!(null),
            json!({}),
            json!({ "manifests": [] }),
            json!({ "layers": [] }),
            json!({ "layers": [{}, {}] }),
            json!({ "layers": [{ "digest": "sha512:00", "size": 1 }] }),
            json!({ "layers": [{ "digest": digest, "size": -1 }] }),
        ] {
            assert!(matches!(layer_of(manifest.clone()), Err(OciError::Manifest(_))), "{manifest}");
        }
        assert!(matches!(layer(b"{"), Err(OciError::Manifest(_))));
    }
}
