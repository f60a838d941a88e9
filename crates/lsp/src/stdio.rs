//! Standard input and output as the connection to an editor.

use std::cell::RefCell;
use std::thread;

use crate::output::Output;
use crossbeam_channel::{Receiver, unbounded};
use lsp_server::Message;

/// Starts a thread that reads messages, until the input ends or is not that of the protocol.
pub(crate) fn connect() -> (Receiver<Message>, Output) {
    let (sender, messages) = unbounded();
    thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        while let Ok(Some(message)) = Message::read(&mut input) {
            let is_last = matches!(&message, Message::Notification(it) if it.method == "exit");
            if sender.send(message).is_err() || is_last {
                break;
            }
        }
    });
    (messages, Output::Stream(RefCell::new(Box::new(std::io::stdout()))))
}
