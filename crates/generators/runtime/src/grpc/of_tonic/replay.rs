//! The body of a request that can be sent again: it keeps what was sent, within a limit.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use super::tonic::Status;
use super::tonic::body::Body;
use super::tonic::codegen::Bytes;
use http_body::Frame;

/// The maximum number of bytes kept of a call. Larger calls are not retried.
const MOST_KEPT: usize = 1 << 20;

/// A body whose data is kept after it is sent.
pub(super) struct Replay(Arc<Mutex<State>>);

struct State {
    rest: Body,
    kept: Vec<Bytes>,
    size: usize,
    /// Keeps sent data for further attempts.
    keeps: bool,
    /// The number of the current attempt. Earlier attempts fail.
    attempt: usize,
}

impl Replay {
    pub(super) fn of(body: Body) -> Self {
        let state = State { rest: body, kept: Vec::new(), size: 0, keeps: true, attempt: 0 };
        Self(Arc::new(Mutex::new(state)))
    }

    /// Returns the whole body for another attempt. The bodies of earlier attempts fail.
    pub(super) fn again(&self) -> Body {
        let number = {
            let mut state = locked(&self.0);
            state.attempt += 1;
            state.attempt
        };
        // Not under the lock: `Body::new` queries the new body, which locks the state too.
        Body::new(Attempt { state: Arc::clone(&self.0), number, at: 0 })
    }

    /// Returns `true` if all sent data was kept.
    pub(super) fn is_whole(&self) -> bool {
        locked(&self.0).keeps
    }

    /// Stops keeping data, since the call is not retried.
    pub(super) fn commit(&self) {
        locked(&self.0).keeps = false;
    }
}

struct Attempt {
    state: Arc<Mutex<State>>,
    number: usize,
    /// The number of kept chunks that this attempt has sent.
    at: usize,
}

impl http_body::Body for Attempt {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let shared = Arc::clone(&self.state);
        let mut state = locked(&shared);
        if state.attempt != self.number {
            return Poll::Ready(Some(Err(Status::cancelled("the call is tried again"))));
        }
        if let Some(data) = state.kept.get(self.at) {
            let data = data.clone();
            self.at += 1;
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        let frame = Pin::new(&mut state.rest).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &frame {
            frame.data_ref().into_iter().for_each(|data| state.keep(data));
            self.at = state.kept.len();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        let state = locked(&self.state);
        state.attempt == self.number && self.at >= state.kept.len() && state.rest.is_end_stream()
    }
}

impl State {
    fn keep(&mut self, data: &Bytes) {
        self.size += data.len();
        self.keeps &= self.size <= MOST_KEPT;
        match self.keeps {
            true => self.kept.push(data.clone()),
            // The current attempt has sent all of the kept data.
            false => self.kept.clear(),
        }
    }
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
