//! Tokens of an authorization server for a program
//! ([client credentials of OAuth 2.0](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)).

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Uri};
use protoward_http_client::{WebError, WebRequest, WebResponse};
use serde::Deserialize;
use tokio::sync::Mutex;
use tonic::{Code, Status};

use super::authorized::bearer;

/// The maximum time and size of a response.
const PATIENCE: Duration = Duration::from_secs(10);
const LIMIT: usize = 64 * 1024;
/// The time before its expiry at which a token is renewed; a tenth of its life, if that is less.
const MARGIN: Duration = Duration::from_secs(30);
/// The life of a token whose response does not tell it.
const LIFE: u64 = 300;

/// The credentials of a program, and where it gets tokens for them. `Debug` hides the secret.
#[derive(Clone)]
pub struct ClientCredentials {
    /// The URL of the token endpoint. It is `https`, or `http` on this machine.
    pub token_url: String,
    /// The id of the program.
    pub client_id: String,
    /// The secret of the program.
    pub client_secret: String,
    /// The requested scopes, separated by spaces; `None` for those that the authorization server chooses.
    pub scope: Option<String>,
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// The reason why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum OAuthError {
    /// The secret would be sent without encryption.
    #[error("`{0}` is not the URL of a token endpoint: it must be https, or http on this machine")]
    Url(String),
    /// The authorization server cannot be reached.
    #[error("the authorization server cannot be reached")]
    Unreachable(#[from] WebError),
    /// The authorization server does not work.
    #[error("the authorization server answers {0}")]
    Failed(u16),
    /// The authorization server refuses the program.
    #[error("the authorization server refuses the client: {0}")]
    Refused(String),
    /// The response has no bearer token.
    #[error("the authorization server answers without a bearer token")]
    NoToken,
    /// The request was canceled.
    #[error("the request for a token was broken off")]
    Broken,
}

/// A source of tokens, each of which is used until shortly before its expiry. Clones share them.
#[derive(Clone, Debug)]
pub struct TokenSource(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    credentials: ClientCredentials,
    current: Mutex<Option<Token>>,
}

#[derive(Clone, Debug)]
struct Token {
    value: HeaderValue,
    renewal: Instant,
    expiry: Instant,
}

impl TokenSource {
    /// Creates the source. The first call gets the first token.
    ///
    /// # Errors
    /// Fails if the secret would be sent without encryption.
    pub fn new(credentials: ClientCredentials) -> Result<Self, OAuthError> {
        if !is_protected(&credentials.token_url) {
            return Err(OAuthError::Url(credentials.token_url));
        }
        Ok(Self(Arc::new(Shared { credentials, current: Mutex::new(None) })))
    }

    /// Returns the value of the header `authorization`. Calls at the same time wait for one request.
    pub(super) async fn token(&self) -> Result<HeaderValue, OAuthError> {
        let mut current = self.0.current.lock().await;
        let now = Instant::now();
        if let Some(token) = current.as_ref().filter(|token| now < token.renewal) {
            return Ok(token.value.clone());
        }
        match self.0.credentials.request().await {
            Ok(token) => Ok(current.insert(token).value.clone()),
            Err(error) => match current.as_ref().filter(|token| now < token.expiry) {
                Some(token) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(error, "the token is not renewed, and the known one stays");
                    Ok(token.value.clone())
                }
                None => Err(error),
            },
        }
    }
}

impl ClientCredentials {
    async fn request(&self) -> Result<Token, OAuthError> {
        let (id, secret) = (form_value(&self.client_id), form_value(&self.client_secret));
        let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{secret}")));
        let scope = self.scope.as_ref().map(|scope| format!("&scope={}", form_value(scope))).unwrap_or_default();
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::try_from(basic).map_err(|_| OAuthError::NoToken)?);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let request = WebRequest {
            method: Method::POST,
            url: self.token_url.clone(),
            headers,
            body: format!("grant_type=client_credentials{scope}").into_bytes(),
        };
        let asked = Instant::now();
        let sent = tokio::task::spawn_blocking(move || request.send(PATIENCE, LIMIT)).await;
        Token::of(&sent.map_err(|_| OAuthError::Broken)??, asked)
    }
}

impl Token {
    /// Reads the token in a response to a request at this time.
    fn of(response: &WebResponse, asked: Instant) -> Result<Self, OAuthError> {
        #[derive(Deserialize)]
        struct Issued {
            access_token: String,
            token_type: String,
            expires_in: Option<u64>,
        }
        match response.status {
            200 => {}
            400 | 401 | 403 => return Err(OAuthError::Refused(refusal(&response.body))),
            other => return Err(OAuthError::Failed(other)),
        }
        let issued: Issued = serde_json::from_slice(&response.body).map_err(|_| OAuthError::NoToken)?;
        if !issued.token_type.eq_ignore_ascii_case("bearer") {
            return Err(OAuthError::NoToken);
        }
        let life = Duration::from_secs(issued.expires_in.unwrap_or(LIFE).min(365 * 24 * 3600));
        let value = bearer(&issued.access_token).ok_or(OAuthError::NoToken)?;
        Ok(Self { value, renewal: asked + (life - MARGIN.min(life / 10)), expiry: asked + life })
    }
}

/// Returns the code of an error, and its description.
fn refusal(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
        error_description: Option<String>,
    }
    match serde_json::from_slice(body) {
        Ok(Refusal { error, error_description: Some(description) }) => format!("{error}: {description}"),
        Ok(Refusal { error, error_description: None }) => error,
        Err(_) => "without a reason".to_owned(),
    }
}

/// Returns `true` if what is sent to this URL cannot be read on the way.
fn is_protected(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) => true,
        (Some("http"), Some(host)) => matches!(host, "localhost" | "127.0.0.1" | "[::1]"),
        _ => false,
    }
}

/// Encodes a value of a form.
fn form_value(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => char::from(byte).to_string(),
        b' ' => "+".to_owned(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

impl From<OAuthError> for Status {
    fn from(error: OAuthError) -> Self {
        let code = match error {
            OAuthError::Url(_) | OAuthError::Refused(_) | OAuthError::NoToken => Code::Unauthenticated,
            OAuthError::Unreachable(_) | OAuthError::Failed(_) | OAuthError::Broken => Code::Unavailable,
        };
        let reason = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
        let mut status = Status::new(code, format!("{error}{reason}"));
        status.set_source(Arc::new(error));
        status
    }
}

#[cfg(test)]
mod tests {
    use super::{form_value, is_protected};

    #[test]
    fn secrets_are_sent_encrypted_or_to_this_machine() {
        for (url, expected) in [
            ("https://id.example.com/token", true),
            ("http://localhost:8080/token", true),
            ("http://127.0.0.1/token", true),
            ("http://[::1]:8080/token", true),
            ("http://id.example.com/token", false),
            ("http://localhost.example.com/token", false),
            ("ftp://localhost/token", false),
            ("/token", false),
        ] {
            assert_eq!(is_protected(url), expected, "{url}");
        }
    }

    #[test]
    fn forms_encode_what_separates_their_values() {
        assert_eq!(form_value("orders:read a&b=ü"), "orders%3Aread+a%26b%3D%C3%BC");
    }
}
