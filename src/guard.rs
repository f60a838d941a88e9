//! Conversion of panics to messages, with the input that caused them.

use std::io::Write;
use std::panic::PanicHookInfo;
use std::process::exit;
use std::sync::{Mutex, PoisonError};

/// The exit code of a failure.
const FAILURE: i32 = 1;

/// The input or the step that the command works on, as the user would name it.
static INPUT: Mutex<String> = Mutex::new(String::new());

/// Records the current input, for the message of a panic.
pub(super) fn working_on(input: &str) {
    input.clone_into(&mut INPUT.lock().unwrap_or_else(PoisonError::into_inner));
}

/// Makes a panic end the process with a message on stderr. Released programs abort after a panic instead of unwinding, which
/// makes them smaller, so the message is written before that.
pub(super) fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let input = INPUT.lock().unwrap_or_else(PoisonError::into_inner);
        // Directly, because the console may have caused the panic.
        let _ = std::io::stderr().write_all(message(panic, &input).as_bytes());
        exit(FAILURE);
    }));
}

fn message(panic: &PanicHookInfo<'_>, input: &str) -> String {
    let payload = panic.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
    let input = if input.is_empty() { String::new() } else { format!(" while working on `{input}`") };
    let help = "this is a bug in protoward, not in your files; please report it with the input that shows it";
    format!("internal error{input}: {text}{place}\n{help}\n")
}

#[cfg(test)]
mod tests {
    use std::panic::{catch_unwind, set_hook, take_hook};

    use super::*;

    #[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
    #[test]
    fn messages_of_panics_name_the_input_and_the_place() {
        static MESSAGE: Mutex<String> = Mutex::new(String::new());
        set_hook(Box::new(|panic| *MESSAGE.lock().unwrap() = message(panic, "proto/user.proto")));
        let result = catch_unwind(|| panic!("we are wrong"));
        drop(take_hook());
        assert!(result.is_err());
        let text = MESSAGE.lock().unwrap().clone();
        assert!(
            text.starts_with("internal error while working on `proto/user.proto`: we are wrong (src/guard.rs:"),
            "{text}"
        );
    }
}
