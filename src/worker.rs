//! `worker`: protoc as a persistent worker of Bazel.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::console::Console;
use super::outcome::Outcome;
use super::protoc::{self, Resident, Surroundings};
use protoward_compiler::FileCache;
use protoward_source::parallel;
use protoward_worker::{Cancellation, Digest, Done, Input, Protocol, Request, serve};

/// Run protoc as a persistent worker of Bazel, which keeps parsed files in memory
///
/// Without `--persistent_worker`, this is `protoward protoc ARGS`: what Bazel runs when it starts no workers.
#[derive(Debug, clap::Args)]
pub(super) struct WorkerCommand {
    /// Answer requests on standard input until it ends; Bazel adds this flag
    #[arg(long = "persistent_worker")]
    is_persistent: bool,

    /// The encoding of requests, as `requires-worker-protocol` of the rule says
    #[arg(long, value_enum, default_value_t)]
    protocol: ProtocolFlag,

    /// The meaning of the digests of inputs
    #[arg(long, value_enum, default_value_t)]
    digests: DigestsFlag,

    /// The number of requests to run at a time [default: the number of cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// The memory for parsed files, in MiB; the least recently used files go first
    #[arg(long, value_name = "MIB", default_value_t = 512)]
    cache_size: usize,

    /// The arguments of protoc: `@FILE`, or the arguments themselves
    #[arg(value_name = "ARGS", trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<OsString>,
}

#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum ProtocolFlag {
    #[default]
    Proto,
    Json,
}

#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum DigestsFlag {
    /// SHA-256 in hexadecimal digits, the default of Bazel; compared with each file that is read
    #[default]
    Sha256,
    /// Another function of 32 bytes, such as BLAKE3; files are not compared with it
    Opaque,
}

impl WorkerCommand {
    pub(super) fn run(self, console: &mut Console) -> Outcome {
        if !self.is_persistent {
            return protoc::run(&self.args, console);
        }
        let worker = Worker {
            args: self.args.iter().map(|arg| arg.to_string_lossy().into_owned()).collect(),
            files: Arc::new(FileCache::new(self.cache_size.saturating_mul(1 << 20))),
            digests: self.digests,
        };
        let protocol = match self.protocol {
            ProtocolFlag::Proto => Protocol::Protobuf,
            ProtocolFlag::Json => Protocol::Json,
        };
        let threads = parallel::threads(self.threads);
        let work = |request: &Request, cancellation: &Cancellation| worker.work(request, cancellation);
        match serve(protocol, threads, &mut io::stdin().lock(), io::stdout(), work) {
            Ok(()) => Outcome::Fine,
            Err(error) => {
                console.note(&format!("{error}\n"));
                Outcome::Failed
            }
        }
    }
}

/// The state that requests share: parsed files, and nothing else.
struct Worker {
    /// The arguments before those of each request.
    args: Vec<String>,
    files: Arc<FileCache>,
    digests: DigestsFlag,
}

impl Worker {
    fn work(&self, request: &Request, cancellation: &Cancellation) -> Done {
        let start = Instant::now();
        let done = self.try_work(request, cancellation).unwrap_or_else(|problem| Done::Exit(1, problem));
        if request.verbosity >= VERBOSE {
            let (files, kib, parsed) = (self.files.len(), self.files.bytes() >> 10, self.files.parsed());
            let took = start.elapsed().as_micros();
            let line =
                format!("request {}: {took} µs; {files} files in memory, {kib} KiB; {parsed} parsed\n", request.id);
            // The log of the worker; if it cannot be written, the work is done anyway.
            let _ = io::stderr().lock().write_all(line.as_bytes());
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
        let args: Vec<OsString> =
            self.args.iter().chain(&request.arguments).map(|arg| argument_file(arg).unwrap_or(arg.into())).collect();
        let mut console = Console::captured();
        let surroundings = Surroundings { folder: folder.clone(), resident: Some(resident) };
        let outcome = protoc::run_in(surroundings, &args, &mut console);
        let output = String::from_utf8_lossy(&console.into_captured()).into_owned();
        if cancellation.is_accepted() {
            return Ok(Done::Cancelled);
        }
        let exit_code = if outcome == Outcome::Fine { 0 } else { 1 };
        Ok(Done::Exit(exit_code, without_folder(output, folder.as_deref())))
    }

    /// Returns the normalized path and the digest of an input, if it has one.
    fn digest(&self, input: &Input) -> Option<(String, Digest)> {
        let digest = input.digest.clone()?;
        let digest = match self.digests {
            DigestsFlag::Sha256 => digest,
            DigestsFlag::Opaque => digest.opaque(),
        };
        Some((protoc::normalize(&input.path), digest))
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
    let absolute = std::path::absolute(folder).map_err(|error| format!("{}: {error}\n", folder.display()))?;
    if absolute.is_dir() { Ok(absolute) } else { Err(format!("{}: there is no such sandbox\n", folder.display())) }
}

/// Removes the folder of a request from its messages, as if the folder were the working directory.
fn without_folder(output: String, folder: Option<&Path>) -> String {
    match folder.and_then(Path::to_str) {
        Some(folder) => output.replace(&format!("{folder}/"), ""),
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
        assert_eq!(without_folder("/tmp/s/1/a.proto: no\n".to_owned(), folder), "a.proto: no\n");
        assert_eq!(without_folder("/tmp/s/1/a.proto: no\n".to_owned(), None), "/tmp/s/1/a.proto: no\n");
    }
}
