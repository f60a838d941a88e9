//! Sample HTTP requests, which can be shown as `curl` commands.

use std::fmt;

/// An HTTP request, with the JSON of its response if relevant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SampleRequest {
    /// The HTTP method: `GET`.
    pub verb: String,
    /// The path, percent-encoded, without a query.
    pub path: String,
    /// The query parameters as names and values, not yet escaped.
    pub query: Vec<(String, String)>,
    /// The body as JSON; `None` for a request without one.
    pub body: Option<String>,
    /// The response body of the old server as JSON, if the response changes.
    pub answer: Option<String>,
}

impl SampleRequest {
    /// Returns the path with the query.
    pub fn target(&self) -> String {
        let pairs: Vec<String> =
            self.query.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        if pairs.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, pairs.join("&")) }
    }
}

/// Writes a curl command line.
impl fmt::Display for SampleRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("curl")?;
        match (self.verb.as_str(), &self.body) {
            ("GET", None) | ("POST", Some(_)) => {}
            ("HEAD", None) => f.write_str(" --head")?,
            (verb, _) => write!(f, " -X {}", quoted(verb))?,
        }
        write!(f, " {}", quoted(&format!("localhost:8080{}", self.target())))?;
        if let Some(body) = &self.body {
            write!(f, " -H 'Content-Type: application/json' -d {}", quoted(body))?;
        }
        Ok(())
    }
}

/// Returns a shell word, quoted if necessary.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~/:%@=,+".contains(letter);
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// Returns a part of a query. Escapes all but the unreserved characters of RFC 3986.
fn escaped(text: &str) -> String {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    text.bytes().map(|byte| if is_plain(&byte) { char::from(byte).into() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_a_call_as_a_curl_command() {
        let call = |verb: &str, query: &[(&str, &str)], body: Option<&str>| {
            let query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let verb = verb.to_owned();
            let path = "/v1/a:run".to_owned();
            SampleRequest { verb, path, query, body: body.map(str::to_owned), answer: None }.to_string()
        };
        assert_eq!(call("GET", &[], None), "curl localhost:8080/v1/a:run");
        assert_eq!(call("HEAD", &[], None), "curl --head localhost:8080/v1/a:run");
        assert_eq!(call("DELETE", &[("a.b", "x y")], None), "curl -X DELETE 'localhost:8080/v1/a:run?a.b=x%20y'");
        let body = call("POST", &[], Some("{\"a\":\"it's\"}"));
        let data = r#"'{"a":"it'\''s"}'"#;
        assert_eq!(body, format!("curl localhost:8080/v1/a:run -H 'Content-Type: application/json' -d {data}"));
        assert!(call("PUT", &[], Some("1")).starts_with("curl -X PUT localhost:8080/"));
        assert!(call("POST", &[], None).starts_with("curl -X POST localhost:8080/"));
    }
}
