//! The main loop: messages of the editor, and answers of the thread that checks.

use crate::server::Server;
use crate::{notifications, requests};
use crossbeam_channel::{Receiver, select};
use lsp_server::{ErrorCode, Message, Response};

/// Serves until the editor ends the session. Returns `true` if it did so as the protocol demands.
pub(crate) fn run(mut server: Server, messages: &Receiver<Message>) -> bool {
    let answers = server.worker.answers.clone();
    let mut has_begun = false;
    let mut is_shut_down = false;
    loop {
        select! {
            recv(messages) -> message => match message {
                Ok(Message::Request(request)) if request.method == "shutdown" => {
                    is_shut_down = true;
                    server.output.answer(request.id, ());
                }
                Ok(Message::Request(request)) if is_shut_down => {
                    let message = "the server is shut down".to_owned();
                    let response = Response::new_err(request.id, ErrorCode::InvalidRequest as i32, message);
                    server.output.send(Message::Response(response));
                }
                Ok(Message::Request(request)) => requests::handle(&mut server, request),
                Ok(Message::Notification(notification)) if notification.method == "exit" => return is_shut_down,
                // Requests to the editor are allowed from here on.
                Ok(Message::Notification(notification)) if notification.method == "initialized" => {
                    if !std::mem::replace(&mut has_begun, true) {
                        server.begin();
                    }
                }
                Ok(Message::Notification(notification)) => notifications::handle(&mut server, notification),
                Ok(Message::Response(_)) => {}
                Err(_) => return is_shut_down,
            },
            recv(answers) -> answer => if let Ok(answer) = answer {
                server.answer(answer);
                for request in server.take_deferred() {
                    requests::handle(&mut server, request);
                }
            },
        }
    }
}
