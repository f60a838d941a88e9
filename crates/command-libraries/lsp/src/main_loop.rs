//! The main loop: messages of the editor, and answers of the thread that checks.

use std::time::Duration;

use crate::server::Server;
use crate::{notifications, requests, uri};
use crossbeam_channel::{Receiver, after, never, select};
use lsp_server::{ErrorCode, Message, Notification, Response};
use lsp_types::notification::{DidChangeConfiguration, DidOpenTextDocument, Exit, Initialized, Notification as _};
use lsp_types::request::{Request as _, Shutdown};

/// The pause after which a starting editor has opened its files.
const PAUSE: Duration = Duration::from_millis(20);

/// The state of a session.
enum Session {
    /// The editor has not begun.
    New,
    /// The editor opens the files that were open last. They are read with the folders, so that nothing is checked twice.
    Starting(Vec<Notification>),
    Running,
    ShutDown,
}

/// Serves until the editor ends the session. Returns `true` if it did so as the protocol demands.
pub(crate) fn run(mut server: Server, messages: &Receiver<Message>) -> bool {
    let answers = server.worker.answers.clone();
    let mut session = Session::New;
    loop {
        let pause = if matches!(session, Session::Starting(_)) { after(PAUSE) } else { never() };
        select! {
            recv(messages) -> message => match message {
                Ok(Message::Notification(notification)) if notification.method == Exit::METHOD => {
                    return matches!(session, Session::ShutDown);
                }
                Ok(message) => take(&mut server, &mut session, message),
                Err(_) => return matches!(session, Session::ShutDown),
            },
            recv(answers) -> answer => if let Ok(answer) = answer {
                server.answer(answer);
                for request in server.take_deferred() {
                    requests::handle(&mut server, request);
                }
            },
            recv(pause) -> _ => start(&mut server, &mut session),
        }
    }
}

fn take(server: &mut Server, session: &mut Session, mut message: Message) {
    match &mut message {
        Message::Request(request) => uri::escape(&mut request.params),
        Message::Notification(notification) => uri::escape(&mut notification.params),
        Message::Response(_) => {}
    }
    match (message, &mut *session) {
        (Message::Notification(notification), Session::Starting(opened))
            if notification.method == DidOpenTextDocument::METHOD =>
        {
            opened.push(notification);
        }
        // Settings come before the folders are read with them.
        (Message::Notification(notification), Session::Starting(_))
            if notification.method == DidChangeConfiguration::METHOD =>
        {
            notifications::handle(server, notification);
        }
        (message, _) => {
            start(server, session);
            handle(server, session, message);
        }
    }
}

/// Opens the folders, and the files that the editor opened meanwhile.
fn start(server: &mut Server, session: &mut Session) {
    let Session::Starting(opened) = session else { return };
    let opened = std::mem::take(opened);
    *session = Session::Running;
    opened.iter().for_each(|opened| notifications::note_opened(server, opened));
    server.open_folders();
    opened.into_iter().for_each(|opened| notifications::handle(server, opened));
}

fn handle(server: &mut Server, session: &mut Session, message: Message) {
    match message {
        Message::Request(request) if request.method == Shutdown::METHOD => {
            *session = Session::ShutDown;
            server.output.answer(request.id, ());
        }
        Message::Request(request) if matches!(session, Session::ShutDown) => {
            let message = "the server is shut down".to_owned();
            let response = Response::new_err(request.id, ErrorCode::InvalidRequest as i32, message);
            server.output.send(Message::Response(response));
        }
        Message::Request(request) => requests::handle(server, request),
        // Requests to the editor are allowed from here on.
        Message::Notification(notification) if notification.method == Initialized::METHOD => {
            if matches!(session, Session::New) {
                server.watch_files();
                *session = Session::Starting(Vec::new());
            }
        }
        Message::Notification(notification) => notifications::handle(server, notification),
        Message::Response(_) => {}
    }
}
