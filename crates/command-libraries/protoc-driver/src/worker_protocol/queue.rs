//! Requests that wait, and requests in progress. Reading stops while too much waits, so that memory stays bounded.

use std::collections::{HashMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::cancellation::Cancellation;
use super::messages::Request;

/// The maximum size of waiting requests, in bytes.
pub const MAX_WAITING: usize = 256 << 20;

/// A queue between the thread that reads requests and those that do the work.
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Waiting>,
    /// The size of the waiting requests.
    bytes: usize,
    /// The requests in progress by id, with their number.
    running: HashMap<u64, (i32, Cancellation)>,
    next: u64,
    is_closed: bool,
    /// `true` if no request waits for programs anymore.
    is_without_programs: bool,
}

struct Waiting {
    request: Request,
    bytes: usize,
}

/// A request in progress, which can still be cancelled.
pub(super) struct Running {
    pub(super) request: Request,
    pub(super) cancellation: Cancellation,
    number: u64,
}

impl Queue {
    /// Adds a request of a size. Blocks while too much waits.
    pub(super) fn add(&self, request: Request, bytes: usize) {
        let mut state = self.lock();
        while !state.waiting.is_empty() && state.bytes + bytes > MAX_WAITING && !state.is_closed {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.bytes += bytes;
        state.waiting.push_back(Waiting { request, bytes });
        self.changed.notify_all();
    }

    /// Returns the next request; `None` if there will be no more.
    pub(super) fn next(&self) -> Option<Running> {
        let mut state = self.lock();
        loop {
            if let Some(Waiting { request, bytes }) = state.waiting.pop_front() {
                state.bytes -= bytes;
                state.next += 1;
                let number = state.next;
                let cancellation = Cancellation::default();
                if state.is_without_programs {
                    cancellation.stop_programs();
                }
                state.running.insert(number, (request.id, cancellation.clone()));
                self.changed.notify_all();
                return Some(Running { request, cancellation, number });
            }
            if state.is_closed {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Forgets a request whose work has ended.
    pub(super) fn end(&self, running: &Running) {
        self.lock().running.remove(&running.number);
        self.changed.notify_all();
    }

    /// Waits until all requests are answered, at most for a time. The programs of those that remain are ended, so that they end as well.
    pub(super) fn drain(&self, most: Duration) {
        let is_busy = |state: &mut State| !state.waiting.is_empty() || !state.running.is_empty();
        let waited = self.changed.wait_timeout_while(self.lock(), most, is_busy);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.is_without_programs = true;
        state.running.values().for_each(|(_, cancellation)| cancellation.stop_programs());
    }

    /// Cancels the requests of an id. Returns the number of those that have not begun, and never will.
    pub(super) fn cancel(&self, id: i32) -> usize {
        let mut state = self.lock();
        state.running.values().filter(|(it, _)| *it == id).for_each(|(_, cancellation)| cancellation.request());
        let before = state.waiting.len();
        state.waiting.retain(|waiting| waiting.request.id != id);
        state.bytes = state.waiting.iter().map(|waiting| waiting.bytes).sum();
        self.changed.notify_all();
        before - state.waiting.len()
    }

    /// Ends the queue. Waiting requests are still handed out.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    /// Ends the queue and drops what waits.
    pub(super) fn abandon(&self) {
        self.lock().waiting.clear();
        self.close();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
