//! Digests of inputs, by which a worker recognizes contents that it has parsed.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// The digest of an input file.
///
/// Bazel sends the hexadecimal form of the hash function of its cache, which is SHA-256 by default. A digest of any other
/// form identifies a content, and cannot be compared with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Digest {
    /// The SHA-256 of the content.
    Sha256([u8; 32]),
    /// A digest in an unknown function.
    Opaque(Box<[u8]>),
}

impl Digest {
    /// Returns the digest in a request; `None` for an empty one. Only 64 hexadecimal digits are SHA-256.
    ///
    /// ```
    /// use protoward_protoc_driver::worker_protocol::Digest;
    /// let digest = Digest::of_token(b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855").unwrap();
    /// assert!(digest.is_of(b"") && !digest.is_of(b"message A {}"));
    /// assert!(matches!(Digest::of_token(b"3f2a"), Some(Digest::Opaque(_))));
    /// assert_eq!(Digest::of_token(b""), None);
    /// ```
    pub fn of_token(token: &[u8]) -> Option<Self> {
        if token.is_empty() {
            return None;
        }
        Some(from_hex(token).map_or_else(|| Self::Opaque(token.into()), Self::Sha256))
    }

    /// Returns the digest as a mere identity, whatever its function is.
    #[must_use]
    pub fn opaque(self) -> Self {
        match self {
            Self::Sha256(digest) => Self::Opaque(digest.into()),
            Self::Opaque(_) => self,
        }
    }

    /// Returns `true` if the digest may be that of the content: if it is, or if the function is unknown.
    pub fn is_of(&self, content: &[u8]) -> bool {
        match self {
            Self::Sha256(digest) => Sha256::digest(content)[..] == digest[..],
            Self::Opaque(_) => true,
        }
    }

    /// Returns an id of the content. Digests of different functions never have the same id.
    pub fn id(&self) -> [u8; 20] {
        let hash = match self {
            Self::Sha256(digest) => Sha256::new().chain_update(b"sha256:").chain_update(digest),
            Self::Opaque(token) => Sha256::new().chain_update(b"opaque:").chain_update(token),
        };
        let mut id = [0; 20];
        id.copy_from_slice(&hash.finalize()[..20]);
        id
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sha256(digest) => digest.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
            Self::Opaque(token) => f.write_str(&String::from_utf8_lossy(token)),
        }
    }
}

fn from_hex(token: &[u8]) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    if token.len() != 2 * digest.len() {
        return None;
    }
    for (byte, pair) in digest.iter_mut().zip(token.chunks_exact(2)) {
        let digit = |byte: u8| char::from(byte).to_digit(16);
        *byte = u8::try_from(digit(pair[0])? << 4 | digit(pair[1])?).ok()?;
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_of_two_functions_are_two_ids() {
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let sha256 = Digest::of_token(hex.as_bytes()).expect("not empty");
        assert_eq!(sha256.to_string(), hex);
        assert_eq!(Digest::of_token(hex.to_uppercase().as_bytes()), Some(sha256.clone()));
        let opaque = sha256.clone().opaque();
        assert_ne!(sha256.id(), opaque.id());
        assert!(opaque.is_of(b"anything"));
        let not_hex = hex.replace('e', "g");
        assert!(matches!(Digest::of_token(not_hex.as_bytes()), Some(Digest::Opaque(_))));
    }
}
