//! Reasons why an image cannot be pulled or pushed, with the help for each.

use std::path::PathBuf;

use protoward_source::paths::shown;

use crate::oci::digest::Digest;

/// The reason why an image cannot be pulled or pushed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OciError {
    /// There was no usable response: the network failed, or redirects did not end.
    #[error("{0}")]
    NoResponse(String),
    /// The certificate of the registry is not trusted.
    #[error("{0}")]
    Untrusted(String),
    /// The registry refused a request. The reason is its own, or empty.
    #[error("the registry refused {action} with status {status}{}{reason}", if .reason.is_empty() { "" } else { ": " })]
    Refused {
        /// The refused step: `the manifest`.
        action: String,
        /// The status code of HTTP.
        status: u16,
        /// The reason as the registry states it.
        reason: String,
    },
    /// The content is not what its digest says. Nothing of it is used.
    #[error("the digest of {what} is {found}, and not {expected}")]
    OtherDigest {
        /// The content in words: `the manifest`, `the image`.
        what: &'static str,
        /// The digest that was asked for.
        expected: Digest,
        /// The digest of the content.
        found: Digest,
    },
    /// The manifest is not that of an image of a schema.
    #[error("the manifest {0}")]
    Manifest(&'static str),
    /// The response is not as the specification says.
    #[error("the registry answered without {0}")]
    Unexpected(&'static str),
    /// A file with credentials cannot be read.
    #[error("`{}`, which has the credentials of registries, {reason}", shown(.path))]
    Config {
        /// The file.
        path: PathBuf,
        /// The rest of the sentence that begins with the file.
        reason: String,
    },
    /// A program that keeps credentials failed.
    #[error("`{program}` returned no credentials: {reason}")]
    Helper {
        /// The name of the program: `docker-credential-desktop`.
        program: String,
        /// The reason, in words.
        reason: String,
    },
    /// The program was built without the feature `client`.
    #[error("this program was built without a client for registries")]
    NoClient,
    /// The image is larger than the limit.
    #[error("the image has {0} bytes, which is more than the limit")]
    TooLarge(u64),
    /// Use of the network is forbidden.
    #[error("the network is forbidden by `--offline` or PROTOWARD_OFFLINE")]
    Offline,
}

impl OciError {
    /// Returns what the user can do.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Refused { status: 401 | 403, .. } => {
                Some("log in with `docker login`, `podman login` or `oras login`; their credentials are used")
            }
            Self::Refused { status: 404, .. } => {
                Some("compare the names of the repository and the tag with those of the registry")
            }
            Self::OtherDigest { .. } => {
                Some("the registry or a proxy before it returned other content; nothing of it was used")
            }
            Self::Manifest(_) => {
                Some("use an artifact with one layer, as `protoward build -o oci://…` and `oras push` write it")
            }
            Self::Helper { .. } => {
                Some("run the program by hand; the configuration of Docker names it in `credsStore` or `credHelpers`")
            }
            Self::Untrusted(_) => Some(
                "to trust it, set `SSL_CERT_FILE` to a PEM file with this certificate or that of its issuer; the variable \
                 replaces the certificates of the system",
            ),
            Self::Config { .. } => Some("correct it, or write it again with `docker login`"),
            Self::Offline => Some("allow the network, or use an image in a file"),
            Self::NoClient => Some("build it with the feature `call`"),
            Self::TooLarge(_) | Self::NoResponse(_) | Self::Refused { .. } | Self::Unexpected(_) => None,
        }
    }
}
