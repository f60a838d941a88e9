//! The generator as a program, which the build script runs: one that is installed, or that of the crate `protoward-bin`.
//!
//! One process answers all calls of the script, because later calls depend on earlier ones. It ends with the script.

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use prost::Message;
use prost_types::FileDescriptorSet;

use protoward_build_protocol::{
    Call, Error, Input, InputFiles, Options, Reply, Request, SUBCOMMAND, VERSION, from_path, receive, receive_greeting,
    send, send_greeting,
};

/// The variable with the path of the program.
const PROTOWARD: &str = "PROTOWARD";

/// The name of the program.
#[cfg(not(feature = "vendored"))]
const NAME: &str = "protoward";

/// The generators of additional code: none, because the program cannot run code of the build script.
#[derive(Clone, Debug, Default)]
pub(super) struct Custom(());

impl Custom {
    /// Returns these generators, followed by those of a builder.
    pub(super) fn before(self, _builder: Self) -> Self {
        self
    }
}

/// Generates code.
pub(super) fn generate(call: Call, _: Custom) -> Result<(), Error> {
    request(Request { call, only_descriptors: false, current_dir: Vec::new() }).map(|_| ())
}

/// Compiles files to descriptors, and adds the types that other crates provide to the options.
// Inline, so that prost's decoding code is compiled only for a build script that needs it.
#[inline]
pub(super) fn load(options: &mut Options, files: InputFiles) -> Result<FileDescriptorSet, Error> {
    let call = Call { config: options.clone(), builder: None, input: Some(Input::Files(files)) };
    let reply = request(Request { call, only_descriptors: true, current_dir: Vec::new() })?;
    options.take(reply.taken.unwrap_or_default());
    FileDescriptorSet::decode(&*reply.descriptors).map_err(|error| io::Error::from(error).into())
}

static PROGRAM: Mutex<Option<Program>> = Mutex::new(None);

/// Sends a request to the program, which is started by the first one, and prints the instructions for Cargo.
#[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
fn request(mut request: Request) -> Result<Reply, Error> {
    request.current_dir = from_path(&env::current_dir()?);
    let mut program = PROGRAM.lock().unwrap_or_else(PoisonError::into_inner);
    let mut running = match program.take() {
        Some(running) => running,
        None => Program::start()?,
    };
    // After a failure, the next call starts the program again.
    let reply = match running.ask(&request) {
        Ok(Some(reply)) => reply,
        Ok(None) => return Err(running.ended()),
        Err(error) => return Err(unusable(&running.path, &error)),
    };
    *program = Some(running);
    reply.lines.iter().for_each(|line| println!("{line}"));
    match reply.error {
        Some(text) => Err(Error::new(text)),
        None => Ok(reply),
    }
}

/// The running program.
struct Program {
    path: PathBuf,
    process: Child,
    requests: ChildStdin,
    replies: ChildStdout,
}

impl Program {
    /// Starts the program, and checks that it has the version of this crate.
    fn start() -> Result<Self, Error> {
        let path = find()?;
        let mut command = Command::new(&path);
        command.arg(SUBCOMMAND).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().map_err(|error| unusable(&path, &error))?;
        let (Some(mut requests), Some(mut replies)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(unusable(&path, &io::Error::other("it has no pipes")));
        };
        // A program of another kind may end without reading its input.
        let sent = send_greeting(&mut requests);
        match receive_greeting(&mut replies).map_err(|error| unusable(&path, &error))? {
            Some(version) if version == VERSION => sent.map_err(|error| unusable(&path, &error))?,
            version => {
                drop(requests);
                _ = process.wait();
                return Err(other_version(&path, version.as_deref()));
            }
        }
        Ok(Self { path, process, requests, replies })
    }

    fn ask(&mut self, request: &Request) -> io::Result<Option<Reply>> {
        match send(request, &mut self.requests) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(None),
            sent => sent.and_then(|()| receive(&mut self.replies)),
        }
    }

    /// Returns the error that the program has ended without a reply.
    fn ended(mut self) -> Error {
        let status = self.process.wait().map_or_else(|error| error.to_string(), |status| status.to_string());
        let path = self.path.display();
        Error::new(format!("error: `{path}` has ended without an answer ({status}) [generate]\n"))
    }
}

/// Returns the path of the program: that in the variable `PROTOWARD`, that of the crate `protoward-bin` with the feature
/// `vendored`, or the first in the folders of `PATH`.
fn find() -> Result<PathBuf, Error> {
    if let Some(named) = env::var_os(PROTOWARD).filter(|path| !path.is_empty()) {
        let path = PathBuf::from(named);
        return if path.is_file() { Ok(path) } else { Err(missing(&path)) };
    }
    #[cfg(feature = "vendored")]
    return protoward_bin::path().map(Into::into).map_err(|missing| not_vendored(&missing));
    #[cfg(not(feature = "vendored"))]
    installed()
}

/// Returns the path of the program in the folders of `PATH`.
#[cfg(not(feature = "vendored"))]
fn installed() -> Result<PathBuf, Error> {
    let file = format!("{NAME}{}", env::consts::EXE_SUFFIX);
    let folders = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&folders).map(|folder| folder.join(&file)).find(|path| path.is_file());
    found.ok_or_else(not_installed)
}

/// Returns an error with the ways to get the program.
fn without_program(problem: &str) -> Error {
    Error::new(format!(
        "error: {problem}\n  help: install it with `cargo install protoward --version {VERSION}`, name its path in `{PROTOWARD}`, or \
         enable the feature `compiler` of protoward-build, with which the build script needs no program\n"
    ))
}

#[cfg(feature = "vendored")]
fn not_vendored(missing: &protoward_bin::Missing) -> Error {
    without_program(&format!("{missing} [generate]"))
}

#[cfg(not(feature = "vendored"))]
fn not_installed() -> Error {
    without_program(&format!("no folder of `PATH` has the program `{NAME}` [generate]"))
}

fn missing(path: &Path) -> Error {
    without_program(&format!("`{PROTOWARD}` names `{}`, which is not a file [generate]", path.display()))
}

fn unusable(path: &Path, error: &io::Error) -> Error {
    without_program(&format!("`{}` cannot be run: {error} [generate]", path.display()))
}

/// Returns the error that the program has another version, or is another program.
fn other_version(path: &Path, version: Option<&str>) -> Error {
    let (path, crate_name) = (path.display(), env!("CARGO_PKG_NAME"));
    let what = match version {
        Some(version) => format!("`{path}` has version {version}, and {crate_name} has {VERSION}"),
        None => format!("`{path}` does not answer build scripts: it is not version {VERSION} of protoward"),
    };
    let why = "code of another version may not be what this version of the crate documents";
    without_program(&format!("{what} [generate]\n  note: {why}"))
}
