//! References to images: `oci://HOST[:PORT]/NAME[:TAG][@DIGEST]`.

use std::fmt;
use std::str::FromStr;

use crate::oci::digest::Digest;

/// The scheme of a reference.
const SCHEME: &str = "oci://";

/// The tag of a reference without a tag and a digest.
#[cfg(any(feature = "registries", test))]
const LATEST: &str = "latest";

/// The maximum length of a tag.
const MOST_OF_TAG: usize = 128;

/// The maximum length of a host with its port and the name of a repository, as in most registries.
const MOST_OF_NAME: usize = 255;

/// A reference to an image in a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    host: String,
    name: String,
    tag: Option<String>,
    digest: Option<Digest>,
}

/// The reason why a text is not a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// The text does not start with `oci://`.
    #[error("a reference starts with `oci://`")]
    Scheme,
    /// There is no host, or it has other characters than a host.
    #[error("the host of the registry is missing or invalid")]
    Host,
    /// The repository is missing or has other characters than the specification permits.
    #[error(
        "the repository is missing or invalid: it has lowercase letters, digits, and `.`, `_`, `-` or `/` between them"
    )]
    Name,
    /// The tag has other characters than the specification permits.
    #[error("the tag is invalid: it has up to 128 letters, digits, `.`, `_` and `-`")]
    Tag,
    /// The digest is not a SHA-256 digest.
    #[error("the digest is not `sha256:` and 64 lowercase hexadecimal digits")]
    Digest,
}

impl Reference {
    /// Returns `true` for a text that is meant as a reference.
    pub fn is_meant(text: &str) -> bool {
        text.starts_with(SCHEME)
    }

    /// Returns the host of the registry, with the port if the reference has one.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the name of the repository.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the digest, if the reference has one.
    pub const fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// Returns a reference to the same repository by digest.
    #[must_use]
    pub fn by_digest(&self, digest: Digest) -> Self {
        Self { tag: None, digest: Some(digest), ..self.clone() }
    }

    /// Returns the tag or the digest that names the manifest.
    #[cfg(any(feature = "registries", test))]
    pub(crate) fn version(&self) -> String {
        match (&self.digest, &self.tag) {
            (Some(digest), _) => digest.to_string(),
            (None, Some(tag)) => tag.clone(),
            (None, None) => LATEST.to_owned(),
        }
    }

    /// Returns the base URL of the repository, with `https` or `http`.
    #[cfg(any(feature = "registries", test))]
    pub(crate) fn url(&self, scheme: &str) -> String {
        // Docker's own registry has another name than its images.
        let host = if self.host == "docker.io" { "registry-1.docker.io" } else { &self.host };
        format!("{scheme}://{host}/v2/{}", self.name)
    }

    /// Returns `true` for a registry on this machine.
    #[cfg(any(feature = "registries", test))]
    pub(crate) fn is_local(&self) -> bool {
        let host = self.host.rsplit_once(':').map_or(&*self.host, |(host, port)| {
            // Colons in brackets are part of an address.
            if port.ends_with(']') { &*self.host } else { host }
        });
        host == "localhost" || host == "[::1]" || host.starts_with("127.")
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let rest = text.strip_prefix(SCHEME).ok_or(ReferenceError::Scheme)?;
        let (host, rest) = rest.split_once('/').ok_or(ReferenceError::Name)?;
        let is_of_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']');
        if host.is_empty() || host.starts_with(':') || host.len() > MOST_OF_NAME || !host.bytes().all(is_of_host) {
            return Err(ReferenceError::Host);
        }
        let (rest, digest) = match rest.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest.parse().map_err(|()| ReferenceError::Digest)?)),
            None => (rest, None),
        };
        let (name, tag) = match rest.split_once(':') {
            Some((name, tag)) => (name, Some(tag)),
            None => (rest, None),
        };
        if name.len() > MOST_OF_NAME || !name.split('/').all(is_component) {
            return Err(ReferenceError::Name);
        }
        if tag.is_some_and(|tag| !is_tag(tag)) {
            return Err(ReferenceError::Tag);
        }
        Ok(Self { host: host.to_owned(), name: name.to_owned(), tag: tag.map(str::to_owned), digest })
    }
}

/// Returns `true` for a part of a repository's name: `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`.
fn is_component(part: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends = [part.bytes().next(), part.bytes().last()];
    let is_separated = part
        .split(|character: char| character.is_ascii_lowercase() || character.is_ascii_digit())
        .all(|separator| matches!(separator, "" | "." | "_" | "__") || separator.bytes().all(|byte| byte == b'-'));
    ends.into_iter().all(|end| end.is_some_and(is_word)) && is_separated
}

fn is_tag(tag: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    tag.len() <= MOST_OF_TAG
        && tag.bytes().next().is_some_and(is_word)
        && tag.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'))
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}/{}", self.host, self.name)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Reference, ReferenceError> {
        text.parse()
    }

    #[test]
    fn parses_references_and_displays_them() {
        let digest = Digest::of(b"");
        for text in [
            "oci://localhost:5000/api".to_owned(),
            "oci://ghcr.io/acme/api:v1.2.0".to_owned(),
            format!("oci://ghcr.io/acme/api@{digest}"),
            format!("oci://[::1]:5000/a/b__c/d-e:latest@{digest}"),
        ] {
            assert_eq!(parse(&text).map(|it| it.to_string()), Ok(text));
        }
        assert_eq!(parse("oci://a/b").map(|it| it.version()), Ok("latest".to_owned()));
    }

    #[test]
    fn only_registries_of_this_machine_need_no_tls() {
        for (text, url, is_local) in [
            ("oci://localhost:5000/api", "https://localhost:5000/v2/api", true),
            ("oci://127.0.0.1/api", "https://127.0.0.1/v2/api", true),
            ("oci://[::1]/api", "https://[::1]/v2/api", true),
            ("oci://[::1]:80/api", "https://[::1]:80/v2/api", true),
            ("oci://localhost.example/api", "https://localhost.example/v2/api", false),
            ("oci://docker.io/acme/api", "https://registry-1.docker.io/v2/acme/api", false),
        ] {
            let parsed = parse(text).map(|it| (it.url("https"), it.is_local()));
            assert_eq!(parsed, Ok((url.to_owned(), is_local)));
        }
    }

    #[test]
    fn rejects_what_no_registry_accepts() {
        for (text, error) in [
            ("localhost/api", ReferenceError::Scheme),
            ("oci://localhost", ReferenceError::Name),
            ("oci:///api", ReferenceError::Host),
            ("oci://user@host/api", ReferenceError::Host),
            ("oci://host/", ReferenceError::Name),
            ("oci://host/API", ReferenceError::Name),
            ("oci://host/a//b", ReferenceError::Name),
            ("oci://host/../b", ReferenceError::Name),
            ("oci://host/a.", ReferenceError::Name),
            ("oci://host/a___b", ReferenceError::Name),
            ("oci://host/a:", ReferenceError::Tag),
            ("oci://host/a:-b", ReferenceError::Tag),
            ("oci://host/a:b:c", ReferenceError::Tag),
            ("oci://host/a@sha256:abc", ReferenceError::Digest),
            ("oci://host/a@md5:abc", ReferenceError::Digest),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }
}
