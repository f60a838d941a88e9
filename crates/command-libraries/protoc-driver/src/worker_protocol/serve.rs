//! The loop of a worker: one thread reads requests, and others do their work and answer them.

use std::io::{BufRead, Write};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::cancellation::Cancellation;
use super::error::{BadRequest, ServeError};
use super::messages::{Request, Response};
use super::queue::{Queue, Running};
use super::{frame, json, protobuf};
use protoward_source::parallel;

/// The encoding of requests and responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    /// Protobuf messages with their length before them.
    #[default]
    Protobuf,
    /// JSON objects, one after the other.
    Json,
}

/// The result of the work of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// The work ended with this exit code and these messages.
    Exit(i32, String),
    /// The work was cancelled and wrote nothing.
    Cancelled,
}

/// The time for which the programs of requests may run after the end of the input. A build system closes the input when it needs
/// no responses anymore.
const LAST_WAIT: Duration = Duration::from_secs(2);

/// Answers requests until the input ends, on up to `threads` threads beside this one.
///
/// Each request gets one response. A request that cannot be understood gets one with exit code 1, for the id 0 if the
/// id is unknown. After the end of the input, requests are finished, but programs that do not end are.
///
/// # Errors
/// Fails if the end of a request is unknown, or if a stream fails. Requests that have begun are then finished.
pub fn serve<W: Write + Send>(
    protocol: Protocol,
    threads: usize,
    input: &mut impl BufRead,
    output: W,
    work: impl Fn(&Request, &Cancellation) -> Done + Sync,
) -> Result<(), ServeError> {
    let queue = Queue::default();
    let output = Responses { protocol, output: Mutex::new(Ok(output)) };
    let worker = &|| {
        while let Some(running) = queue.next() {
            let response = answer(&running, &work);
            queue.end(&running);
            if !output.write(&response) {
                queue.abandon();
            }
        }
    };
    let read = thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            parallel::start(scope, worker);
        }
        let read = read_all(protocol, input, &queue, &output);
        match read {
            Ok(()) => queue.close(),
            Err(_) => queue.abandon(),
        }
        queue.drain(LAST_WAIT);
        read
    });
    output.finish().and(read)
}

fn answer(running: &Running, work: impl Fn(&Request, &Cancellation) -> Done) -> Response {
    let Running { request, cancellation, .. } = running;
    match work(request, cancellation) {
        Done::Exit(exit_code, output) => Response { exit_code, output, id: request.id, was_cancelled: false },
        Done::Cancelled => Response { id: request.id, was_cancelled: true, ..Response::default() },
    }
}

fn read_all<W: Write>(
    protocol: Protocol,
    input: &mut impl BufRead,
    queue: &Queue,
    output: &Responses<W>,
) -> Result<(), ServeError> {
    loop {
        let frame = match protocol {
            Protocol::Protobuf => frame::delimited(input)?,
            Protocol::Json => frame::object(input)?,
        };
        let Some(frame) = frame else { return Ok(()) };
        match read(protocol, &frame) {
            Ok(request) if request.is_cancellation => {
                for _ in 0..queue.cancel(request.id) {
                    output.write(&Response { id: request.id, was_cancelled: true, ..Response::default() });
                }
            }
            Ok(request) => queue.add(request, frame.len()),
            Err(error) => {
                let id = id(protocol, &frame);
                output.write(&Response { exit_code: 1, output: format!("{error}\n"), id, ..Response::default() });
            }
        }
        if output.has_failed() {
            return Ok(());
        }
    }
}

fn read(protocol: Protocol, frame: &[u8]) -> Result<Request, BadRequest> {
    match protocol {
        Protocol::Protobuf => protobuf::request(frame),
        Protocol::Json => json::request(frame),
    }
}

/// Returns the id of a request that is otherwise malformed, so that the build system does not wait for its response; 0 if it is unknown.
fn id(protocol: Protocol, frame: &[u8]) -> i32 {
    match protocol {
        Protocol::Protobuf => protobuf::id(frame),
        Protocol::Json => json::id(frame),
    }
}

/// The stream of responses, or the error that ended it.
struct Responses<W> {
    protocol: Protocol,
    output: Mutex<Result<W, ServeError>>,
}

impl<W: Write> Responses<W> {
    /// Writes a response. Returns `false` if the stream has failed.
    fn write(&self, response: &Response) -> bool {
        let bytes = match self.protocol {
            Protocol::Protobuf => protobuf::response(response),
            Protocol::Json => json::response(response),
        };
        let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(stream) = &mut *output
            && let Err(error) = stream.write_all(&bytes).and_then(|()| stream.flush())
        {
            *output = Err(ServeError::Write(error));
        }
        output.is_ok()
    }

    fn has_failed(&self) -> bool {
        self.output.lock().unwrap_or_else(PoisonError::into_inner).is_err()
    }

    fn finish(self) -> Result<(), ServeError> {
        self.output.into_inner().unwrap_or_else(PoisonError::into_inner).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::time::Duration;

    use super::*;

    /// A reader that blocks until the next bytes are sent.
    struct Pipe {
        pieces: Receiver<Vec<u8>>,
        rest: Vec<u8>,
    }

    impl std::io::Read for Pipe {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.rest.is_empty() {
                self.rest = self.pieces.recv().unwrap_or_default();
            }
            let count = self.rest.len().min(buffer.len());
            buffer[..count].copy_from_slice(&self.rest[..count]);
            self.rest.drain(..count);
            Ok(count)
        }
    }

    fn line(id: i32, rest: &str) -> Vec<u8> {
        format!("{{\"requestId\": {id}, \"arguments\": [\"{id}\"]{rest}}}\n").into_bytes()
    }

    fn pipe() -> (Sender<Vec<u8>>, BufReader<Pipe>) {
        let (sender, pieces) = channel();
        (sender, BufReader::new(Pipe { pieces, rest: Vec::new() }))
    }

    fn served(threads: usize, input: &[u8]) -> (Vec<String>, Result<(), ServeError>) {
        let mut output = Vec::new();
        let work = |request: &Request, _: &Cancellation| Done::Exit(0, request.arguments.join(" "));
        let result = serve(Protocol::Json, threads, &mut &*input, &mut output, work);
        let text = String::from_utf8(output).expect("JSON is UTF-8");
        (text.lines().map(str::to_owned).collect(), result)
    }

    #[test]
    fn goes_on_after_a_bad_request() {
        let input = [line(1, ""), b"{\"arguments\": 7}".to_vec(), line(2, "")].concat();
        let (mut lines, result) = served(1, &input);
        assert!(result.is_ok());
        lines.sort();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].contains(r#""output":"1","requestId":1"#), "{lines:?}");
        assert!(
            lines[2].starts_with(r#"{"exitCode":1,"output":"the request is not a valid `WorkRequest` in JSON"#),
            "{lines:?}"
        );
    }

    #[test]
    fn stops_if_the_end_of_a_request_is_unknown() {
        let (lines, result) = served(2, b"{\"arguments\": [\"");
        assert!(lines.is_empty());
        assert!(matches!(result, Err(ServeError::Truncated)));
    }

    #[test]
    fn cancels_requests_that_wait_and_those_in_progress() {
        let (send, mut input) = pipe();
        let (begin, begun) = channel();
        let mut output = Vec::new();
        let work = move |request: &Request, cancellation: &Cancellation| {
            let _ = begin.send(request.id);
            while request.id == 1 && !cancellation.is_requested() {
                thread::sleep(Duration::from_millis(1));
            }
            if cancellation.is_requested() { Done::Cancelled } else { Done::Exit(0, String::new()) }
        };
        thread::scope(|scope| {
            let output = &mut output;
            let served = scope.spawn(move || serve(Protocol::Json, 1, &mut input, output, work));
            let send = |line| send.send(line).expect("the worker reads");
            send(line(1, ""));
            assert_eq!(begun.recv(), Ok(1));
            // The second waits for the first, and the third is another one.
            send(line(2, ""));
            send(line(3, ""));
            send(line(2, ", \"cancel\": true"));
            send(line(9, ", \"cancel\": true"));
            send(line(1, ", \"cancel\": true"));
            assert_eq!(begun.recv(), Ok(3));
            send(Vec::new());
            assert!(served.join().expect("no panic").is_ok());
        });
        let text = String::from_utf8(output).expect("JSON is UTF-8");
        let mut lines: Vec<&str> = text.lines().collect();
        lines.sort_unstable();
        assert_eq!(
            lines,
            [
                r#"{"exitCode":0,"output":"","requestId":1,"wasCancelled":true}"#,
                r#"{"exitCode":0,"output":"","requestId":2,"wasCancelled":true}"#,
                r#"{"exitCode":0,"output":"","requestId":3}"#,
            ]
        );
    }
}
