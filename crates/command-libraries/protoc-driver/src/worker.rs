//! protoc as a persistent worker of Bazel: a request is a run of its own, apart from parsed files.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use crate::bazel_text::once_encoded;
use crate::mapping::normalize;
use crate::run;
use crate::streams::{Exit, Streams};
use crate::surroundings::{Resident, Surroundings};
use crate::worker_protocol::{Cancellation, Digest, Done, Input, Request};
use protoward_compiler::FileCache;
use protoward_plugin::Limits;
use protoward_source::paths::{System, shown};

/// The meaning of the digests of inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Digests {
    /// SHA-256 in hexadecimal digits, the default of Bazel; compared with each file that is read.
    #[default]
    Sha256,
    /// Another function of 32 bytes, such as BLAKE3; files are not compared with it.
    Opaque,
}

/// A persistent worker. Its requests share parsed files, and nothing else.
#[derive(Debug)]
pub struct Worker {
    /// The arguments before those of each request.
    pub args: Vec<String>,
    /// The parsed files that all requests share.
    pub files: Arc<FileCache>,
    /// The meaning of the digests of inputs.
    pub digests: Digests,
    /// The limits of plugins, as in [`Surroundings`].
    pub plugin_limits: Result<Limits, String>,
}

impl Worker {
    /// Runs protoc for a request, and passes a line about it to `log` if the request is verbose.
    pub fn work(&self, request: &Request, cancellation: &Cancellation, log: impl FnOnce(&str)) -> Done {
        let start = Instant::now();
        let done = self.try_work(request, cancellation).unwrap_or_else(|problem| Done::Exit(1, problem));
        if request.verbosity >= VERBOSE {
            let files = self.files.len();
            let kib = self.files.bytes() >> 10;
            let parsed = self.files.parsed();
            let took = start.elapsed().as_micros();
            let line =
                format!("request {}: {took} µs; {files} files in memory, {kib} KiB; {parsed} parsed\n", request.id);
            log(&line);
        }
        done
    }

    fn try_work(&self, request: &Request, cancellation: &Cancellation) -> Result<Done, String> {
        if request.arguments.is_empty() {
            return Err(NO_ARGUMENTS.to_owned());
        }
        let folder = request.sandbox.as_deref().map(absolute).transpose()?;
        let resident = Resident {
            files: Arc::clone(&self.files),
            digests: request.inputs.iter().filter_map(|input| self.digest(input)).collect(),
            cancellation: cancellation.clone(),
        };
        let requested: Vec<String> = request.arguments.iter().cloned().map(once_encoded).collect();
        let args: Vec<OsString> =
            self.args.iter().chain(&requested).map(|arg| argument_file(arg).unwrap_or(arg.into())).collect();
        let mut captured = Captured::default();
        let plugin_limits = self.plugin_limits.clone();
        let surroundings = Surroundings {
            folder: folder.clone(),
            resident: Some(resident),
            plugin_limits,
            is_of_bazel: true,
            ..Surroundings::default()
        };
        let exit = run(surroundings, &args, &mut captured);
        let output = String::from_utf8_lossy(&captured.0).into_owned();
        if cancellation.is_accepted() {
            return Ok(Done::Cancelled);
        }
        let exit_code = if exit == Exit::Success { 0 } else { 1 };
        Ok(Done::Exit(exit_code, without_folder(output, folder.as_deref())))
    }

    /// Returns the normalized path and the digest of an input, if it has one.
    fn digest(&self, input: &Input) -> Option<(String, Digest)> {
        let digest = input.digest.clone()?;
        let digest = match self.digests {
            Digests::Sha256 => digest,
            Digests::Opaque => digest.opaque(),
        };
        Some((normalize(System::HERE, &once_encoded(input.path.clone())), digest))
    }
}

/// The texts that a run prints, to both streams, in its order.
#[derive(Default)]
struct Captured(Vec<u8>);

impl Streams for Captured {
    fn print(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn note(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    /// The standard input of a worker has its requests.
    fn input(&mut self) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// The verbosity of requests with `--worker_verbose`.
const VERBOSE: i32 = 10;

const NO_ARGUMENTS: &str = "the request has no arguments; the action of the rule needs them in a file, as the argument \
                            `@FILE`, which `use_param_file(\"@%s\", use_always = True)` adds\n";

/// Returns `@FILE` for the other forms that Bazel allows.
fn argument_file(arg: &str) -> Option<OsString> {
    let path = arg.strip_prefix("--flagfile=").or_else(|| arg.strip_prefix("-flagfile="))?;
    Some(format!("@{path}").into())
}

/// Returns an absolute path, because plugins run in this folder.
fn absolute(folder: &Path) -> Result<PathBuf, String> {
    let absolute = std::path::absolute(folder).map_err(|error| format!("{}: {error}\n", shown(folder)))?;
    if absolute.is_dir() { Ok(absolute) } else { Err(format!("{}: there is no such sandbox\n", shown(folder))) }
}

/// Removes the folder of a request from its messages, as if the folder were the working directory.
fn without_folder(output: String, folder: Option<&Path>) -> String {
    match folder {
        Some(folder) => output.replace(&format!("{}{}", shown(folder), System::HERE.separator()), ""),
        None => output,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flag_files_have_three_forms() {
        assert_eq!(argument_file("--flagfile=a.params"), Some("@a.params".into()));
        assert_eq!(argument_file("-flagfile=a.params"), Some("@a.params".into()));
        assert_eq!(argument_file("@a.params"), None);
    }

    #[test]
    fn messages_have_no_sandbox() {
        let folder = Some(Path::new("/tmp/s/1"));
        let message = format!("{}: no\n", shown("/tmp/s/1/a.proto"));
        assert_eq!(without_folder(message.clone(), folder), "a.proto: no\n");
        assert_eq!(without_folder(message.clone(), None), message);
    }
}
