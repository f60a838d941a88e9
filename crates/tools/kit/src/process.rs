//! Child processes: arguments in, exit code and output out, and errors that name the command.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::error::Error;

/// A program to run. Its standard input is empty by default, and its output is captured.
#[derive(Debug, Clone)]
pub struct Run {
    program: OsString,
    input: Vec<u8>,
    args: Vec<OsString>,
    dir: Option<PathBuf>,
    env: Vec<(OsString, OsString)>,
    install: &'static str,
}

/// Environment variables that point `git` to a repository other than the one of its working directory. Git sets them for hooks.
const GIT_VARIABLES: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX"];

/// The exit code and output of a finished program.
#[derive(Debug)]
pub struct ProcessOutput {
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Run {
    pub fn new(program: impl AsRef<OsStr>) -> Run {
        Run {
            program: program.as_ref().to_os_string(),
            input: Vec::new(),
            args: Vec::new(),
            dir: None,
            env: Vec::new(),
            install: "it and try again",
        }
    }

    /// Returns a run of the cargo that started this chore, otherwise of the cargo that built it.
    pub fn cargo() -> Run {
        Run::new(std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into())).install_hint("Rust (rustup)")
    }

    /// Returns a run of npm.
    pub fn npm() -> Run {
        Run::new(if cfg!(windows) { "npm.cmd" } else { "npm" }).install_hint("Node.js, which brings npm")
    }

    /// Sets the installation hint for the error that the program is missing.
    pub fn install_hint(mut self, install: &'static str) -> Run {
        self.install = install;
        self
    }

    pub fn args(mut self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Run {
        self.args.extend(args.into_iter().map(|it| it.as_ref().to_os_string()));
        self
    }

    pub fn arg(self, arg: impl AsRef<OsStr>) -> Run {
        self.args([arg])
    }

    pub fn current_dir(mut self, dir: &Path) -> Run {
        self.dir = Some(dir.to_path_buf());
        self
    }

    /// Sets the standard input.
    pub fn stdin(mut self, input: &[u8]) -> Run {
        self.input = input.to_vec();
        self
    }

    pub fn env(mut self, key: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Run {
        self.env.push((key.as_ref().to_os_string(), value.as_ref().to_os_string()));
        self
    }

    /// Returns the program and its arguments, for a program that starts it.
    pub fn command_words(&self) -> impl Iterator<Item = &OsStr> {
        std::iter::once(&self.program).chain(&self.args).map(OsString::as_os_str)
    }

    /// Returns the environment variables that are set with [`Run::env`].
    pub fn variables(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.env.iter().map(|(key, value)| (key.as_os_str(), value.as_os_str()))
    }

    /// Returns the run as a `Command`, for callers that watch the process themselves.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        for variable in GIT_VARIABLES {
            command.env_remove(variable);
        }
        command.args(&self.args).envs(self.env.iter().map(|(key, value)| (key, value))).stdin(Stdio::null());
        if let Some(dir) = &self.dir {
            command.current_dir(dir);
        }
        command
    }

    /// Runs the program to its end, whatever its exit code.
    pub fn output(&self) -> Result<ProcessOutput, Error> {
        let Output { status, stdout, stderr } = self.captured().map_err(|source| self.not_started(source))?;
        Ok(ProcessOutput { code: status.code(), stdout, stderr: String::from_utf8_lossy(&stderr).into_owned() })
    }

    fn captured(&self) -> std::io::Result<Output> {
        let mut command = self.command();
        if self.input.is_empty() {
            return command.output();
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let stdin = child.stdin.take();
        std::thread::scope(|scope| {
            // A program that exits before it has read all of its input has not failed.
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(&self.input)));
            child.wait_with_output()
        })
    }

    /// Runs the program to its end. Every exit code other than 0 is an error.
    pub fn finish(&self) -> Result<ProcessOutput, Error> {
        let done = self.output()?;
        if done.code == Some(0) { Ok(done) } else { Err(self.failed(&done)) }
    }

    pub fn failed(&self, done: &ProcessOutput) -> Error {
        Error::Failed {
            command: self.line(),
            status: done.code.map_or("killed by a signal".into(), |code| format!("exit code {code}")),
            output: format!("{}{}", String::from_utf8_lossy(&done.stdout), done.stderr),
        }
    }

    pub fn not_started(&self, source: std::io::Error) -> Error {
        if source.kind() == std::io::ErrorKind::NotFound {
            let program = self.program.to_string_lossy().into_owned();
            return Error::Missing { program, install: self.install };
        }
        Error::Io { path: PathBuf::from(&self.program), source }
    }

    /// Returns the command line for messages, with at most twelve arguments.
    pub fn line(&self) -> String {
        let shown = self.args.iter().take(12).map(|it| it.to_string_lossy());
        let mut words: Vec<_> = std::iter::once(self.program.to_string_lossy()).chain(shown).collect();
        if self.args.len() > 12 {
            words.push("…".into());
        }
        words.join(" ")
    }
}
