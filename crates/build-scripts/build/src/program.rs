//! The generator as a program, which the build script runs: one that is installed, or that of the crate `protoward-bin`.
//!
//! One process answers all calls of the script, because later calls depend on earlier ones. It ends with the script.

use std::env;
use std::ffi::OsStr;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use prost::Message;
use prost_types::FileDescriptorSet;

use protoward_build_protocol::{
    Call, Error, Input, InputFiles, Options, Reply, Request, SUBCOMMAND, VERSION, Variable, from_path, receive,
    receive_greeting, send, send_greeting,
};

/// The variable with the path of the program.
const PROTOWARD: &str = "PROTOWARD";

/// The name of the program.
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

/// Asks the program to generate the code of a call. It has no generators of the caller.
pub(super) fn generate(call: Call, _: Custom) -> Result<(), Error> {
    request(call, false).map(|_| ())
}

/// Compiles files to descriptors, and adds the types that other crates provide to the options.
// Inline, so that prost's decoding code is compiled only for a build script that needs it.
#[inline]
pub(super) fn load(options: &mut Options, files: InputFiles) -> Result<FileDescriptorSet, Error> {
    let call = Call { config: options.clone(), builder: None, input: Some(Input::Files(files)) };
    let reply = request(call, true)?;
    options.take(reply.taken.unwrap_or_default());
    FileDescriptorSet::decode(&*reply.descriptors).map_err(|error| io::Error::from(error).into())
}

static PROGRAM: Mutex<Option<Program>> = Mutex::new(None);

/// Sends a call to the program, which is started by the first one, and prints the instructions for Cargo.
#[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
fn request(call: Call, only_descriptors: bool) -> Result<Reply, Error> {
    // The script may have changed them since the program was started.
    let current_dir = from_path(&env::current_dir()?);
    let variables = variables();
    let request = Request { call, only_descriptors, current_dir, variables };
    let mut program = PROGRAM.lock().unwrap_or_else(PoisonError::into_inner);
    let mut running = match program.take() {
        Some(running) => running,
        None => Program::start()?,
    };
    // After a failure, the next call starts the program again.
    let reply = match running.ask(&request) {
        Ok(Some(reply)) => reply,
        Ok(None) => return Err(running.ended()),
        Err(error) => return Err(not_understood(&running.path, &error)),
    };
    *program = Some(running);
    reply.lines.iter().for_each(|line| println!("{line}"));
    match reply.error {
        Some(text) => Err(Error::new(text)),
        None => Ok(reply),
    }
}

/// Returns the environment variables of the build script.
fn variables() -> Vec<Variable> {
    let bytes = |text: &OsStr| from_path(Path::new(text));
    env::vars_os().map(|(name, value)| Variable { name: bytes(&name), value: bytes(&value) }).collect()
}

/// The program while it runs, which is until the build script ends.
struct Program {
    path: PathBuf,
    process: Child,
    requests: ChildStdin,
    replies: ChildStdout,
}

impl Program {
    /// Starts the program, and checks that it has the version of this crate.
    fn start() -> Result<Self, Error> {
        let (path, mut process) = spawn()?;
        let (Some(mut requests), Some(mut replies)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(not_understood(&path, &io::Error::other("it has no pipes")));
        };
        // A program of another kind may end without reading its input.
        let sent = send_greeting(&mut requests);
        match receive_greeting(&mut replies).map_err(|error| not_understood(&path, &error))? {
            Some(version) if version == VERSION => sent.map_err(|error| not_understood(&path, &error))?,
            version => {
                // It may wait for input, or write without end.
                _ = process.kill();
                _ = process.wait();
                return Err(other_version(&path, version.as_deref()));
            }
        }
        Ok(Self { path, process, requests, replies })
    }

    fn ask(&mut self, request: &Request) -> io::Result<Option<Reply>> {
        match send(request, &mut self.requests) {
            // A program that does not read may have written, and that tells more.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ => receive(&mut self.replies),
        }
    }

    /// Returns the error that the program has ended without a reply.
    fn ended(mut self) -> Error {
        drop(self.requests);
        let status = self.process.wait().map_or_else(|error| error.to_string(), |status| status.to_string());
        let path = self.path.display();
        Error::new(format!("error: `{path}` has ended without an answer ({status}) [generate]\n"))
    }
}

/// Starts the first program that may be executed, and returns its path. The search goes on after a file that may not, as that
/// of a shell does.
fn spawn() -> Result<(PathBuf, Child), Error> {
    let mut refused = None;
    for path in candidates()? {
        match Command::new(&path).arg(SUBCOMMAND).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() {
            Ok(process) => return Ok((path, process)),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                refused.get_or_insert_with(|| not_started(&path, &error));
            }
            Err(error) => return Err(not_started(&path, &error)),
        }
    }
    Err(refused.unwrap_or_else(not_installed))
}

/// Returns the paths of the program: that in the variable `PROTOWARD`, that of the crate `protoward-bin` with the feature
/// `vendored`, or those in the folders of `PATH`.
fn candidates() -> Result<Vec<PathBuf>, Error> {
    if let Some(named) = env::var_os(PROTOWARD).filter(|path| !path.is_empty()) {
        let path = PathBuf::from(named);
        return if path.is_file() { Ok(vec![path]) } else { Err(missing(&path)) };
    }
    #[cfg(feature = "vendored")]
    return protoward_bin::path().map(|path| vec![path.into()]).map_err(|missing| not_vendored(&missing));
    #[cfg(not(feature = "vendored"))]
    Ok(installed())
}

/// Returns the paths of the program in the folders of `PATH`.
#[cfg(not(feature = "vendored"))]
fn installed() -> Vec<PathBuf> {
    let file = format!("{NAME}{}", env::consts::EXE_SUFFIX);
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).map(|folder| folder.join(&file)).filter(|path| path.is_file()).collect()
}

/// Returns an error with the ways to get the program.
fn without_program(problem: &str) -> Error {
    // With the feature `vendored`, an installed program is used only if the variable names it.
    let named = if cfg!(feature = "vendored") {
        format!("name the path of an installed version {VERSION} in `{PROTOWARD}`")
    } else {
        format!("install it with `cargo install {NAME} --version {VERSION}`, name its path in `{PROTOWARD}`")
    };
    Error::new(format!(
        "error: {problem}\n  help: {named}, or enable the feature `compiler` of protoward-build, with which the build script needs no \
         program\n"
    ))
}

#[cfg(feature = "vendored")]
fn not_vendored(missing: &protoward_bin::Missing) -> Error {
    without_program(&format!("{missing} [generate]"))
}

fn not_installed() -> Error {
    without_program(&format!("no folder of `PATH` has the program `{NAME}` [generate]"))
}

fn missing(path: &Path) -> Error {
    without_program(&format!("`{PROTOWARD}` names `{}`, which is not a file [generate]", path.display()))
}

/// Returns the error that the system does not start a program, with its usual cause.
fn not_started(path: &Path, error: &io::Error) -> Error {
    let problem = format!("`{}` cannot be run: {error} [generate]", path.display());
    match cause(error) {
        Some(cause) => without_program(&format!("{problem}\n  note: {cause}")),
        None => without_program(&problem),
    }
}

fn cause(error: &io::Error) -> Option<&'static str> {
    /// `ENOEXEC` of Unix.
    const NOT_A_PROGRAM: i32 = 8;
    match error.kind() {
        ErrorKind::PermissionDenied => {
            Some("the file is not executable, or is on a file system without programs (`noexec`)")
        }
        ErrorKind::NotFound => Some(
            "the file is there, but not what loads it: it is for another C library, or a script without its interpreter",
        ),
        _ if cfg!(unix) && error.raw_os_error() == Some(NOT_A_PROGRAM) => Some("it is for another processor or system"),
        _ => None,
    }
}

fn not_understood(path: &Path, error: &io::Error) -> Error {
    without_program(&format!("the answer of `{}` cannot be read: {error} [generate]", path.display()))
}

/// Returns the error that the program has another version, or is another program.
fn other_version(path: &Path, version: Option<&str>) -> Error {
    let path = path.display();
    let crate_name = env!("CARGO_PKG_NAME");
    let what = match version {
        Some(version) => format!("`{path}` has version {version}, and {crate_name} has {VERSION}"),
        None => format!("`{path}` does not answer build scripts: it is not version {VERSION} of protoward"),
    };
    let why = "code of another version may not be what this version of the crate documents";
    without_program(&format!("{what} [generate]\n  note: {why}"))
}
