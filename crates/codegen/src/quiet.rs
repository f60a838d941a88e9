//! Panics of the generators, as values.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`, and gives the message of its panic where it panics. Nothing is printed for that, as the message becomes
/// a diagnostic; panics elsewhere are reported as they were before.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    set_hook();
    QUIET.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    result.map_err(|panic| message(&*panic))
}

/// From then on, panics are reported only where it is not quiet.
fn set_hook() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("it says nothing more").to_owned()
}
