//! Work on several threads, with results that do not tell how many there were.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Trees recurse once per nested message; this is room for the depth that the parser allows, in any build.
const STACK: usize = 16 << 20;

/// How many pieces of work there are for each thread, so that none waits long for the last one.
const PIECES: usize = 32;

/// As many threads as were asked for, or as the machine has cores.
pub(crate) fn threads(wanted: Option<usize>) -> usize {
    wanted.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from)).max(1)
}

/// Does something where there is room on the stack, whoever calls.
pub(crate) fn with_stack<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    thread::scope(|scope| join(spawn(scope, work)))
}

/// The results for `0..count`, in this order.
pub(crate) fn map<R: Send>(count: usize, threads: usize, work: impl Fn(usize) -> R + Sync) -> Vec<R> {
    if threads <= 1 || count <= 1 {
        return (0..count).map(work).collect();
    }
    let size = (count / (threads * PIECES)).max(1);
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut pieces = Vec::new();
        loop {
            let start = next.fetch_add(size, Ordering::Relaxed);
            if start >= count {
                return pieces;
            }
            let end = count.min(start + size);
            pieces.push((start, (start..end).map(&work).collect::<Vec<R>>()));
        }
    };
    let mut pieces = on_all(threads.min(count.div_ceil(size)), worker);
    pieces.sort_unstable_by_key(|&(start, _)| start);
    let mut results = Vec::with_capacity(count);
    pieces.into_iter().for_each(|(_, piece)| results.extend(piece));
    results
}

/// Runs one worker on each of several threads, this one among them, and gives what they gave.
pub(crate) fn on_all<R: Send>(threads: usize, worker: impl Fn() -> Vec<R> + Sync) -> Vec<R> {
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| spawn(scope, &worker)).collect();
        let mut results = worker();
        others.into_iter().for_each(|other| results.extend(join(other)));
        results
    })
}

fn spawn<'scope, R: Send + 'scope>(
    scope: &'scope thread::Scope<'scope, '_>,
    work: impl FnOnce() -> R + Send + 'scope,
) -> thread::ScopedJoinHandle<'scope, R> {
    let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
    thread.expect("the system has room for a thread")
}

fn join<R>(thread: thread::ScopedJoinHandle<'_, R>) -> R {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order_on_any_number_of_threads() {
        let expected: Vec<usize> = (0..1000).map(|number| number * 2).collect();
        for threads in [1, 2, 3, 2000] {
            assert_eq!(map(1000, threads, |number| number * 2), expected);
        }
        assert!(map(0, 4, |number| number).is_empty());
    }
}
