//! Credentials, as other programs keep them.
//!
//! <https://docs.docker.com/reference/cli/docker/login/#credential-stores>,
//! <https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md>

use std::env;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use protoward_program::{Limits, ProcessResult};
use serde_json::Value;

use crate::oci::error::OciError;

/// A user name and a password.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Credentials {
    pub(crate) user: String,
    pub(crate) password: String,
}

/// The user name for a token that replaces a password.
const TOKEN_USER: &str = "<token>";

impl Credentials {
    /// Returns the credentials for a registry. The first file that knows the registry counts.
    pub(crate) fn of(host: &str) -> Result<Option<Self>, OciError> {
        for path in files() {
            let text = match fs::read(&path) {
                Ok(text) => text,
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => continue,
                Err(error) => return Err(OciError::Config { path, reason: format!("cannot be read: {error}") }),
            };
            // Podman makes an empty file.
            if text.trim_ascii().is_empty() {
                continue;
            }
            let config: Value = match serde_json::from_slice(&text) {
                Ok(config) => config,
                Err(error) => return Err(OciError::Config { path, reason: format!("is not JSON: {error}") }),
            };
            if let Some(found) = in_config(&config, host)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Returns the value of an `Authorization` header.
    pub(crate) fn header(&self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{}", self.user, self.password)))
    }

    /// Returns the token that replaces a password, if this is one.
    pub(crate) fn token(&self) -> Option<&str> {
        (self.user == TOKEN_USER).then_some(&*self.password)
    }
}

/// Returns the files with credentials, the most specific first.
fn files() -> Vec<PathBuf> {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = variable("HOME").or_else(|| variable("USERPROFILE"));
    let docker = variable("DOCKER_CONFIG").or_else(|| Some(home?.join(".docker")));
    let files = [
        variable("REGISTRY_AUTH_FILE"),
        docker.map(|folder| folder.join("config.json")),
        variable("XDG_RUNTIME_DIR").map(|folder| folder.join("containers/auth.json")),
    ];
    files.into_iter().flatten().collect()
}

/// Returns the credentials in a configuration: those of a program for this registry, those in the file, and those of the program
/// for all registries.
fn in_config(config: &Value, host: &str) -> Result<Option<Credentials>, OciError> {
    let keys = keys(host);
    let helper = keys.iter().find_map(|key| config["credHelpers"][key].as_str());
    if let Some(helper) = helper {
        return of_helper(helper, &keys);
    }
    let entries = keys.iter().map(|key| &config["auths"][key]);
    if let Some(found) = entries.into_iter().find_map(in_entry) {
        return Ok(Some(found));
    }
    match config["credsStore"].as_str() {
        Some(helper) if !helper.is_empty() => of_helper(helper, &keys),
        _ => Ok(None),
    }
}

/// Returns the keys of a registry. Docker's own has a historical one, and some programs write a scheme.
fn keys(host: &str) -> Vec<String> {
    match host {
        "docker.io" => vec!["https://index.docker.io/v1/".to_owned(), host.to_owned()],
        _ => vec![host.to_owned(), format!("https://{host}"), format!("http://{host}")],
    }
}

fn in_entry(entry: &Value) -> Option<Credentials> {
    if let Some(token) = entry["identitytoken"].as_str().filter(|token| !token.is_empty()) {
        return Some(Credentials { user: TOKEN_USER.to_owned(), password: token.to_owned() });
    }
    let text = String::from_utf8(STANDARD.decode(entry["auth"].as_str()?).ok()?).ok()?;
    let (user, password) = text.split_once(':')?;
    // Docker ignores zero bytes at the end, too.
    Some(Credentials { user: user.to_owned(), password: password.trim_end_matches('\0').to_owned() })
}

/// Asks a credential helper for the credentials of the first key that it knows.
fn of_helper(helper: &str, keys: &[String]) -> Result<Option<Credentials>, OciError> {
    let name = format!("docker-credential-{helper}");
    let failed = |reason: String| OciError::Helper { program: name.clone(), reason };
    let program = protoward_program::find(&name).map_err(|searched_in| failed(searched_in.to_string()))?;
    for key in keys {
        let input = key.clone();
        let feed = Box::new(move |program: &mut dyn Write| program.write_all(input.as_bytes()));
        let mut command = Command::new(&program);
        let ProcessResult { output, problem, .. } =
            protoward_program::run(&program, command.arg("get"), feed, Limits::default().seconds(MOST_SECONDS));
        match problem {
            None => return credentials(&output).map(Some).map_err(|reason| failed(reason.to_owned())),
            Some(_) if String::from_utf8_lossy(&output).contains(NOT_FOUND) => {}
            Some(problem) => return Err(failed(problem.to_string())),
        }
    }
    Ok(None)
}

/// The message of a credential helper without credentials for a registry.
const NOT_FOUND: &str = "credentials not found";

/// The maximum run time of a credential helper, which may ask the user to unlock its store.
const MOST_SECONDS: u64 = 120;

/// Parses the output of a credential helper.
fn credentials(output: &[u8]) -> Result<Credentials, &'static str> {
    let answer: Value = serde_json::from_slice(output).map_err(|_| "its output is not JSON")?;
    let text = |name: &str| answer[name].as_str().map(str::to_owned);
    let (user, password) = text("Username").zip(text("Secret")).ok_or("its output has no `Username` and `Secret`")?;
    Ok(Credentials { user, password })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(config: &Value, host: &str) -> Option<(String, String)> {
        let found = in_config(config, host).expect("no program is run");
        found.map(|found| (found.user, found.password))
    }

    fn pair(user: &str, password: &str) -> Option<(String, String)> {
        Some((user.to_owned(), password.to_owned()))
    }

    #[test]
    fn reads_the_file_of_docker() {
        let config = json!({ "auths": {
            "a.example": { "auth": STANDARD.encode("me:a:b") },
            "https://b.example": { "auth": STANDARD.encode("you:pass") },
            "https://index.docker.io/v1/": { "auth": STANDARD.encode("hub:x") },
            "c.example": { "auth": "", "identitytoken": "t" },
            "d.example": { "auth": "?" },
            "e.example": {},
        }});
        assert_eq!(of(&config, "a.example"), pair("me", "a:b"));
        assert_eq!(of(&config, "b.example"), pair("you", "pass"));
        assert_eq!(of(&config, "docker.io"), pair("hub", "x"));
        assert_eq!(of(&config, "c.example"), pair(TOKEN_USER, "t"));
        for host in ["d.example", "e.example", "f.example"] {
            assert_eq!(of(&config, host), None);
        }
    }

    #[test]
    fn reports_a_missing_program() {
        let config = json!({ "credHelpers": { "a.example": "protoward-test-of-no-program" } });
        assert!(matches!(in_config(&config, "a.example"), Err(OciError::Helper { .. })));
    }
}
