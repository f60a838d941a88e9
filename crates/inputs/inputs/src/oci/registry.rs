//! Requests to a registry, with the credentials that it asks for.

use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use protoward_http_client::{
    HeaderMap, HeaderName, HeaderValue, Method, WebError, WebRequest, WebResponse, speaks_tls,
};
use serde_json::Value;

use crate::oci::challenge::Challenge;
use crate::oci::credentials::Credentials;
use crate::oci::error::OciError;
use crate::oci::reference::Reference;

/// The maximum time for one request.
const TIMEOUT: Duration = Duration::from_secs(120);

/// The maximum time for a registry on this machine to answer a handshake of TLS.
const TLS_TIMEOUT: Duration = Duration::from_secs(5);

/// The maximum size of a manifest, as registries must accept it, and of other JSON.
pub(crate) const MOST_OF_JSON: usize = 4 << 20;

/// The maximum number of redirects for one request.
const MOST_REDIRECTS: usize = 5;

/// A repository of a registry.
pub(crate) struct Registry<'r> {
    reference: &'r Reference,
    /// The base URL of the repository.
    base: String,
    /// The actions for which a token is requested: `pull`, `pull,push`.
    actions: &'static str,
    /// The value of the `Authorization` header, once the registry asked for it.
    authorization: Option<String>,
}

/// A request without what is common to all.
pub(crate) struct RegistryRequest<'b> {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) headers: Vec<(HeaderName, &'static str)>,
    pub(crate) body: &'b [u8],
    /// The maximum size of the response.
    pub(crate) limit: usize,
}

impl<'r> Registry<'r> {
    /// Creates the repository. As Docker does, a registry on this machine is spoken to without TLS if it does not speak TLS.
    pub(crate) fn new(reference: &'r Reference, actions: &'static str) -> Self {
        let with_tls = reference.url("https");
        let is_plain = reference.is_local() && !speaks_tls(&with_tls, TLS_TIMEOUT);
        let base = if is_plain { reference.url("http") } else { with_tls };
        Self { reference, base, actions, authorization: None }
    }

    /// Returns the URL of a path in the repository: `/manifests/latest`.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Sends a request, with credentials if the registry asks for them. Follows redirects, which must not see them.
    pub(crate) fn send(&mut self, request: &RegistryRequest<'_>) -> Result<WebResponse, OciError> {
        let origin = origin(&self.base);
        let mut url = request.url.clone();
        let mut is_authorized = false;
        for _ in 0..=MOST_REDIRECTS {
            let is_own = self::origin(&url) == origin;
            let authorization = self.authorization.as_deref().filter(|_| is_own);
            let response = send(request, &url, authorization)?;
            let header = |name: &str| response.headers.get(name).and_then(|value| value.to_str().ok());
            match (response.status, header("location")) {
                (401, _) if is_own && !is_authorized => {
                    let challenge = header("www-authenticate").and_then(Challenge::parse);
                    let Some(authorization) = self.authorize(challenge)? else { return Ok(response) };
                    self.authorization = Some(authorization);
                    is_authorized = true;
                }
                (301 | 302 | 303 | 307 | 308, Some(location)) => url = resolve(&url, location),
                _ => return Ok(response),
            }
        }
        Err(OciError::NoResponse("the registry redirects too often".to_owned()))
    }

    /// Returns the header that a challenge asks for; `None` if there are no credentials for it.
    fn authorize(&self, challenge: Option<Challenge>) -> Result<Option<String>, OciError> {
        let credentials = Credentials::of(self.reference.host())?;
        match challenge {
            Some(Challenge::Bearer { realm, service, scope }) => {
                let scope = scope.unwrap_or_else(|| format!("repository:{}:{}", self.reference.name(), self.actions));
                self.token(&realm, service.as_deref(), &scope, credentials.as_ref())
                    .map(|token| Some(format!("Bearer {token}")))
            }
            Some(Challenge::Basic) => Ok(credentials.map(|credentials| credentials.header())),
            None => Ok(None),
        }
    }

    /// Requests a token, with the credentials or as anybody.
    fn token(
        &self,
        realm: &str,
        service: Option<&str>,
        scope: &str,
        credentials: Option<&Credentials>,
    ) -> Result<String, OciError> {
        if !realm.starts_with("https://") && !self.reference.is_local() {
            return Err(OciError::Unexpected("a token service with TLS, to which credentials may be sent"));
        }
        let query: Vec<String> =
            service.map(|service| ("service", service)).into_iter().chain([("scope", scope)]).map(parameter).collect();
        // A token that replaces a password is exchanged with POST, and a password is sent with GET.
        let refresh = credentials.and_then(Credentials::token);
        let request = match refresh {
            None => RegistryRequest::get(
                format!("{realm}{}{}", if realm.contains('?') { '&' } else { '?' }, query.join("&")),
                MOST_OF_JSON,
            ),
            Some(_) => RegistryRequest::get(realm.to_owned(), MOST_OF_JSON),
        };
        let form = refresh.map(|token| {
            let fixed = [("grant_type", "refresh_token"), ("client_id", "protoward"), ("refresh_token", token)];
            fixed.into_iter().map(parameter).chain(query.iter().cloned()).collect::<Vec<_>>().join("&")
        });
        let request = match &form {
            Some(form) => RegistryRequest {
                method: Method::POST,
                headers: vec![(CONTENT_TYPE, "application/x-www-form-urlencoded")],
                body: form.as_bytes(),
                ..request
            },
            None => request,
        };
        let header = credentials.filter(|_| refresh.is_none()).map(Credentials::header);
        let response = send(&request, &request.url, header.as_deref())?;
        let response = accepted(response, "a token")?;
        let answer: Value = serde_json::from_slice(&response.body).map_err(|_| OciError::Unexpected("a token"))?;
        let token = answer["token"].as_str().or_else(|| answer["access_token"].as_str());
        token.map(str::to_owned).ok_or(OciError::Unexpected("a token"))
    }
}

const CONTENT_TYPE: HeaderName = HeaderName::from_static("content-type");

impl RegistryRequest<'_> {
    pub(crate) const fn get(url: String, limit: usize) -> Self {
        Self { method: Method::GET, url, headers: Vec::new(), body: &[], limit }
    }
}

/// Returns a response with a status of success, or the error of the registry.
pub(crate) fn accepted(response: WebResponse, action: &str) -> Result<WebResponse, OciError> {
    match response.status {
        200..=299 => Ok(response),
        status => Err(OciError::Refused { action: action.to_owned(), status, reason: reason(&response.body) }),
    }
}

/// Returns the reason in a JSON document of the specification, or nothing.
fn reason(body: &[u8]) -> String {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    let error = value["errors"].get(0).unwrap_or(&value);
    let texts = [error["code"].as_str(), error["message"].as_str(), error["details"].as_str()];
    let text = texts.into_iter().flatten().collect::<Vec<_>>().join(": ");
    text.chars().filter(|character| !character.is_control()).take(MOST_OF_REASON).collect()
}

/// The maximum number of characters of a reason that are shown.
const MOST_OF_REASON: usize = 300;

fn send(request: &RegistryRequest<'_>, url: &str, authorization: Option<&str>) -> Result<WebResponse, OciError> {
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        headers.insert(name.clone(), HeaderValue::from_static(value));
    }
    if let Some(mut value) = authorization.and_then(|value| HeaderValue::from_str(value).ok()) {
        value.set_sensitive(true);
        headers.insert("authorization", value);
    }
    if !request.body.is_empty() || request.method == Method::POST {
        headers.insert("content-length", HeaderValue::from(request.body.len()));
    }
    let request_sent =
        WebRequest { method: request.method.clone(), url: url.to_owned(), headers, body: request.body.to_vec() };
    request_sent.send(TIMEOUT, request.limit).map_err(|error| match error {
        WebError::Connect(error) if error.is_untrusted() => OciError::Untrusted(error.to_string()),
        error => OciError::NoResponse(error.to_string()),
    })
}

/// Returns the scheme and the host of a URL.
fn origin(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find(['/', '?']).map_or(url.len(), |at| start + at);
    &url[..end]
}

/// Resolves a `Location` header relative to the URL of its request.
pub(crate) fn resolve(url: &str, location: &str) -> String {
    match location {
        _ if location.contains("://") => location.to_owned(),
        _ if location.starts_with("//") => format!("{}:{location}", url.split(':').next().unwrap_or("https")),
        _ if location.starts_with('/') => format!("{}{location}", origin(url)),
        _ => format!("{}/{location}", url.rsplit_once('/').map_or(url, |(folder, _)| folder)),
    }
}

/// The characters to escape in a parameter of a query.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Returns a parameter of a query or a form.
fn parameter((name, value): (&str, &str)) -> String {
    format!("{name}={}", utf8_percent_encode(value, ESCAPED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_locations() {
        let url = "https://a.example:5000/v2/x/blobs/uploads/";
        for (location, expected) in [
            ("https://b.example/y", "https://b.example/y"),
            ("//b.example/y", "https://b.example/y"),
            ("/v2/x/1?a=b", "https://a.example:5000/v2/x/1?a=b"),
            ("1", "https://a.example:5000/v2/x/blobs/uploads/1"),
        ] {
            assert_eq!(resolve(url, location), expected);
        }
    }

    #[test]
    fn escapes_parameters() {
        assert_eq!(parameter(("scope", "repository:a/b:pull,push")), "scope=repository%3Aa%2Fb%3Apull%2Cpush");
    }

    #[test]
    fn reads_the_reasons_of_registries() {
        let body = br#"{"errors":[{"code":"NAME_UNKNOWN","message":"not known\u0007","detail":{}}]}"#;
        assert_eq!(reason(body), "NAME_UNKNOWN: not known");
        assert_eq!(reason(br#"{"details":"incorrect username"}"#), "incorrect username");
        assert_eq!(reason(b"<html>"), "");
    }
}
