//! Tokens of an identity provider: RS256, ES256 and EdDSA, with the public keys in a file
//! (JWKS, [RFC 7517](https://www.rfc-editor.org/rfc/rfc7517#section-5)).
//!
//! The file is read again when it changes, so that the provider can rotate its keys.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use crate::file_version::FileVersion;
use crate::token::{Role, TokenError, has_critical_extensions, known_roles};

/// The interval between checks of the file. A token with an unknown key is a reason to check at once.
const LOOK: Duration = Duration::from_secs(1);
/// The difference in seconds between the clocks of the provider and of this server.
const LEEWAY: u64 = 30;
/// The smallest modulus of RSA keys, in base64: 2048 bits.
const LEAST_MODULUS: usize = 342;

/// The issuer of tokens, and what its tokens must contain.
#[derive(Clone, Debug)]
pub struct IssuerSettings {
    /// The file with the public keys.
    pub keys: PathBuf,
    /// The value of `iss`.
    pub issuer: String,
    /// The value that `aud` contains.
    pub audience: String,
}

/// An error in the keys of an issuer.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// The file cannot be read.
    #[error("cannot read the keys in `{}`", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file is not a set of keys.
    #[error("`{}` is not a JSON Web Key Set", .path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: serde_json::Error,
    },
    /// No key can verify a token.
    #[error("`{}` has no key with a `kid` for RS256 (of 2048 bits or more), ES256 or EdDSA", .path.display())]
    NoKeys {
        /// The file.
        path: PathBuf,
    },
}

/// An identity provider, which signs tokens elsewhere. Clones share its keys.
#[derive(Clone, Debug)]
pub struct Issuer(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    settings: IssuerSettings,
    keys: Mutex<Keys>,
}

/// The claims of a token of the issuer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct IssuedClaims {
    /// The caller.
    pub sub: String,
    /// The time of issue, in seconds since the Unix epoch.
    pub iat: Option<f64>,
    /// The roles of the caller.
    #[serde(default, deserialize_with = "known_roles")]
    pub roles: Vec<Role>,
}

impl Issuer {
    /// Reads the keys of an issuer.
    ///
    /// # Errors
    /// Fails if the file has no keys that can be used.
    pub fn open(settings: IssuerSettings) -> Result<Self, IssuerError> {
        let keys =
            Keys { by_id: read(&settings.keys)?, version: FileVersion::of(&settings.keys), looked: Instant::now() };
        Ok(Self(Arc::new(Shared { settings, keys: Mutex::new(keys) })))
    }

    /// Verifies a token and returns its claims.
    ///
    /// # Errors
    /// Fails if the token was not signed by this issuer for this audience, or is not valid at this time.
    pub fn verify(&self, token: &str) -> Result<IssuedClaims, TokenError> {
        if has_critical_extensions(token) {
            return Err(TokenError::Invalid);
        }
        let id = jsonwebtoken::decode_header(token)?.kid.ok_or(TokenError::Invalid)?;
        let Key { algorithm, key } = self.key(&id).ok_or(TokenError::UnknownKey)?;
        let IssuerSettings { keys: _, issuer, audience } = &self.0.settings;
        // The algorithm is that of the key: a token cannot choose another one.
        let mut validation = Validation::new(algorithm);
        validation.leeway = LEEWAY;
        validation.validate_nbf = true;
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["sub", "iss", "exp", "aud"]);
        let claims = jsonwebtoken::decode::<IssuedClaims>(token, &key, &validation)?.claims;
        let now = time::OffsetDateTime::now_utc().unix_timestamp() as f64;
        if claims.iat.is_some_and(|iat| iat > now + LEEWAY as f64) {
            return Err(TokenError::Early);
        }
        if claims.sub.is_empty() { Err(TokenError::Invalid) } else { Ok(claims) }
    }

    fn key(&self, id: &str) -> Option<Key> {
        // A panic cannot leave the keys in an inconsistent state.
        let mut keys = self.0.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.looked.elapsed() >= LOOK || !keys.by_id.contains_key(id) {
            keys.look(&self.0.settings.keys);
        }
        keys.by_id.get(id).cloned()
    }
}

/// The keys in a file, by `kid`.
struct Keys {
    by_id: HashMap<String, Key>,
    version: Option<FileVersion>,
    looked: Instant,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.by_id.keys()).finish()
    }
}

/// A public key with its only algorithm.
#[derive(Clone)]
struct Key {
    algorithm: Algorithm,
    key: DecodingKey,
}

impl Keys {
    /// Reads the file again if it has changed. If that fails, the known keys stay.
    fn look(&mut self, path: &Path) {
        self.looked = Instant::now();
        let version = FileVersion::of(path);
        if version.is_none() || version == self.version {
            return;
        }
        self.version = version;
        match read(path) {
            Ok(by_id) => {
                self.by_id = by_id;
                tracing::info!(keys = ?self, "the keys of the issuer were read again");
            }
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(error, "the keys of the issuer cannot be read, and the known ones stay");
            }
        }
    }
}

fn read(path: &Path) -> Result<HashMap<String, Key>, IssuerError> {
    #[derive(Deserialize)]
    struct KeySet {
        keys: Vec<serde_json::Value>,
    }
    let text = fs::read(path).map_err(|source| IssuerError::File { path: path.to_owned(), source })?;
    let set: KeySet =
        serde_json::from_slice(&text).map_err(|source| IssuerError::Json { path: path.to_owned(), source })?;
    // A set may have keys of other kinds and for other purposes.
    let keys: HashMap<_, _> = set.keys.into_iter().filter_map(key).collect();
    if keys.is_empty() { Err(IssuerError::NoKeys { path: path.to_owned() }) } else { Ok(keys) }
}

/// Returns a public key with its `kid`; `None` if it is not one that verifies tokens.
fn key(value: serde_json::Value) -> Option<(String, Key)> {
    let jwk: Jwk = serde_json::from_value(value).ok()?;
    let (algorithm, name) = match &jwk.algorithm {
        AlgorithmParameters::RSA(rsa) if rsa.n.len() >= LEAST_MODULUS => (Algorithm::RS256, KeyAlgorithm::RS256),
        AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P256 => {
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
        }
        _ => return None,
    };
    let is_other = jwk.common.key_algorithm.is_some_and(|named| named != name);
    let is_for_signatures = matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
    if is_other || !is_for_signatures {
        return None;
    }
    Some((jwk.common.key_id.clone()?, Key { algorithm, key: DecodingKey::from_jwk(&jwk).ok()? }))
}
