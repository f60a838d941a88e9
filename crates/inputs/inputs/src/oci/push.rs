//! Pushing an image: the contents come before the manifest, because a registry may refuse one whose contents it lacks.

use protoward_http_client::{HeaderName, Method};

use crate::oci::digest::Digest;
use crate::oci::error::OciError;
use crate::oci::manifest::{Descriptor, EMPTY_CONFIG, MANIFEST, manifest};
use crate::oci::reference::Reference;
use crate::oci::registry::{MOST_OF_JSON, Registry, RegistryRequest, accepted, resolve};

const CONTENT_TYPE: HeaderName = HeaderName::from_static("content-type");

/// Pushes an image, and returns its reference by digest. Contents that the repository has are not sent again.
///
/// # Errors
/// Fails if the registry does not respond or refuses, or if the reference has a digest that is not the one of the manifest.
pub fn push(reference: &Reference, image: &[u8]) -> Result<Reference, OciError> {
    let manifest = manifest(&Descriptor { digest: Digest::of(image), size: image.len() as u64 });
    let digest = Digest::of(&manifest);
    if let Some(expected) = reference.digest().filter(|expected| **expected != digest) {
        return Err(OciError::OtherDigest { what: "the manifest", expected: expected.clone(), found: digest });
    }
    let mut registry = Registry::new(reference, "pull,push");
    put_blob(&mut registry, EMPTY_CONFIG)?;
    put_blob(&mut registry, image)?;
    let request = RegistryRequest {
        method: Method::PUT,
        headers: vec![(CONTENT_TYPE, MANIFEST)],
        body: &manifest,
        ..RegistryRequest::get(registry.url(&format!("/manifests/{}", reference.version())), MOST_OF_JSON)
    };
    accepted(registry.send(&request)?, "the manifest")?;
    Ok(reference.by_digest(digest))
}

/// Sends a content in one piece, unless the repository has it.
fn put_blob(registry: &mut Registry<'_>, bytes: &[u8]) -> Result<(), OciError> {
    let digest = Digest::of(bytes);
    let head = RegistryRequest {
        method: Method::HEAD,
        ..RegistryRequest::get(registry.url(&format!("/blobs/{digest}")), MOST_OF_JSON)
    };
    if registry.send(&head)?.status == 200 {
        return Ok(());
    }
    let start =
        RegistryRequest { method: Method::POST, ..RegistryRequest::get(registry.url("/blobs/uploads/"), MOST_OF_JSON) };
    let started = accepted(registry.send(&start)?, "an upload")?;
    let location = started.headers.get("location").and_then(|location| location.to_str().ok());
    let location = location.ok_or(OciError::Unexpected("the location of an upload"))?;
    let location = resolve(&start.url, location);
    let separator = if location.contains('?') { '&' } else { '?' };
    let upload = RegistryRequest {
        method: Method::PUT,
        headers: vec![(CONTENT_TYPE, "application/octet-stream")],
        body: bytes,
        ..RegistryRequest::get(format!("{location}{separator}digest={digest}"), MOST_OF_JSON)
    };
    accepted(registry.send(&upload)?, "the upload").map(drop)
}
