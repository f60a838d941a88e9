//! A client of the worker protocol, as Bazel is one.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use prost::Message;

use crate::environment;

/// `WorkRequest` of Bazel's `worker_protocol.proto`.
#[derive(Clone, PartialEq, Message)]
pub(super) struct WorkRequest {
    #[prost(string, repeated, tag = "1")]
    pub(super) arguments: Vec<String>,
    #[prost(message, repeated, tag = "2")]
    pub(super) inputs: Vec<Input>,
    #[prost(int32, tag = "3")]
    pub(super) request_id: i32,
    #[prost(bool, tag = "4")]
    pub(super) cancel: bool,
    #[prost(int32, tag = "5")]
    pub(super) verbosity: i32,
    #[prost(string, tag = "6")]
    pub(super) sandbox_dir: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Input {
    #[prost(string, tag = "1")]
    pub(super) path: String,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) digest: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct WorkResponse {
    #[prost(int32, tag = "1")]
    pub(super) exit_code: i32,
    #[prost(string, tag = "2")]
    pub(super) output: String,
    #[prost(int32, tag = "3")]
    pub(super) request_id: i32,
    #[prost(bool, tag = "4")]
    pub(super) was_cancelled: bool,
}

impl WorkRequest {
    pub(super) fn new(arguments: &[&str]) -> Self {
        Self { arguments: arguments.iter().map(|&it| it.to_owned()).collect(), ..Self::default() }
    }

    /// Adds inputs with the digests of what is in `folder`.
    pub(super) fn inputs(mut self, folder: &Path, paths: &[&str]) -> Self {
        self.inputs.extend(paths.iter().map(|&path| {
            let digest = sha256(&folder.join(path)).into_bytes();
            Input { path: path.to_owned(), digest }
        }));
        self
    }
}

/// Returns the SHA-256 of a file by another program than the one under test.
pub(super) fn sha256(path: &Path) -> String {
    let done = environment::tool("sha256sum").arg(path).output().unwrap();
    String::from_utf8(done.stdout).unwrap().split_whitespace().next().unwrap().to_owned()
}

/// A running worker.
pub(super) struct Worker {
    process: Child,
    pub(super) input: Option<ChildStdin>,
    pub(super) output: BufReader<ChildStdout>,
}

impl Worker {
    pub(super) fn start(folder: &Path, flags: &[&str]) -> Self {
        let mut command = environment::protoward();
        command.args(["worker", "--persistent_worker"]).args(flags).current_dir(folder);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let input = process.stdin.take();
        let output = BufReader::new(process.stdout.take().unwrap());
        Self { process, input, output }
    }

    pub(super) fn send(&mut self, request: &WorkRequest) {
        self.send_bytes(&request.encode_length_delimited_to_vec());
    }

    pub(super) fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    pub(super) fn receive(&mut self) -> WorkResponse {
        let mut length = 0;
        for shift in (0..).step_by(7) {
            let mut byte = [0];
            self.output.read_exact(&mut byte).expect("the worker answers");
            length |= usize::from(byte[0] & 0x7f) << shift;
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        let mut bytes = vec![0; length];
        self.output.read_exact(&mut bytes).unwrap();
        WorkResponse::decode(&*bytes).unwrap()
    }

    pub(super) fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line
    }

    pub(super) fn ask(&mut self, request: &WorkRequest) -> WorkResponse {
        self.send(request);
        self.receive()
    }

    /// Closes the input, and returns the exit code, the rest of the output, and the log.
    pub(super) fn end(mut self) -> (Option<i32>, Vec<u8>, String) {
        drop(self.input.take());
        let mut rest = Vec::new();
        let mut log = String::new();
        self.output.read_to_end(&mut rest).unwrap();
        self.process.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (self.process.wait().unwrap().code(), rest, log)
    }
}
