//! The program, in a process that can be killed.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinHandle;

/// A server in a process that is killed at the end of its test.
pub(crate) struct Served {
    child: Child,
    output: BufReader<ChildStdout>,
    /// The log, which is read all the time: lines are lost otherwise.
    log: JoinHandle<String>,
    pub(crate) url: String,
}

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_services"));
    command.env_clear().envs([("LC_ALL", "C.UTF-8"), ("TZ", "UTC")]).kill_on_drop(true);
    command
}

/// Returns the program without the signal for a file that is too large, which would end the process.
pub(crate) fn program_of_limited_files() -> Command {
    let mut shell = Command::new("/bin/sh");
    shell.env_clear().kill_on_drop(true).args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
    shell.arg(env!("CARGO_BIN_EXE_services"));
    shell
}

impl Served {
    /// Starts a server and waits until it listens.
    pub(crate) async fn start(data: &Path, arguments: &[&str]) -> Self {
        Self::of(program(), data, arguments).await
    }

    /// Starts a server by a command that runs the program, and waits until it listens.
    pub(crate) async fn of(mut program: Command, data: &Path, arguments: &[&str]) -> Self {
        let mut child = program
            .arg("serve")
            .arg("--data")
            .arg(data)
            .args(["--tick", "5ms"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut stderr = child.stderr.take().unwrap();
        let log = tokio::spawn(async move {
            let mut log = String::new();
            stderr.read_to_string(&mut log).await.unwrap();
            log
        });
        let url = line(&mut output, "listening on ").await;
        Self { child, output, log, url }
    }

    /// Returns the URL of metrics. The server must have been started with `--metrics`.
    pub(crate) async fn metrics_url(&mut self) -> String {
        line(&mut self.output, "metrics on ").await
    }

    /// Kills the server without a graceful shutdown.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Sends the server a signal by name.
    pub(crate) async fn signal(&self, name: &str) {
        let id = self.child.id().unwrap().to_string();
        assert!(
            Command::new("kill")
                .env_clear()
                .env("PATH", "/usr/bin:/bin")
                .args(["-s", name, &id])
                .status()
                .await
                .expect("`kill` is not installed")
                .success()
        );
    }

    /// Limits the size of the files that the server writes from now on.
    pub(crate) async fn limit_files(&self, bytes: u64) {
        let (pid, limit) = (format!("--pid={}", self.child.id().unwrap()), format!("--fsize={bytes}"));
        let mut command = Command::new("prlimit");
        let done = command.env_clear().env("PATH", "/usr/bin:/bin").args([pid, limit]).status().await;
        assert!(done.expect("`prlimit` is not installed").success());
    }

    /// Waits for the end of the process, and returns its exit code and log.
    pub(crate) async fn end(mut self) -> (Option<i32>, String) {
        (self.child.wait().await.unwrap().code(), self.log.await.unwrap())
    }
}

/// Reads a line with this prefix, and returns the rest of it.
async fn line(output: &mut BufReader<ChildStdout>, start: &str) -> String {
    let mut line = String::new();
    output.read_line(&mut line).await.unwrap();
    line.trim().strip_prefix(start).unwrap_or_else(|| panic!("{line:?}")).to_owned()
}

/// Returns a token for the server with this data folder.
pub(crate) fn token(data: &Path) -> String {
    services::data::DataDir::new(data).secret().unwrap().sign("tester", Duration::from_secs(3600)).unwrap()
}
