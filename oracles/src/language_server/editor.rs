//! An editor with one open folder.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use lsp_server::{Message, Notification, Request, RequestId};
use serde_json::{Value, json};
use url::Url;

use protoward_kit::error::Error;
use protoward_kit::process::Run;

/// The number of requests that are sent before their answers are read. More might fill the pipes of both sides.
const AT_ONCE: usize = 64;

/// The time for one answer. A server that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(300);

/// A language server to start.
#[derive(Debug, Clone)]
pub struct Server {
    pub name: &'static str,
    pub run: Run,
}

impl Server {
    /// Returns `protoward lsp` of the given program.
    pub fn of(program: &Path) -> Self {
        Self { name: "protoward lsp", run: Run::new(program).arg("lsp") }
    }
}

/// An editor that has started a server and opened a folder.
#[derive(Debug)]
pub struct Editor {
    name: &'static str,
    child: Child,
    input: BufWriter<ChildStdin>,
    /// The content of messages, with the moments at which they had arrived. A thread only takes them: a server must not wait until
    /// their JSON is read.
    output: Receiver<(Instant, Vec<u8>)>,
    next: i32,
    shown: BTreeSet<PathBuf>,
    /// The abilities of the server.
    pub capabilities: Value,
    /// The diagnostics of each file that has some, as published last.
    pub diagnostics: BTreeMap<PathBuf, Value>,
    /// The moment at which the last message that was taken had arrived. Reading its JSON comes after it.
    pub arrived: Instant,
}

impl Editor {
    /// Starts a server and opens a folder.
    pub fn open(server: &Server, folder: &Path) -> Result<Self, Error> {
        let mut command = server.run.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| server.run.not_started(error))?;
        let ended = || Error::Ended { program: server.name };
        let input = BufWriter::new(child.stdin.take().ok_or_else(ended)?);
        let mut read = BufReader::new(child.stdout.take().ok_or_else(ended)?);
        let (messages, output) = channel();
        thread::spawn(move || {
            while let Some(content) = content(&mut read)
                && messages.send((Instant::now(), content)).is_ok()
            {}
        });
        let mut editor = Self {
            name: server.name,
            child,
            input,
            output,
            next: 0,
            shown: BTreeSet::new(),
            capabilities: Value::Null,
            diagnostics: BTreeMap::new(),
            arrived: Instant::now(),
        };
        let root = uri(folder);
        let params = json!({
            "processId": null,
            "rootUri": root,
            "capabilities": {
                "general": { "positionEncodings": ["utf-8"] },
                "textDocument": { "publishDiagnostics": { "versionSupport": true, "relatedInformation": true } },
            },
            "workspaceFolders": [{ "uri": root, "name": "corpus" }],
        });
        editor.capabilities = editor.ask("initialize", params)?["capabilities"].take();
        editor.tell("initialized", json!({}))?;
        Ok(editor)
    }

    /// Sends a notification.
    pub fn tell(&mut self, method: &str, params: Value) -> Result<(), Error> {
        let notification = Notification { method: method.to_owned(), params };
        self.send(Message::Notification(notification))
    }

    /// Sends a request, and returns its answer; `null` for a refusal.
    pub fn ask(&mut self, method: &str, params: Value) -> Result<Value, Error> {
        Ok(self.ask_all(method, vec![params])?.pop().unwrap_or_default())
    }

    /// Sends a request, and returns its answer, or the message of its refusal.
    pub fn try_ask(&mut self, method: &str, params: Value) -> Result<Result<Value, String>, Error> {
        let id = self.request(method, params)?;
        self.answer(id)
    }

    /// Sends requests, and returns their answers in the same order; `null` for a refusal.
    pub fn ask_all(&mut self, method: &str, all: Vec<Value>) -> Result<Vec<Value>, Error> {
        let mut answers = Vec::with_capacity(all.len());
        let mut waiting = all.into_iter().peekable();
        while waiting.peek().is_some() {
            let mut ids = Vec::new();
            for params in waiting.by_ref().take(AT_ONCE) {
                ids.push(self.request(method, params)?);
            }
            let mut found = BTreeMap::new();
            while found.len() < ids.len() {
                if let Message::Response(response) = self.receive(PATIENCE)? {
                    found.insert(response.id, response.response_result.unwrap_or_default());
                }
            }
            answers.extend(ids.into_iter().map(|id| found.remove(&RequestId::from(id)).unwrap_or_default()));
        }
        Ok(answers)
    }

    /// Sends a request without waiting for its answer. Returns its number.
    pub fn request(&mut self, method: &str, params: Value) -> Result<i32, Error> {
        self.next += 1;
        let request = Request { id: self.next.into(), method: method.to_owned(), params };
        self.send(Message::Request(request))?;
        Ok(self.next)
    }

    /// Waits for the answer to a request.
    pub fn answer(&mut self, id: i32) -> Result<Result<Value, String>, Error> {
        loop {
            if let Message::Response(response) = self.receive(PATIENCE)?
                && response.id == RequestId::from(id)
            {
                return Ok(response.response_result.map_err(|error| error.message));
            }
        }
    }

    /// Opens a file with its text.
    pub fn show(&mut self, path: &Path, version: usize, text: &str) -> Result<(), Error> {
        self.shown.insert(path.to_owned());
        let document = json!({ "uri": uri(path), "languageId": "proto", "version": version, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }))
    }

    /// Replaces the text of an open file.
    pub fn edit(&mut self, path: &Path, version: usize, text: &str) -> Result<(), Error> {
        self.change(path, version, json!({ "text": text }))
    }

    /// Changes the text of an open file.
    pub fn change(&mut self, path: &Path, version: usize, change: Value) -> Result<(), Error> {
        let document = json!({ "uri": uri(path), "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }))
    }

    /// Reads messages until the diagnostics of a version of a file arrive.
    pub fn wait(&mut self, path: &Path, version: usize) -> Result<(), Error> {
        let uri = uri(path);
        loop {
            if let Message::Notification(Notification { method, params }) = self.receive(PATIENCE)?
                && method == "textDocument/publishDiagnostics"
                && params["uri"] == uri
                && params["version"] == version
            {
                return Ok(());
            }
        }
    }

    /// Reads messages until diagnostics of a file arrive that have a word.
    pub fn wait_for(&mut self, path: &Path, word: &str) -> Result<(), Error> {
        let uri = uri(path);
        loop {
            if let Message::Notification(Notification { method, params }) = self.receive(PATIENCE)?
                && method == "textDocument/publishDiagnostics"
                && params["uri"] == uri
                && params["diagnostics"].to_string().contains(word)
            {
                return Ok(());
            }
        }
    }

    /// Returns `true` if a file was opened.
    pub fn is_shown(&self, path: &Path) -> bool {
        self.shown.contains(path)
    }

    /// Reads messages until none arrives for a while and the server is idle. Returns the moment of the last one that had
    /// diagnostics.
    pub fn settle(&mut self, quiet: Duration) -> Result<Option<Instant>, Error> {
        let mut last = None;
        let started = Instant::now();
        loop {
            match self.try_receive(quiet)? {
                Some(Message::Notification(it)) if it.method == "textDocument/publishDiagnostics" => {
                    last = Some(self.arrived);
                }
                Some(_) => {}
                // On a busy machine, a thread of low priority may wait for a processor that long.
                None if self.is_busy() && started.elapsed() < PATIENCE => {}
                None => return Ok(last),
            }
        }
    }

    /// Returns `true` if a thread of the server runs or waits for a processor; `false` if the system does not tell.
    fn is_busy(&self) -> bool {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).into_iter().flatten().flatten();
        let states = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("stat")).ok());
        // The state follows the name, which is in parentheses.
        states.filter_map(|stat| stat.rsplit_once(") ").map(|(_, rest)| rest.starts_with(['R', 'D']))).any(|runs| runs)
    }

    /// Returns the memory of the server in KiB; `None` if the system does not tell.
    pub fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix("kB")?.trim().parse().ok()
    }

    /// Ends the session, and checks that the server ended well.
    pub fn end(mut self) -> Result<(), Error> {
        self.ask("shutdown", Value::Null)?;
        self.tell("exit", Value::Null)?;
        match self.child.wait() {
            Ok(status) if status.success() => Ok(()),
            _ => Err(self.ended()),
        }
    }

    fn ended(&self) -> Error {
        Error::Ended { program: self.name }
    }

    fn send(&mut self, message: Message) -> Result<(), Error> {
        message.write(&mut self.input).map_err(|_| self.ended())
    }

    fn receive(&mut self, patience: Duration) -> Result<Message, Error> {
        self.try_receive(patience)?.ok_or_else(|| self.ended())
    }

    /// Waits for a message; `None` if none arrives in this time. Requests of the server are answered with `null`.
    fn try_receive(&mut self, patience: Duration) -> Result<Option<Message>, Error> {
        let content = match self.output.recv_timeout(patience) {
            Ok((arrived, content)) => {
                self.arrived = arrived;
                content
            }
            Err(RecvTimeoutError::Timeout) => return Ok(None),
            Err(RecvTimeoutError::Disconnected) => return Err(self.ended()),
        };
        let message = serde_json::from_slice(&content).map_err(|_| self.ended())?;
        match &message {
            Message::Notification(Notification { method, params }) if method == "textDocument/publishDiagnostics" => {
                let path = params["uri"].as_str().and_then(path);
                let diagnostics = params["diagnostics"].clone();
                match path {
                    Some(path) if diagnostics.as_array().is_some_and(Vec::is_empty) => {
                        self.diagnostics.remove(&path);
                    }
                    Some(path) => {
                        self.diagnostics.insert(path, diagnostics);
                    }
                    None => {}
                }
            }
            Message::Request(request) => {
                let id = request.id.clone();
                // A server may ask for the values of settings, a list of as many as it names.
                let answer = match request.params["items"].as_array() {
                    Some(items) => vec![Value::Null; items.len()].into(),
                    None => Value::Null,
                };
                self.send(Message::Response(lsp_server::Response::new_ok(id, answer)))?;
            }
            _ => {}
        }
        Ok(Some(message))
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // It has ended already, unless a comparison was given up.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Reads the content of a message. Returns `None` at the end of the output.
fn content(output: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        output.read_line(&mut line).ok().filter(|&length| length > 0)?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("Content-Length") => length = value.parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut content = vec![0; length];
    output.read_exact(&mut content).ok()?;
    Some(content)
}

/// Returns the URI of a path.
pub fn uri(path: &Path) -> String {
    Url::from_file_path(path).map_or_else(|()| path.display().to_string(), Into::into)
}

/// Returns the path of a URI.
pub fn path(uri: &str) -> Option<PathBuf> {
    Url::parse(uri).ok()?.to_file_path().ok()
}
