//! A server in another language, as a replacement for the server of this package.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde::Deserialize;

/// The environment variable that describes another server to test, in JSON. `cargo xtask clients` sets it for the
/// Python server, and runs the tests that apply to that server as well.
const OTHER: &str = "SERVICES_TEST_SERVER";

/// The command that starts a server.
#[derive(Debug, Deserialize)]
pub(crate) struct Program {
    /// The program and its arguments, to which a few are added.
    words: Vec<String>,
    /// The complete environment.
    variables: BTreeMap<String, String>,
}

/// A server in a process that ends when this is dropped.
pub(crate) struct Other {
    process: Child,
    pub(crate) address: SocketAddr,
}

impl Program {
    /// Returns the other server, if one is to be tested.
    pub(crate) fn from_environment() -> Option<Self> {
        let text = std::env::var(OTHER).ok()?;
        Some(serde_json::from_str(&text).unwrap())
    }

    /// Starts the server with the certificates of this folder, and waits until it listens.
    pub(crate) fn start(&self, data: &Path) -> Other {
        let (program, arguments) = self.words.split_first().unwrap();
        let mut command = Command::new(program);
        command.env_clear().envs(&self.variables).args(arguments);
        command.args(["--listen", "127.0.0.1:0", "--tick", "5ms", "--data"]).arg(data);
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on https://").unwrap_or_else(|| panic!("{line:?}"));
        Other { process, address: address.parse().unwrap() }
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        self.process.kill().and_then(|()| self.process.wait()).unwrap();
    }
}
