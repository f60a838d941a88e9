//! Hashes of the contents that a run of the build script has read and written.

use std::fmt;
use std::hash::{DefaultHasher, Hasher};

/// The hash of some content. It is only comparable within one version of the program, because the hash function of the
/// standard library may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digest(u64);

impl Digest {
    /// Returns the hash of some content.
    pub(super) fn of(content: &[u8]) -> Self {
        let mut parts = Parts::default();
        parts.add(content);
        parts.digest()
    }

    /// Parses the output of [`Display`](fmt::Display).
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_hash = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        u64::from_str_radix(text, 16).ok().filter(|_| is_hash).map(Self)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A hasher for a sequence of texts.
#[derive(Default)]
pub(super) struct Parts(DefaultHasher);

impl Parts {
    /// Adds a text. Its length is hashed as well, so that the boundaries between texts affect the hash.
    pub(super) fn add(&mut self, text: impl AsRef<[u8]>) {
        let text = text.as_ref();
        self.0.write_usize(text.len());
        self.0.write(text);
    }

    /// Adds a text, or its absence.
    pub(super) fn add_optional(&mut self, text: Option<impl AsRef<[u8]>>) {
        self.0.write_u8(text.is_some().into());
        text.into_iter().for_each(|text| self.add(text));
    }

    pub(super) fn digest(&self) -> Digest {
        Digest(self.0.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distinguishes_texts_from_their_concatenation() {
        let of = |texts: &[&str]| {
            let mut parts = Parts::default();
            texts.iter().for_each(|text| parts.add(text));
            parts.digest()
        };
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["ab", ""]), of(&["ab"]));
    }

    #[test]
    fn parses_only_digests() {
        let digest = Digest::of(b"text");
        assert_eq!(Digest::parse(&digest.to_string()), Some(digest));
        for wrong in ["", "1", "+000000000000001", "00000000000000001", "000000000000000g"] {
            assert_eq!(Digest::parse(wrong), None, "{wrong}");
        }
    }
}
