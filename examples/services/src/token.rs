//! Tokens that identify a caller until they expire (JWT, HS256).

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Deserializer, Serialize};

const ISSUER: &str = "services";

/// The claims of a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The caller.
    pub sub: String,
    /// The issuer.
    pub iss: String,
    /// The time of issue, in seconds since the Unix epoch.
    pub iat: i64,
    /// The expiration time, in seconds since the Unix epoch.
    pub exp: i64,
    /// The roles of the caller.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "known_roles")]
    pub roles: Vec<Role>,
}

/// A role of a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Permission for irreversible changes, and for changes of salaries.
    Admin,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Admin => "admin",
        })
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        match text {
            "admin" => Ok(Self::Admin),
            _ => Err(UnknownRole),
        }
    }
}

/// The error for an unknown role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such role; there is `admin`")]
pub struct UnknownRole;

/// Ignores unknown roles, such as those of newer programs.
pub(crate) fn known_roles<'de, D: Deserializer<'de>>(roles: D) -> Result<Vec<Role>, D::Error> {
    let roles = Vec::<String>::deserialize(roles)?;
    Ok(roles.iter().filter_map(|role| role.parse().ok()).collect())
}

/// The reason why a token is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The token has expired.
    #[error("the token has expired")]
    Expired,
    /// The token is not valid yet.
    #[error("the token is not valid yet")]
    Early,
    /// The issuer has no key with the id in the token.
    #[error("the token has an unknown key")]
    UnknownKey,
    /// The token was not issued by this service, or was modified.
    #[error("the token is not valid")]
    Invalid,
}

/// The key that signs tokens. Its `Debug` output hides the key.
#[derive(Clone)]
pub struct Secret(Arc<[u8]>);

impl Secret {
    /// Creates a secret from its bytes.
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self(bytes.into())
    }

    /// Creates a token without roles.
    ///
    /// # Errors
    /// Fails if the token cannot be signed.
    pub fn sign(&self, subject: &str, good_for: Duration) -> Result<String, jsonwebtoken::errors::Error> {
        self.sign_with_roles(subject, Vec::new(), good_for)
    }

    /// Creates a token with these roles.
    ///
    /// # Errors
    /// Fails if the token cannot be signed.
    pub fn sign_with_roles(
        &self,
        subject: &str,
        roles: Vec<Role>,
        good_for: Duration,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let iat = time::OffsetDateTime::now_utc().unix_timestamp();
        let exp = iat.saturating_add(i64::try_from(good_for.as_secs()).unwrap_or(i64::MAX));
        self.sign_claims(&Claims { sub: subject.to_owned(), iss: ISSUER.to_owned(), iat, exp, roles })
    }

    /// Creates a token with exactly these claims.
    ///
    /// # Errors
    /// Fails if the token cannot be signed.
    pub fn sign_claims(&self, claims: &Claims) -> Result<String, jsonwebtoken::errors::Error> {
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(&self.0))
    }

    /// Verifies a token and returns its claims.
    ///
    /// # Errors
    /// Fails if the token was not signed with this secret, or has expired.
    pub fn verify(&self, token: &str) -> Result<Claims, TokenError> {
        if has_critical_extensions(token) {
            return Err(TokenError::Invalid);
        }
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        validation.validate_nbf = true;
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["sub", "iss", "exp"]);
        let claims = jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_secret(&self.0), &validation)?.claims;
        if claims.iat > time::OffsetDateTime::now_utc().unix_timestamp() {
            return Err(TokenError::Early);
        }
        if claims.sub.is_empty() { Err(TokenError::Invalid) } else { Ok(claims) }
    }
}

/// Returns `true` if a token claims to be signed by the secret of a server.
pub(crate) fn is_own(token: &str) -> bool {
    jsonwebtoken::decode_header(token).is_ok_and(|header| header.alg == Algorithm::HS256)
}

impl From<jsonwebtoken::errors::Error> for TokenError {
    fn from(error: jsonwebtoken::errors::Error) -> Self {
        match error.kind() {
            ErrorKind::ExpiredSignature => Self::Expired,
            ErrorKind::ImmatureSignature => Self::Early,
            _ => Self::Invalid,
        }
    }
}

/// Returns `true` if a token has extensions that a reader must understand. There are none that this program knows
/// ([RFC 7515 4.1.11](https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11)).
pub(crate) fn has_critical_extensions(token: &str) -> bool {
    let header = token.split('.').next().unwrap_or_default();
    let header = BASE64_URL_SAFE_NO_PAD.decode(header).unwrap_or_default();
    serde_json::from_slice::<serde_json::Value>(&header).is_ok_and(|header| header.get("crit").is_some())
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::time::Duration;

    use super::{Claims, Role, Secret, TokenError};

    #[test]
    fn reads_the_caller_from_a_token() {
        let secret = Secret::new(*b"one");
        let token = secret.sign("ann", Duration::from_secs(60)).unwrap();
        assert_eq!(secret.verify(&token).unwrap().sub, "ann");
    }

    #[test]
    fn reads_the_known_roles_of_a_token() {
        let secret = Secret::new(*b"one");
        let token = secret.sign_with_roles("ann", vec![Role::Admin], Duration::from_secs(60)).unwrap();
        assert_eq!(secret.verify(&token).unwrap().roles, [Role::Admin]);
        let claims = serde_json::json!({
            "sub": "ann", "iss": "services", "iat": 0, "exp": u32::MAX, "roles": ["auditor", "admin"],
        });
        let key = jsonwebtoken::EncodingKey::from_secret(b"one");
        let token = jsonwebtoken::encode(&jsonwebtoken::Header::default(), &claims, &key).unwrap();
        assert_eq!(secret.verify(&token).unwrap().roles, [Role::Admin]);
        // Tokens of older programs have no roles.
        let claims = serde_json::json!({"sub": "ann", "iss": "services", "iat": 0, "exp": u32::MAX});
        let token = jsonwebtoken::encode(&jsonwebtoken::Header::default(), &claims, &key).unwrap();
        assert_eq!(secret.verify(&token).unwrap().roles, []);
    }

    #[test]
    fn refuses_a_token_of_another_secret() {
        let token = Secret::new(*b"one").sign("ann", Duration::from_secs(60)).unwrap();
        assert_eq!(Secret::new(*b"two").verify(&token), Err(TokenError::Invalid));
    }

    #[test]
    fn refuses_a_token_of_another_issuer() {
        let secret = Secret::new(*b"one");
        let claims =
            Claims { sub: "ann".into(), iss: "else".into(), iat: 0, exp: i64::from(u32::MAX), roles: Vec::new() };
        assert_eq!(secret.verify(&secret.sign_claims(&claims).unwrap()), Err(TokenError::Invalid));
    }

    #[test]
    fn refuses_claims_that_do_not_hold() {
        let secret = Secret::new(*b"one");
        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        let verified = |changed: serde_json::Value| {
            let mut claims = serde_json::json!({"sub": "ann", "iss": "services", "iat": now, "exp": now + 60});
            claims.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone());
            let key = jsonwebtoken::EncodingKey::from_secret(b"one");
            let token = jsonwebtoken::encode(&jsonwebtoken::Header::default(), &claims, &key).unwrap();
            secret.verify(&token).map(|claims| claims.sub)
        };
        assert_eq!(verified(serde_json::json!({})), Ok("ann".to_owned()));
        assert_eq!(verified(serde_json::json!({"nbf": now})), Ok("ann".to_owned()));
        assert_eq!(verified(serde_json::json!({"nbf": now + 30})), Err(TokenError::Early));
        assert_eq!(verified(serde_json::json!({"iat": now + 30})), Err(TokenError::Early));
        assert_eq!(verified(serde_json::json!({"exp": now - 1})), Err(TokenError::Expired));
        assert_eq!(verified(serde_json::json!({"sub": ""})), Err(TokenError::Invalid));
    }

    #[test]
    fn refuses_critical_extensions() {
        use base64::Engine;
        let secret = Secret::new(*b"one");
        let header = br#"{"alg":"HS256","crit":["b64"],"b64":true}"#;
        let header = base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(header);
        let token = secret.sign("ann", Duration::from_secs(60)).unwrap();
        let claims = token.split('.').nth(1).unwrap();
        let message = format!("{header}.{claims}");
        let key = jsonwebtoken::EncodingKey::from_secret(b"one");
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, jsonwebtoken::Algorithm::HS256).unwrap();
        assert_eq!(secret.verify(&format!("{message}.{signature}")), Err(TokenError::Invalid));
    }

    #[test]
    fn refuses_an_unsigned_token() {
        // {"alg":"none"} . {"sub":"ann","iss":"services","iat":0,"exp":4294967295}
        let token = "eyJhbGciOiJub25lIn0.\
                     eyJzdWIiOiJhbm4iLCJpc3MiOiJzZXJ2aWNlcyIsImlhdCI6MCwiZXhwIjo0Mjk0OTY3Mjk1fQ.";
        assert_eq!(Secret::new(*b"one").verify(token), Err(TokenError::Invalid));
    }

    #[test]
    fn hides_the_secret_in_debug_output() {
        assert_eq!(format!("{:?}", Secret::new(*b"hidden")), "Secret(..)");
    }
}
