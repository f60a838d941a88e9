//! A copy of a project, the commands that run in it, and their answers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::commands::CommandLine;
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;

/// A program, with the one that starts it on this machine.
pub(super) struct Starter {
    program: PathBuf,
    runner: Option<PathBuf>,
}

impl Starter {
    pub(super) fn new(program: PathBuf, runner: Option<PathBuf>) -> Result<Self, Error> {
        let absolute = |path: PathBuf| std::path::absolute(&path).map_err(Error::at(&path));
        Ok(Self { program: absolute(program)?, runner: runner.map(absolute).transpose()? })
    }

    /// Returns a run without the variables of this machine: those of a CI service would be obeyed.
    fn run(&self, folder: &Path, line: CommandLine) -> Run {
        let path = std::env::var("PATH").unwrap_or_default();
        let fixed = [("LC_ALL", "C.UTF-8"), ("TZ", "UTC"), ("GIT_CONFIG_NOSYSTEM", "1"), ("PATH", &path)];
        let home = format!("HOME={}", folder.with_file_name("home").display());
        let run = Run::new("env").arg("-i").args(fixed.map(|(name, value)| format!("{name}={value}"))).arg(home);
        run.args(&self.runner).arg(&self.program).args(line).current_dir(folder)
    }
}

pub(super) struct Copy<'a> {
    pub(super) root: &'a Path,
    pub(super) starter: &'a Starter,
}

/// The result of a command.
pub(super) struct Answer {
    pub(super) line: String,
    code: Option<i32>,
    stdout: Vec<u8>,
    /// The files that the command has created or changed, and those that it has removed.
    files: BTreeMap<String, Option<Vec<u8>>>,
}

impl Copy<'_> {
    /// Runs the commands in their order.
    pub(super) fn run(&self, lines: &[CommandLine]) -> Result<Vec<Answer>, Error> {
        let mut before = self.files()?;
        let mut answers = Vec::new();
        for &line in lines {
            let done = self.starter.run(self.root, line).output()?;
            let after = self.files()?;
            let written = after.iter().filter(|(name, text)| before.get(*name) != Some(*text));
            let written = written.map(|(name, text)| (name.clone(), Some(text.clone())));
            let removed = before.keys().filter(|name| !after.contains_key(*name)).map(|name| (name.clone(), None));
            let files = written.chain(removed).collect();
            answers.push(Answer { line: line.join(" "), code: done.code, stdout: done.stdout, files });
            before = after;
        }
        Ok(answers)
    }

    /// Returns the files of the copy, without those of git.
    fn files(&self) -> Result<BTreeMap<String, Vec<u8>>, Error> {
        let mut files = files::read_all(self.root)?;
        files.retain(|name, _| !name.starts_with(".git/"));
        Ok(files)
    }
}

impl Answer {
    /// Returns the first difference: of the exit code, the output, or a file.
    pub(super) fn difference(&self, other: &Self) -> Option<String> {
        if self.code != other.code {
            return Some(format!("exit codes {:?} and {:?}", self.code, other.code));
        }
        if self.stdout != other.stdout {
            return Some(format!("output: {}", first_difference(&self.stdout, &other.stdout)));
        }
        let all = self.files.keys().chain(other.files.keys());
        let file = all.clone().find(|name| self.files.get(*name) != other.files.get(*name))?;
        let text = |answer: &Self| answer.files.get(file).cloned().flatten().unwrap_or_default();
        Some(format!("{file}: {}", first_difference(&text(self), &text(other))))
    }

    /// Returns the answer with the line ends of Unix in all texts, and in texts inside of JSON. Images with source info are left
    /// out: their comments keep the line ends, as in buf. Services in Python are compared without spaces at the ends of lines: like
    /// the plugin of grpcio-tools, the generator indents the empty lines of comments only if they end with a carriage return.
    pub(super) fn in_unix_lines(self) -> Self {
        let of_unix = |bytes: Vec<u8>| match String::from_utf8(bytes) {
            Ok(text) => text.replace("\r\n", "\n").replace("\\r\\n", "\\n").into_bytes(),
            Err(error) => error.into_bytes(),
        };
        let texts = self.files.into_iter().filter(|(name, _)| !name.ends_with(".binpb"));
        let files = texts.map(|(name, bytes)| {
            let bytes = bytes.map(of_unix);
            let bytes = if name.ends_with("_pb2_grpc.py") { bytes.map(|bytes| trim_lines(&bytes)) } else { bytes };
            (name, bytes)
        });
        let files = files.collect();
        Self { stdout: of_unix(self.stdout), files, ..self }
    }
}

/// Returns a text without spaces at the ends of its lines.
fn trim_lines(text: &[u8]) -> Vec<u8> {
    text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).collect::<Vec<_>>().join(&b'\n')
}

/// Returns the first lines that differ.
fn first_difference(one: &[u8], other: &[u8]) -> String {
    let lines = |bytes: &[u8]| -> Vec<String> {
        bytes.split_inclusive(|byte| *byte == b'\n').map(|line| String::from_utf8_lossy(line).into_owned()).collect()
    };
    let (one, other) = (lines(one), lines(other));
    let at = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let shown = |lines: &[String]| lines.get(at).map_or_else(|| "nothing".to_owned(), |line| cut(line));
    format!("line {}: {} | {}", at + 1, shown(&one), shown(&other))
}

/// Returns the start of a line, with escapes for what a terminal does not show.
fn cut(line: &str) -> String {
    format!("{:?}", line.chars().take(160).collect::<String>())
}
