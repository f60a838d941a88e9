//! Parallel work with results that do not depend on the number of threads.

use std::cell::Cell;
use std::collections::VecDeque;
use std::hint::black_box;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, Once};
use std::thread::{self, Scope};

/// Stack size for recursion over nested messages, sufficient for the parser's depth limit in any build.
const STACK: usize = 16 << 20;

/// Number of pieces of work per thread, so that threads finish at about the same time.
const PIECES: usize = 32;

/// Returns the requested number of threads, or the number of cores.
pub fn threads(wanted: Option<usize>) -> usize {
    // The standard library reads files of the system for each call.
    static CORES: LazyLock<usize> = LazyLock::new(|| thread::available_parallelism().map_or(1, usize::from));
    wanted.unwrap_or_else(|| *CORES).max(1)
}

thread_local! {
    /// `true` on a thread that has a large stack.
    static HAS_STACK: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` with a sufficiently large stack: on this thread if it has one, and otherwise on another.
pub fn with_stack<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    if HAS_STACK.get() {
        return work();
    }
    let mut work = Some(work);
    let mut done = None;
    beside(&mut || done = work.take().map(|work| work()), &mut || ());
    done.expect(DONE)
}

/// The largest block that glibc takes from the heap instead of the system, without header and rounding.
const LARGE: usize = (32 << 20) - (64 << 10);

/// The growth step of a thread's heap.
const GROWTH: usize = 4 << 20;

/// Makes the heap of this thread grow in large steps.
///
/// glibc grows the heap of a thread page by page with a system call each, which takes a considerable part of a
/// compilation. A large block that is allocated and freed at once makes room for later allocations. The block is never
/// touched, so it costs no memory. Other allocators are unaffected.
pub fn reserve() {
    static ONCE: Once = Once::new();
    // From then on, blocks up to this size come from the heap.
    ONCE.call_once(|| drop(black_box(Vec::<u8>::with_capacity(LARGE))));
    drop(black_box(Vec::<u8>::with_capacity(GROWTH)));
}

/// Returns the results of `work` for `0..count`, in order.
pub fn map<R: Send>(count: usize, threads: usize, work: impl Fn(usize) -> R + Sync) -> Vec<R> {
    let size = (count / (threads * PIECES)).max(1);
    let mut pieces = Vec::new();
    pieces.resize_with(count.div_ceil(size), Vec::new);
    let finished = Mutex::new(&mut pieces);
    in_pieces(count, size, threads, &|index, range| {
        let piece = range.map(&work).collect::<Vec<_>>();
        lock(&finished)[index] = piece;
    });
    let mut results = Vec::with_capacity(count);
    for piece in &mut pieces {
        results.append(piece);
    }
    results
}

/// Distributes `0..count` over the threads in pieces of a size, on demand. `work` gets the index and the range of a piece.
fn in_pieces(count: usize, size: usize, threads: usize, work: &(dyn Fn(usize, Range<usize>) + Sync)) {
    let next = AtomicUsize::new(0);
    let pieces = count.div_ceil(size);
    several(threads.min(pieces), &|| {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= pieces {
                return;
            }
            reserve();
            let start = index * size;
            work(index, start..count.min(start + size));
        }
    });
}

/// Runs two tasks, in parallel if `threads` permits.
pub fn both<A: Send, B>(threads: usize, one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    if threads <= 1 {
        return (one(), other());
    }
    let mut one = Some(one);
    let mut first = None;
    let mut other = Some(other);
    let mut second = None;
    let mut here = || second = other.take().map(|other| other());
    beside(&mut || first = one.take().map(|one| one()), &mut here);
    (first.expect(DONE), second.expect(DONE))
}

/// Runs a worker on each of several threads, including this one. Returns all results.
pub fn on_all<R: Send>(threads: usize, worker: impl Fn() -> Vec<R> + Sync) -> Vec<R> {
    let results = Mutex::new(Vec::new());
    several(threads, &|| {
        let mut made = worker();
        lock(&results).append(&mut made);
    });
    results.into_inner().expect(UNPOISONED)
}

/// Passes the results for `0..count` to `take` in order, while further results are computed in parallel.
///
/// Threads that are far ahead wait, so that memory use does not grow with `count`.
pub fn each<R: Send>(count: usize, threads: usize, work: impl Fn(usize) -> R + Sync, mut take: impl FnMut(R) + Send) {
    let size = (count / (threads * PIECES)).clamp(1, MOST_WAITING);
    let make = |piece: usize, mut results: Vec<R>| {
        let start = piece * size;
        results.extend((start..count.min(start + size)).map(&work));
        results
    };
    in_order(count.div_ceil(size), threads, make, &mut |results| results.drain(..).for_each(&mut take));
}

/// Maximum number of results per piece.
const MOST_WAITING: usize = 64;

/// Computes the pieces `0..count` in parallel, each in a buffer, and passes them to `take` in order.
///
/// Buffers are reused with the contents that `take` leaves. Threads that are far ahead wait, so that memory use does
/// not grow with `count`.
pub fn in_order<'t, B: Default + Send>(
    count: usize,
    threads: usize,
    make: impl Fn(usize, B) -> B + Sync,
    take: &'t mut Take<'t, B>,
) {
    let next = AtomicUsize::new(0);
    let line = Line { next: 0, ready: VecDeque::new(), spare: Vec::new(), take: Some(take), is_stopped: false };
    let line = Mutex::new(line);
    let moved = Condvar::new();
    let most = 2 * threads;
    several(threads.min(count), &|| {
        let _stop = StopOnPanic { line: &line, moved: &moved };
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return;
            }
            reserve();
            let buffer = lock(&line).spare.pop().unwrap_or_default();
            let piece = make(index, buffer);
            let mut state = lock(&line);
            while index - state.next >= most && !state.is_stopped {
                state = moved.wait(state).expect(UNPOISONED);
            }
            if state.is_stopped {
                return;
            }
            state.put(index, piece);
            hand_on(&line, state, &moved);
        }
    });
}

/// The queue of finished pieces.
struct Line<'t, B> {
    /// The next piece to pass on.
    next: usize,
    /// The finished pieces from `next` on, `None` for pieces in progress.
    ready: VecDeque<Option<B>>,
    spare: Vec<B>,
    /// `None` while a thread passes pieces on.
    take: Option<&'t mut Take<'t, B>>,
    /// `true` if a thread panicked, and an awaited piece may never arrive.
    is_stopped: bool,
}

impl<B> Line<'_, B> {
    fn put(&mut self, index: usize, piece: B) {
        let place = index - self.next;
        while place >= self.ready.len() {
            self.ready.push_back(None);
        }
        self.ready[place] = Some(piece);
    }

    /// Removes the next piece if it is finished.
    fn take_next(&mut self) -> Option<B> {
        let piece = self.ready.front_mut()?.take()?;
        self.ready.pop_front();
        self.next += 1;
        Some(piece)
    }
}

/// A guard that wakes all waiting threads if the current thread panics.
struct StopOnPanic<'l, 't, B> {
    line: &'l Mutex<Line<'t, B>>,
    moved: &'l Condvar,
}

impl<B> Drop for StopOnPanic<'_, '_, B> {
    fn drop(&mut self) {
        if thread::panicking()
            && let Ok(mut line) = self.line.lock()
        {
            line.is_stopped = true;
            self.moved.notify_all();
        }
    }
}

/// The receiver of the pieces.
type Take<'t, B> = dyn FnMut(&mut B) + Send + 't;

fn hand_on<'l, 't, B>(line: &'l Mutex<Line<'t, B>>, mut state: MutexGuard<'l, Line<'t, B>>, moved: &Condvar) {
    let Some(take) = state.take.take() else { return };
    while let Some(mut piece) = state.take_next() {
        drop(state);
        take(&mut piece);
        state = lock(line);
        state.spare.push(piece);
        moved.notify_all();
    }
    state.take = Some(take);
}

const UNPOISONED: &str = "no worker panics while it holds the lock";
const DONE: &str = "a thread that did not panic is through";

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect(UNPOISONED)
}

/// Runs the same task on several threads, including this one. Each thread starts the next.
///
/// The code that starts threads is not generic, so that build scripts compile it once.
fn several(threads: usize, work: &(dyn Fn() + Sync)) {
    match threads {
        0 | 1 => work(),
        _ => beside(&mut || several(threads - 1, work), &mut || work()),
    }
}

/// Starts a thread with a sufficiently large stack, for a process that runs many tasks.
pub fn start<'s, 'e>(scope: &'s Scope<'s, 'e>, work: impl FnOnce() + Send + 's) {
    let work = || {
        HAS_STACK.set(true);
        work();
    };
    thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).expect("the system has room for a thread");
}

/// Runs one task on a new thread and the other on this thread.
fn beside(there: &mut (dyn FnMut() + Send), here: &mut dyn FnMut()) {
    let there = || {
        HAS_STACK.set(true);
        there();
    };
    thread::scope(|scope| {
        let there = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, there);
        let there = there.expect("the system has room for a thread");
        here();
        there.join().unwrap_or_else(|panic| resume_unwind(panic));
    });
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn results_are_in_order_on_any_number_of_threads() {
        let expected: Vec<usize> = (0..1000).map(|number| number * 2).collect();
        for threads in [1, 2, 3, 2000] {
            assert_eq!(map(1000, threads, |number| number * 2), expected);
        }
        assert!(map(0, 4, |number| number).is_empty());
    }

    #[test]
    fn passes_pieces_on_in_order() {
        let expected: Vec<u8> = (0..500_u32).flat_map(u32::to_le_bytes).collect();
        for threads in [1, 2, 7] {
            let mut all = Vec::new();
            let make = |index: usize, mut buffer: Vec<u8>| {
                if index.is_multiple_of(50) {
                    thread::yield_now();
                }
                buffer.extend((index as u32).to_le_bytes());
                buffer
            };
            in_order(500, threads, make, &mut |piece: &mut Vec<u8>| all.append(piece));
            assert_eq!(all, expected);
        }
    }

    #[test]
    fn leaves_no_thread_waiting_after_a_panic() {
        for threads in [1, 2, 7] {
            let work = |number: usize| assert_ne!(number, 640, "a mistake");
            let made = catch_unwind(AssertUnwindSafe(|| each(20_000, threads, work, |()| ())));
            assert!(made.is_err());
            let take = |number: usize| assert_ne!(number, 640, "a mistake");
            let taken = catch_unwind(AssertUnwindSafe(|| each(20_000, threads, |number| number, take)));
            assert!(taken.is_err());
        }
    }

    #[test]
    fn passes_results_on_in_order() {
        for count in [0, 1, 63, 1000, 20_000] {
            let expected: Vec<usize> = (0..count).map(|number| number * 2).collect();
            for threads in [1, 2, 7] {
                let mut all = Vec::new();
                each(count, threads, |number| number * 2, |result| all.push(result));
                assert_eq!(all, expected);
            }
        }
    }
}
