//! The main loop: messages of the editor, and answers of the thread that checks.

use crate::server::Server;
use crate::{notifications, requests};
use crossbeam_channel::select;
use lsp_server::{ErrorCode, Message, Response};

/// Serves until the editor ends the session. Returns `true` if it did so as the protocol demands.
pub(crate) fn run(mut server: Server) -> bool {
    let (messages, answers) = (server.connection.receiver.clone(), server.worker.answers.clone());
    let mut is_shut_down = false;
    loop {
        select! {
            recv(messages) -> message => match message {
                Ok(Message::Request(request)) if request.method == "shutdown" => {
                    is_shut_down = true;
                    respond(&server, Response::new_ok(request.id, ()));
                }
                Ok(Message::Request(request)) if is_shut_down => {
                    let message = "the server is shut down".to_owned();
                    respond(&server, Response::new_err(request.id, ErrorCode::InvalidRequest as i32, message));
                }
                Ok(Message::Request(request)) => {
                    let response = requests::handle(&mut server, request);
                    respond(&server, response);
                }
                Ok(Message::Notification(notification)) if notification.method == "exit" => return is_shut_down,
                Ok(Message::Notification(notification)) => notifications::handle(&mut server, notification),
                Ok(Message::Response(_)) => {}
                Err(_) => return is_shut_down,
            },
            recv(answers) -> answer => if let Ok(answer) = answer {
                server.answer(answer);
            },
        }
    }
}

fn respond(server: &Server, response: Response) {
    _ = server.connection.sender.send(Message::Response(response));
}
