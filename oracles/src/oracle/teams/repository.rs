//! Runs of git and of the gate in a repository.

use std::path::{Path, PathBuf};

use serde_json::Value;

use protoward_kit::error::Error;
use protoward_kit::process::{ProcessOutput, Run};

/// Returns a run of git, without the settings of this machine.
pub(in crate::oracle) fn git(root: &Path) -> Run {
    let run = Run::new("git").install_hint("git").env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", root);
    run.args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "gc.auto=0"]).current_dir(root)
}

/// Adds all files and commits them.
pub(super) fn commit(root: &Path, message: &str) -> Result<(), Error> {
    git(root).args(["add", "-A"]).finish()?;
    git(root).args(["commit", "-q", "--allow-empty", "-m", message]).finish().map(drop)
}

/// The program under test.
pub(super) struct Program {
    path: PathBuf,
}

/// A line of a JSON report.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    pub(super) rule: String,
    pub(super) path: String,
    pub(super) line: u64,
    pub(super) column: u64,
    pub(super) message: String,
    /// Empty for a problem that is no finding.
    pub(super) fingerprint: String,
    /// The consumers that it breaks.
    pub(super) consumers: Vec<String>,
}

impl Finding {
    /// Returns `true` if this is the finding `plain`, perhaps with a remark about its approval at the end of the message.
    pub(super) fn is_with_remark(&self, plain: &Self) -> bool {
        let without_remark = Self { message: plain.message.clone(), ..self.clone() };
        without_remark == *plain && self.message.starts_with(&plain.message)
    }
}

impl Program {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Returns a run in a folder.
    pub(super) fn run(&self, folder: &Path, args: &[&str]) -> Run {
        Run::new(&self.path).args(args).current_dir(folder)
    }

    /// Returns the lines of the report of `breaking`, with notes.
    pub(super) fn breaking(&self, folder: &Path, args: &[&str], env: &[(&str, &str)]) -> Result<Vec<Finding>, Error> {
        let run = self.run(folder, &["breaking", "--error-format", "json"]).args(args);
        let run = env.iter().fold(run, |run, (key, value)| run.env(key, value));
        let ProcessOutput { stdout, stderr, .. } = checked(&run)?;
        // Notes, such as those about stale approvals, are on stderr.
        let text = String::from_utf8_lossy(&stdout).into_owned() + &stderr;
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        Ok(lines.map(|line| Finding::of(&line)).collect())
    }
}

/// Runs a command that ends with 0 or 100.
fn checked(run: &Run) -> Result<ProcessOutput, Error> {
    let done = run.output()?;
    if matches!(done.code, Some(0 | 100)) { Ok(done) } else { Err(run.failed(&done)) }
}

impl Finding {
    fn of(line: &Value) -> Self {
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        let number = |key: &str| line[key].as_u64().unwrap_or_default();
        let consumers = line["consumers"].as_array().into_iter().flatten().filter_map(Value::as_str);
        Self {
            rule: text("type"),
            path: text("path"),
            line: number("start_line"),
            column: number("start_column"),
            message: text("message"),
            fingerprint: text("fingerprint"),
            consumers: consumers.map(str::to_owned).collect(),
        }
    }
}
