//! The headers of requests, with the token.

use std::fs;

use crate::protocols::{header, header_texts};
use protoward_http_client::{HeaderMap, HeaderName, HeaderValue};

use crate::diagnostics::{self, CallProblem};

const AUTHORIZATION: &str = "authorization";

/// A function that returns the value of an environment variable.
pub type VariableLookup<'v> = &'v dyn Fn(&str) -> Option<String>;

/// Headers as texts: `name: value`, with base64 for names in `-bin`, or `@FILE` with one per line.
#[derive(Clone, Copy, Debug, Default)]
pub struct HeaderTexts<'t> {
    /// The headers of all requests, also those of reflection.
    pub all: &'t [String],
    /// The headers of the call only.
    pub call: &'t [String],
    /// The headers of reflection only.
    pub reflection: &'t [String],
    /// The bearer token for the header `authorization`.
    pub token: Option<&'t str>,
}

/// The headers of all requests, of the call and of reflection.
#[derive(Clone, Debug, Default)]
pub struct Headers {
    all: HeaderMap,
    call: HeaderMap,
    reflection: HeaderMap,
}

impl HeaderTexts<'_> {
    /// Parses the headers. `variable` replaces `${NAME}`; without it, such texts stay.
    ///
    /// # Errors
    /// Fails if a header is invalid, a file cannot be read, or a variable does not exist.
    pub fn read(&self, variable: Option<VariableLookup<'_>>) -> Result<Headers, Box<CallProblem>> {
        let mut all = parse(self.all, variable)?;
        if let Some(token) = self.token.filter(|token| !token.is_empty() && !all.contains_key(AUTHORIZATION)) {
            let value = HeaderValue::from_str(&format!("Bearer {}", token.trim()));
            let mut value = value.map_err(|_| diagnostics::bad_token())?;
            value.set_sensitive(true);
            all.insert(HeaderName::from_static(AUTHORIZATION), value);
        }
        Ok(Headers { all, call: parse(self.call, variable)?, reflection: parse(self.reflection, variable)? })
    }
}

fn parse(texts: &[String], variable: Option<VariableLookup<'_>>) -> Result<HeaderMap, Box<CallProblem>> {
    let mut headers = HeaderMap::new();
    for text in texts {
        let lines = match text.strip_prefix('@') {
            None => text.clone(),
            Some(path) => {
                fs::read_to_string(path).map_err(|error| diagnostics::file_not_read("--header", path, &error))?
            }
        };
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            let line = variable.map_or_else(|| Ok(line.to_owned()), |variable| expanded(line, variable))?;
            let (name, value) = header(&line).map_err(|error| diagnostics::bad_header(&error))?;
            headers.append(name, value);
        }
    }
    Ok(headers)
}

/// Replaces `${NAME}` by variables.
fn expanded(line: &str, variable: VariableLookup<'_>) -> Result<String, Box<CallProblem>> {
    let mut parts = line.split("${");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let Some((name, rest)) = part.split_once('}') else {
            text.push_str("${");
            text.push_str(part);
            continue;
        };
        text.push_str(&variable(name).ok_or_else(|| diagnostics::no_variable(name))?);
        text.push_str(rest);
    }
    Ok(text)
}

impl Headers {
    /// Returns the headers of the call.
    pub fn for_call(&self) -> HeaderMap {
        joined(&self.all, &self.call)
    }

    /// Returns the headers of requests to the reflection service.
    pub fn for_reflection(&self) -> HeaderMap {
        joined(&self.all, &self.reflection)
    }
}

/// Returns the lines of headers for people, without credentials.
pub(crate) fn shown(headers: &HeaderMap) -> impl Iterator<Item = String> {
    header_texts(headers).map(|(name, value)| match name {
        AUTHORIZATION | "cookie" | "proxy-authorization" => format!("{name}: (not shown)"),
        _ => format!("{name}: {value}"),
    })
}

fn joined(all: &HeaderMap, own: &HeaderMap) -> HeaderMap {
    let mut headers = all.clone();
    own.iter().for_each(|(name, value)| {
        headers.append(name.clone(), value.clone());
    });
    headers
}
