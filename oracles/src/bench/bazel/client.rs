//! A client of the worker protocol, in place of Bazel.

use std::io::{BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use prost::Message;

use super::actions::Action;
use super::graph::Graph;
use protoward_kit::error::Error;
use protoward_kit::process::Run;

/// `WorkRequest` of `worker_protocol.proto`.
#[derive(Clone, PartialEq, Message)]
pub(super) struct WorkRequest {
    #[prost(string, repeated, tag = "1")]
    arguments: Vec<String>,
    #[prost(message, repeated, tag = "2")]
    inputs: Vec<Input>,
    #[prost(int32, tag = "3")]
    request_id: i32,
    #[prost(bool, tag = "4")]
    cancel: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Input {
    #[prost(string, tag = "1")]
    path: String,
    #[prost(bytes = "vec", tag = "2")]
    digest: Vec<u8>,
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
    pub(super) fn is_cancellation(&self) -> bool {
        self.cancel
    }
}

/// Returns the request of an action.
pub(super) fn request(graph: &Graph, action: &Action, request_id: i32) -> WorkRequest {
    let input = |&file: &usize| Input { path: graph.names[file].clone(), digest: graph.digests[file].clone().into() };
    let inputs = action.inputs.iter().map(input).collect();
    WorkRequest { arguments: action.arguments.clone(), inputs, request_id, cancel: false }
}

/// A running worker.
pub(super) struct Worker {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

const ENDED: Error = Error::Ended { program: "protoward worker" };

impl Worker {
    pub(super) fn start(program: &Path, folder: &Path, flags: &[&str]) -> Result<Self, Error> {
        let run = Run::new(program).args(["worker", "--persistent_worker"]).args(flags).current_dir(folder);
        let mut command = run.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().map_err(|source| run.not_started(source))?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else { return Err(ENDED) };
        Ok(Self { process, input, output: BufReader::new(output) })
    }

    /// Returns the exit code and the messages of a request.
    pub(super) fn ask(&mut self, request: &WorkRequest) -> Result<(i32, String), Error> {
        self.send(&request.encode_length_delimited_to_vec())?;
        let WorkResponse { exit_code, output, .. } = self.receive()?;
        Ok((exit_code, output))
    }

    /// Asks, and cancels the request at once.
    pub(super) fn ask_and_cancel(&mut self, request: &WorkRequest) -> Result<WorkResponse, Error> {
        let cancellation = WorkRequest { request_id: request.request_id, cancel: true, ..WorkRequest::default() };
        self.send(&request.encode_length_delimited_to_vec())?;
        self.send(&cancellation.encode_length_delimited_to_vec())?;
        self.receive()
    }

    pub(super) fn send(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.input.write_all(bytes).and_then(|()| self.input.flush()).map_err(|_| ENDED)
    }

    pub(super) fn receive(&mut self) -> Result<WorkResponse, Error> {
        let mut length = 0_usize;
        for shift in (0..35).step_by(7) {
            let mut byte = [0];
            self.output.read_exact(&mut byte).map_err(|_| ENDED)?;
            length |= usize::from(byte[0] & 0x7f) << shift;
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        let mut bytes = vec![0; length];
        self.output.read_exact(&mut bytes).map_err(|_| ENDED)?;
        WorkResponse::decode(&*bytes).map_err(|_| ENDED)
    }

    /// Returns the resident memory in KiB, or 0 if the system does not report it.
    pub(super) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    }

    pub(super) fn kill(mut self) -> Result<(), Error> {
        self.process.kill().and_then(|()| self.process.wait()).map(drop).map_err(|_| ENDED)
    }

    pub(super) fn end(self) -> Result<(), Error> {
        let Self { mut process, input, .. } = self;
        drop(input);
        match process.wait() {
            Ok(status) if status.success() => Ok(()),
            _ => Err(ENDED),
        }
    }
}
