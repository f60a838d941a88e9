//! Images of schemas in OCI registries.
//!
//! In: a [`Reference`], and for [`push`] the bytes of an image. Out: for [`pull`] the bytes, whose digest was checked. An image
//! is an artifact with one layer, as `oras push` writes it, so that `oras pull` and other tools can read it. The crate does not
//! know what is in an image, and stores nothing. Without the feature `client`, [`pull`] and [`push`] fail.
//!
//! The protocol is the [distribution specification](https://github.com/opencontainers/distribution-spec/blob/main/spec.md), with
//! the tokens of the [Docker registry](https://distribution.github.io/distribution/spec/auth/token/). Credentials are those of
//! `docker login`, `podman login` and `oras login`.
//!
//! ```
//! use protoward_oci::Reference;
//!
//! let reference: Reference = "oci://registry.example:5000/acme/api:v1".parse()?;
//! assert_eq!(reference.host(), "registry.example:5000");
//! assert_eq!(reference.to_string(), "oci://registry.example:5000/acme/api:v1");
//! # Ok::<(), protoward_oci::ReferenceError>(())
//! ```

#![forbid(unsafe_code)]

#[cfg(feature = "client")]
mod challenge;
#[cfg(feature = "client")]
mod credentials;
mod digest;
mod error;
#[cfg(feature = "client")]
mod manifest;
#[cfg(feature = "client")]
mod pull;
#[cfg(feature = "client")]
mod push;
mod reference;
#[cfg(feature = "client")]
mod registry;
#[cfg(not(feature = "client"))]
mod without_client;

pub use digest::Digest;
pub use error::OciError;
#[cfg(feature = "client")]
pub use pull::pull;
#[cfg(feature = "client")]
pub use push::push;
pub use reference::{Reference, ReferenceError};
#[cfg(not(feature = "client"))]
pub use without_client::{pull, push};
