//! The first messages of a session.

use std::io;

use crate::output::Output;
use crossbeam_channel::Receiver;
use lsp_server::{ErrorCode, Message, RequestId, Response};
use lsp_types::InitializeParams;

/// Waits for `initialize`, and refuses requests before it.
///
/// # Errors
/// Fails if the editor ends the session first, or if its parameters cannot be understood.
pub(crate) fn begin(messages: &Receiver<Message>, output: &Output) -> io::Result<(RequestId, InitializeParams)> {
    loop {
        match messages.recv().map_err(|_| ended())? {
            Message::Request(request) if request.method == "initialize" => {
                let params = serde_json::from_value(request.params).map_err(io::Error::other)?;
                return Ok((request.id, params));
            }
            Message::Request(request) => {
                let message = format!("the server waits for `initialize`; `{}` comes after it", request.method);
                let response = Response::new_err(request.id, ErrorCode::ServerNotInitialized as i32, message);
                output.send(Message::Response(response));
            }
            Message::Notification(notification) if notification.method == "exit" => return Err(ended()),
            Message::Notification(_) | Message::Response(_) => {}
        }
    }
}

fn ended() -> io::Error {
    io::Error::other("the input ended before a request `initialize`")
}
