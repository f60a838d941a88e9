//! Images in registries. A flag or an environment variable forbids the network, and then neither a pull nor a push is tried.

use super::error::InputError;
use super::input::Input;
use crate::oci::{OciError, Reference};
use protoward_deps::is_on;
use protoward_source::MAX_FILE;

/// Pushes an image to a registry, and returns its reference by digest.
///
/// # Errors
/// If the network is forbidden, by the caller or by `PROTOWARD_OFFLINE`, or if the registry refuses the image.
pub fn push_image(reference: &Reference, image: &[u8], is_offline: bool) -> Result<Reference, OciError> {
    if is_offline {
        return Err(OciError::Offline);
    }
    check_network()?;
    crate::oci::push(reference, image)
}

/// Returns the bytes of an image in a registry.
pub(super) fn pull_image(reference: &Reference) -> Result<Vec<u8>, InputError> {
    let limit = usize::try_from(MAX_FILE).unwrap_or(usize::MAX);
    let pulled = check_network().and_then(|()| crate::oci::pull(reference, limit));
    pulled.map_err(|error| InputError::Pull { reference: Box::new(reference.clone()), error: Box::new(error) })
}

/// Fails for an input in a registry if the caller forbids the network.
pub fn check_offline(input: &Input, is_offline: bool) -> Result<(), InputError> {
    match input.registry().filter(|_| is_offline) {
        Some(reference) => {
            Err(InputError::Pull { reference: Box::new(reference.clone()), error: Box::new(OciError::Offline) })
        }
        None => Ok(()),
    }
}

fn check_network() -> Result<(), OciError> {
    let is_offline = std::env::var_os("PROTOWARD_OFFLINE").as_deref().is_some_and(is_on);
    if is_offline { Err(OciError::Offline) } else { Ok(()) }
}
