//! The content of a connection whose client may be silent or slow, or send floods.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::oneshot;

use super::control::ControlFrames;

/// The preface of HTTP/2, by which the protocol of a connection is detected. Every request of HTTP/1.1 is longer.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A stream that tells when the client has sent enough for the detection of its protocol, and fails if the client sends too many
/// control frames of HTTP/2.
#[derive(Debug)]
pub(super) struct Limited<S> {
    inner: S,
    protocol: Protocol,
}

/// The protocol of a connection.
#[derive(Debug)]
enum Protocol {
    /// The protocol is unknown after this many bytes, and so far those of the preface if `is_http2`.
    Unknown {
        received: usize,
        is_http2: bool,
        detected: oneshot::Sender<()>,
    },
    Http1,
    Http2(ControlFrames),
}

impl Protocol {
    /// Continues with these bytes of the client. Returns `true` for a flood.
    fn received(&mut self, bytes: &[u8]) -> bool {
        match self {
            Self::Unknown { received, is_http2, .. } => {
                let (start, rest) = bytes.split_at(bytes.len().min(PREFACE.len() - *received));
                *is_http2 &= PREFACE[*received..].starts_with(start);
                *received += start.len();
                if *received < PREFACE.len() {
                    return false;
                }
                let detected = if *is_http2 { Self::Http2(ControlFrames::new()) } else { Self::Http1 };
                if let Self::Unknown { detected, .. } = std::mem::replace(self, detected) {
                    // Without a receiver, the connection is about to end.
                    _ = detected.send(());
                }
                self.received(rest)
            }
            Self::Http1 => false,
            Self::Http2(control) => control.received(bytes),
        }
    }

    /// Continues with the bytes of the server, of which this many were written.
    fn sent(&mut self, written: &Poll<io::Result<usize>>, parts: &[io::IoSlice<'_>]) {
        let (Self::Http2(control), Poll::Ready(Ok(written))) = (self, written) else { return };
        let mut left = *written;
        for part in parts {
            let part = &part[..left.min(part.len())];
            control.sent(part);
            left -= part.len();
        }
    }
}

impl<S> Limited<S> {
    /// Returns the stream, and a receiver that ends with the detection.
    pub(super) fn new(inner: S) -> (Self, oneshot::Receiver<()>) {
        let (detected, receiver) = oneshot::channel();
        (Self { inner, protocol: Protocol::Unknown { received: 0, is_http2: true, detected } }, receiver)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Limited<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(context, buffer);
        if self.protocol.received(&buffer.filled()[before..]) {
            return Poll::Ready(Err(io::Error::other("the client sends too many control frames")));
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Limited<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.protocol.sent(&written, &[io::IoSlice::new(bytes)]);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, parts);
        self.protocol.sent(&written, parts);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::super::frames::DATA;
    use super::super::frames::tests::{PING, frame};
    use super::{Limited, PREFACE};

    #[tokio::test]
    async fn the_protocol_is_detected_after_its_preface() {
        for bytes in [PREFACE, b"GET / HTTP/1.1\r\nHost: x\r"] {
            let (mut client, server) = duplex(64);
            let (mut server, mut detected) = Limited::new(server);
            let (most, last) = bytes.split_at(PREFACE.len() - 1);
            client.write_all(most).await.unwrap();
            server.read_exact(&mut [0; PREFACE.len() - 1]).await.unwrap();
            assert!(detected.try_recv().is_err());
            client.write_all(last).await.unwrap();
            server.read_exact(&mut [0]).await.unwrap();
            assert_eq!(detected.await, Ok(()));
        }
    }

    /// Sends pings, and `answer` after each of them, until the server fails.
    async fn pings(start: &[u8], answer: &[u8]) -> Option<u32> {
        let (mut client, server) = duplex(64);
        let (mut server, _detected) = Limited::new(server);
        client.write_all(start).await.unwrap();
        server.read_exact(&mut vec![0; start.len()]).await.unwrap();
        let ping = frame(PING, 8);
        for count in 0..20_000 {
            client.write_all(&ping).await.unwrap();
            if server.read_exact(&mut vec![0; ping.len()]).await.is_err() {
                return Some(count);
            }
            server.write_all(answer).await.unwrap();
            client.read_exact(&mut vec![0; answer.len()]).await.unwrap();
        }
        None
    }

    #[tokio::test]
    async fn floods_of_control_frames_fail() {
        assert_eq!(pings(PREFACE, &frame(PING, 8)).await, Some(1000));
        assert_eq!(pings(PREFACE, &frame(DATA, 1)).await, None, "a part of a response for each");
        assert_eq!(pings(b"POST / HTTP/1.1\r\nHost: x\r\n\r\n", b"").await, None, "the body of a request over HTTP/1");
    }
}
