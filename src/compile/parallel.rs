use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Parsing recurses once per nested message; this is room for the depth that the parser allows, in any build.
const STACK: usize = 16 << 20;

/// Maps `items` on several threads; the results are in the order of the items.
pub(super) fn map<T: Sync, R: Send>(items: &[T], threads: Option<usize>, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from));
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(items.len()));
    let worker = || {
        let mut mine = Vec::new();
        while let Some((index, item)) = take(&next, items) {
            mine.push((index, work(item)));
        }
        results.lock().expect("no worker panics while it holds the lock").extend(mine);
    };
    thread::scope(|scope| {
        for _ in 0..threads.clamp(1, items.len().max(1)) {
            let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, worker);
            thread.expect("the system has room for a thread");
        }
    });
    let mut results = results.into_inner().expect("no worker panics while it holds the lock");
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

fn take<'a, T>(next: &AtomicUsize, items: &'a [T]) -> Option<(usize, &'a T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    items.get(index).map(|item| (index, item))
}
