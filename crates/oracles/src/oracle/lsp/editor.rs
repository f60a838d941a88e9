//! An editor that talks to `protoward lsp`.

use std::collections::BTreeMap;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use lsp_server::{Message, Notification, Request, RequestId};
use serde_json::{Value, json};
use url::Url;

use crate::error::Error;
use crate::process::Run;

/// The number of requests that are sent before their answers are read. More might fill the pipes of both sides.
const AT_ONCE: usize = 64;

const NAME: &str = "protoward lsp";

/// An editor with an open folder.
pub(super) struct Editor {
    child: Child,
    input: BufWriter<ChildStdin>,
    output: BufReader<ChildStdout>,
    next: i32,
    /// The number of diagnostics of each file, as published last.
    pub(super) diagnostics: BTreeMap<PathBuf, usize>,
}

impl Editor {
    /// Starts the server and opens a folder.
    pub(super) fn open(program: &Path, folder: &Path) -> Result<Self, Error> {
        let run = Run::new(program).arg("lsp");
        let mut command = run.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().map_err(|error| run.not_started(error))?;
        let ended = || Error::Ended { program: NAME };
        let input = BufWriter::new(child.stdin.take().ok_or_else(ended)?);
        let output = BufReader::new(child.stdout.take().ok_or_else(ended)?);
        let mut editor = Self { child, input, output, next: 0, diagnostics: BTreeMap::new() };
        let root = uri(folder);
        let params = json!({
            "processId": null,
            "rootUri": root,
            "capabilities": { "general": { "positionEncodings": ["utf-8"] } },
            "workspaceFolders": [{ "uri": root, "name": "corpus" }],
        });
        editor.ask("initialize", params)?;
        editor.tell("initialized", json!({}))?;
        Ok(editor)
    }

    /// Sends a notification.
    pub(super) fn tell(&mut self, method: &str, params: Value) -> Result<(), Error> {
        let notification = Notification { method: method.to_owned(), params };
        self.send(Message::Notification(notification))
    }

    /// Sends a request, and returns its answer; `null` for a refusal.
    pub(super) fn ask(&mut self, method: &str, params: Value) -> Result<Value, Error> {
        Ok(self.ask_all(method, vec![params])?.pop().unwrap_or_default())
    }

    /// Sends requests, and returns their answers in the same order.
    pub(super) fn ask_all(&mut self, method: &str, all: Vec<Value>) -> Result<Vec<Value>, Error> {
        let mut answers = Vec::with_capacity(all.len());
        let mut waiting = all.into_iter().peekable();
        while waiting.peek().is_some() {
            let first = self.next + 1;
            let batch: Vec<Value> = waiting.by_ref().take(AT_ONCE).collect();
            let count = batch.len();
            for params in batch {
                self.next += 1;
                let request = Request { id: self.next.into(), method: method.to_owned(), params };
                self.send(Message::Request(request))?;
            }
            let mut found = BTreeMap::new();
            while found.len() < count {
                if let Message::Response(response) = self.receive()? {
                    found.insert(response.id, response.response_result.unwrap_or_default());
                }
            }
            let ids = first..first + count as i32;
            answers.extend(ids.map(|id| found.remove(&RequestId::from(id)).unwrap_or_default()));
        }
        Ok(answers)
    }

    /// Opens a file with its text.
    pub(super) fn show(&mut self, path: &Path, text: &str) -> Result<(), Error> {
        let document = json!({ "uri": uri(path), "languageId": "proto", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }))
    }

    /// Replaces the text of an open file.
    pub(super) fn edit(&mut self, path: &Path, version: usize, text: &str) -> Result<(), Error> {
        let document = json!({ "uri": uri(path), "version": version });
        let params = json!({ "textDocument": document, "contentChanges": [{ "text": text }] });
        self.tell("textDocument/didChange", params)
    }

    /// Reads messages until the diagnostics of a version of a file arrive.
    pub(super) fn wait(&mut self, path: &Path, version: usize) -> Result<(), Error> {
        loop {
            let Message::Notification(notification) = self.receive()? else { continue };
            let params = &notification.params;
            if notification.method == "textDocument/publishDiagnostics"
                && params["uri"] == uri(path)
                && params["version"] == version
            {
                return Ok(());
            }
        }
    }

    /// Ends the session, and checks that the server ended well.
    pub(super) fn end(mut self) -> Result<(), Error> {
        self.ask("shutdown", Value::Null)?;
        self.tell("exit", Value::Null)?;
        match self.child.wait() {
            Ok(status) if status.success() => Ok(()),
            _ => Err(Error::Ended { program: NAME }),
        }
    }

    fn send(&mut self, message: Message) -> Result<(), Error> {
        message.write(&mut self.input).map_err(|_| Error::Ended { program: NAME })
    }

    fn receive(&mut self) -> Result<Message, Error> {
        let message = Message::read(&mut self.output).map_err(|_| Error::Ended { program: NAME })?;
        let message = message.ok_or(Error::Ended { program: NAME })?;
        if let Message::Notification(Notification { method, params }) = &message
            && method == "textDocument/publishDiagnostics"
            && let Some(path) = params["uri"].as_str().and_then(path)
        {
            self.diagnostics.insert(path, params["diagnostics"].as_array().map_or(0, Vec::len));
        }
        Ok(message)
    }
}

/// Returns the URI of a path.
pub(super) fn uri(path: &Path) -> String {
    Url::from_file_path(path).map_or_else(|()| path.display().to_string(), Into::into)
}

/// Returns the path of a URI.
pub(super) fn path(uri: &str) -> Option<PathBuf> {
    Url::parse(uri).ok()?.to_file_path().ok()
}
