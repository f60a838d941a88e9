//! Tokens: signed statements of who calls and until when (JWT, HS256).

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

const ISSUER: &str = "services";

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who calls.
    pub sub: String,
    /// Who made the token.
    pub iss: String,
    /// When it was made, in seconds since the Unix epoch.
    pub iat: i64,
    /// When it ends.
    pub exp: i64,
}

/// Why a token is no good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It was good once.
    #[error("the token has expired")]
    Expired,
    /// It was not made by this service, or was changed.
    #[error("the token is not valid")]
    Invalid,
}

/// What tokens are signed with. Does not show itself.
#[derive(Clone)]
pub struct Secret(Arc<[u8]>);

impl Secret {
    /// Takes the bytes of a secret.
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self(bytes.into())
    }

    /// Makes a token.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn sign(&self, subject: &str, good_for: Duration) -> Result<String, jsonwebtoken::errors::Error> {
        let iat = time::OffsetDateTime::now_utc().unix_timestamp();
        let exp = iat.saturating_add(i64::try_from(good_for.as_secs()).unwrap_or(i64::MAX));
        self.sign_claims(&Claims { sub: subject.to_owned(), iss: ISSUER.to_owned(), iat, exp })
    }

    /// Makes a token that says just this.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn sign_claims(&self, claims: &Claims) -> Result<String, jsonwebtoken::errors::Error> {
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(&self.0))
    }

    /// Reads a token.
    ///
    /// # Errors
    /// When it was not signed with this secret, or has expired.
    pub fn verify(&self, token: &str) -> Result<Claims, TokenError> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["sub", "iss", "exp"]);
        match jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_secret(&self.0), &validation) {
            Ok(token) => Ok(token.claims),
            Err(error) if *error.kind() == ErrorKind::ExpiredSignature => Err(TokenError::Expired),
            Err(_) => Err(TokenError::Invalid),
        }
    }
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

    use super::{Claims, Secret, TokenError};

    #[test]
    fn a_token_says_who_calls() {
        let secret = Secret::new(*b"one");
        let token = secret.sign("ann", Duration::from_secs(60)).unwrap();
        assert_eq!(secret.verify(&token).unwrap().sub, "ann");
    }

    #[test]
    fn another_secret_refuses_it() {
        let token = Secret::new(*b"one").sign("ann", Duration::from_secs(60)).unwrap();
        assert_eq!(Secret::new(*b"two").verify(&token), Err(TokenError::Invalid));
    }

    #[test]
    fn a_token_of_another_issuer_is_refused() {
        let secret = Secret::new(*b"one");
        let claims = Claims { sub: "ann".into(), iss: "else".into(), iat: 0, exp: i64::from(u32::MAX) };
        assert_eq!(secret.verify(&secret.sign_claims(&claims).unwrap()), Err(TokenError::Invalid));
    }

    #[test]
    fn an_unsigned_token_is_refused() {
        // {"alg":"none"} . {"sub":"ann","iss":"services","iat":0,"exp":4294967295}
        let token = "eyJhbGciOiJub25lIn0.\
                     eyJzdWIiOiJhbm4iLCJpc3MiOiJzZXJ2aWNlcyIsImlhdCI6MCwiZXhwIjo0Mjk0OTY3Mjk1fQ.";
        assert_eq!(Secret::new(*b"one").verify(token), Err(TokenError::Invalid));
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        assert_eq!(format!("{:?}", Secret::new(*b"hidden")), "Secret(..)");
    }
}
