//! Pulling an image: the manifest, then its only layer. Nothing is used before its digest is checked.

use protoward_http_client::HeaderName;

use crate::oci::digest::Digest;
use crate::oci::error::OciError;
use crate::oci::manifest::{MANIFEST, layer};
use crate::oci::reference::Reference;
use crate::oci::registry::{MOST_OF_JSON, Registry, RegistryRequest, accepted};

/// Returns the bytes of an image of at most `limit` bytes, whose digests were checked.
///
/// # Errors
/// Fails if the registry does not respond or refuses, if the artifact is not an image, or if a digest differs.
pub fn pull(reference: &Reference, limit: usize) -> Result<Vec<u8>, OciError> {
    let mut registry = Registry::new(reference, "pull");
    let manifest = RegistryRequest {
        headers: vec![(HeaderName::from_static("accept"), MANIFEST)],
        ..RegistryRequest::get(registry.url(&format!("/manifests/{}", reference.version())), MOST_OF_JSON)
    };
    let manifest = accepted(registry.send(&manifest)?, "the manifest")?.body;
    if let Some(digest) = reference.digest() {
        check("the manifest", &manifest, digest)?;
    }
    let layer = layer(&manifest)?;
    if layer.size > limit as u64 {
        return Err(OciError::TooLarge(layer.size));
    }
    let blob = RegistryRequest::get(registry.url(&format!("/blobs/{}", layer.digest)), limit);
    let blob = accepted(registry.send(&blob)?, "the image")?.body;
    check("the image", &blob, &layer.digest)?;
    Ok(blob)
}

fn check(what: &'static str, bytes: &[u8], expected: &Digest) -> Result<(), OciError> {
    let found = Digest::of(bytes);
    if found == *expected { Ok(()) } else { Err(OciError::OtherDigest { what, expected: expected.clone(), found }) }
}
