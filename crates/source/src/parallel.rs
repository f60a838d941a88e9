//! Work on several threads, with results that do not tell how many there were.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, Once};
use std::thread;

/// Trees recurse once per nested message; this is room for the depth that the parser allows, in any build.
const STACK: usize = 16 << 20;

/// How many pieces of work there are for each thread, so that none waits long for the last one.
const PIECES: usize = 32;

/// As many threads as were asked for, or as the machine has cores.
pub fn threads(wanted: Option<usize>) -> usize {
    wanted.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from)).max(1)
}

/// Does something where there is room on the stack, whoever calls.
pub fn with_stack<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    let (mut work, mut done) = (Some(work), None);
    beside(&mut || done = work.take().map(|work| work()), &mut || ());
    done.expect(DONE)
}

/// The most that glibc takes from the heap instead of from the system, header and rounding left out.
const LARGE: usize = (32 << 20) - (64 << 10);

/// By how much the heap of a thread grows.
const GROWTH: usize = 4 << 20;

/// Makes the heap of this thread grow in large steps.
///
/// glibc lets the heap of a thread grow page by page, with a system call for each of them, which is a good part of the
/// time of a compilation. A block that is taken and given back at once makes room for all that follows; it is never
/// touched, so that it costs no memory. Other allocators do not mind.
pub fn reserve() {
    static ONCE: Once = Once::new();
    // From then on, blocks up to this size come from the heap.
    ONCE.call_once(|| drop(black_box(Vec::<u8>::with_capacity(LARGE))));
    drop(black_box(Vec::<u8>::with_capacity(GROWTH)));
}

/// The results for `0..count`, in this order.
pub fn map<R: Send>(count: usize, threads: usize, work: impl Fn(usize) -> R + Sync) -> Vec<R> {
    let pieces = Mutex::new(Vec::new());
    in_pieces(count, threads, &|range| {
        let start = range.start;
        let piece = range.map(&work).collect::<Vec<_>>();
        lock(&pieces).push((start, piece));
    });
    let mut pieces = pieces.into_inner().expect(UNPOISONED);
    pieces.sort_by_key(|&(start, _)| start);
    let mut results = Vec::with_capacity(count);
    for (_, piece) in &mut pieces {
        results.append(piece);
    }
    results
}

/// Goes through `0..count`, in pieces that are taken by whoever is through with the last one.
fn in_pieces(count: usize, threads: usize, work: &(dyn Fn(Range<usize>) + Sync)) {
    let size = (count / (threads * PIECES)).max(1);
    let next = AtomicUsize::new(0);
    several(threads.min(count.div_ceil(size)), &|| {
        loop {
            let start = next.fetch_add(size, Ordering::Relaxed);
            if start >= count {
                return;
            }
            reserve();
            work(start..count.min(start + size));
        }
    });
}

/// Does two things at once, where there are threads for it.
pub fn both<A: Send, B>(threads: usize, one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    if threads <= 1 {
        return (one(), other());
    }
    let (mut one, mut first) = (Some(one), None);
    let (mut other, mut second) = (Some(other), None);
    let mut here = || second = other.take().map(|other| other());
    beside(&mut || first = one.take().map(|one| one()), &mut here);
    (first.expect(DONE), second.expect(DONE))
}

/// Runs one worker on each of several threads, this one among them, and gives what they gave.
pub fn on_all<R: Send>(threads: usize, worker: impl Fn() -> Vec<R> + Sync) -> Vec<R> {
    let results = Mutex::new(Vec::new());
    several(threads, &|| {
        let mut made = worker();
        lock(&results).append(&mut made);
    });
    results.into_inner().expect(UNPOISONED)
}

/// Hands on the results for `0..count`, one after the other and in this order, while others are made side by side.
///
/// Whoever is far ahead waits: memory for results that are not handed on yet does not grow with `count`.
pub fn each<R: Send>(count: usize, threads: usize, work: impl Fn(usize) -> R + Sync, mut take: impl FnMut(R) + Send) {
    let size = (count / (threads * PIECES)).clamp(1, MOST_WAITING);
    let make = |piece: usize, mut results: Vec<R>| {
        let start = piece * size;
        results.extend((start..count.min(start + size)).map(&work));
        results
    };
    in_order(count.div_ceil(size), threads, make, &mut |results| results.drain(..).for_each(&mut take));
}

/// The most results that are handed on at once.
const MOST_WAITING: usize = 64;

/// Makes the pieces `0..count` side by side, each in a buffer, and hands them on one after the other.
///
/// Buffers are used again, with what `take` leaves in them, and whoever is far ahead waits: memory does not grow with
/// `count`.
pub fn in_order<'t, B: Default + Send>(
    count: usize,
    threads: usize,
    make: impl Fn(usize, B) -> B + Sync,
    take: &'t mut Take<'t, B>,
) {
    let next = AtomicUsize::new(0);
    let line = Line { next: 0, ready: BTreeMap::new(), spare: Vec::new(), take: Some(take), is_stopped: false };
    let (line, moved) = (Mutex::new(line), Condvar::new());
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
            while index != state.next && state.ready.len() >= most && !state.is_stopped {
                state = moved.wait(state).expect(UNPOISONED);
            }
            if state.is_stopped {
                return;
            }
            state.ready.insert(index, piece);
            hand_on(&line, state, &moved);
        }
    });
}

/// Pieces that wait for their turn.
struct Line<'t, B> {
    /// The piece whose turn it is.
    next: usize,
    ready: BTreeMap<usize, B>,
    spare: Vec<B>,
    /// Missing while a thread hands pieces on; it goes on as long as the next one is there.
    take: Option<&'t mut Take<'t, B>>,
    /// `true` if a thread panicked: the piece that others wait for may never come.
    is_stopped: bool,
}

/// Lets threads that wait for a piece go when the thread that makes it, or hands it on, panics.
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

/// Who gets the pieces.
type Take<'t, B> = dyn FnMut(&mut B) + Send + 't;

fn hand_on<'l, 't, B>(line: &'l Mutex<Line<'t, B>>, mut state: MutexGuard<'l, Line<'t, B>>, moved: &Condvar) {
    let Some(take) = state.take.take() else { return };
    loop {
        let turn = state.next;
        let Some(mut piece) = state.ready.remove(&turn) else { break };
        drop(state);
        take(&mut piece);
        state = lock(line);
        state.next += 1;
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

/// Runs the same on several threads, this one among them: each starts the next one.
///
/// What starts threads is not generic: it is a lot of code, and a build script that compiles it has it once.
fn several(threads: usize, work: &(dyn Fn() + Sync)) {
    match threads {
        0 | 1 => work(),
        _ => beside(&mut || several(threads - 1, work), &mut || work()),
    }
}

/// Does something on a thread of its own while something else is done here.
fn beside(there: &mut (dyn FnMut() + Send), here: &mut dyn FnMut()) {
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
    fn pieces_are_handed_on_in_order() {
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
    fn a_panic_leaves_no_thread_waiting() {
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
    fn each_result_is_handed_on_in_order() {
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
