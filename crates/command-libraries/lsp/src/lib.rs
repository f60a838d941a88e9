//! A language server for `.proto` files.
//!
//! In: the messages of an editor, by the Language Server Protocol 3.17. Out: diagnostics of the compiler, of lint and of the
//! gate while the user types, and answers to requests. Names are found by `protoward-ide-index`; a thread checks what an
//! edit affects, and everything when the editor is idle. The crate does not know flags or terminals.
//!
//! Source: <https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/>.

#![forbid(unsafe_code)]

mod asked;
mod capabilities;
mod check;
mod documents;
mod features;
mod finding;
mod fixes;
mod handshake;
mod main_loop;
mod notifications;
mod output;
mod position;
mod project;
mod requests;
mod roots;
mod server;
mod settings;
mod uri;
mod worker;

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::{io, thread};

use crossbeam_channel::{Receiver, unbounded};
use handshake::Client;
use lsp_server::Message;
use lsp_types::{InitializeParams, InitializeResult, ServerInfo};
use output::Output;
use server::Server;
use settings::Settings;

pub use lsp_server::Connection;

/// Serves one editor on standard input and output, until it ends the session. Returns `true` if it did so as the protocol
/// demands, with `shutdown` before `exit`.
///
/// # Errors
/// Fails if the first messages are not those of the protocol.
pub fn serve_stdio() -> io::Result<bool> {
    let (messages, output) = connect();
    // The thread that reads may wait for input forever, and the process ends anyway.
    run(&messages, output)
}

/// Serves an editor in the same process, like [`serve_stdio`].
///
/// # Errors
/// Fails if the first messages are not those of the protocol.
pub fn serve(connection: Connection) -> io::Result<bool> {
    run(&connection.receiver, Output::Channel(connection.sender))
}

fn run(messages: &Receiver<Message>, output: Output) -> io::Result<bool> {
    let (id, params) = handshake::begin(messages, &output)?;
    let client = Client::new(&params);
    let server_info = ServerInfo { name: "protoward".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
    let capabilities = capabilities::capabilities(client);
    output.answer(id, InitializeResult { capabilities, server_info: Some(server_info) });
    let (settings, problems) = Settings::read(params.initialization_options.as_ref());
    let mut server = Server::new(output, client, folders(&params), settings);
    problems.iter().for_each(|problem| server.show(problem));
    Ok(main_loop::run(server, messages))
}

/// Returns the folders of the workspace, or the only one that older editors name.
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params.workspace_folders.iter().flatten().filter_map(|folder| uri::path(&folder.uri));
    let folders: Vec<PathBuf> = folders.collect();
    #[expect(deprecated, reason = "older editors have one folder")]
    let root = params.root_uri.as_ref().and_then(uri::path);
    if folders.is_empty() { root.into_iter().collect() } else { folders }
}

/// Starts a thread that reads messages, until the input ends.
pub(crate) fn connect() -> (Receiver<Message>, Output) {
    let (sender, messages) = unbounded();
    thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        while let Some(message) = next(&mut input, &mut std::io::stderr()) {
            let is_last = matches!(&message, Message::Notification(it) if it.method == "exit");
            if sender.send(message).is_err() || is_last {
                break;
            }
        }
    });
    (messages, Output::Stream(RefCell::new(output())))
}

/// Reads the next message; `None` at the end of the input. Invalid messages, such as a batch, are skipped and noted in `log`, which
/// editors show. They have no id, so an error would answer no request.
fn next(input: &mut impl BufRead, log: &mut impl Write) -> Option<Message> {
    loop {
        match Message::read(input) {
            Ok(message) => return message,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                // Without a log, the message is skipped all the same.
                _ = writeln!(log, "protoward: skipped a message of the editor: {error}");
            }
            Err(_) => return None,
        }
    }
}

/// Returns standard output without the buffer of the standard library, which would write the header of a message and then the
/// rest: an editor would wake up twice.
fn output() -> Box<dyn Write + Send> {
    #[cfg(unix)]
    let file = std::os::fd::AsFd::as_fd(&std::io::stdout()).try_clone_to_owned();
    #[cfg(windows)]
    let file = std::os::windows::io::AsHandle::as_handle(&std::io::stdout()).try_clone_to_owned();
    match file {
        Ok(file) => Box::new(File::from(file)),
        Err(_) => Box::new(std::io::stdout()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_skipped() {
        let framed = |text: &str| format!("Content-Length: {}\r\n\r\n{text}", text.len());
        let exit = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let texts = [r#"{"jsonrpc":"2.0","id":77}"#, "[1]", "null", r#"{"method":5}"#, "{", exit];
        let input: String = texts.map(framed).concat();
        let (mut input, mut log) = (input.as_bytes(), Vec::new());
        assert!(matches!(next(&mut input, &mut log), Some(Message::Notification(it)) if it.method == "exit"));
        assert!(next(&mut input, &mut log).is_none());
        assert_eq!(String::from_utf8_lossy(&log).lines().count(), 5);
    }
}
