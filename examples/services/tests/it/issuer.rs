//! Tokens of an identity provider.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ED25519};
use serde_json::{Value, json};
use services::client::Connect;
use services::data::DataDir;
use services::issuer::{Issuer, IssuerError, IssuerSettings};
use services::proto::user::v1::GetUserRequest;
use services::proto::user::v1::user_service_client::UserServiceClient;
use services::server::Options;
use services::store::Store;
use services::token::{Role, TokenError};
use tempfile::TempDir;
use tonic::Code;

use crate::server::{Running, options, within};

const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "services";

/// The modulus of an RSA key, whose private part is not kept.
const MODULUS: &str = "ySA_BJwYEqxY7VK_XnXlkzQ1C4KvKTgpQpbSI8MJhaC8UZ1seOz3UmftBhXjW8y1_aBDW3ZElYL9t8mpnNumUZScOA45sFNX5xZd\
    j2I_5HY8AWFnAYl-ZwB_5T4hohsnGItXdHH6u-FHIaQjBqAQUeXKLt_29xK3pDCzx7x94-dA6PxRlEKfscPGJ_8ufoOMCFi0CAIl\
    KIVlFIryxg7a5ucjL5v7UOQSGfW7l9PNaPXAel6wMywJ89T-ICrfs5_Ae-luF443tm3iH8MoRMeeZKC73ZhrrvCKKMBJzYBv8xas\
    VdGjSn9m1uCeyXeZLKqO8gh_45_ACpbNbsods1-idQ";
/// A token that was signed with the RSA key. It expires in 2100.
const RSA_TOKEN: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSJ9.eyJzdWIiOiJhbm4iLCJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIiwiYXV\
    kIjpbInNlcnZpY2VzIl0sImV4cCI6NDEwMjQ0NDgwMH0.r2ndDCLc1DrSmxqNqYlvmuuSWEEonsIIYaBFFWr3wj5el89yTqZzUIz\
    whGh4CmMzgY9xGNn4KWVJmrctjYrwuOS9Y7gPlC3V9H7e_m7oqIsF5TzqrouZ_P4va-CfG-H_vPGJ_wgk8vSjVceLLkUunhAwZAC\
    datJXEvkE_FAR-6wd0GYeAogX55BE1kFGFKQP4Fgq66JnFh3SIHDjGTK57N5Bk7zNWQj6pbPxNi6osA_qXOiSI3HmUD7IDmJD1pl\
    47yZe1MQank50CcgdtWzUdVTnKFwVnqV5YqTPnSrcbVEu3HTKucGz_u7AN0WCUcyGxwfyYE15dsq8qokBMCTkSw";

/// A key of the provider.
struct ProviderKey {
    id: &'static str,
    algorithm: Algorithm,
    pair: KeyPair,
}

impl ProviderKey {
    fn es256(id: &'static str) -> Self {
        Self { id, algorithm: Algorithm::ES256, pair: KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap() }
    }

    fn ed25519(id: &'static str) -> Self {
        Self { id, algorithm: Algorithm::EdDSA, pair: KeyPair::generate_for(&PKCS_ED25519).unwrap() }
    }

    fn public(&self) -> Value {
        let raw = self.pair.public_key_raw();
        let text = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        match self.algorithm {
            // 4, x, y
            Algorithm::ES256 => {
                json!({"kty": "EC", "crv": "P-256", "kid": self.id, "x": text(&raw[1..33]), "y": text(&raw[33..])})
            }
            _ => json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": self.id, "x": text(raw)}),
        }
    }

    fn sign(&self, claims: &Value) -> String {
        let header = Header { kid: Some(self.id.to_owned()), ..Header::new(self.algorithm) };
        let der = self.pair.serialize_der();
        let key = match self.algorithm {
            Algorithm::ES256 => EncodingKey::from_ec_der(&der),
            _ => EncodingKey::from_ed_der(&der),
        };
        jsonwebtoken::encode(&header, claims, &key).unwrap()
    }

    /// Signs valid claims with some changes; `null` removes a claim.
    fn sign_changed(&self, changes: &Value) -> String {
        let mut claims = claims();
        let object = claims.as_object_mut().unwrap();
        object.extend(changes.as_object().unwrap().clone());
        object.retain(|_, value| !value.is_null());
        self.sign(&claims)
    }
}

fn claims() -> Value {
    json!({"sub": "ann", "iss": ISSUER, "aud": AUDIENCE, "iat": now(), "exp": now() + 60})
}

fn now() -> i64 {
    time::OffsetDateTime::now_utc().unix_timestamp()
}

/// A file with the keys of the provider.
struct KeyFile {
    path: PathBuf,
    _folder: TempDir,
}

impl KeyFile {
    fn new(keys: &[Value]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = Self { path: folder.path().join("jwks.json"), _folder: folder };
        file.write(keys);
        file
    }

    fn write(&self, keys: &[Value]) {
        std::fs::write(&self.path, json!({"keys": keys}).to_string()).unwrap();
    }

    fn open(&self) -> Issuer {
        open(&self.path).unwrap()
    }
}

fn open(path: &Path) -> Result<Issuer, IssuerError> {
    Issuer::open(IssuerSettings { keys: path.to_owned(), issuer: ISSUER.to_owned(), audience: AUDIENCE.to_owned() })
}

fn subject(issuer: &Issuer, token: &str) -> Result<String, TokenError> {
    issuer.verify(token).map(|claims| claims.sub)
}

#[test]
fn verifies_each_algorithm() {
    let (es256, ed25519) = (ProviderKey::es256("ec"), ProviderKey::ed25519("ed"));
    let rsa = json!({"kty": "RSA", "kid": "rsa", "n": MODULUS, "e": "AQAB"});
    let issuer = KeyFile::new(&[es256.public(), ed25519.public(), rsa]).open();
    for token in [es256.sign(&claims()), ed25519.sign(&claims()), RSA_TOKEN.to_owned()] {
        assert_eq!(subject(&issuer, &token), Ok("ann".to_owned()), "{token}");
    }
}

#[test]
fn reads_the_known_roles() {
    let key = ProviderKey::es256("ec");
    let issuer = KeyFile::new(&[key.public()]).open();
    let token = key.sign_changed(&json!({"roles": ["admin", "other"]}));
    assert_eq!(issuer.verify(&token).unwrap().roles, [Role::Admin]);
}

#[test]
fn refuses_claims_that_do_not_hold() {
    let key = ProviderKey::es256("ec");
    let issuer = KeyFile::new(&[key.public()]).open();
    for (changes, expected) in [
        (json!({}), Ok("ann".to_owned())),
        (json!({"aud": ["other", AUDIENCE]}), Ok("ann".to_owned())),
        (json!({"iat": null}), Ok("ann".to_owned())),
        // The clocks may differ a little.
        (json!({"iat": now() + 10, "nbf": now() + 10}), Ok("ann".to_owned())),
        (json!({"exp": now() - 10}), Ok("ann".to_owned())),
        (json!({"iss": "https://other.example"}), Err(TokenError::Invalid)),
        (json!({"iss": null}), Err(TokenError::Invalid)),
        (json!({"aud": "other"}), Err(TokenError::Invalid)),
        (json!({"aud": null}), Err(TokenError::Invalid)),
        (json!({"sub": null}), Err(TokenError::Invalid)),
        (json!({"sub": ""}), Err(TokenError::Invalid)),
        (json!({"exp": null}), Err(TokenError::Invalid)),
        (json!({"exp": now() - 60}), Err(TokenError::Expired)),
        (json!({"nbf": now() + 60}), Err(TokenError::Early)),
        (json!({"iat": now() + 60}), Err(TokenError::Early)),
    ] {
        assert_eq!(subject(&issuer, &key.sign_changed(&changes)), expected, "{changes}");
    }
}

/// The public key is known to everybody: it must not be a secret of HS256.
#[test]
fn refuses_keys_and_algorithms_of_others() {
    let key = ProviderKey::es256("ec");
    let issuer = KeyFile::new(&[key.public()]).open();
    let stranger = ProviderKey::es256("ec").sign(&claims());
    let other_algorithm = ProviderKey::ed25519("ec").sign(&claims());
    let header = Header { kid: Some("ec".to_owned()), ..Header::new(Algorithm::HS256) };
    let secret = EncodingKey::from_secret(key.pair.public_key_raw());
    let symmetric = jsonwebtoken::encode(&header, &claims(), &secret).unwrap();
    let nameless = jsonwebtoken::encode(
        &Header::new(Algorithm::ES256),
        &claims(),
        &EncodingKey::from_ec_der(&key.pair.serialize_der()),
    );
    for token in [stranger, other_algorithm, symmetric, nameless.unwrap(), "a.b.c".to_owned(), String::new()] {
        assert_eq!(subject(&issuer, &token), Err(TokenError::Invalid), "{token}");
    }
    assert_eq!(subject(&issuer, &ProviderKey::es256("new").sign(&claims())), Err(TokenError::UnknownKey));
}

#[test]
fn keys_are_rotated() {
    let (old, new) = (ProviderKey::es256("old"), ProviderKey::ed25519("new"));
    let file = KeyFile::new(&[old.public()]);
    let issuer = file.open();
    assert_eq!(subject(&issuer, &new.sign(&claims())), Err(TokenError::UnknownKey));
    file.write(&[old.public(), new.public()]);
    assert_eq!(subject(&issuer, &new.sign(&claims())), Ok("ann".to_owned()));
    // A file that is being written changes nothing.
    std::fs::write(&file.path, "{").unwrap();
    assert_eq!(subject(&issuer, &ProviderKey::es256("x").sign(&claims())), Err(TokenError::UnknownKey));
    assert_eq!(subject(&issuer, &new.sign(&claims())), Ok("ann".to_owned()));
    file.write(&[new.public()]);
    assert_eq!(subject(&issuer, &ProviderKey::es256("x").sign(&claims())), Err(TokenError::UnknownKey));
    assert_eq!(subject(&issuer, &old.sign(&claims())), Err(TokenError::UnknownKey));
}

#[test]
fn a_set_without_a_usable_key_is_an_error() {
    let key = ProviderKey::es256("ec");
    let changed = |name: &str, value: Value| {
        let mut key = key.public();
        key[name] = value;
        key
    };
    for key in [
        changed("kid", Value::Null),
        changed("use", json!("enc")),
        changed("alg", json!("ES384")),
        changed("kty", json!("post-quantum")),
        json!({"kty": "oct", "kid": "secret", "k": "AAAA"}),
        json!({"kty": "RSA", "kid": "short", "n": &MODULUS[..171], "e": "AQAB"}),
    ] {
        let error = open(&KeyFile::new(std::slice::from_ref(&key)).path).unwrap_err();
        assert!(matches!(error, IssuerError::NoKeys { .. }), "{key}: {error:?}");
    }
    let file = KeyFile::new(&[]);
    std::fs::write(&file.path, "[]").unwrap();
    assert!(matches!(open(&file.path).unwrap_err(), IssuerError::Json { .. }));
    assert!(matches!(open(Path::new("/nowhere/jwks.json")).unwrap_err(), IssuerError::File { .. }));
}

#[tokio::test]
async fn a_server_accepts_tokens_of_the_provider_and_its_own() {
    within(async {
        let key = ProviderKey::es256("ec");
        let file = KeyFile::new(&[key.public()]);
        let folder = tempfile::tempdir().unwrap();
        let identity = DataDir::new(folder.path()).open(&[]).unwrap();
        let options = Options { issuer: Some(file.open()), ..options() };
        let server = Running::with(options, identity, Store::memory().unwrap());
        let call = async |token: String| {
            let transport = Connect { token: Some(token), ..server.connect() }.transport().unwrap();
            let request = GetUserRequest { id: "nobody".into() };
            UserServiceClient::new(transport).get_user(request).await.unwrap_err()
        };
        assert_eq!(call(key.sign(&claims())).await.code(), Code::NotFound);
        assert_eq!(call(server.token()).await.code(), Code::NotFound);
        let refused = call(key.sign_changed(&json!({"aud": "other"}))).await;
        assert_eq!((refused.code(), refused.message()), (Code::Unauthenticated, "the token is not valid"));
    })
    .await;
}
