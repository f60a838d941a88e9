//! Plugins as processes: lookup, request on standard input, response on standard output, and limits on time and size.

mod protoc;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

pub use protoc::Protoc;

use super::error::{Failure, GeneratorProblem};
use super::generator::{Generated, Generator, GeneratorCall};
use super::known::KnownPlugin;
use super::request::Request;
use super::response::{self, BadResponse};
use protoward_program::{InputWriter, ProcessResult};
pub use protoward_program::{Limits, StopSignal};

/// Maximum number of displayed bytes of an invalid response.
const SHOWN: usize = 100;

/// A plugin executable that implements protoc's plugin protocol.
#[derive(Clone, Debug)]
pub struct Plugin {
    name: String,
    /// The path; `None` to look it up by name.
    path: Option<PathBuf>,
    /// The program that runs the plugin, with its first arguments.
    prefix: Vec<String>,
    /// The arguments after the path of the plugin.
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    /// The working directory; `None` for that of this process.
    folder: Option<PathBuf>,
    /// `true` to look up the name as `cmd.exe` does, which starts the plugins of protoc.
    is_found_by_cmd: bool,
    limits: Limits,
    /// The signal that ends the process.
    signal: Option<StopSignal>,
}

impl Plugin {
    /// Creates the plugin with this name, such as `protoc-gen-es`, which is looked up in `PATH`.
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            name,
            path: None,
            prefix: Vec::new(),
            arguments: Vec::new(),
            variables: Vec::new(),
            folder: None,
            is_found_by_cmd: false,
            limits: Limits::default(),
            signal: None,
        }
    }

    /// Sets the path; one without a folder is relative to the working directory.
    #[must_use]
    pub fn at(mut self, path: impl Into<PathBuf>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Sets a program that runs the plugin as its last argument, and arguments before that.
    #[must_use]
    pub fn run_by(mut self, prefix: Vec<String>) -> Self {
        self.prefix = prefix;
        self
    }

    /// Sets the arguments of the plugin.
    #[must_use]
    pub fn arguments(mut self, arguments: Vec<String>) -> Self {
        self.arguments = arguments;
        self
    }

    /// Sets an environment variable, in addition to those of this process.
    #[must_use]
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// Sets the working directory of the process. An absolute path of the executable is then best.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Looks up the name in the working directory first on Windows, where protoc starts plugins by `cmd.exe`.
    #[must_use]
    pub fn found_by_cmd(mut self) -> Self {
        self.is_found_by_cmd = true;
        self
    }

    /// Sets the limits on time and output.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the signal that ends the process and all processes of its group.
    #[must_use]
    pub fn until(mut self, signal: StopSignal) -> Self {
        self.signal = Some(signal);
        self
    }

    /// Returns `true` if the executable exists.
    pub fn is_there(&self) -> bool {
        self.program().is_ok()
    }

    /// Returns the executable to start and its arguments.
    fn command(&self) -> Result<(PathBuf, Command), GeneratorProblem> {
        let mut arguments: Vec<OsString> = Vec::new();
        let program = match self.prefix.split_first() {
            // The running program also looks up the plugin.
            Some((program, first)) => {
                arguments.extend(first.iter().map(Into::into));
                arguments.push(self.path.as_deref().map_or_else(|| (&self.name).into(), |path| path.into()));
                protoward_program::find(program).map_err(|searched_in| missing(program, searched_in))?
            }
            None => self.program()?,
        };
        arguments.extend(self.arguments.iter().map(Into::into));
        let mut command = Command::new(&program);
        command.args(arguments).envs(self.variables.iter().map(|(name, value)| (name, value)));
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        Ok((program, command))
    }

    fn program(&self) -> Result<PathBuf, GeneratorProblem> {
        let found = match &self.path {
            Some(path) => protoward_program::at(path),
            None if self.is_found_by_cmd => protoward_program::find_as_cmd(&self.name),
            None => protoward_program::find(&self.name),
        };
        found.map_err(|searched_in| GeneratorProblem::Missing {
            name: self.name.clone(),
            searched_in,
            known: self.known(),
        })
    }

    fn known(&self) -> Option<&'static KnownPlugin> {
        KnownPlugin::of_program(&self.name)
    }
}

fn missing(name: &str, searched_in: super::error::SearchedIn) -> GeneratorProblem {
    GeneratorProblem::Missing { name: name.to_owned(), searched_in, known: None }
}

impl Generator for Plugin {
    fn name(&self) -> &str {
        &self.name
    }

    fn generate(&self, task: &GeneratorCall<'_>) -> Result<Generated, Box<Failure>> {
        let failed = |problem| Failure::new(&self.name, problem);
        let (program, mut command) = self.command().map_err(failed)?;
        let request = Request::new(task);
        let feed: InputWriter = Box::new(move |input| request.pieces(|piece| input.write_all(piece)));
        let ProcessResult { output, stderr, problem, .. } = match &self.signal {
            Some(signal) => protoward_program::run_until(signal, &program, &mut command, feed, self.limits),
            None => protoward_program::run(&program, &mut command, feed, self.limits),
        };
        let failed = |problem| Box::new(Failure { generator: self.name.clone(), problem, stderr: stderr.clone() });
        if let Some(problem) = problem {
            return Err(failed(GeneratorProblem::of_program(&self.name, problem)));
        }
        let response = response::decode(&output).map_err(|error| failed(self.unreadable(&error, &output)))?;
        if !response.error.is_empty() {
            return Err(failed(GeneratorProblem::Refused(response.error)));
        }
        Ok(Generated { notes: stderr, ..response.generated })
    }
}

impl Plugin {
    fn unreadable(&self, error: &BadResponse, output: &[u8]) -> GeneratorProblem {
        let start = match error {
            BadResponse::Wire(_) => output[..output.len().min(SHOWN)].to_vec(),
            BadResponse::Nameless | BadResponse::NotUtf8 => Vec::new(),
        };
        GeneratorProblem::Unreadable { name: self.name.clone(), why: error.to_string(), start }
    }
}

#[cfg(all(test, unix))]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]
mod tests;
