//! Security schemes of a document, and the scopes that operations need.
//!
//! Schemes come from settings, scopes from `google.api.oauth_scopes` of a service. Any one of the scopes is enough, so that
//! each of them is a requirement of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::object::{JsonValue, Object};
use super::versions::SpecVersion;
use protoward_schema::annotations::Annotation;
use protoward_schema::{Schema, ServiceId};

const OAUTH_SCOPES: Annotation = Annotation { name: "google.api.oauth_scopes", number: 1050 };

/// A security scheme, as the setting `security` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// A token in the header `Authorization`, optionally with its format.
    Bearer(Option<String>),
    /// A user name and password.
    Basic,
    /// An API key: its location (`header`, `query` or `cookie`) and name.
    ApiKey(String, String),
    /// OAuth 2.0, with one flow.
    OAuth2(Flow),
    /// OpenID Connect, with the URL of its discovery document.
    OpenIdConnect(String),
    /// A client certificate. Only OpenAPI 3.1 knows it.
    MutualTls,
}

/// A flow of OAuth 2.0, with its URLs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    AuthorizationCode { authorization: String, token: String },
    ClientCredentials { token: String },
    Implicit { authorization: String },
    Password { token: String },
}

impl Scheme {
    /// Parses the value of the setting.
    ///
    /// # Errors
    /// Fails for unknown values. The error lists the known ones.
    pub(super) fn parse(value: &str) -> Result<Self, String> {
        let (kind, rest) = value.split_once(':').map_or((value, None), |(kind, rest)| (kind, Some(rest)));
        match (kind, rest) {
            ("bearer", Some("")) => Err("`security=bearer:` has no format; write `bearer`, or `bearer:FORMAT`".to_owned()),
            ("bearer", format) => Ok(Self::Bearer(format.map(str::to_owned))),
            ("basic", None) => Ok(Self::Basic),
            ("mutualTLS", None) => Ok(Self::MutualTls),
            ("openIdConnect", Some(url)) if is_url(url) => Ok(Self::OpenIdConnect(url.to_owned())),
            ("openIdConnect", Some(_)) => Err(format!(
                "`security={value}`: a URL is expected, as in `openIdConnect:https://HOST/.well-known/openid-configuration`"
            )),
            ("oauth2", Some(rest)) => Flow::parse(rest).map(Self::OAuth2).ok_or_else(|| {
                format!(
                    "`security={value}`: a flow has a name and URLs: `oauth2:authorizationCode:AUTHORIZATION_URL TOKEN_URL`, `oauth2:clientCredentials:TOKEN_URL`, `oauth2:implicit:AUTHORIZATION_URL` or `oauth2:password:TOKEN_URL`"
                )
            }),
            ("apiKey", Some(rest)) => match rest.split_once(':') {
                Some((place @ ("header" | "query" | "cookie"), name)) if !name.is_empty() => {
                    Ok(Self::ApiKey(place.to_owned(), name.to_owned()))
                }
                _ => Err(format!(
                    "`security={value}`: a key has a place and a name, as in `apiKey:header:X-API-Key`; places are `header`, `query` and `cookie`"
                )),
            },
            _ => Err(format!(
                "`security={value}` is unknown; there are `bearer`, `bearer:FORMAT`, `basic`, `apiKey:PLACE:NAME`, `oauth2:FLOW:URL`, `openIdConnect:URL` and `mutualTLS`"
            )),
        }
    }

    /// Checks that a version of OpenAPI has the scheme.
    ///
    /// # Errors
    /// Fails if it does not. The error names a version that does.
    pub(super) fn exists_in(&self, spec: SpecVersion) -> Result<(), String> {
        match (self, spec) {
            (Self::MutualTls, SpecVersion::V2 | SpecVersion::V3_0) => {
                Err("`security=mutualTLS` needs `openapi=3.1`".to_owned())
            }
            (Self::OpenIdConnect(_), SpecVersion::V2) => {
                Err("`security=openIdConnect` needs `openapi=3.0` or `openapi=3.1`".to_owned())
            }
            (Self::ApiKey(place, _), SpecVersion::V2) if place == "cookie" => {
                Err("`security=apiKey:cookie` needs `openapi=3.0` or `openapi=3.1`".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// Returns the name of the component.
    const fn name(&self) -> &'static str {
        match self {
            Self::Bearer(_) => "bearer",
            Self::Basic => "basic",
            Self::ApiKey(..) => "apiKey",
            Self::OAuth2(_) => "oauth2",
            Self::OpenIdConnect(_) => "openIdConnect",
            Self::MutualTls => "mutualTLS",
        }
    }

    fn object<'a>(&'a self, scopes: &BTreeSet<&String>) -> Object<'a> {
        match self {
            Self::Bearer(format) => {
                let mut scheme = Object::of("type", "http").with("scheme", "bearer");
                format.iter().for_each(|format| scheme.set("bearerFormat", format.as_str()));
                scheme
            }
            Self::Basic => Object::of("type", "http").with("scheme", "basic"),
            Self::ApiKey(place, name) => {
                Object::of("type", "apiKey").with("in", place.as_str()).with("name", name.as_str())
            }
            Self::OAuth2(flow) => Object::of("type", "oauth2").with("flows", flow.object(scopes)),
            Self::OpenIdConnect(url) => Object::of("type", "openIdConnect").with("openIdConnectUrl", url.as_str()),
            Self::MutualTls => Object::of("type", "mutualTLS"),
        }
    }
}

/// Returns `true` for a URL with a host, or one that begins with `/` and is relative to the server.
pub(super) fn is_url(text: &str) -> bool {
    let has_host = text.split_once("://").is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty());
    (has_host || text.starts_with('/')) && !text.contains(char::is_whitespace)
}

impl Flow {
    fn parse(text: &str) -> Option<Self> {
        let (name, urls) = text.split_once(':')?;
        let urls: Vec<&str> = urls.split_whitespace().collect();
        if !urls.iter().all(|url| is_url(url)) {
            return None;
        }
        Some(match (name, &urls[..]) {
            ("authorizationCode", &[authorization, token]) => {
                Self::AuthorizationCode { authorization: authorization.to_owned(), token: token.to_owned() }
            }
            ("clientCredentials", &[token]) => Self::ClientCredentials { token: token.to_owned() },
            ("implicit", &[authorization]) => Self::Implicit { authorization: authorization.to_owned() },
            ("password", &[token]) => Self::Password { token: token.to_owned() },
            _ => return None,
        })
    }

    fn object<'a>(&'a self, scopes: &BTreeSet<&String>) -> Object<'a> {
        let (name, authorization, token) = match self {
            Self::AuthorizationCode { authorization, token } => ("authorizationCode", Some(authorization), Some(token)),
            Self::ClientCredentials { token } => ("clientCredentials", None, Some(token)),
            Self::Implicit { authorization } => ("implicit", Some(authorization), None),
            Self::Password { token } => ("password", None, Some(token)),
        };
        let mut flow = Object::default();
        authorization.into_iter().for_each(|url| flow.set("authorizationUrl", url.as_str()));
        token.into_iter().for_each(|url| flow.set("tokenUrl", url.as_str()));
        // `google.api.oauth_scopes` has no descriptions of scopes.
        let mut described = Object::default();
        scopes.iter().for_each(|&scope| described.set(scope.clone(), ""));
        Object::of(name, flow.with("scopes", described))
    }
}

/// The schemes of a document, and the scopes of its services.
pub(super) struct Security<'a> {
    schemes: &'a [Scheme],
    scopes: BTreeMap<ServiceId, Vec<String>>,
}

impl<'a> Security<'a> {
    pub(super) fn new(schema: &Schema, services: &[ServiceId], schemes: &'a [Scheme]) -> Self {
        let scopes_of = |service: ServiceId| {
            let text = OAUTH_SCOPES.texts(schema, service.into()).pop()?;
            let scopes = text.split(',').map(str::trim).filter(|scope| !scope.is_empty()).map(str::to_owned);
            Some((service, scopes.collect::<Vec<_>>())).filter(|(_, scopes)| !scopes.is_empty())
        };
        let has_scopes = schemes.iter().any(|scheme| matches!(scheme, Scheme::OAuth2(_)));
        let scopes = services.iter().filter(|_| has_scopes).filter_map(|&service| scopes_of(service)).collect();
        Self { schemes, scopes }
    }

    /// Returns the components of the schemes.
    pub(super) fn schemes(&self) -> Object<'a> {
        let scopes: BTreeSet<&String> = self.scopes.values().flatten().collect();
        self.schemes.iter().map(|scheme| (scheme.name(), scheme.object(&scopes))).collect()
    }

    /// Returns the requirements of a document, of which one has to be met.
    pub(super) fn requirements(&self) -> JsonValue<'a> {
        JsonValue::list(self.schemes.iter().map(|scheme| requirement(scheme, None)))
    }

    /// Returns the requirements of a service with scopes.
    pub(super) fn of(&self, service: ServiceId) -> Option<JsonValue<'a>> {
        let scopes = self.scopes.get(&service)?;
        let of_scheme = |scheme: &'a Scheme| match scheme {
            Scheme::OAuth2(_) => scopes.iter().map(|scope| requirement(scheme, Some(scope))).collect(),
            _ => vec![requirement(scheme, None)],
        };
        Some(JsonValue::list(self.schemes.iter().flat_map(of_scheme)))
    }
}

fn requirement<'a>(scheme: &Scheme, scope: Option<&String>) -> Object<'a> {
    Object::of(scheme.name(), JsonValue::list(scope.into_iter().cloned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_flows() {
        let token = || "https://a/t".to_owned();
        for (text, expected) in [
            ("clientCredentials:https://a/t", Flow::ClientCredentials { token: token() }),
            ("password:https://a/t", Flow::Password { token: token() }),
            ("implicit:https://a/t", Flow::Implicit { authorization: token() }),
            (
                "authorizationCode:https://a:8443/a https://a/t",
                Flow::AuthorizationCode { authorization: "https://a:8443/a".to_owned(), token: token() },
            ),
        ] {
            assert_eq!(Scheme::parse(&format!("oauth2:{text}")), Ok(Scheme::OAuth2(expected)));
        }
    }

    #[test]
    fn reports_invalid_schemes() {
        for (value, words) in [
            ("digest", "there are `bearer`"),
            ("apiKey", "there are `bearer`"),
            ("basic:x", "there are `bearer`"),
            ("apiKey:body:x", "a key has a place and a name"),
            ("apiKey:header:", "a key has a place and a name"),
            ("oauth2", "there are `bearer`"),
            ("oauth2:implicit", "a flow has a name and URLs"),
            ("oauth2:implicit:https://a https://b", "a flow has a name and URLs"),
            ("oauth2:authorizationCode:https://a", "a flow has a name and URLs"),
            ("oauth2:device:https://a", "a flow has a name and URLs"),
            ("oauth2:implicit:nourl", "a flow has a name and URLs"),
            ("openIdConnect:", "a URL is expected"),
            ("openIdConnect:a b://c", "a URL is expected"),
            ("bearer:", "has no format"),
        ] {
            assert!(Scheme::parse(value).is_err_and(|error| error.contains(words)), "{value}");
        }
    }
}
