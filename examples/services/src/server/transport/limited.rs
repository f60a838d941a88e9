//! The stream of a connection whose client may be silent, slow or stalled.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::oneshot;
use tokio::time::{Sleep, sleep};

/// The length of the preface of HTTP/2, by which the protocol of a connection is detected. Every request of HTTP/1.1 is longer.
const PREFACE: usize = 24;

/// A stream that tells when the client has sent enough for the detection of its protocol, and fails if the client reads nothing for a
/// while.
#[derive(Debug)]
pub(super) struct Limited<S> {
    inner: S,
    /// The number of bytes that are missing for the detection.
    missing: usize,
    detected: Option<oneshot::Sender<()>>,
    /// The longest time in which nothing can be written.
    stall: Duration,
    /// The end of that time, while nothing can be written.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> Limited<S> {
    /// Returns the stream, and a receiver that ends with the detection.
    pub(super) fn new(inner: S, stall: Duration) -> (Self, oneshot::Receiver<()>) {
        let (sender, receiver) = oneshot::channel();
        (Self { inner, missing: PREFACE, detected: Some(sender), stall, stalled: None }, receiver)
    }

    /// Returns the result of an attempt to write, or an error if it has stalled for too long.
    fn unless_stalled<T>(&mut self, written: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stall = self.stall;
        let end = self.stalled.get_or_insert_with(|| Box::pin(sleep(stall)));
        if end.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client reads nothing")))
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
        if self.detected.is_some() {
            self.missing = self.missing.saturating_sub(buffer.filled().len() - before);
            if self.missing == 0
                && let Some(detected) = self.detected.take()
            {
                // Without a receiver, the connection is about to end.
                _ = detected.send(());
            }
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Limited<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.unless_stalled(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, parts);
        self.unless_stalled(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(context);
        self.unless_stalled(flushed, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.inner).poll_shutdown(context);
        self.unless_stalled(shut, context)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::io::ErrorKind;
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::{Limited, PREFACE};

    #[tokio::test]
    async fn the_protocol_is_detected_after_its_preface() {
        let (mut client, server) = duplex(64);
        let (mut server, mut detected) = Limited::new(server, Duration::from_secs(1));
        client.write_all(&[0; PREFACE - 1]).await.unwrap();
        server.read_exact(&mut [0; PREFACE - 1]).await.unwrap();
        assert!(detected.try_recv().is_err());
        client.write_all(&[0]).await.unwrap();
        server.read_exact(&mut [0]).await.unwrap();
        assert_eq!(detected.await, Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_nothing_is_given_up() {
        let (_client, server) = duplex(64);
        let (mut server, _) = Limited::new(server, Duration::from_secs(20));
        assert_eq!(server.write_all(&[0; 65]).await.unwrap_err().kind(), ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_slowly_is_served() {
        let (mut client, server) = duplex(1);
        let (mut server, _) = Limited::new(server, Duration::from_secs(20));
        let reading = async {
            let mut read = 0;
            while read < 5 {
                tokio::time::sleep(Duration::from_secs(15)).await;
                read += client.read(&mut [0]).await.unwrap();
            }
        };
        tokio::join!(reading, async { server.write_all(&[0; 5]).await.unwrap() });
    }
}
