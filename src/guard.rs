//! Conversion of panics to messages, with the input that caused them.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use super::outcome::Outcome;

/// The message of the last panic, and the current input.
struct PanicContext {
    panic: String,
    input: String,
}

static PANIC_CONTEXT: Mutex<PanicContext> = Mutex::new(PanicContext { panic: String::new(), input: String::new() });

/// Records the current input, for the message of a panic.
pub(super) fn working_on(input: &str) {
    with_context(|context| input.clone_into(&mut context.input));
}

/// Runs `work`, and reports a panic on stderr.
pub(super) fn guard(work: impl FnOnce() -> Outcome) -> Outcome {
    catch_panic(work).unwrap_or_else(|| {
        with_context(|context| report_panic(&context.input, &context.panic));
        Outcome::Failed
    })
}

/// Returns the result of `work`; `None` if it panicked.
///
/// The hook prints nothing, because the compiler catches and reports some panics itself.
fn catch_panic(work: impl FnOnce() -> Outcome) -> Option<Outcome> {
    std::panic::set_hook(Box::new(|panic| {
        let payload = panic.payload();
        let message = payload.downcast_ref::<&str>().copied();
        let message = message.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
        let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
        with_context(|context| context.panic = format!("{message}{place}"));
    }));
    let outcome = catch_unwind(AssertUnwindSafe(work)).ok();
    drop(std::panic::take_hook());
    outcome
}

/// Writes directly to stderr, because the console may have caused the panic.
fn report_panic(input: &str, panic: &str) {
    let input = if input.is_empty() { String::new() } else { format!(" while working on `{input}`") };
    let help = "this is a bug in protoward, not in your files; please report it with the input that shows it";
    let _ = writeln!(std::io::stderr(), "internal error{input}: {panic}\n{help}");
}

fn with_context(work: impl FnOnce(&mut PanicContext)) {
    work(&mut PANIC_CONTEXT.lock().unwrap_or_else(PoisonError::into_inner));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catches_a_panic_with_its_message_and_input() {
        let outcome = catch_panic(|| {
            working_on("proto/user.proto");
            panic!("we are wrong")
        });
        assert_eq!(outcome, None);
        with_context(|context| {
            assert_eq!(context.input, "proto/user.proto");
            assert!(context.panic.starts_with("we are wrong (src/guard.rs:"), "{}", context.panic);
        });
    }
}
