//! Images of schemas in OCI registries.
//!
//! In: a [`Reference`], and for [`push`] the bytes of an image. Out: for [`pull`] the bytes, whose digest was checked. An image
//! is an artifact with one layer, as `oras push` writes it, so that `oras pull` and other tools can read it. The module does not
//! know what is in an image, and stores nothing. Without the feature `registries`, [`pull`] and [`push`] fail.
//!
//! The protocol is the [distribution specification](https://github.com/opencontainers/distribution-spec/blob/main/spec.md), with
//! the tokens of the [Docker registry](https://distribution.github.io/distribution/spec/auth/token/). Credentials are those of
//! `docker login`, `podman login` and `oras login`.
//!
//! ```
//! use protoward_inputs::oci::Reference;
//!
//! let reference: Reference = "oci://registry.example:5000/acme/api:v1".parse()?;
//! assert_eq!(reference.host(), "registry.example:5000");
//! assert_eq!(reference.to_string(), "oci://registry.example:5000/acme/api:v1");
//! # Ok::<(), protoward_inputs::oci::ReferenceError>(())
//! ```

#[cfg(feature = "registries")]
mod challenge;
#[cfg(feature = "registries")]
mod credentials;
mod digest;
mod error;
#[cfg(feature = "registries")]
mod manifest;
#[cfg(feature = "registries")]
mod pull;
#[cfg(feature = "registries")]
mod push;
mod reference;
#[cfg(feature = "registries")]
mod registry;
#[cfg(not(feature = "registries"))]
mod without_client;

pub use digest::Digest;
pub use error::OciError;
#[cfg(feature = "registries")]
pub use pull::pull;
#[cfg(feature = "registries")]
pub use push::push;
pub use reference::{Reference, ReferenceError};
#[cfg(not(feature = "registries"))]
pub use without_client::{pull, push};
