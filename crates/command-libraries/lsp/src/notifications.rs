//! Notifications of the editor: texts, files on disk, folders and settings change, and what depends on them is checked again.

use std::path::{Path, PathBuf};

use crate::documents::Document;
use crate::roots::CONFIGURATIONS;
use crate::server::Server;
use crate::settings::Settings;
use crate::uri;
use lsp_server::Notification;
use lsp_types::notification::{
    DidChangeConfiguration, DidChangeTextDocument, DidChangeWatchedFiles, DidChangeWorkspaceFolders,
    DidCloseTextDocument, DidDeleteFiles, DidOpenTextDocument, DidRenameFiles, DidSaveTextDocument, Notification as _,
};
use lsp_types::request::RegisterCapability;
use lsp_types::{
    DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWatchedFilesRegistrationOptions, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, FileChangeType, FileSystemWatcher, GlobPattern, Registration,
    RegistrationParams,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Handles a notification. Unknown ones, and those with wrong parameters, are ignored, as the protocol demands.
pub(crate) fn handle(server: &mut Server, notification: Notification) {
    let Notification { method, params } = notification;
    match method.as_str() {
        DidOpenTextDocument::METHOD => with(server, params, opened),
        DidChangeTextDocument::METHOD => with(server, params, changed),
        DidCloseTextDocument::METHOD => with(server, params, closed),
        DidSaveTextDocument::METHOD => with(server, params, saved),
        DidChangeWatchedFiles::METHOD => with(server, params, changed_on_disk),
        // A watcher may not report the files of a folder that is gone.
        DidRenameFiles::METHOD | DidDeleteFiles::METHOD => server.load_all(),
        DidChangeWorkspaceFolders::METHOD => with(server, params, changed_folders),
        DidChangeConfiguration::METHOD => with(server, params, changed_settings),
        _ => {}
    }
}

fn with<P: DeserializeOwned>(server: &mut Server, params: Value, handler: fn(&mut Server, P)) {
    match serde_json::from_value(params) {
        Ok(params) => handler(server, params),
        Err(error) => server.log(format!("a notification cannot be understood: {error}")),
    }
}

fn opened(server: &mut Server, params: DidOpenTextDocumentParams) {
    let Some((path, document)) = document(server, params) else { return };
    server.open(path, document);
}

fn document(server: &mut Server, params: DidOpenTextDocumentParams) -> Option<(PathBuf, Document)> {
    let document = params.text_document;
    let path = server.path(&document.uri).or_else(|| server.unsaved_path(&document.uri))?;
    Some((path, Document { uri: document.uri, version: document.version, text: document.text.into() }))
}

/// Notes the text of a notification that a file is open, so that its project is read with this text.
pub(crate) fn note_opened(server: &mut Server, notification: &Notification) {
    let params = DidOpenTextDocumentParams::deserialize(&notification.params).ok();
    if let Some((path, document)) = params.and_then(|params| document(server, params)) {
        server.documents.open(path, document);
    }
}

fn changed(server: &mut Server, params: DidChangeTextDocumentParams) {
    let Some(path) = server.path(&params.text_document.uri) else { return };
    let encoding = server.client.encoding;
    let version = params.text_document.version;
    let Some(text) = server.documents.change(&path, version, params.content_changes, encoding) else { return };
    if let Some(name) = server.project(&path).and_then(|project| project.edit(&path, text)) {
        server.check(&path, &name);
    }
}

fn closed(server: &mut Server, params: DidCloseTextDocumentParams) {
    let Some(path) = server.path(&params.text_document.uri) else { return };
    if server.documents.get(&path).is_none() {
        return;
    }
    if !path.is_file() {
        return server.forget(&path);
    }
    server.documents.close(&path);
    if let Some(name) = server.project(&path).and_then(|project| project.revert(&path)) {
        server.check(&path, &name);
    }
}

fn saved(server: &mut Server, params: DidSaveTextDocumentParams) {
    let Some(path) = server.path(&params.text_document.uri) else { return };
    // The first save of a new file, or of one whose folder got another name, adds it to a project.
    let is_known = server.projects().any(|project| project.has(&path));
    if is_known { server.check_all() } else { server.load_all() }
}

fn changed_on_disk(server: &mut Server, params: DidChangeWatchedFilesParams) {
    let mut is_reloaded = false;
    let mut is_edited = false;
    for change in params.changes {
        let Some(path) = server.path(&change.uri) else { continue };
        let is_proto = path.extension().is_some_and(|ending| ending == "proto");
        let is_known = server.projects().any(|project| project.has(&path));
        if is_proto && is_known && change.typ == FileChangeType::CHANGED {
            if server.documents.get(&path).is_none()
                && let Some(name) = server.project(&path).and_then(|project| project.revert(&path))
            {
                server.check(&path, &name);
            }
            is_edited = true;
        } else if is_proto || is_configuration(&path) || is_folder_of_files(server, &path) {
            // The list of files is that of the configuration.
            is_reloaded = true;
        } else if is_evidence(&path) {
            is_edited = true;
        }
    }
    match (is_reloaded, is_edited) {
        (true, _) => server.load_all(),
        (false, true) => server.check_all(),
        (false, false) => {}
    }
}

/// Returns `true` for a folder with files of a project. Some editors report that it was removed, but not its files.
fn is_folder_of_files(server: &Server, path: &Path) -> bool {
    server.projects().flat_map(|project| project.files()).any(|(file, _)| file.starts_with(path))
}

fn is_configuration(path: &Path) -> bool {
    path.file_name().is_some_and(|name| CONFIGURATIONS.iter().any(|it| name == *it))
        || path.file_name().is_some_and(|name| name == "protoward.lock" || name == "HEAD")
}

/// Returns `true` for a file that decides about findings: approvals, a ledger or a list of owners, by its usual name.
fn is_evidence(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with("protoward.") || name == "CODEOWNERS"
}

fn changed_folders(server: &mut Server, params: DidChangeWorkspaceFoldersParams) {
    let removed: Vec<_> = params.event.removed.iter().filter_map(|folder| uri::path(&folder.uri)).collect();
    server.folders.retain(|folder| !removed.contains(folder));
    server.folders.extend(params.event.added.iter().filter_map(|folder| uri::path(&folder.uri)));
    server.open_folders();
}

fn changed_settings(server: &mut Server, params: DidChangeConfigurationParams) {
    let (new, problems) = Settings::read(Some(&params.settings));
    problems.iter().for_each(|problem| server.show(problem));
    if new != server.settings {
        server.settings = new;
        server.load_all();
    }
}

impl Server {
    /// Asks the editor to watch files.
    pub(crate) fn watch_files(&mut self) {
        if self.client.watches_files {
            let patterns =
                ["**/*.proto", "**/protoward.*", "**/buf.yaml", "**/buf.work.yaml", "**/CODEOWNERS", "**/.git/HEAD"];
            let watchers = patterns
                .map(|pattern| FileSystemWatcher { glob_pattern: GlobPattern::String(pattern.to_owned()), kind: None })
                .to_vec();
            let options = serde_json::to_value(DidChangeWatchedFilesRegistrationOptions { watchers }).ok();
            let registration = Registration {
                id: "watched-files".to_owned(),
                method: DidChangeWatchedFiles::METHOD.to_owned(),
                register_options: options,
            };
            self.ask::<RegisterCapability>(RegistrationParams { registrations: vec![registration] });
        }
    }

    /// Opens the folders that have a configuration. Others are opened with their first file.
    pub(crate) fn open_folders(&mut self) {
        for folder in self.folders.clone() {
            let is_configured = CONFIGURATIONS.iter().any(|name| folder.join(name).is_file());
            if is_configured && !self.projects().any(|project| project.root == folder) {
                self.load(folder);
            }
        }
    }
}
