//! Standard input and output as the connection to an editor.

use std::cell::RefCell;
use std::fs::File;
use std::io::Write;
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
    (messages, Output::Stream(RefCell::new(output())))
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
