//! The `WWW-Authenticate` header, by which a registry says what credentials it wants.

/// The kind of credentials that a registry wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// The registry takes a user name and a password.
    Basic,
    /// The registry takes a token, which another service issues.
    Bearer {
        /// The URL of the service.
        realm: String,
        /// The name of the registry for the service.
        service: Option<String>,
        /// The permissions of the token; without them, the client chooses.
        scope: Option<String>,
    },
}

impl Challenge {
    /// Parses a header: `Bearer realm="https://auth.example/token",service="registry.example"`.
    pub(crate) fn parse(header: &str) -> Option<Self> {
        let (scheme, rest) = header.trim().split_once(' ').unwrap_or((header.trim(), ""));
        if scheme.eq_ignore_ascii_case("basic") {
            return Some(Self::Basic);
        }
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let parameters = parameters(rest);
        let value = |name: &str| {
            let found = parameters.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.clone())
        };
        Some(Self::Bearer { realm: value("realm")?, service: value("service"), scope: value("scope") })
    }
}

/// Returns the parameters `name="value"`, separated by commas. A quoted value may contain commas and escaped quotes.
fn parameters(mut rest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_matches([' ', ',']).to_owned();
        let value = match after.strip_prefix('"') {
            Some(quoted) => {
                let mut value = String::new();
                let mut characters = quoted.char_indices();
                let mut end = quoted.len();
                while let Some((at, character)) = characters.next() {
                    match character {
                        '"' => {
                            end = at + 1;
                            break;
                        }
                        '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
                        _ => value.push(character),
                    }
                }
                rest = &quoted[end..];
                value
            }
            None => {
                let (value, left) = after.split_once(',').unwrap_or((after, ""));
                rest = left;
                value.trim().to_owned()
            }
        };
        found.push((name, value));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_tokens_and_passwords() {
        let bearer = r#"Bearer realm="https://auth.example/token",service="a, b",scope="repository:x:pull,push""#;
        let expected = Challenge::Bearer {
            realm: "https://auth.example/token".to_owned(),
            service: Some("a, b".to_owned()),
            scope: Some("repository:x:pull,push".to_owned()),
        };
        assert_eq!(Challenge::parse(bearer), Some(expected));
        assert_eq!(Challenge::parse(r#"basic realm="x""#), Some(Challenge::Basic));
        assert_eq!(Challenge::parse("Basic"), Some(Challenge::Basic));
        let plain = Challenge::Bearer { realm: "r\"".to_owned(), service: Some("s".to_owned()), scope: None };
        assert_eq!(Challenge::parse(r#"BEARER Realm="r\"", service=s"#), Some(plain));
    }

    #[test]
    fn rejects_other_headers() {
        for header in ["", "Negotiate", "Bearer", "Bearer service=\"x\"", "Bearer realm", "Bearer \"=\""] {
            assert_eq!(Challenge::parse(header), None, "{header}");
        }
    }
}
