//! The stream of a connection whose client may read nothing.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// A stream that fails if nothing can be written for a while. It is below TLS, whose buffers accept more than is sent.
#[derive(Debug)]
pub(super) struct Stall<S> {
    inner: S,
    /// The longest time in which nothing can be written.
    limit: Duration,
    /// The end of that time, while nothing can be written.
    end: Option<Pin<Box<Sleep>>>,
}

impl<S> Stall<S> {
    pub(super) fn new(inner: S, limit: Duration) -> Self {
        Self { inner, limit, end: None }
    }

    /// Returns the result of an attempt to write, or an error if it has stalled for too long.
    fn unless_stalled<T>(&mut self, written: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.end = None;
            return written;
        }
        let limit = self.limit;
        let end = self.end.get_or_insert_with(|| Box::pin(sleep(limit)));
        if end.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client reads nothing")))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Stall<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Stall<S> {
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
        // TCP has nothing to flush, and its answer says nothing about the client.
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::io::ErrorKind;
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::Stall;

    const LIMIT: Duration = Duration::from_secs(20);

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_nothing_is_given_up() {
        let (_client, server) = duplex(64);
        let mut server = Stall::new(server, LIMIT);
        assert_eq!(server.write_all(&[0; 65]).await.unwrap_err().kind(), ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn a_flush_is_no_progress() {
        let (_client, server) = duplex(64);
        let mut server = Stall::new(server, LIMIT);
        let writing = async {
            server.write_all(&[0; 64]).await.unwrap();
            loop {
                let short = tokio::time::timeout(Duration::from_secs(1), server.write(&[0])).await;
                match short {
                    Ok(result) => return result.unwrap_err().kind(),
                    Err(_) => server.flush().await.unwrap(),
                }
            }
        };
        assert_eq!(tokio::time::timeout(2 * LIMIT, writing).await.unwrap(), ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_slowly_is_served() {
        let (mut client, server) = duplex(1);
        let mut server = Stall::new(server, LIMIT);
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
