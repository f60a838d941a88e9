//! The headers of a request, with the token.

use std::env;
use std::fs;

use super::{TOKEN, diagnostics};
use crate::console::Console;
use protoward_call::{HeaderMap, HeaderName, HeaderValue, header, header_texts};

const AUTHORIZATION: &str = "authorization";

/// The flags for headers.
#[derive(Debug, clap::Args)]
pub(super) struct HeaderArgs {
    /// A header for all requests, also those of reflection: `'name: value'`, with base64 for names in `-bin`, or
    /// `@FILE` with one per line; may be given several times
    #[arg(short = 'H', long = "header", value_name = "HEADER")]
    headers: Vec<String>,

    /// A header for the call only
    #[arg(long = "rpc-header", value_name = "HEADER")]
    rpc_headers: Vec<String>,

    /// A header for reflection only
    #[arg(long = "reflect-header", value_name = "HEADER")]
    reflect_headers: Vec<String>,

    /// Replace `${NAME}` in headers by variables of the environment
    #[arg(long)]
    expand_headers: bool,

    /// The bearer token for the header `authorization`; better in the variable PROTOWARD_TOKEN, which other users of the
    /// machine cannot see
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
}

/// The headers of all requests, of the call and of reflection.
#[derive(Debug)]
pub(super) struct Headers {
    all: HeaderMap,
    call: HeaderMap,
    reflection: HeaderMap,
}

impl HeaderArgs {
    /// Parses the headers, and reports problems.
    pub(super) fn read(&self, console: &mut Console) -> Option<Headers> {
        let mut all = self.parse(&self.headers, console)?;
        let token = self.token.clone().or_else(|| env::var(TOKEN).ok()).filter(|token| !token.is_empty());
        if let Some(token) = token.filter(|_| !all.contains_key(AUTHORIZATION)) {
            let Ok(mut value) = HeaderValue::from_str(&format!("Bearer {}", token.trim())) else {
                console.problem(diagnostics::bad_token());
                return None;
            };
            value.set_sensitive(true);
            all.insert(HeaderName::from_static(AUTHORIZATION), value);
        }
        let call = self.parse(&self.rpc_headers, console)?;
        let reflection = self.parse(&self.reflect_headers, console)?;
        Some(Headers { all, call, reflection })
    }

    fn parse(&self, texts: &[String], console: &mut Console) -> Option<HeaderMap> {
        let mut headers = HeaderMap::new();
        for text in texts {
            let lines = match text.strip_prefix('@') {
                None => text.clone(),
                Some(path) => {
                    let read = fs::read_to_string(path);
                    read.map_err(|error| console.problem(diagnostics::file_not_read("--header", path, &error))).ok()?
                }
            };
            for line in lines.lines().filter(|line| !line.trim().is_empty()) {
                let line = if self.expand_headers { expanded(line, console)? } else { line.to_owned() };
                let parsed = header(&line).map_err(|error| console.problem(diagnostics::bad_header(&error)));
                let (name, value) = parsed.ok()?;
                headers.append(name, value);
            }
        }
        Some(headers)
    }
}

/// Replaces `${NAME}` by variables.
fn expanded(line: &str, console: &mut Console) -> Option<String> {
    let mut parts = line.split("${");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let Some((name, rest)) = part.split_once('}') else {
            text.push_str("${");
            text.push_str(part);
            continue;
        };
        let Ok(value) = env::var(name) else {
            console.problem(diagnostics::no_variable(name));
            return None;
        };
        text.push_str(&value);
        text.push_str(rest);
    }
    Some(text)
}

impl Headers {
    pub(super) fn for_call(&self) -> HeaderMap {
        joined(&self.all, &self.call)
    }

    pub(super) fn for_reflection(&self) -> HeaderMap {
        joined(&self.all, &self.reflection)
    }

    /// Returns the lines of headers for people, without credentials.
    pub(super) fn shown(headers: &HeaderMap) -> impl Iterator<Item = String> {
        header_texts(headers).map(|(name, value)| match name {
            AUTHORIZATION | "cookie" | "proxy-authorization" => format!("{name}: (not shown)"),
            _ => format!("{name}: {value}"),
        })
    }
}

fn joined(all: &HeaderMap, own: &HeaderMap) -> HeaderMap {
    let mut headers = all.clone();
    own.iter().for_each(|(name, value)| {
        headers.append(name.clone(), value.clone());
    });
    headers
}
