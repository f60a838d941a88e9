//! An editor that talks to a server in the same process.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::Duration;

use lsp_types::notification::{
    DidChangeTextDocument, DidOpenTextDocument, Exit, Initialized, Notification, PublishDiagnostics,
};
use lsp_types::request::{Initialize, Request, Shutdown};
use lsp_types::{Diagnostic, Position, PublishDiagnosticsParams, Uri};
use protoward_lsp::Connection;
use serde_json::{Value, json};

/// The time after which an answer is missing.
const PATIENCE: Duration = Duration::from_secs(20);

/// The scheme of the URIs of texts that were never saved.
const UNSAVED: &str = "untitled:";

/// An editor with a folder of files.
pub(crate) struct Client {
    connection: Connection,
    server: Option<JoinHandle<bool>>,
    next: i32,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) diagnostics: BTreeMap<PathBuf, Vec<Diagnostic>>,
    pub(crate) messages: Vec<String>,
}

impl Client {
    /// Opens a folder with files.
    pub(crate) fn open(files: &[(&str, &str)]) -> Self {
        Self::open_after(files, |_| {})
    }

    /// Opens a folder with files after it was prepared.
    pub(crate) fn open_after(files: &[(&str, &str)], prepare: impl FnOnce(&Path)) -> Self {
        Self::open_folders(files, prepare, &[""])
    }

    /// Opens folders of a folder with files after it was prepared; an empty name is that of the whole folder.
    pub(crate) fn open_folders(files: &[(&str, &str)], prepare: impl FnOnce(&Path), opened: &[&str]) -> Self {
        let capabilities = json!({
            "general": { "positionEncodings": ["utf-8", "utf-16"] },
            "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["rename"] } },
            "textDocument": {
                "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
                "hover": { "contentFormat": ["markdown", "plaintext"] },
            },
        });
        Self::start(files, prepare, opened, &capabilities)
    }

    /// Starts an editor with client capabilities in a folder with files, and opens the named folders.
    pub(crate) fn start(
        files: &[(&str, &str)],
        prepare: impl FnOnce(&Path),
        opened: &[&str],
        capabilities: &Value,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        prepare(folder.path());
        let (connection, of_server) = Connection::memory();
        let server = std::thread::spawn(move || protoward_lsp::serve(of_server).unwrap());
        let diagnostics = BTreeMap::new();
        let mut client = Self { connection, server: Some(server), next: 0, folder, diagnostics, messages: Vec::new() };
        let folders = opened.iter().map(|name| json!({ "uri": client.uri(name), "name": "folder" }));
        let folders: Vec<Value> = folders.collect();
        let params = json!({
            "processId": null,
            "rootUri": opened.first().map(|name| client.uri(name)),
            "capabilities": capabilities,
            "workspaceFolders": folders,
        });
        client.request::<Initialize>(serde_json::from_value(params).unwrap());
        client.notify::<Initialized>(serde_json::from_value(json!({})).unwrap());
        client
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        if name.is_empty() { self.folder.path().to_owned() } else { self.folder.path().join(name) }
    }

    pub(crate) fn uri(&self, name: &str) -> Uri {
        if name.starts_with(UNSAVED) {
            return name.parse().unwrap();
        }
        url::Url::from_file_path(self.path(name)).unwrap().as_str().parse().unwrap()
    }

    pub(crate) fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Opens a file as it is on disk.
    pub(crate) fn show(&mut self, name: &str) {
        self.show_text(name, &self.text(name));
    }

    /// Opens a file with a text.
    pub(crate) fn show_text(&mut self, name: &str, text: &str) {
        let document = json!({ "uri": self.uri(name), "languageId": "proto", "version": 1, "text": text });
        self.notify::<DidOpenTextDocument>(serde_json::from_value(json!({ "textDocument": document })).unwrap());
    }

    /// Replaces the text of an open file.
    pub(crate) fn edit(&mut self, name: &str, version: i32, text: &str) {
        let params = json!({
            "textDocument": { "uri": self.uri(name), "version": version },
            "contentChanges": [{ "text": text }],
        });
        self.notify::<DidChangeTextDocument>(serde_json::from_value(params).unwrap());
    }

    pub(crate) fn notify<N: Notification>(&mut self, params: N::Params) {
        self.notify_raw(N::METHOD, serde_json::to_value(params).unwrap());
    }

    /// Sends a notification whose parameters may be none of the protocol.
    pub(crate) fn notify_raw(&mut self, method: &str, params: Value) {
        let notification = lsp_server::Notification { method: method.to_owned(), params };
        self.connection.sender.send(notification.into()).unwrap();
    }

    /// Sends a request and returns its answer, or the message of its error.
    pub(crate) fn try_request<R: Request>(&mut self, params: R::Params) -> Result<R::Result, String> {
        self.next += 1;
        let id = lsp_server::RequestId::from(self.next);
        let request = lsp_server::Request::new(id.clone(), R::METHOD.to_owned(), params);
        self.connection.sender.send(request.into()).unwrap();
        loop {
            match self.receive() {
                lsp_server::Message::Response(response) if response.id == id => {
                    return match response.response_result {
                        Ok(value) => Ok(serde_json::from_value(value).unwrap()),
                        Err(error) => Err(error.message),
                    };
                }
                other => self.keep(other),
            }
        }
    }

    pub(crate) fn request<R: Request>(&mut self, params: R::Params) -> R::Result {
        self.try_request::<R>(params).unwrap()
    }

    fn receive(&self) -> lsp_server::Message {
        let received = self.connection.receiver.recv_timeout(PATIENCE);
        received.unwrap_or_else(|_| panic!("no answer; {:?}; {:?}", self.messages, self.diagnostics))
    }

    fn keep(&mut self, message: lsp_server::Message) {
        let lsp_server::Message::Notification(notification) = message else { return };
        match notification.method.as_str() {
            PublishDiagnostics::METHOD => {
                let params: PublishDiagnosticsParams = serde_json::from_value(notification.params).unwrap();
                let path = match params.uri.as_str() {
                    unsaved if unsaved.starts_with(UNSAVED) => self.path(unsaved),
                    file => url::Url::parse(file).unwrap().to_file_path().unwrap(),
                };
                self.diagnostics.insert(path, params.diagnostics);
            }
            "window/showMessage" => self.messages.push(notification.params["message"].as_str().unwrap().to_owned()),
            _ => {}
        }
    }

    /// Waits until the diagnostics of a file meet a condition, and returns their codes.
    pub(crate) fn wait(&mut self, name: &str, is_met: impl Fn(&[Diagnostic]) -> bool) -> Vec<Diagnostic> {
        let path = self.path(name);
        loop {
            if let Some(found) = self.diagnostics.get(&path)
                && is_met(found)
            {
                return found.clone();
            }
            let message = self.receive();
            self.keep(message);
        }
    }

    /// Returns the parameters of a request at the `|` of a text, which is the text of a file otherwise.
    pub(crate) fn at<P: serde::de::DeserializeOwned>(&self, name: &str, marked: &str, more: Value) -> P {
        let offset = marked.find('|').expect("a mark");
        let before = &marked[..offset];
        let line = before.matches('\n').count() as u32;
        let column = before.rsplit('\n').next().unwrap().len() as u32;
        let mut params = json!({
            "textDocument": { "uri": self.uri(name) },
            "position": Position::new(line, column),
        });
        params.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        serde_json::from_value(params).unwrap()
    }

    /// Ends the session as the protocol demands.
    pub(crate) fn end(mut self) {
        self.request::<Shutdown>(());
        self.notify::<Exit>(());
        assert!(self.server.take().unwrap().join().unwrap(), "the session ended as the protocol demands");
    }
}

/// Returns the code of a diagnostic.
pub(crate) fn code(diagnostic: &Diagnostic) -> String {
    match &diagnostic.code {
        Some(lsp_types::NumberOrString::String(code)) => code.clone(),
        _ => String::new(),
    }
}

/// Returns the path of a URI below a folder.
pub(crate) fn below(uri: &Uri, folder: &Path) -> String {
    let path = url::Url::parse(uri.as_str()).unwrap().to_file_path().unwrap();
    protoward_source::paths::portable(path.strip_prefix(folder).unwrap_or(&path))
}
