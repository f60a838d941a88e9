//! The way of messages to the editor. Answers are written without a tree of JSON, which would take longer than most of them.

use std::cell::RefCell;
use std::io::Write;

use crossbeam_channel::Sender;
use lsp_server::{Message, Notification, RequestId, Response};
use serde::Serialize;

/// The receiver of messages to the editor. An editor that is gone receives nothing; the main loop ends when its input does.
pub(crate) enum Output {
    /// An editor in the same process.
    Channel(Sender<Message>),
    /// A stream in the format of the protocol.
    Stream(RefCell<Box<dyn Write + Send>>),
}

/// A message, with the version of JSON-RPC.
#[derive(Serialize)]
struct Envelope<T> {
    jsonrpc: &'static str,
    #[serde(flatten)]
    message: T,
}

/// The answer to a request. [`Response`] would need the result as a tree of JSON, which takes longer than most answers.
#[derive(Serialize)]
struct Answer<'a, R> {
    jsonrpc: &'static str,
    id: &'a RequestId,
    result: R,
}

/// A notification, without a tree of JSON as well.
#[derive(Serialize)]
struct Notice<P> {
    jsonrpc: &'static str,
    method: &'static str,
    params: P,
}

impl Output {
    /// Sends a message that is a tree of JSON.
    pub(crate) fn send(&self, message: Message) {
        match self {
            Self::Channel(sender) => _ = sender.send(message),
            Self::Stream(stream) => write(stream, &Envelope { jsonrpc: "2.0", message }),
        }
    }

    /// Sends a notification with these parameters.
    pub(crate) fn notify(&self, method: &'static str, params: impl Serialize) {
        match self {
            Self::Channel(_) => self.send(Message::Notification(Notification::new(method.to_owned(), params))),
            Self::Stream(stream) => write(stream, &Notice { jsonrpc: "2.0", method, params }),
        }
    }

    /// Answers a request with a result.
    pub(crate) fn answer(&self, id: RequestId, result: impl Serialize) {
        match self {
            Self::Channel(_) => self.send(Message::Response(Response::new_ok(id, result))),
            Self::Stream(stream) => write(stream, &Answer { jsonrpc: "2.0", id: &id, result }),
        }
    }
}

fn write(stream: &RefCell<Box<dyn Write + Send>>, message: &impl Serialize) {
    let Ok(body) = serde_json::to_vec(message) else { return };
    let mut framed = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    framed.extend(body);
    let mut stream = stream.borrow_mut();
    _ = stream.write_all(&framed).and_then(|()| stream.flush());
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use std::io::BufReader;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn messages_are_read_as_they_were_sent() {
        let written = Written::default();
        let output = Output::Stream(RefCell::new(Box::new(written.clone())));
        output.answer(7.into(), ["ü"]);
        output.send(Message::Response(Response::new_err(8.into(), -1, "no".to_owned())));
        output.notify("a/b", 1);
        let bytes = written.0.lock().unwrap().clone();
        let mut reader = BufReader::new(&bytes[..]);
        let Some(Message::Response(first)) = Message::read(&mut reader).unwrap() else { panic!() };
        assert_eq!((first.id, first.response_result.unwrap()), (7.into(), serde_json::json!(["ü"])));
        let Some(Message::Response(second)) = Message::read(&mut reader).unwrap() else { panic!() };
        assert_eq!(second.response_result.unwrap_err().message, "no");
        assert!(matches!(Message::read(&mut reader).unwrap(), Some(Message::Notification(it)) if it.method == "a/b"));
    }
}
