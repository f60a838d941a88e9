//! `protoward worker`: protoc as a persistent worker of Bazel.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::sync::Arc;

use super::console::Console;
use super::outcome::Outcome;
use super::protoc;
use protoward_compiler::FileCache;
use protoward_protoc_driver::worker_protocol::{Cancellation, Protocol, Request, serve};
use protoward_protoc_driver::{Digests, Surroundings, Worker};
use protoward_source::parallel;
use protoward_source::paths::shown;

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
            return protoc::run_in(Surroundings { is_of_bazel: true, ..Surroundings::default() }, &self.args, console);
        }
        let worker = Worker {
            args: self.args.iter().map(text).collect(),
            files: Arc::new(FileCache::new(self.cache_size.saturating_mul(1 << 20))),
            digests: match self.digests {
                DigestsFlag::Sha256 => Digests::Sha256,
                DigestsFlag::Opaque => Digests::Opaque,
            },
            plugin_limits: protoc::plugin_limits(),
        };
        let protocol = match self.protocol {
            ProtocolFlag::Proto => Protocol::Protobuf,
            ProtocolFlag::Json => Protocol::Json,
        };
        let threads = parallel::threads(self.threads);
        // If the log cannot be written, the work is done anyway.
        let log = |line: &str| _ = io::stderr().lock().write_all(line.as_bytes());
        let work = |request: &Request, cancellation: &Cancellation| worker.work(request, cancellation, log);
        match serve(protocol, threads, &mut io::stdin().lock(), io::stdout(), work) {
            Ok(()) => Outcome::Fine,
            Err(error) => {
                console.note(&format!("{error}\n"));
                Outcome::Failed
            }
        }
    }
}

/// Returns an argument as text. What is not Unicode is replaced. Other arguments stay as they are: `shown` would change separators.
fn text(argument: &OsString) -> String {
    argument.to_str().map_or_else(|| shown(argument).to_string(), str::to_owned)
}
